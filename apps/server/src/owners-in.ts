import { column, name, type SelectQuery } from '@lingtai/adql';
import { cellAt } from '@lingtai/columns';
import type { Engine } from '@lingtai/engine';
import { resolve, type ViewTable } from '@lingtai/query';

/** The owners in the rows for which the table's rule holds; `undefined`: there is no such row. */
export async function ownersIn(
  engine: Engine,
  table: ViewTable,
  owner: string | undefined,
): Promise<ReadonlySet<string> | undefined> {
  const tree: SelectQuery = {
    kind: 'select',
    ...(owner === undefined ? { top: 1 } : { distinct: true }),
    items: [{ kind: 'value', value: column(owner ?? table.key) }],
    from: { kind: 'table', name: name(...table.name.split('.')) },
  };
  const view = { table: () => table, tableNames: () => [table.name], audienceKey: 'rule' };
  const { batches } = await engine.run(resolve(tree, view).plan);
  let found: Set<string> | undefined;
  for await (const batch of batches) {
    for (let row = 0; row < batch.rowCount; row++) {
      found ??= new Set();
      const text = owner === undefined ? null : cellAt(batch.columns[0]!, row);
      if (typeof text === 'string') found.add(text);
    }
  }
  return found;
}
