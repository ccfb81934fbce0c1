/** Wavelengths 10^(start + step i), vacuum Angstrom. */
export interface LogGrid {
  readonly start: number;
  readonly step: number;
  readonly length: number;
  readonly wavelength: Float64Array;
}

export function logGridOf(start: number, step: number, length: number): LogGrid {
  return { start, step, length, wavelength: Float64Array.from({ length }, (_, i) => 10 ** (start + step * i)) };
}

/** Speed of light, km/s. */
export const lightKms = 299792.458;

/**
 * `values` on `grid`, seen at redshift `z`, at the wavelengths of `at` (by Catmull-Rom interpolation in log wavelength).
 * Outside of the grid the nearest value stands.
 */
export function shifted(
  values: ArrayLike<number>,
  grid: LogGrid,
  z: number,
  at: LogGrid,
  out: Float64Array,
): Float64Array {
  const first = (at.start - Math.log10(1 + z) - grid.start) / grid.step;
  const ratio = at.step / grid.step;
  for (let i = 0; i < at.length; i++) out[i] = cubicAt(values, grid.length, first + ratio * i);
  return out;
}

/** The same at any wavelengths, given by their decimal logarithms. */
export function sampled(
  values: ArrayLike<number>,
  grid: LogGrid,
  z: number,
  logWavelength: Float64Array,
  out: Float64Array,
): Float64Array {
  const offset = Math.log10(1 + z) + grid.start;
  for (let i = 0; i < logWavelength.length; i++) {
    out[i] = cubicAt(values, grid.length, (logWavelength[i]! - offset) / grid.step);
  }
  return out;
}

function cubicAt(values: ArrayLike<number>, length: number, position: number): number {
  const held = Math.max(1, Math.min(length - 3, position));
  const j = Math.floor(held);
  const t = held - j;
  const a = values[j - 1]!;
  const b = values[j]!;
  const c = values[j + 1]!;
  const d = values[j + 2]!;
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** A line's shape: Gauss of deviation `sigma` (Angstrom), and outside of the core a Lorentz wing where `wing` is given. */
export interface Profile {
  readonly centre: number;
  readonly sigma: number;
  readonly wing?: number;
  readonly wingPart?: number;
}

/** Multiplies `values` by 1 - depth * profile, the profile being 1 at the line's centre. */
export function absorb(values: Float64Array, grid: LogGrid, profile: Profile, depth: number): void {
  const reach = profile.wing ? Math.max(6 * profile.sigma, 25 * profile.wing) : 6 * profile.sigma;
  eachPixel(grid, profile.centre, reach, (i, distance) => {
    values[i]! *= 1 - depth * shape(profile, distance);
  });
}

/** Adds `height` times the profile. */
export function emit(values: Float64Array, grid: LogGrid, profile: Profile, height: number): void {
  eachPixel(grid, profile.centre, 6 * profile.sigma, (i, distance) => {
    values[i]! += height * shape(profile, distance);
  });
}

function shape(profile: Profile, distance: number): number {
  const gauss = Math.exp(-0.5 * (distance / profile.sigma) ** 2);
  if (!profile.wing) return gauss;
  const part = profile.wingPart ?? 0.5;
  return (1 - part) * gauss + part / (1 + (distance / profile.wing) ** 2);
}

/** Calls `use` for every pixel of the grid within `reach` of a wavelength. */
export function eachPixel(
  grid: LogGrid,
  centre: number,
  reach: number,
  use: (i: number, distance: number) => void,
): void {
  const from = Math.max(0, Math.ceil((Math.log10(Math.max(1, centre - reach)) - grid.start) / grid.step));
  const to = Math.min(grid.length - 1, Math.floor((Math.log10(centre + reach) - grid.start) / grid.step));
  for (let i = from; i <= to; i++) use(i, grid.wavelength[i]! - centre);
}
