import { type Position, positionOf, radPerDeg, type UnitVector, unitVector, wrapDeg } from './angle.ts';

type Matrix = readonly [UnitVector, UnitVector, UnitVector];

/** Galactic longitude and latitude, degrees. */
export interface GalacticPosition {
  readonly lDeg: number;
  readonly bDeg: number;
}

function turn(axis: 'x' | 'y' | 'z', angleRad: number): Matrix {
  const c = Math.cos(angleRad);
  const s = Math.sin(angleRad);
  if (axis === 'x')
    return [
      [1, 0, 0],
      [0, c, s],
      [0, -s, c],
    ];
  if (axis === 'y')
    return [
      [c, 0, -s],
      [0, 1, 0],
      [s, 0, c],
    ];
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ];
}

function times(a: Matrix, b: Matrix): Matrix {
  const row = (r: UnitVector): UnitVector => [
    r[0] * b[0][0] + r[1] * b[1][0] + r[2] * b[2][0],
    r[0] * b[0][1] + r[1] * b[1][1] + r[2] * b[2][1],
    r[0] * b[0][2] + r[1] * b[1][2] + r[2] * b[2][2],
  ];
  return [row(a[0]), row(a[1]), row(a[2])];
}

function apply(m: Matrix, v: UnitVector): UnitVector {
  return [
    m[0][0] * v[0] + m[0][1] * v[1] + m[0][2] * v[2],
    m[1][0] * v[0] + m[1][1] * v[1] + m[1][2] * v[2],
    m[2][0] * v[0] + m[2][1] * v[1] + m[2][2] * v[2],
  ];
}

function transpose(m: Matrix): Matrix {
  return [
    [m[0][0], m[1][0], m[2][0]],
    [m[0][1], m[1][1], m[2][1]],
    [m[0][2], m[1][2], m[2][2]],
  ];
}

// The galactic pole and the longitude of the node in FK5 J2000 (Reid and Brunthaler 2004, as astropy uses them), and the
// small turn from ICRS to FK5 (USNO Circular 179, section 3.5: eta0, xi0 and da0 in milliarcseconds).
const pole = { raDeg: 192.8594812065348, decDeg: 27.12825118085622, lonDeg: 122.9319185680026 };
const masRad = radPerDeg / 3.6e6;
const icrsToFk5 = times(times(turn('x', 19.9 * masRad), turn('y', 9.1 * masRad)), turn('z', -22.9 * masRad));
const icrsToGalacticMatrix: Matrix = times(
  times(
    times(turn('z', (180 - pole.lonDeg) * radPerDeg), turn('y', (90 - pole.decDeg) * radPerDeg)),
    turn('z', pole.raDeg * radPerDeg),
  ),
  icrsToFk5,
);
const galacticToIcrsMatrix = transpose(icrsToGalacticMatrix);

/** Celestial frames between which positions are turned. */
export type Frame = 'ICRS' | 'FK5' | 'GALACTIC';

const toIcrs: Readonly<Record<Frame, Matrix>> = {
  ICRS: turn('z', 0),
  FK5: transpose(icrsToFk5),
  GALACTIC: galacticToIcrsMatrix,
};

/** The rows of the rotation that takes unit vectors of one frame to another. */
export function frameRotation(from: Frame, to: Frame): Matrix {
  return times(transpose(toIcrs[to]), toIcrs[from]);
}

/** A position turned from one frame to another, degrees. */
export function turnPosition(from: Frame, to: Frame, lonDeg: number, latDeg: number): Position {
  if (from === to) return { raDeg: lonDeg, decDeg: latDeg };
  return positionOf(apply(frameRotation(from, to), unitVector(lonDeg, latDeg)));
}

/**
 * The frame that a word of ADQL, STC-S or DALI means, also with a reference position and a flavour behind it
 * (`ICRS GEOCENTER`); nothing said is ICRS. `undefined`: a frame that is not known here.
 */
export function frameNamed(text: string): Frame | undefined {
  const words = text
    .trim()
    .toUpperCase()
    .split(/[\s_]+/)
    .filter((w) => w !== '');
  const rest = words.filter((w, i) => i === 0 || !frameFollowers.has(w));
  if (rest.length > 1) return undefined;
  return frameFollowers.has(rest[0] ?? '') ? 'ICRS' : frameWords[rest[0] ?? ''];
}

const frameWords: Readonly<Record<string, Frame>> = {
  '': 'ICRS',
  ICRS: 'ICRS',
  UNKNOWNFRAME: 'ICRS',
  UNKNOWN: 'ICRS',
  FK5: 'FK5',
  J2000: 'FK5',
  GALACTIC: 'GALACTIC',
};

/** Reference positions and coordinate flavours: a direction on the sky is the same for all of them. */
export const frameFollowers: ReadonlySet<string> = new Set([
  'BARYCENTER',
  'GEOCENTER',
  'HELIOCENTER',
  'LSR',
  'TOPOCENTER',
  'RELOCATABLE',
  'UNKNOWNREFPOS',
  'SPHERICAL2',
  'II',
]);

/** ICRS to galactic coordinates. FK5 J2000 positions may be given too: they differ from ICRS by at most 0.03 arcsec. */
export function icrsToGalactic(raDeg: number, decDeg: number): GalacticPosition {
  const { raDeg: l, decDeg: b } = positionOf(apply(icrsToGalacticMatrix, unitVector(raDeg, decDeg)));
  return { lDeg: wrapDeg(l), bDeg: b };
}

/** Galactic to ICRS coordinates. */
export function galacticToIcrs(lDeg: number, bDeg: number): Position {
  return positionOf(apply(galacticToIcrsMatrix, unitVector(lDeg, bDeg)));
}
