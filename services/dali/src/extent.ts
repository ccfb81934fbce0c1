import { type ColumnBatch, cellAt } from '@lingtai/columns';
import type { Engine } from '@lingtai/engine';
import type { ColumnExtent, TableExtent } from '@lingtai/fits';
import { type ExtentPlan, extentPlan, type Plan } from '@lingtai/query';

/**
 * What FITS has to know of the first `mostRows` rows of a plan before it writes them, measured by the engine, which is much
 * faster than reading the rows twice; undefined where an engine cannot tell.
 */
export async function extentOf(
  engine: Engine,
  plan: Plan,
  mostRows: number,
  signal: AbortSignal,
): Promise<TableExtent | undefined> {
  const asked = extentPlan(plan, mostRows);
  if (!asked) return undefined;
  const { batches } = await engine.run(asked.plan, { signal });
  for await (const batch of batches) if (batch.rowCount > 0) return tableExtent(asked, plan, batch);
  return undefined;
}

function tableExtent({ columns }: ExtentPlan, { fields }: Plan, numbers: ColumnBatch): TableExtent {
  const [rowCount, ...values] = numbers.columns.map((vector) => Number(cellAt(vector, 0) ?? 0));
  const found = (name: string, what: string): number | undefined =>
    values[columns.findIndex((c) => c.column === name && c.what === what)];
  const extents = fields.map(({ name, scalar }): [string, ColumnExtent] => {
    const itemBytes = scalar === 'float64' ? 8 : 4;
    return [
      name,
      {
        stringBytes: Math.max(1, found(name, 'text-bytes') ?? 0),
        listLength: found(name, 'longest') ?? 0,
        heapBytes: itemBytes * (found(name, 'items') ?? 0),
        hasNulls: (found(name, 'present') ?? 0) < rowCount!,
      },
    ];
  });
  return { rowCount: rowCount!, columns: Object.fromEntries(extents) };
}
