import type { ColumnDetail } from '@lingtai/service-forms';

export type CellJson = string | number | boolean | null | readonly unknown[];

/** Hours or degrees as `hh:mm:ss.ss` / `±dd:mm:ss.s`, rounded so that no 60 is left. */
export function sexagesimal(valueDeg: number, kind: 'ra' | 'dec'): string {
  const perUnit = kind === 'ra' ? 360_000 : 36_000;
  const total = Math.round(Math.abs(kind === 'ra' ? valueDeg / 15 : valueDeg) * perUnit);
  const fractionDigits = kind === 'ra' ? 2 : 1;
  const scale = 10 ** fractionDigits;
  const seconds = total % (60 * scale);
  const minutes = Math.floor(total / (60 * scale)) % 60;
  const whole = Math.floor(total / (3600 * scale));
  const two = (n: number) => String(n).padStart(2, '0');
  const sign = kind === 'dec' ? (valueDeg < 0 ? '−' : '+') : '';
  return `${sign}${two(whole)}:${two(minutes)}:${(seconds / scale).toFixed(fractionDigits).padStart(3 + fractionDigits, '0')}`;
}

/** A value as a page shows it: the column's own digits and form; exports keep full precision. */
export function cellText(value: CellJson, column: ColumnDetail | undefined): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map((v) => (v === null ? '–' : String(v))).join(', ');
  const { display } = column ?? {};
  if (typeof value === 'number') {
    if (display?.format === 'sexagesimal-ra') return sexagesimal(value, 'ra');
    if (display?.format === 'sexagesimal-dec') return sexagesimal(value, 'dec');
    return display?.digits === undefined ? String(value) : value.toFixed(display.digits);
  }
  return String(value);
}

/** Which bits of an integer are set; exact to 64 bits. */
export function setBits(value: CellJson): number[] {
  if (typeof value !== 'number' && typeof value !== 'string') return [];
  if (!/^-?\d+$/.test(String(value))) return [];
  let rest = BigInt.asUintN(64, BigInt(value));
  const bits: number[] = [];
  for (let bit = 0; rest > 0n; bit++, rest >>= 1n) if (rest & 1n) bits.push(bit);
  return bits;
}
