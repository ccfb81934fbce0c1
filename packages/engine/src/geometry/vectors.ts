import type { Scalar } from '@lingtai/query';
import { radPerDeg } from '@lingtai/sky';
import { bind, item } from './bind.ts';
import { add, call, compute, mul, number, numbers, sub } from './scalars.ts';

/** Three numbers of the plan. */
export type Vector = readonly [Scalar, Scalar, Scalar];

export function radians(deg: Scalar): Scalar {
  return mul(deg, number(radPerDeg));
}

export function sine(deg: Scalar): Scalar {
  return compute('sin', radians(deg));
}

export function cosine(deg: Scalar): Scalar {
  return compute('cos', radians(deg));
}

/** The unit vector of a position in degrees. */
export function vectorOf(ra: Scalar, dec: Scalar): Vector {
  return [mul(cosine(dec), cosine(ra)), mul(cosine(dec), sine(ra)), sine(dec)];
}

export function literalVector(v: readonly [number, number, number]): Vector {
  return [number(v[0]), number(v[1]), number(v[2])];
}

export function dot(a: Vector, b: Vector): Scalar {
  return add(mul(a[0], b[0]), mul(a[1], b[1]), mul(a[2], b[2]));
}

export function cross(a: Vector, b: Vector): Vector {
  const part = (i: 0 | 1 | 2, j: 0 | 1 | 2): Scalar => sub(mul(a[i], b[j]), mul(a[j], b[i]));
  return [part(1, 2), part(2, 0), part(0, 1)];
}

export function difference(a: Vector, b: Vector): Vector {
  return [sub(a[0], b[0]), sub(a[1], b[1]), sub(a[2], b[2])];
}

export function scaled(v: Vector, by: Scalar): Vector {
  return [mul(v[0], by), mul(v[1], by), mul(v[2], by)];
}

export function lengthOf(v: Vector): Scalar {
  return compute('root', dot(v, v));
}

export function list(...values: readonly Scalar[]): Scalar {
  return call('array', numbers, ...values);
}

/** The vector that a list of three numbers is. */
export function vectorIn(three: Scalar): Vector {
  return [item(three, 1), item(three, 2), item(three, 3)];
}

/** The body with a vector computed once. */
export function bindVector(v: Vector, body: (v: Vector) => Scalar): Scalar {
  if (v.every((x) => x.kind === 'literal')) return body(v);
  return bind(list(...v), (three) => body(vectorIn(three)));
}

/** Longitude in [0, 360) and latitude of a vector, degrees. */
export function positionOf(v: Vector, body: (ra: Scalar, dec: Scalar) => Scalar): Scalar {
  return bindVector(v, (w) =>
    bind(compute('degrees', compute('atan2', w[1], w[0])), (lon) => {
      const ra = call('if', lon.type, call('lt', { scalar: 'boolean' }, lon, number(0)), wrapped(lon), lon);
      return body(ra, compute('degrees', compute('atan2', w[2], compute('hypot', w[0], w[1]))));
    }),
  );
}

/** A negative longitude plus 360; one that rounding brings to 360 is 0. */
function wrapped(lon: Scalar): Scalar {
  const up = add(lon, number(360));
  return call('if', lon.type, call('lt', { scalar: 'boolean' }, up, number(360)), up, number(0));
}
