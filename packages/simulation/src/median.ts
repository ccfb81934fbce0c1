/** The median of `[from, to)`, of about 300 evenly chosen values, to two decimals. */
export function medianOf(values: Float64Array, from = 0, to: number = values.length): number {
  const step = Math.max(1, Math.floor((to - from) / 300));
  const some = new Float64Array(Math.ceil((to - from) / step));
  for (let i = 0; i < some.length; i++) some[i] = values[from + i * step]!;
  some.sort();
  return Number(some[some.length >> 1]!.toFixed(2));
}
