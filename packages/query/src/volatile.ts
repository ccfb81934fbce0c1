import { functions } from './functions.ts';
import type { Relation, Scalar } from './ir.ts';
import { relationsOf, scalarsOf, walkScalar } from './walk.ts';

const volatileNames: ReadonlySet<string> = new Set(
  Object.values(functions).flatMap((f) => (f.volatile ? [f.name] : [])),
);

/** Whether a value may differ each time it is computed. */
export function isVolatileScalar(scalar: Scalar): boolean {
  let found = false;
  walkScalar(scalar, (s) => {
    found ||= s.kind === 'apply' && volatileNames.has(s.function);
  });
  return found;
}

/** Whether a relation may give other rows each time it is asked. */
export function isVolatile(root: Relation): boolean {
  return relationsOf(root).some((relation) => scalarsOf(relation).some(isVolatileScalar));
}
