import { monthsLater } from '@lingtai/access';

/** Dates as exact as they are known (`2018`, `2018-01`, `2018-01-15`): they sort as texts. */

/** Whether `a` is later than `b`, as far as both are known. */
export function isLater(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length) > b.slice(0, length);
}

/** Whether a date is not after a limit: everything of `2020-12` is within `2020-12`. */
export function within(date: string, limit: string): boolean {
  return date.length < limit.length ? date <= limit.slice(0, date.length) : date.slice(0, limit.length) <= limit;
}

/** The last day that a date may mean. */
export function lastDay(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  if (day !== undefined) return date;
  return new Date(Date.UTC(year!, month ?? 12, 0)).toISOString().slice(0, 10);
}

/** The day so many months later; the last of a shorter month. */
export function dayMonthsLater(day: string, months: number): string {
  return monthsLater(new Date(`${day}T00:00:00Z`), months)
    .toISOString()
    .slice(0, 10);
}
