// Text of numbers as ASCII bytes, put straight into a buffer: no string is made, and `at` moves to the place behind.

/** No text of a number is longer: `-2.2250738585072014e-308`, `-9223372036854775808`. */
export const numberBytes = 25;

const tens = Uint8Array.from({ length: 100 }, (_, i) => 48 + Math.floor(i / 10));
const ones = Uint8Array.from({ length: 100 }, (_, i) => 48 + (i % 10));

/** How many digits a whole number from 0 to 2^32 - 1 has. */
export function digitCount(value: number): number {
  if (value < 1e5) return value < 10 ? 1 : value < 100 ? 2 : value < 1e3 ? 3 : value < 1e4 ? 4 : 5;
  return value < 1e6 ? 6 : value < 1e7 ? 7 : value < 1e8 ? 8 : value < 1e9 ? 9 : 10;
}

/** A whole number from 0 to 2^32 - 1. */
export function putUint32(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 1e9) {
    const top = Math.floor(value / 1e9);
    bytes[at] = 48 + top;
    return putPadded(bytes, at + 1, value - top * 1e9, 9);
  }
  return putPadded(bytes, at, value, digitCount(value));
}

/** A whole number below 10^count, with leading zeros; `count` is at most 9. */
export function putPadded(bytes: Uint8Array, at: number, value: number, count: number): number {
  let rest = value | 0;
  let place = at + count;
  while (place - at >= 2) {
    const more = (rest / 100) | 0;
    const two = rest - more * 100;
    bytes[--place] = ones[two]!;
    bytes[--place] = tens[two]!;
    rest = more;
  }
  if (place > at) bytes[at] = 48 + rest;
  return at + count;
}

export function putInt32(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 0) return putUint32(bytes, at, value);
  bytes[at] = 45;
  return putUint32(bytes, at + 1, -value);
}

/** The 64-bit integer of two 32-bit words, without making a `bigint`. */
export function putInt64(bytes: Uint8Array, at: number, lowWord: number, highWord: number): number {
  let low = lowWord >>> 0;
  let high = highWord >>> 0;
  let place = at;
  if (highWord < 0) {
    bytes[place++] = 45;
    low = (~low + 1) >>> 0;
    high = (~high + (low === 0 ? 1 : 0)) >>> 0;
  }
  if (high === 0) return putUint32(bytes, place, low);
  // Long division by 10^9 in digits of 16 bits: every step is exact in a double.
  const first = Math.floor(high / 1e9);
  const second = (high - first * 1e9) * 65536 + (low >>> 16);
  const secondQuotient = Math.floor(second / 1e9);
  const third = (second - secondQuotient * 1e9) * 65536 + (low & 0xffff);
  const thirdQuotient = Math.floor(third / 1e9);
  const upper = first * 4294967296 + secondQuotient * 65536 + thirdQuotient;
  if (upper >= 1e9) {
    const top = Math.floor(upper / 1e9);
    bytes[place++] = 48 + top;
    place = putPadded(bytes, place, upper - top * 1e9, 9);
  } else if (upper > 0) place = putUint32(bytes, place, upper);
  else return putUint32(bytes, place, third);
  return putPadded(bytes, place, third - thirdQuotient * 1e9, 9);
}

export function putAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/**
 * The decimal 0.d₁d₂… × 10^point in the form of ECMAScript's Number::toString (ECMA-262 section 6.1.6.1.20). `digits` has
 * neither leading nor trailing zeros.
 */
export function putDecimal(bytes: Uint8Array, at: number, digits: Uint8Array, count: number, point: number): number {
  let place = at;
  let i = 0;
  if (point > 0 && point <= 21) {
    for (; i < point && i < count; i++) bytes[place++] = digits[i]!;
    for (let k = count; k < point; k++) bytes[place++] = 48;
    if (count <= point) return place;
    bytes[place++] = 46;
    for (; i < count; i++) bytes[place++] = digits[i]!;
    return place;
  }
  if (point > -6 && point <= 0) {
    bytes[place++] = 48;
    bytes[place++] = 46;
    for (let k = point; k < 0; k++) bytes[place++] = 48;
    for (; i < count; i++) bytes[place++] = digits[i]!;
    return place;
  }
  bytes[place++] = digits[0]!;
  if (count > 1) bytes[place++] = 46;
  for (i = 1; i < count; i++) bytes[place++] = digits[i]!;
  bytes[place++] = 101;
  const exponent = point - 1;
  bytes[place++] = exponent < 0 ? 45 : 43;
  return putUint32(bytes, place, Math.abs(exponent));
}
