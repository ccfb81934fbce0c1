import type { Scalar } from '../ir.ts';
import { apply, float64, literalOf } from '../types.ts';
import { folded } from './constant.ts';
import { numberOf } from './shape.ts';

function number(value: number): Scalar {
  return literalOf(float64, value);
}

function toPoles(dec: Scalar): Scalar {
  const value = numberOf(dec);
  if (value === undefined) return apply('clamp', float64, dec, number(-90), number(90));
  return number(Math.max(-90, Math.min(90, value)));
}

/** The corners of BOX(ra, dec, width, height), as a polygon's coordinates: declinations end at the poles. */
export function boxScalars(numbers: readonly Scalar[]): Scalar[] {
  const [ra, dec, width, height] = numbers as [Scalar, Scalar, Scalar, Scalar];
  const compute = (name: string, a: Scalar, b: Scalar): Scalar => folded(apply(name, float64, a, b));
  const half = (s: Scalar): Scalar => compute('mul', s, number(0.5));
  const low = toPoles(compute('sub', dec, half(height)));
  const high = toPoles(compute('add', dec, half(height)));
  const west = compute('sub', ra, half(width));
  const east = compute('add', ra, half(width));
  return [west, low, east, low, east, high, west, high];
}
