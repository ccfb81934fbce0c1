import type { UnitVector } from './angle.ts';

export function dot(a: UnitVector, b: UnitVector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: UnitVector, b: UnitVector): UnitVector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function add(a: UnitVector, b: UnitVector): UnitVector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: UnitVector, b: UnitVector): UnitVector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(v: UnitVector, by: number): UnitVector {
  return [v[0] * by, v[1] * by, v[2] * by];
}

/** The vector at length 1; a zero vector stays zero. */
export function unit(v: UnitVector): UnitVector {
  const length = Math.hypot(v[0], v[1], v[2]);
  return length === 0 ? v : scale(v, 1 / length);
}

/** Normal of the great circle from a to b, precise for close points; zero where they are one. */
export function arcNormal(a: UnitVector, b: UnitVector): UnitVector {
  return cross(a, subtract(b, a));
}
