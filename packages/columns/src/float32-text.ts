const powersOfTen = Array.from({ length: 23 }, (_, i) => 10 ** i);

/**
 * The shortest decimal that is this 32-bit number again: JavaScript prints the double that holds it, with digits that mean
 * nothing. `value` is finite.
 */
export function float32Text(value: number): string {
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e7) return slowText(value);
  if (size < 1e6 && Number.isInteger(value)) return String(value);
  // A power of ten up to 10^22 is exact, so the quotient is the double nearest to the decimal.
  const exponent = size >= 1 ? integerDigits(size) - 1 : -fractionZeros(size);
  for (let digits = 6; digits < 9; digits++) {
    const scale = powersOfTen[digits - 1 - exponent]!;
    const candidate = Math.round(value * scale) / scale;
    if (Math.fround(candidate) === value) return String(candidate);
  }
  return slowText(value);
}

function integerDigits(size: number): number {
  let digits = 1;
  while (size >= powersOfTen[digits]!) digits++;
  return digits;
}

/** 1 for 0.1 … 0.99, 2 for 0.01 … 0.099. */
function fractionZeros(size: number): number {
  return size >= 0.1 ? 1 : size >= 0.01 ? 2 : 3;
}

function slowText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(Number(value.toPrecision(9)));
}
