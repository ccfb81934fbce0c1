import type { Scalar } from '@lingtai/query';
import { bindLong } from './bind.ts';
import { add, all, compute, mul, number, numberIn, sub, test } from './scalars.ts';
import { cosine, radians, sine } from './vectors.ts';

function squaredSineOfHalf(deg: Scalar): Scalar {
  const half = sine(mul(deg, number(0.5)));
  return mul(half, half);
}

/** sin² of half the distance: exact for small distances, poor near 180°. */
function haversine(ra: Scalar, dec: Scalar, ra0: Scalar, dec0: Scalar): Scalar {
  const across = mul(cosine(dec), cosine(dec0), squaredSineOfHalf(sub(ra, ra0)));
  return add(squaredSineOfHalf(sub(dec, dec0)), across);
}

// Beyond 90° the distance to the antipode is tested, so that the test is exact at every radius.
// NaN is above every number: the upper bounds keep it out.
function withinWideCircle(ra: Scalar, dec: Scalar, ra0: Scalar, dec0: Scalar, radiusDeg: number): Scalar {
  const far = haversine(ra, dec, add(ra0, number(180)), compute('neg', dec0));
  const left = Math.max(0, 180 - radiusDeg - borderDeg);
  return all(test('ge', far, squaredSineOfHalf(number(left))), test('le', far, number(2)));
}

/** A position that is nearer to the border than rounding can tell is on it, and so inside: 4 nano-arcseconds. */
const borderDeg = 1e-12;
/** Covers rounding of declinations: 4 micro-arcseconds. */
const slackDeg = 1e-9;

/**
 * `within-circle(ra, dec, ra0, dec0, radius)`, degrees, border included, as plain functions. `narrowed` adds bounds of the
 * declination, which an engine finds quickly in its statistics; where a right ascension is null they are false, not null.
 */
export function withinCircle(args: readonly Scalar[], narrowed: boolean): Scalar {
  const [ra, dec, ra0, dec0, radius] = args as [Scalar, Scalar, Scalar, Scalar, Scalar];
  const radiusDeg = numberIn(radius);
  if (radiusDeg !== undefined && radiusDeg > 90) return withinWideCircle(ra, dec, ra0, dec0, radiusDeg);
  if (radiusDeg === undefined) return withinRadius(distance([ra, dec, ra0, dec0]), radius);
  if (radiusDeg < 0) return test('lt', distance([ra, dec, ra0, dec0]), number(0));
  const near = test('le', haversine(ra, dec, ra0, dec0), squaredSineOfHalf(number(radiusDeg + borderDeg)));
  const centreDeg = numberIn(dec0);
  if (centreDeg === undefined || !narrowed) return near;
  const above = test('ge', dec, number(centreDeg - radiusDeg - slackDeg));
  return all(above, test('le', dec, number(centreDeg + radiusDeg + slackDeg)), near);
}

function withinRadius(distanceDeg: Scalar, radius: Scalar): Scalar {
  return all(test('le', distanceDeg, add(radius, number(borderDeg))), test('ge', radius, number(0)));
}

/** `distance(ra1, dec1, ra2, dec2)` in degrees by Vincenty's formula, exact at every distance. */
export function distance(args: readonly Scalar[]): Scalar {
  return bindLong(args, vincenty);
}

function vincenty(args: readonly Scalar[]): Scalar {
  const [ra1, dec1, ra2, dec2] = args as [Scalar, Scalar, Scalar, Scalar];
  const cosLon = compute('cos', radians(sub(ra2, ra1)));
  const across = mul(cosine(dec2), compute('sin', radians(sub(ra2, ra1))));
  const along = sub(mul(cosine(dec1), sine(dec2)), mul(sine(dec1), cosine(dec2), cosLon));
  const inLine = add(mul(sine(dec1), sine(dec2)), mul(cosine(dec1), cosine(dec2), cosLon));
  return compute('degrees', compute('atan2', compute('hypot', across, along), inLine));
}
