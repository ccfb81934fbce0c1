import type { CellValue } from '@lingtai/columns';
import type { ColumnEntry } from '@lingtai/descriptor';

const dayMs = 86_400_000;
/** Days are counted from 1970-01-01; these have four digits of a year. */
const firstDay = Date.parse('0001-01-01') / dayMs;
const lastDay = Date.parse('9999-12-31') / dayMs;

type Embargo = Pick<ColumnEntry, 'type' | 'unit'>;

/**
 * The day (UTC, `YYYY-MM-DD`) on whose beginning a row with this embargo becomes free; `undefined`: none, as what is kept
 * cannot be read as a day. Says what the rule of the catalogue on rows says: a test compares both. Times are in microseconds.
 */
export function dayOfEmbargo(column: Embargo, value: CellValue): string | undefined {
  if (!hasEnded(column, value, lastDay)) return undefined;
  let [from, to] = [firstDay, lastDay];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (hasEnded(column, value, middle)) to = middle;
    else from = middle + 1;
  }
  return isoDay(from);
}

function hasEnded({ type, unit }: Embargo, value: CellValue, day: number): boolean {
  if (type === 'timestamp') return (value as bigint) <= BigInt(day) * BigInt(dayMs) * 1000n;
  if (type === 'string') {
    const found = value as string;
    return /^.{4}-.{2}-.{2}/su.test(found) && Buffer.compare(Buffer.from(found), Buffer.from(isoDay(day))) <= 0;
  }
  const limit = unit === 'd' ? day + mjdOf1970 : decimalYear(day) + roundedYears;
  // Engines compare short numbers as such: what was written for a day is that day's number.
  return Number(value) <= (type === 'float32' ? Math.fround(limit) : limit);
}

const mjdOf1970 = 40_587;
/** Years are written with some decimals: a third of a second is no difference. */
const roundedYears = 1e-8;

function decimalYear(day: number): number {
  const year = new Date(day * dayMs).getUTCFullYear();
  const [begin, end] = [year, year + 1].map((y) => new Date(0).setUTCFullYear(y, 0, 1)) as [number, number];
  return year + (day * dayMs - begin) / (end - begin);
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
