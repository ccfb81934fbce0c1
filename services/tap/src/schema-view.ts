import { createHash } from 'node:crypto';
import type { ColumnBatch, Field, Vector } from '@lingtai/columns';
import type { ViewTable } from '@lingtai/query';
import type { LooseTables } from '@lingtai/release';
import type { VosiSchema } from '@lingtai/service-dali';
import { type SchemaRow, schemaRows } from './schema-rows.ts';
import { type SchemaColumn, type SchemaTable, schemaTables, tapSchemaName } from './schema-tables.ts';

const noStorage = { releaseDigest: '', releaseAddress: '', table: '' };

function viewTable(table: SchemaTable, storage: ViewTable['storage'], rowCount?: number): ViewTable {
  return {
    name: `${tapSchemaName}.${table.name}`,
    storage,
    columns: table.columns.map((c) => ({ ...fieldOf(c), verb: 1, searchable: true })),
    key: '',
    ...(rowCount === undefined ? {} : { rowCount }),
  };
}

function schemaOf(viewTables: readonly ViewTable[]): VosiSchema {
  return {
    name: tapSchemaName,
    description: 'What this service holds: schemas, tables, columns and foreign keys (TAP 1.1).',
    tables: schemaTables.map((table, i) => ({
      table: viewTables[i]!,
      description: table.description,
      std: 'all',
      foreignKeys: table.foreignKeys,
    })),
  };
}

/**
 * TAP_SCHEMA of TAP 1.1, section 4, for some schemas, itself included: its rows are written once for each state of the
 * catalogue, and queried like any table.
 */
export async function tapSchema(schemas: readonly VosiSchema[], loose: LooseTables): Promise<VosiSchema> {
  const itself = schemaOf(schemaTables.map((table) => viewTable(table, noStorage)));
  const rows = schemaRows([itself, ...schemas]);
  const digest = createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 32);
  const written = await Promise.all(
    schemaTables.map(async (table) => {
      const id = `tap-schema/${digest}/${table.name}`;
      const { storage, rowCount } = await loose.write(id, table.columns.map(fieldOf), [
        batchOf(table, rows[table.name]),
      ]);
      return viewTable(table, storage, rowCount);
    }),
  );
  return schemaOf(written);
}

function fieldOf({ name, scalar, description }: SchemaColumn): Field {
  return { name, scalar, description };
}

function batchOf(table: SchemaTable, rows: readonly SchemaRow[]): ColumnBatch {
  const columns = table.columns.map((column, i) =>
    vectorOf(
      column.scalar,
      rows.map((row) => row[i]!),
    ),
  );
  return { rowCount: rows.length, columns };
}

function vectorOf(type: SchemaColumn['scalar'], cells: readonly (string | number | null)[]): Vector {
  const { length } = cells;
  const valid = Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1));
  return type === 'string'
    ? { kind: 'scalar', type, length, values: cells.map((cell) => String(cell ?? '')), valid }
    : { kind: 'scalar', type, length, values: Int32Array.from(cells, (cell) => Number(cell ?? 0)), valid };
}
