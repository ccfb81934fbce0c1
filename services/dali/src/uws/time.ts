import type { ParameterReader } from '../parameters.ts';

/** DALI 1.1 section 3.1.2: `YYYY-MM-DD[Thh:mm:ss[.SSS]]`, UTC, with or without Z. */
const pattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?Z?$/;

/** The instant that a parameter names; complains of anything else. */
export function timeOf(reader: ParameterReader, name: string): Date | undefined {
  const text = reader.text(name);
  if (text === undefined) return undefined;
  const bare = text.replace(/Z$/, '');
  const time = new Date(bare.includes('T') ? `${bare}Z` : `${bare}T00:00:00Z`);
  // Dates such as 2026-02-31 roll over; those that do are none.
  if (pattern.test(text) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(bare.slice(0, 10)))
    return time;
  reader.complain('UWS-TIME', name, {
    en: `${name}=${text} is no time. It looks like 2026-11-21T08:30:00Z (UTC).`,
    zh: `${name}=${text} 不是时间。其形式应为 2026-11-21T08:30:00Z(UTC)。`,
  });
  return undefined;
}
