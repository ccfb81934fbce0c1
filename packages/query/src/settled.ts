import type { Scalar } from './ir.ts';
import { apply, isArray, literalOf } from './types.ts';

/**
 * The value with one zero: 0.0 and -0.0 are equal, so that of a group, of equal rows or of the least values either may be
 * given. Adding 0.0 leaves every other number as it is.
 */
export function withOneZero(value: Scalar): Scalar {
  const { type } = value;
  const isFloat = !isArray(type) && (type.scalar === 'float32' || type.scalar === 'float64');
  return isFloat && value.kind !== 'literal' ? apply('add', type, value, literalOf(type, 0)) : value;
}
