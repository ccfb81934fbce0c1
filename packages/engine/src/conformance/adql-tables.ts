import type { Field, ScalarType } from '@lingtai/columns';
import type { CatalogueView, TableStorage, ViewColumn, ViewTable } from '@lingtai/query';
import type { JsonValue } from '../conformance-table.ts';

/** A `tables.json` below `fixtures/adql`: the tables that one half of the suite asks, in one schema. */
export interface AdqlTables {
  readonly schema: string;
  readonly tables: readonly AdqlTable[];
}

/** One table, by column, in canonical order: by `_healpix_29` (nulls last) when it has a position, then by its key. */
export interface AdqlTable {
  readonly name: string;
  readonly key: string;
  readonly position?: { readonly ra: string; readonly dec: string };
  readonly columns: readonly {
    readonly name: string;
    readonly type: ScalarType;
    readonly arraysize?: Exclude<Field['arraysize'], undefined>;
    readonly xtype?: string;
    readonly unit?: string;
    readonly ucd?: string;
  }[];
  /** With a position also `_healpix_29`, which is no column of the view. */
  readonly values: Readonly<Record<string, readonly JsonValue[]>>;
}

/** The columns as fields. */
export function adqlFields(table: AdqlTable): Field[] {
  return table.columns.map(({ type, ...rest }) => ({ ...rest, scalar: type }));
}

/** How the suite names a table to the engine's locator. */
export function adqlStorage(schema: string, table: AdqlTable): TableStorage {
  return { releaseDigest: `sha256:${schema}`, releaseAddress: `${schema}/dr1/v1`, table: table.name };
}

/** Whether a row is stored apart where the suite is run on parts. */
export function isHeldRow(row: number): boolean {
  return row % 3 === 1;
}

/** A catalogue of these tables, in `parts` or not; the schema's name may be left out. */
export function adqlView({ schema, tables }: AdqlTables, parts = false): CatalogueView {
  const all = tables.map((table): ViewTable => {
    const columns = adqlFields(table).map((f): ViewColumn => ({ ...f, verb: 1, searchable: true }));
    return {
      name: `${schema}.${table.name}`,
      storage: adqlStorage(schema, table),
      columns,
      key: table.key,
      ...(table.position ? { position: table.position } : {}),
      ...(parts ? { held: 'apart' } : {}),
    };
  });
  const same = (part: { text: string; delimited?: boolean }, name: string): boolean =>
    part.delimited ? part.text === name : part.text.toLowerCase() === name.toLowerCase();
  return {
    table: (parts) => {
      if (parts.length > 2) return undefined;
      return all.find((t) => {
        const own = t.name.split('.').slice(-parts.length);
        return parts.every((part, i) => same(part, own[i]!));
      });
    },
    tableNames: () => all.map((t) => t.name),
    audienceKey: 'conformance',
  };
}
