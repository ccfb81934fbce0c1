import { type Relation, relationsOf, walkScalar } from '@lingtai/query';
import { engineCannot } from './errors.ts';

/** Refuses what Trino fails on with an error of its own insides: a column from around a sub-query in ON of an outer join there. */
export function refuseUnsupported(root: Relation): void {
  for (const relation of relationsOf(root)) {
    if (relation.kind !== 'join' || relation.type === 'inner') continue;
    walkScalar(relation.on, (s) => {
      if (s.kind === 'outer') throw engineCannot();
    });
  }
}
