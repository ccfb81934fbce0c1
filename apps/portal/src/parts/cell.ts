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
  if (Array.isArray(value)) return value.map((v) => (v === null ? '–' : cellText(v as CellJson, column))).join(', ');
  const { display, type } = column ?? {};
  if (type === 'timestamp') return timestampText(value as string | number, display?.format === 'date');
  if (typeof value === 'number') {
    if (display?.format === 'sexagesimal-ra') return sexagesimal(value, 'ra');
    if (display?.format === 'sexagesimal-dec') return sexagesimal(value, 'dec');
    if (display?.digits !== undefined) return value.toFixed(display.digits);
    return type === 'float32' || type === 'float64' ? shortNumber(value) : String(value);
  }
  return String(value);
}

/** Ten significant digits are more than any page needs; single precision shows its rounding after seven. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(10)));
}

/** A time is ISO 8601, or microseconds since 1970 where the API gives the stored number; UTC. */
function timestampText(value: string | number, dateOnly: boolean): string {
  const iso = /^-?\d+$/.test(String(value)) ? new Date(Number(value) / 1000).toISOString() : String(value);
  return dateOnly ? iso.slice(0, 10) : iso.replace(/\.0+Z?$/, '').replace(/Z$/, '');
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
