// V8's Math.cos is at times one unit in the last place off where the C library (and so healpy) rounds right, and on the
// border of a cell that is another cell. These two err by at most 0.5001 units, from a table in twice the precision.
// The C library's own slips, by 0.5005 units, are not imitated: they concern 7 of 75,000 exact corners of cells.

const steps = 128;
const tableSize = Math.ceil(Math.PI * steps) + 1;
const fixedBits = 160n;

interface Table {
  readonly cosHigh: Float64Array;
  readonly cosLow: Float64Array;
  readonly sinHigh: Float64Array;
  readonly sinLow: Float64Array;
}

/** A fixed-point number as a double and what is left of it. A double above 2^-107 times 2^160 is an integer. */
function twoDoubles(fixed: bigint): readonly [number, number] {
  const high = Number(fixed >> (fixedBits - 106n)) / 2 ** 106;
  return [high, Number(fixed - BigInt(high * 2 ** 160)) / 2 ** 160];
}

function makeTable(): Table {
  const one = 1n << fixedBits;
  const times = (a: bigint, b: bigint): bigint => (a * b) >> fixedBits;
  const h = one / BigInt(steps);
  let cosH = 0n;
  let sinH = 0n;
  for (let n = 0n, term = one; term !== 0n && n < 60n; n++) {
    const sign = n % 4n < 2n ? 1n : -1n;
    if (n % 2n === 0n) cosH += sign * term;
    else sinH += sign * term;
    term = times(term, h) / (n + 1n);
  }
  const table = {
    cosHigh: new Float64Array(tableSize),
    cosLow: new Float64Array(tableSize),
    sinHigh: new Float64Array(tableSize),
    sinLow: new Float64Array(tableSize),
  };
  let c = one;
  let s = 0n;
  for (let k = 0; k < tableSize; k++) {
    [table.cosHigh[k], table.cosLow[k]] = twoDoubles(c);
    [table.sinHigh[k], table.sinLow[k]] = twoDoubles(s);
    [c, s] = [times(c, cosH) - times(s, sinH), times(s, cosH) + times(c, sinH)];
  }
  return table;
}

const { cosHigh, cosLow, sinHigh, sinLow } = makeTable();

/** A product's rounding error, by Veltkamp's split and Dekker's product. */
function productError(a: number, b: number, product: number): number {
  const sa = 134217729 * a;
  const aTop = sa - (sa - a);
  const aRest = a - aTop;
  const sb = 134217729 * b;
  const bTop = sb - (sb - b);
  const bRest = b - bTop;
  return aRest * bRest - (product - aTop * bTop - aRest * bTop - aTop * bRest);
}

/** Cosine of an angle in [0, π], radians: cos(a + r) with a in the table and |r| <= 1/256. */
export function preciseCos(angleRad: number): number {
  const k = Math.round(angleRad * steps);
  const r = angleRad - k / steps;
  const r2 = r * r;
  const cosLess1 = r2 * (-1 / 2 + r2 * (1 / 24 - r2 / 720));
  const sinLessR = r * r2 * (-1 / 6 + r2 * (1 / 120 - r2 / 5040));
  const c = cosHigh[k]!;
  const s = -sinHigh[k]!;
  const main = s * r;
  const sum = c + main;
  const part = sum - c;
  const lost = c - (sum - part) + (main - part);
  return sum + (lost + (productError(s, r, main) + c * cosLess1 + s * sinLessR + cosLow[k]! - sinLow[k]! * r));
}

const piLow = 1.2246467991473532e-16;

/** Sine of an angle within 0.02 of 0 or π, radians. */
export function preciseSinNearPole(angleRad: number): number {
  let u = angleRad;
  let rest = 0;
  if (angleRad > 1) {
    const d = Math.PI - angleRad;
    u = d + piLow;
    rest = piLow - (u - d);
  }
  const u2 = u * u;
  return u + (rest + u * u2 * (-1 / 6 + u2 * (1 / 120 - u2 / 5040)));
}
