import { column, name, type SelectQuery } from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { cellAt } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';
import type { Engine } from '@lingtai/engine';
import { resolve } from '@lingtai/query';

interface Position {
  readonly raDeg: number;
  readonly decDeg: number;
}

const examples = new WeakMap<PublishedRelease, Map<string, Position | undefined>>();

/**
 * Where the table's first row with a position is, ICRS in degrees, so that the example finds something; undefined where
 * the asker sees none. Released rows never change.
 */
export async function examplePosition(
  engine: Engine,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  table: TableEntry,
): Promise<Position | undefined> {
  const known = examples.get(release) ?? new Map<string, Position | undefined>();
  examples.set(release, known);
  if (known.has(table.name)) return known.get(table.name);
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
  let found: Position | undefined;
  for await (const batch of batches) {
    const [raDeg, decDeg] = batch.columns.map((vector) => Number(Number(cellAt(vector, 0)).toFixed(4)));
    if (batch.rowCount > 0) found = { raDeg: raDeg!, decDeg: decDeg! };
  }
  known.set(table.name, found);
  return found;
}
