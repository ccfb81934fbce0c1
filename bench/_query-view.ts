import { parseAdql } from '@lingtai/adql';
import type { ColumnType, Field, ScalarType } from '@lingtai/columns';
import { lowerMatches, printQuery } from '@lingtai/engine';
import { duckdbDialect } from '@lingtai/engine-duckdb';
import { type CatalogueView, type Plan, resolve, type TableStorage, type ViewTable } from '@lingtai/query';
import { columns, storage } from './_cone-table.ts';

const column = (name: string, scalar: ScalarType): ViewTable['columns'][number] => {
  return { name, scalar, verb: 1, searchable: true };
};

const catalogue: ViewTable = {
  name: 'bench.lrs',
  storage,
  columns: columns.map(([name, scalar]) => column(name, scalar)),
  position: { ra: 'ra', dec: 'dec' },
  key: 'obsid',
};

export const uploadFields: readonly Field[] = [
  { name: 'id', scalar: 'int32' },
  { name: 'ra', scalar: 'float64' },
  { name: 'dec', scalar: 'float64' },
] satisfies readonly (ColumnType & { name: string })[];

/** The catalogue and uploaded tables, as TAP shows them. */
export function viewWith(uploads: Readonly<Record<string, TableStorage>>): CatalogueView {
  const tables = new Map<string, ViewTable>([['lrs', catalogue]]);
  for (const [name, at] of Object.entries(uploads)) {
    tables.set(name, {
      name: `tap_upload.${name}`,
      storage: at,
      columns: uploadFields.map((f) => column(f.name, f.scalar)),
      key: '',
    });
  }
  return {
    table: (parts) => tables.get(parts.at(-1)!.text.toLowerCase()),
    tableNames: () => [...tables.values()].map((t) => t.name),
    audienceKey: 'bench',
  };
}

export function planOf(adql: string, view: CatalogueView): Plan {
  const { tree, diagnostics } = parseAdql(adql);
  if (!tree || diagnostics.some((d) => d.severity === 'error')) throw new Error(`not ADQL: ${adql}`);
  return resolve(tree, view).plan;
}

/** Everything from text to SQL: parsed, resolved, matches lowered, printed. */
export function compile(adql: string, view: CatalogueView): string {
  const root = lowerMatches(planOf(adql, view).root, () => 1);
  return printQuery(root, { dialect: duckdbDialect, canonicalSources: true, source: (s) => s.storage.table }).sql;
}
