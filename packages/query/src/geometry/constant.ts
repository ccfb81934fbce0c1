import type { Scalar } from '../ir.ts';
import { float64, literalOf } from '../types.ts';

const functions: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => (b === 0 ? Number.NaN : a / b),
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  pi: () => Math.PI,
  degrees: (a) => (a * 180) / Math.PI,
  radians: (a) => (a * Math.PI) / 180,
  least: Math.min,
  greatest: Math.max,
};

/** The number that a scalar of literals is, so that `5/3600.` in a radius prunes as well as its value does. */
function constantNumber(scalar: Scalar): number | undefined {
  if (scalar.kind === 'literal') {
    return typeof scalar.value === 'number' || typeof scalar.value === 'bigint' ? Number(scalar.value) : undefined;
  }
  if (scalar.kind !== 'apply' || scalar.arguments.length > 2) return undefined;
  const [a = Number.NaN, b = Number.NaN, ...none] = scalar.arguments.map(constantNumber);
  if (none.length > 0 || scalar.arguments.some((x) => constantNumber(x) === undefined)) return undefined;
  if (scalar.function === 'cast') return scalar.type.scalar === 'float64' ? a : undefined;
  // Integer arithmetic has its own rules of overflow and rounding.
  if (scalar.type.scalar !== 'float64') return undefined;
  const value = functions[scalar.function]?.(a, b);
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** The scalar, as a float64 literal where it is constant. */
export function folded(scalar: Scalar): Scalar {
  const value = scalar.kind === 'literal' ? undefined : constantNumber(scalar);
  return value === undefined ? scalar : literalOf(float64, value);
}
