import {
  formOf,
  isIndexed,
  isPrincipal,
  isStd,
  type VosiSchema,
  type VosiTable,
  writtenName,
  writtenTable,
} from '@lingtai/service-dali';
import type { SchemaTable } from './schema-tables.ts';

export type SchemaRow = readonly (string | number | null)[];

const flag = (value: boolean): number => (value ? 1 : 0);

/** The rows of every table of TAP_SCHEMA for a list of schemas, in the order of the columns of `schemaTables`. */
export function schemaRows(schemas: readonly VosiSchema[]): Readonly<Record<SchemaTable['name'], SchemaRow[]>> {
  const tables = schemas.flatMap((schema) => schema.tables.map((table) => ({ schema, table })));
  const keys = tables.flatMap(({ table }) => (table.foreignKeys ?? []).map((key) => ({ table, key })));
  return {
    schemas: schemas.map((s, i) => [writtenName(s.name), null, s.description ?? s.title ?? null, i + 1]),
    tables: tables.map(({ schema, table }, i) => [
      writtenName(schema.name),
      writtenTable(table.table.name),
      'table',
      table.utype ?? null,
      table.description ?? table.title ?? null,
      i + 1,
    ]),
    columns: tables.flatMap(({ table }) => columnRows(table)),
    keys: keys.map(({ table, key }) => [
      key.id,
      writtenTable(table.table.name),
      writtenTable(key.target),
      null,
      key.description ?? null,
    ]),
    key_columns: keys.flatMap(({ key }) =>
      key.columns.map(({ from, target }) => [key.id, writtenName(from), writtenName(target)]),
    ),
  };
}

function columnRows(table: VosiTable): SchemaRow[] {
  return table.table.columns.map((column, i) => {
    const { datatype, arraysize, xtype } = formOf(column);
    const size = arraysize !== undefined && /^\d+$/.test(arraysize) ? Number(arraysize) : null;
    return [
      writtenTable(table.table.name),
      writtenName(column.name),
      datatype,
      arraysize ?? null,
      xtype ?? null,
      size,
      column.description ?? null,
      column.utype ?? null,
      column.unit ?? null,
      column.ucd ?? null,
      flag(isIndexed(table.table, column)),
      flag(isPrincipal(column)),
      flag(isStd(table, column)),
      i + 1,
    ];
  });
}
