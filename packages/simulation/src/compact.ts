import { absorb, emit, type LogGrid, lightKms } from './grid.ts';
import { hydrogen } from './lines.ts';

/** A white dwarf of type DA: a hot black body with very broad Balmer lines. Relative F lambda. */
export function whiteDwarfSpectrum(teff: number, grid: LogGrid): Float64Array {
  const flux = grid.wavelength.map((wavelength) => blackBody(wavelength, teff));
  const strength = Math.exp(-0.5 * (Math.log10(teff / 13000) / 0.28) ** 2);
  for (let upper = 3; upper <= 9; upper++) {
    const centre = hydrogen(2, upper);
    const wing = 26 - 2.2 * (upper - 3);
    absorb(flux, grid, { centre, sigma: 7, wing, wingPart: 0.75 }, (0.62 - 0.045 * Math.abs(upper - 5)) * strength);
  }
  return flux;
}

/** A cataclysmic variable: blue disc, hydrogen and helium in emission with the two peaks of a rotating disc. */
export interface Cataclysmic {
  readonly teff: number;
  /** Half the distance of the two peaks, km/s. */
  readonly diskKms: number;
  readonly strength: number;
}

const helium: readonly (readonly [number, number])[] = [
  [4472.74, 0.22],
  [4686.99, 0.25],
  [4923.31, 0.12],
  [5877.25, 0.3],
  [6679.99, 0.2],
  [7067.2, 0.15],
];

export function cataclysmicSpectrum({ teff, diskKms, strength }: Cataclysmic, grid: LogGrid): Float64Array {
  const flux = grid.wavelength.map((wavelength) => blackBody(wavelength, teff));
  const lines: [number, number][] = [3, 4, 5, 6, 7, 8].map((upper) => [hydrogen(2, upper), 1.25 - 0.13 * (upper - 3)]);
  for (const [centre, height] of [...lines, ...helium]) {
    for (const side of [-1, 1]) {
      const peak = centre * (1 + (side * diskKms) / lightKms);
      const sigma = (centre * diskKms * 0.42) / lightKms;
      emit(flux, grid, { centre: peak, sigma }, height * strength * blackBody(centre, teff));
    }
  }
  return flux;
}

const c2 = 1.438777e8;

/** Planck's law relative to its value at 5500 Angstrom. */
function blackBody(wavelength: number, teff: number): number {
  return (5500 / wavelength) ** 5 * ((Math.exp(c2 / (5500 * teff)) - 1) / (Math.exp(c2 / (wavelength * teff)) - 1));
}
