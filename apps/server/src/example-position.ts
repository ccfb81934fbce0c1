import { column, name, type SelectQuery } from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { cellAt } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';
import type { Engine } from '@lingtai/engine';
import { resolve } from '@lingtai/query';

const examples = new WeakMap<PublishedRelease, Map<string, { raDeg: number; decDeg: number }>>();

/** Where the table's first row with a position is, so that the example finds something; released rows never change. */
export async function examplePosition(
  engine: Engine,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  table: TableEntry,
): Promise<{ raDeg: number; decDeg: number }> {
  const known = examples.get(release) ?? new Map<string, { raDeg: number; decDeg: number }>();
  examples.set(release, known);
  const kept = known.get(table.name);
  if (kept) return kept;
  const { ra, dec } = table.position!;
  const tree: SelectQuery = {
    kind: 'select',
    top: 1,
    items: [
      { kind: 'value', value: column(ra) },
      { kind: 'value', value: column(dec) },
    ],
    from: { kind: 'table', name: name(release.schemaName, table.name) },
    where: { kind: 'is-null', value: column(ra), negated: true },
  };
  const { batches } = await engine.run(resolve(tree, snapshot.view).plan);
  let found = { raDeg: 0, decDeg: 0 };
  for await (const batch of batches) {
    const [raDeg, decDeg] = batch.columns.map((vector) => Number(Number(cellAt(vector, 0)).toFixed(4)));
    if (batch.rowCount > 0) found = { raDeg: raDeg!, decDeg: decDeg! };
  }
  known.set(table.name, found);
  return found;
}
