const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?Z?)?$/;

/** Microseconds since 1970 of an ISO 8601 text (`2012-03-04`, `2012-03-04T05:06:07.5`), in its own time scale; `undefined`: not one. */
export function parseTimestamp(text: string): bigint | undefined {
  const found = pattern.exec(text.trim());
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as number[];
  const date = new Date(Date.UTC(2000, month! - 1, day!));
  date.setUTCFullYear(year!, month! - 1, day!);
  const real =
    date.getUTCMonth() === month! - 1 && date.getUTCDate() === day! && hour! < 24 && minute! < 60 && second! < 60;
  if (!real) return undefined;
  const seconds = BigInt(date.getTime() / 1000) + BigInt(hour! * 3600 + minute! * 60 + second!);
  return seconds * 1_000_000n + BigInt((found[7] ?? '').padEnd(6, '0'));
}
