import { fail } from '@lingtai/diagnostics';
import { checkPosition, type Position, radPerDeg, type UnitVector, wrapDeg } from './angle.ts';
import { preciseCos, preciseSinNearPole } from './trig.ts';

/** The deepest order of the nested scheme: cells of 0.4 milliarcseconds. `_healpix_29` is at this order. */
export const maxOrder = 29;

/** A cell by its base face (0..11) and its place in the face: x runs north-east, y north-west, both in [0, 2^order). */
export interface FaceCell {
  readonly face: number;
  readonly x: number;
  readonly y: number;
}

/** Number of cells at an order, 12 · 4^order. */
export function cellCount(order: number): bigint {
  return 12n << BigInt(2 * checkOrder(order));
}

export function checkOrder(order: number): number {
  if (Number.isInteger(order) && order >= 0 && order <= maxOrder) return order;
  throw fail('usage', 'SKY-ORDER', {
    en: `HEALPix order ${order} does not exist: an integer from 0 to ${maxOrder} was expected.`,
    zh: `HEALPix 阶数 ${order} 不存在：应为 0 到 ${maxOrder} 的整数。`,
  });
}

const inverseHalfPi = 2 / Math.PI;

// The last hash: words of 32 bits, kept in module variables so that the loop over points makes no objects.
let lo = 0;
let hi = 0;

/** Spreads the low 16 bits to the even bits of a 32-bit word. */
function spread(bits: number): number {
  let v = bits & 0xffff;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  return (v | (v << 1)) & 0x55555555;
}

/** The inverse of `spread`. */
function compress(word: number): number {
  let v = word & 0x55555555;
  v = (v | (v >>> 1)) & 0x33333333;
  v = (v | (v >>> 2)) & 0x0f0f0f0f;
  v = (v | (v >>> 4)) & 0x00ff00ff;
  return (v | (v >>> 8)) & 0xffff;
}

function setWords(order: number, face: number, x: number, y: number): void {
  lo = spread(x) | (spread(y) << 1);
  hi = spread(x >>> 16) | (spread(y >>> 16) << 1);
  const shift = 2 * order;
  if (shift >= 32) hi |= face << (shift - 32);
  else {
    lo |= face << shift;
    if (shift > 28) hi |= face >>> (32 - shift);
  }
}

// Górski et al. 2005, sections 4 and 5: the equatorial belt |z| <= 2/3 and the polar caps.
function hashWords(order: number, raDeg: number, decDeg: number): void {
  const nside = 2 ** order;
  const theta = Math.PI / 2 - decDeg * radPerDeg;
  const z = preciseCos(theta);
  const za = Math.abs(z);
  const quarter = (raDeg * radPerDeg * inverseHalfPi) % 4;
  const tt = quarter < 0 ? (quarter + 4 === 4 ? 0 : quarter + 4) : quarter;
  if (za <= 2 / 3) {
    const a = nside * (0.5 + tt);
    const b = nside * (z * 0.75);
    const rising = Math.floor(a - b);
    const falling = Math.floor(a + b);
    const faceRising = Math.floor(rising / nside);
    const faceFalling = Math.floor(falling / nside);
    // One rounding error below a whole turn `a` is that of the turn: the face after the last one is the first.
    const apart = faceRising < faceFalling ? faceRising & 3 : (faceFalling & 3) + 8;
    const face = faceRising === faceFalling ? faceRising | 4 : apart;
    setWords(order, face, falling & (nside - 1), nside - (rising & (nside - 1)) - 1);
    return;
  }
  const ntt = Math.min(3, Math.floor(tt));
  const tp = tt - ntt;
  // Near the poles 1 - |z| loses digits; sin(theta) does not.
  const nearPole = za >= 0.99 && (theta < 0.01 || theta > 3.13159);
  const ring = nearPole
    ? (nside * preciseSinNearPole(theta)) / Math.sqrt((1 + za) / 3)
    : nside * Math.sqrt(3 * (1 - za));
  const p = Math.min(nside - 1, Math.floor(tp * ring));
  const m = Math.min(nside - 1, Math.floor((1 - tp) * ring));
  if (z >= 0) setWords(order, ntt, nside - m - 1, nside - p - 1);
  else setWords(order, ntt + 8, p, m);
}

function badPosition(raDeg: number, decDeg: number): boolean {
  return !(decDeg >= -90 && decDeg <= 90 && Number.isFinite(raDeg));
}

/**
 * Nested HEALPix cell that holds a position (ICRS, degrees; any finite right ascension, declination in [-90, 90]).
 * The same number as healpy's `ang2pix(nest=True, lonlat=True)`, exact to order 29, but for the last number below 360
 * degrees where the caps begin: healpy puts that into another face, or one that does not exist.
 */
