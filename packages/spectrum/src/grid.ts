const kept = new Map<string, Float64Array>();

/** `10^(start + step * i)` for `i` from 0, in the unit of the logarithm. A fresh array each time; the powers are kept. */
export function logGrid(start: number, step: number, length: number): Float64Array {
  const key = `${start} ${step}`;
  let grid = kept.get(key);
  if (grid === undefined || grid.length < length) {
    grid = new Float64Array(length);
    for (let i = 0; i < length; i++) grid[i] = 10 ** (start + step * i);
    if (kept.size >= 64) kept.clear();
    kept.set(key, grid);
  }
  return grid.slice(0, length);
}

const FLOAT32_ULP_NEAR_3 = 2 ** -22;

/**
 * Wavelengths of logarithms that a file holds as float32. Near 3.7 a float32 is good to 1.2e-7 dex, which is 0.08 km/s or a
 * 40th of a medium-resolution pixel. Where the values lie on an exact grid of `step` within that rounding, the grid is
 * what the pipeline wrote, and it is given back in double precision; otherwise the stored values are used as they are.
 */
export function fromLogLambda(log: ArrayLike<number>, step: number): { wavelength: Float64Array; restored: boolean } {
  const start = Math.round(log[0]! / step) / Math.round(1 / step);
  let onGrid = true;
  for (let i = 0; i < log.length && onGrid; i++) onGrid = Math.abs(log[i]! - (start + step * i)) <= FLOAT32_ULP_NEAR_3;
  if (onGrid) return { wavelength: logGrid(start, step, log.length), restored: true };
  const wavelength = new Float64Array(log.length);
  for (let i = 0; i < log.length; i++) wavelength[i] = 10 ** log[i]!;
  return { wavelength, restored: false };
}

/** The largest difference of two arrays of one length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= most)) most = difference;
  }
  return most;
}
