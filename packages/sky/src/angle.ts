import { fail } from '@lingtai/diagnostics';

/** Degrees to radians. Multiplied by one constant, as numpy does, so that HEALPix numbers agree to the last bit. */
export const radPerDeg: number = Math.PI / 180;

/** A direction on the sky, degrees. Frame ICRS unless the caller says otherwise. */
export interface Position {
  /** Right ascension, in [0, 360). */
  readonly raDeg: number;
  /** Declination, in [-90, 90]. */
  readonly decDeg: number;
}

/** A unit vector: x towards (0°, 0°), y towards (90°, 0°), z towards the north pole. */
export type UnitVector = readonly [x: number, y: number, z: number];

/** An angle brought into [0, 360). */
export function wrapDeg(angleDeg: number): number {
  const wrapped = angleDeg % 360;
  if (wrapped >= 0) return wrapped === 0 ? 0 : wrapped;
  const positive = wrapped + 360;
  return positive === 360 ? 0 : positive;
}

export function unitVector(lonDeg: number, latDeg: number): UnitVector {
  const lon = lonDeg * radPerDeg;
  const lat = latDeg * radPerDeg;
  const c = Math.cos(lat);
  return [c * Math.cos(lon), c * Math.sin(lon), Math.sin(lat)];
}

/** Longitude in [0, 360) and latitude of a vector of any length but zero, as a position. */
export function positionOf(v: UnitVector): Position {
  return {
    raDeg: wrapDeg(Math.atan2(v[1], v[0]) / radPerDeg),
    decDeg: Math.atan2(v[2], Math.hypot(v[0], v[1])) / radPerDeg,
  };
}

/** Angle between two unit vectors, radians, exact for small and for nearly opposite directions. */
export function vectorSeparation(a: UnitVector, b: UnitVector): number {
  const x = a[1] * b[2] - a[2] * b[1];
  const y = a[2] * b[0] - a[0] * b[2];
  const z = a[0] * b[1] - a[1] * b[0];
  return Math.atan2(Math.sqrt(x * x + y * y + z * z), a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

/** Great-circle distance in degrees (Vincenty's formula: stable at every distance, pole and antipode). */
export function separationDeg(ra1Deg: number, dec1Deg: number, ra2Deg: number, dec2Deg: number): number {
  const dLon = (ra2Deg - ra1Deg) * radPerDeg;
  const s1 = Math.sin(dec1Deg * radPerDeg);
  const c1 = Math.cos(dec1Deg * radPerDeg);
  const s2 = Math.sin(dec2Deg * radPerDeg);
  const c2 = Math.cos(dec2Deg * radPerDeg);
  const cd = Math.cos(dLon);
  const across = c2 * Math.sin(dLon);
  const along = c1 * s2 - s1 * c2 * cd;
  return Math.atan2(Math.sqrt(across * across + along * along), s1 * s2 + c1 * c2 * cd) / radPerDeg;
}

/** Position angle of the second position seen from the first, degrees from north through east, in [0, 360). */
export function positionAngleDeg(ra1Deg: number, dec1Deg: number, ra2Deg: number, dec2Deg: number): number {
  const dLon = (ra2Deg - ra1Deg) * radPerDeg;
  const lat1 = dec1Deg * radPerDeg;
  const lat2 = dec2Deg * radPerDeg;
  const y = Math.sin(dLon) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(dLon);
  return wrapDeg(Math.atan2(y, x) / radPerDeg);
}

/** Throws SKY-POSITION unless the right ascension is finite and the declination in [-90, 90]. */
export function checkPosition(raDeg: number, decDeg: number): void {
  if (Number.isFinite(raDeg) && decDeg >= -90 && decDeg <= 90) return;
  throw fail('usage', 'SKY-POSITION', {
    en: `(${raDeg}, ${decDeg}) is not a position: a finite right ascension and a declination from -90 to 90 degrees were expected.`,
    zh: `(${raDeg}, ${decDeg}) 不是有效位置：赤经应为有限数值，赤纬应在 -90 到 90 度之间。`,
  });
}
