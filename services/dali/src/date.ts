const pattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** A date or time (ISO 8601), in UTC unless it says otherwise; a date alone is its beginning. `undefined`: there is no such day. */
export function dateIn(text: string): Date | undefined {
  const [, day, time = '00:00', zone = 'Z'] = pattern.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = new Date(`${day}T00:00Z`);
  // `Date` takes 30 February for 2 March.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const date = new Date(`${day}T${time}${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
