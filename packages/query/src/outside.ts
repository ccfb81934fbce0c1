import type { Scalar } from './ir.ts';
import { walkScalar } from './walk.ts';

/** Whether a value is made of columns of the queries around and of none of its own. */
export function isOfOutside(scalar: Scalar): boolean {
  const kinds = new Set<Scalar['kind']>();
  walkScalar(scalar, (s) => kinds.add(s.kind));
  return kinds.has('outer') && !kinds.has('column');
}
