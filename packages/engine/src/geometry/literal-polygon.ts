import type { Scalar } from '@lingtai/query';
import { borderRad, radPerDeg, type SphericalPolygon, type UnitVector } from '@lingtai/sky';
import { whereKnown } from './known.ts';
import { all, compute, mul, number, sub, test } from './scalars.ts';
import { radians, sine } from './vectors.ts';

/** Covers rounding of declinations: 4 micro-arcseconds. */
const slackDeg = 1e-9;

/**
 * Whether a position lies on the positive side of a great circle with a literal normal. Divided by cos(dec) the test
 * needs one cosine and one tangent. It is written with `<=`, as engines put NaN above every number.
 */
function beyond(ra: Scalar, dec: Scalar, normal: UnitVector): Scalar {
  const [x, y, z] = normal;
  const reach = Math.hypot(x, y);
  if (reach < 1e-13 * Math.abs(z)) return test('le', mul(number(-Math.sign(z)), sine(dec)), number(borderRad));
  const direction = Math.atan2(y, x);
  const along = compute('cos', sub(radians(ra), number(direction)));
  const limit = mul(compute('tan', radians(dec)), number(-z / reach));
  return test('le', sub(limit, along), number(borderRad / reach));
}

function crossing(ra: Scalar, dec: Scalar, [from, to]: readonly [UnitVector, UnitVector], side: UnitVector): Scalar {
  return all(test('ne', beyond(ra, dec, from), beyond(ra, dec, to)), beyond(ra, dec, side));
}

/** A position in a polygon whose corners are literals: half-spaces where it is convex, else the parity of its crossings. */
export function withinLiteralPolygon(ra: Scalar, dec: Scalar, polygon: SphericalPolygon, narrowed: boolean): Scalar {
  return narrowed ? sides(ra, dec, polygon) : whereKnown([ra, dec], sides(ra, dec, polygon));
}

function sides(ra: Scalar, dec: Scalar, polygon: SphericalPolygon): Scalar {
  const axisDeg = Math.asin(Math.max(-1, Math.min(1, polygon.axis[2]))) / radPerDeg;
  const sizeDeg = polygon.sizeRad / radPerDeg + slackDeg;
  const low = test('ge', dec, number(axisDeg - sizeDeg));
  const high = test('le', dec, number(axisDeg + sizeDeg));
  const spaces = polygon.halfSpaces;
  if (spaces) return all(low, high, ...spaces.map((n) => beyond(ra, dec, n)));
  const odd = polygon.crossings
    .map(({ levels, side }) => crossing(ra, dec, levels, side))
    .reduce((a, b) => test('ne', a, b));
  return all(low, high, beyond(ra, dec, polygon.axis), odd);
}
