import { digitCount, numberBytes, putAscii, putDecimal, putPadded, putUint32 } from './digits.ts';

// The shortest decimal of a float, by arithmetic: scaled by a power of ten into a whole number of at least as many digits as
// are ever needed, the float's neighbours are `reach` away on both sides. Of the decimals with fewer digits the nearest is
// right when it lies within that reach. Where this is too close to tell, JavaScript's own printing decides.

/** Powers of ten that a double holds exactly. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** For each biased binary exponent the power of ten that lifts its floats to `least` … 20 `least`; -1: none that is exact. */
function placesFor(count: number, bias: number, least: number): Int8Array {
  return Int8Array.from({ length: count }, (_, biased) =>
    powersOfTen.findIndex(
      (power) => 2 ** (biased - bias) * power >= least && 2 ** (biased - bias) * power < 10 * least,
    ),
  );
}

const places32 = placesFor(256, 127, 1e8);
const places64 = placesFor(2048, 1023, 1e16);
const scaleOf = (places: number): number => (places < 0 ? 0 : powersOfTen[places]!);
const scales32 = Float64Array.from(places32, scaleOf);
const scales64 = Float64Array.from(places64, scaleOf);
/** Half a unit in the last place, scaled. */
const reaches32 = scales32.map((scale, biased) => 2 ** (biased - 127 - 24) * scale);
const reaches64 = scales64.map((scale, biased) => 2 ** (biased - 1023 - 53) * scale);

const digits = new Uint8Array(2 * numberBytes);
const float32 = new Float32Array(1);
const word32 = new Uint32Array(float32.buffer);
const float64 = new Float64Array(1);
const words64 = new Uint32Array(float64.buffer);

const tooFar = -2;
const unclear = -1;

/**
 * `scaled` rounded to whole `step`s; `tooFar`: that is not within `reach`; `unclear`: too close to tell, for which `margin` is
 * far above the error of the arithmetic.
 */
function rounded(scaled: number, reach: number, step: number, inverse: number, margin: number): number {
  const near = Math.floor(scaled * inverse + 0.5) * step;
  const away = Math.abs(scaled - near);
  if (away >= reach + margin) return tooFar;
  return away > reach - margin || Math.abs(away - step / 2) < margin ? unclear : near;
}

let foundPlaces = 0;

/** The digits of the shortest decimal of a 32-bit float as a whole number, and `foundPlaces` behind the point; -1: not by arithmetic. */
function find32(size: number): number {
  float32[0] = size;
  const bits = word32[0]!;
  const biased = bits >>> 23;
  const scale = scales32[biased]!;
  // Below a power of two the next float is nearer than above.
  if (scale === 0 || (bits & 0x7fffff) === 0) return -1;
  foundPlaces = places32[biased]!;
  const scaled = size * scale;
  const reach = reaches32[biased]!;
  let whole = rounded(scaled, reach, 1000, 1e-3, 1e-5);
  if (whole === tooFar) whole = rounded(scaled, reach, 100, 1e-2, 1e-5);
  if (whole === tooFar) whole = rounded(scaled, reach, 10, 1e-1, 1e-5);
  return whole === tooFar ? rounded(scaled, reach, 1, 1, 1e-5) : whole;
}

function slow32(size: number): string {
  for (let count = 1; count < 9; count++) {
    const shorter = Number(size.toPrecision(count));
    if (Math.fround(shorter) === size) return String(shorter);
  }
  return String(Number(size.toPrecision(9)));
}

/**
 * The shortest decimal that is this 32-bit number again: JavaScript prints the double that holds it, with digits that mean
 * nothing. `value` is finite.
 */
export function float32Text(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const size = Math.abs(value);
  const whole = find32(size);
  return (value < 0 ? '-' : '') + (whole < 0 ? slow32(size) : String(whole / powersOfTen[foundPlaces]!));
}

/** The same text as `float32Text`, as bytes. `value` is finite. */
export function putFloat32(bytes: Uint8Array, at: number, value: number): number {
  if (value === 0) return putZero(bytes, at, value);
  let place = at;
  const size = Math.abs(value);
  if (value < 0) bytes[place++] = 45;
  const whole = find32(size);
  if (whole < 0) return putAscii(bytes, place, slow32(size));
  const count = digitCount(whole);
  const point = count - foundPlaces;
  const start = beforeDigits(bytes, place, count, point);
  if (start >= 0) return pointed(bytes, place, putUint32(bytes, start, whole), point);
  putUint32(digits, 0, whole);
  return putDecimal(bytes, place, digits, withoutZeros(count), point);
}

