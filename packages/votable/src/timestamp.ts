/** `2026-11-21T09:40:00` or, with fractions, up to microseconds: DALI 1.1 section 3.3.3. */
export function timestampText(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, -5);
  return rest === 0n ? text : `${text}.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
}