export function healpixHash(order: number, raDeg: number, decDeg: number): bigint {
  checkOrder(order);
  checkPosition(raDeg, decDeg);
  hashWords(order, raDeg, decDeg);
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** The cells of many positions and which of them exist: a position that is not one (NaN, |dec| > 90) has `valid` 0. */
export interface CellColumn {
  readonly values: BigInt64Array<ArrayBuffer>;
  /** Absent when every position was valid. */
  readonly valid?: Uint8Array;
}

/** `healpixHash` over columns. Nothing is thrown for bad positions: they are nulls. */
export function healpixHashColumn(order: number, raDeg: Float64Array, decDeg: Float64Array): CellColumn {
  checkOrder(order);
  const n = Math.min(raDeg.length, decDeg.length);
  const values = new BigInt64Array(n);
  const words = new Int32Array(values.buffer);
  let valid: Uint8Array | undefined;
  for (let i = 0; i < n; i++) {
    const ra = raDeg[i]!;
    const dec = decDeg[i]!;
    if (badPosition(ra, dec)) {
      valid ??= new Uint8Array(n).fill(1);
      valid[i] = 0;
      continue;
    }
    hashWords(order, ra, dec);
    words[2 * i] = lo;
    words[2 * i + 1] = hi;
  }
  return valid ? { values, valid } : { values };
}

/** Nested number of a cell given by face, x and y. */
export function cellOf(order: number, cell: FaceCell): bigint {
  setWords(order, cell.face, cell.x, cell.y);
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** Face, x and y of a nested cell. Throws SKY-CELL when the number is outside the order. */
export function faceCell(order: number, cell: bigint): FaceCell {
  if (cell < 0n || cell >= cellCount(order)) {
    throw fail('usage', 'SKY-CELL', {
      en: `Cell ${cell} does not exist at HEALPix order ${order}: a number from 0 to ${cellCount(order) - 1n} was expected.`,
      zh: `HEALPix ${order} 阶没有编号为 ${cell} 的单元：应为 0 到 ${cellCount(order) - 1n}。`,
    });
  }
  const shift = BigInt(2 * order);
  const inFace = cell & ((1n << shift) - 1n);
  const low = Number(inFace & 0xffffffffn) | 0;
  const high = Number(inFace >> 32n) | 0;
  return {
    face: Number(cell >> shift),
    x: compress(low) | (compress(high) << 16),
    y: compress(low >>> 1) | (compress(high >>> 1) << 16),
  };
}

/**
 * The point at fractions (u, v) in [0, 1] of a face, u north-east and v north-west:
 * z, sin(theta) and the longitude in radians. Górski et al. 2005, equations 2 to 9, with the ring number continuous.
 */
function facePoint(face: number, u: number, v: number): readonly [z: number, sinTheta: number, phi: number] {
  const row = face >> 2;
  const jr = row + 2 - u - v;
  let nr = 1;
  let z: number;
  let sinTheta: number;
  if (jr < 1 || jr > 3) {
    nr = jr < 1 ? jr : 4 - jr;
    const t = (nr * nr) / 3;
    z = jr < 1 ? 1 - t : t - 1;
    sinTheta = Math.sqrt(t * (2 - t));
  } else {
    z = ((2 - jr) * 2) / 3;
    sinTheta = Math.sqrt((1 - z) * (1 + z));
  }
  const jp = (row === 1 ? 2 * (face & 3) : 2 * (face & 3) + 1) * nr + u - v;
  return [z, sinTheta, nr < 1e-15 ? 0 : ((Math.PI / 4) * jp) / nr];
}

export function faceVector(face: number, u: number, v: number): UnitVector {
  const [z, sinTheta, phi] = facePoint(face, u, v);
  return [sinTheta * Math.cos(phi), sinTheta * Math.sin(phi), z];
}

function facePosition(face: number, u: number, v: number): Position {
  const [z, sinTheta, phi] = facePoint(face, u, v);
  return { raDeg: wrapDeg(phi / radPerDeg), decDeg: Math.atan2(z, sinTheta) / radPerDeg };
}

/** Centre of a nested cell, degrees (ICRS). */
export function cellCentre(order: number, cell: bigint): Position {
  const { face, x, y } = faceCell(order, cell);
  const nside = 2 ** order;
  return facePosition(face, (x + 0.5) / nside, (y + 0.5) / nside);
}

/** The four corners of a nested cell in the order north, west, south, east (healpy's order). Edges between them are curved. */
export function cellVertices(order: number, cell: bigint): readonly [Position, Position, Position, Position] {
  const { face, x, y } = faceCell(order, cell);
  const n = 2 ** order;
  return [
    facePosition(face, (x + 1) / n, (y + 1) / n),
    facePosition(face, x / n, (y + 1) / n),
    facePosition(face, x / n, y / n),
    facePosition(face, (x + 1) / n, y / n),
  ];
}
