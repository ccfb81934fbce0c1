/**
 * Indices of at most `count` points of `values` that keep every bin's least and greatest value, and both ends, so that no
 * line or spike vanishes on a drawing. NaN is passed over. All indices when there are `count` points or fewer.
 */
export function decimate(values: ArrayLike<number>, count: number, from = 0, to: number = values.length): Uint32Array {
  const length = Math.max(0, to - from);
  if (length <= count || count < 4)
    return Uint32Array.from({ length: Math.min(length, Math.max(count, 0)) }, (_, i) => from + i);
  const bins = (count - 2) >> 1;
  const indices = new Uint32Array(count);
  let n = 0;
  const push = (i: number) => {
    if (n === 0 || indices[n - 1]! < i) indices[n++] = i;
  };
  push(from);
  for (let bin = 0; bin < bins; bin++) {
    const start = from + 1 + Math.floor((bin * (length - 2)) / bins);
    const end = from + 1 + Math.floor(((bin + 1) * (length - 2)) / bins);
    const [least, most] = extremes(values, start, end);
    if (least < 0) continue;
    push(Math.min(least, most));
    push(Math.max(least, most));
  }
  push(to - 1);
  return indices.subarray(0, n);
}

/** Indices of the least and the greatest value of `[from, to)`; -1 where all are NaN. */
function extremes(values: ArrayLike<number>, from: number, to: number): [number, number] {
  let least = -1;
  let most = -1;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (least < 0 || value < values[least]!) least = i;
    if (most < 0 || value > values[most]!) most = i;
  }
  return [least, most];
}