/** How many of the first `count` digits stay when the zeros at the end go. */
function withoutZeros(count: number): number {
  let kept = count;
  while (kept > 1 && digits[kept - 1] === 48) kept--;
  return kept;
}

/**
 * Where the digits of 0.d₁d₂… × 10^point go when their text begins at `place`: one further where the point comes between
 * them, or behind the zeros that are put before them. -1: the form has an exponent or no point.
 */
function beforeDigits(bytes: Uint8Array, place: number, count: number, point: number): number {
  if (point > 0) return point < count ? place + 1 : -1;
  if (point <= -6) return -1;
  bytes[place] = 48;
  bytes[place + 1] = 46;
  for (let at = place + 2; at < place + 2 - point; at++) bytes[at] = 48;
  return place + 2 - point;
}

/** Puts the point between the digits that end before `end`, unless it is there, and takes the zeros at the end away. */
function pointed(bytes: Uint8Array, place: number, end: number, point: number): number {
  if (point > 0) {
    for (let at = place; at < place + point; at++) bytes[at] = bytes[at + 1]!;
    bytes[place + point] = 46;
  }
  let last = end - 1;
  while (bytes[last] === 48) last--;
  return bytes[last] === 46 ? last : last + 1;
}

/** The text that JavaScript gives a finite double (`-0` for minus zero), as bytes. */
export function putFloat64(bytes: Uint8Array, at: number, value: number): number {
  if (value === 0) return putZero(bytes, at, value);
  let place = at;
  const size = Math.abs(value);
  if (value < 0) bytes[place++] = 45;
  if (size < 4294967296 && Math.floor(size) === size) return putUint32(bytes, place, size);
  const low = find64(size);
  if (low < 0) return putAscii(bytes, place, String(size));
  const high = foundHead;
  const count = digitCount(high) + 9;
  const point = count - foundPlaces;
  const start = beforeDigits(bytes, place, count, point);
  if (start >= 0) return pointed(bytes, place, putPadded(bytes, putUint32(bytes, start, high), low, 9), point);
  putPadded(digits, putUint32(digits, 0, high), low, 9);
  return putDecimal(bytes, place, digits, withoutZeros(count), point);
}

function putZero(bytes: Uint8Array, at: number, value: number): number {
  if (!Object.is(value, -0)) {
    bytes[at] = 48;
    return at + 1;
  }
  bytes[at] = 45;
  bytes[at + 1] = 48;
  return at + 2;
}

/** The two halves of Veltkamp and Dekker, whose products are exact. */
const splitter = 134217729;
const upperHalves = powersOfTen.map((p) => splitter * p - (splitter * p - p));
const lowerHalves = powersOfTen.map((p, i) => p - upperHalves[i]!);

let foundHead = 0;

/**
 * The digits of the shortest decimal of a double: the last nine as a whole number, those before in `foundHead`, and
 * `foundPlaces` of all behind the point; -1: not by arithmetic. The scaled number is an exact sum of two doubles, cut into
 * the part above 10^9 and the rest.
 */
function find64(size: number): number {
  float64[0] = size;
  const high = words64[1]!;
  const biased = high >>> 20;
  const scale = scales64[biased]!;
  if (scale === 0 || (words64[0] === 0 && (high & 0xfffff) === 0)) return -1;
  const places = places64[biased]!;
  const product = size * scale;
  const big = splitter * size;
  const upper = big - (big - size);
  const lower = size - upper;
  const [a, b] = [upperHalves[places]!, lowerHalves[places]!];
  const rest = upper * a - product + upper * b + lower * a + lower * b;
  let head = Math.floor(product / 1e9);
  let tail = product - head * 1e9 + rest;
  if (tail < 0) {
    head--;
    tail += 1e9;
  } else if (tail >= 1e9) {
    head++;
    tail -= 1e9;
  }
  const reach = reaches64[biased]!;
  let whole = rounded(tail, reach, 100, 1e-2, 1e-5);
  if (whole === tooFar) whole = rounded(tail, reach, 10, 1e-1, 1e-5);
  if (whole === tooFar) whole = rounded(tail, reach, 1, 1, 1e-5);
  if (whole < 0) return -1;
  if (whole >= 1e9) {
    head++;
    whole -= 1e9;
  }
  foundPlaces = places;
  foundHead = head;
  return whole;
}
