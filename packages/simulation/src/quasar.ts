import { emit, type LogGrid, lightKms } from './grid.ts';
import { Random } from './random.ts';

/** A quasar: slope of F lambda, strength and breadth of its lines. */
export interface Quasar {
  readonly slope: number;
  /** Factor of the equivalent widths. */
  readonly lines: number;
  /** FWHM of the broad Balmer lines, km/s. */
  readonly fwhmKms: number;
  readonly forestSeed: number;
}

/** Rest wavelength (vacuum, Angstrom), equivalent width (Angstrom), FWHM relative to the Balmer lines'; 0 means a narrow line. */
export const quasarLines: readonly (readonly [name: string, rest: number, width: number, breadth: number])[] = [
  ['OVI', 1033.8, 10, 1.2],
  ['Lya', 1215.67, 80, 1.1],
  ['NV', 1240.14, 18, 1.2],
  ['OI', 1304.35, 2, 1],
  ['SiIV', 1396.76, 9, 1.1],
  ['CIV', 1549.06, 28, 1.1],
  ['HeII', 1640.42, 4, 1.5],
  ['AlIII', 1857.4, 2, 1.2],
  ['CIII', 1908.73, 21, 1.2],
  ['MgII', 2798.75, 32, 0.9],
  ['OII', 3728.48, 2, 0],
  ['NeIII', 3869.86, 2, 0],
  ['Hdelta', 4102.89, 6, 1],
  ['Hgamma', 4341.68, 14, 1],
  ['Hbeta', 4862.68, 46, 1],
  ['OIIIa', 4960.3, 4.5, 0],
  ['OIIIb', 5008.24, 13.5, 0],
  ['HeI', 5877.29, 5, 1],
  ['Halpha', 6564.61, 190, 0.95],
];

/** FWHM (km/s) of a line of a quasar. */
export function quasarLineFwhm(quasar: Quasar, breadth: number): number {
  return breadth === 0 ? 600 : quasar.fwhmKms * breadth;
}

/** Complexes of Fe II (centre, deviation in Angstrom, height over the continuum). */
const iron: readonly (readonly [number, number, number])[] = [
  [2080, 40, 0.07],
  [2500, 90, 0.16],
  [2950, 60, 0.07],
  [3200, 90, 0.05],
  [4570, 60, 0.09],
  [5290, 70, 0.08],
];

/** The quasar at redshift `z` on a grid of observed wavelengths, relative F lambda, 1 near 5500 Angstrom without lines. */
export function quasarSpectrum(quasar: Quasar, z: number, grid: LogGrid): Float64Array {
  const flux = grid.wavelength.map((wavelength) => (wavelength / 5500) ** quasar.slope);
  const level = flux.slice();
  const at = (wavelength: number) =>
    level[Math.max(0, Math.min(grid.length - 1, Math.round((Math.log10(wavelength) - grid.start) / grid.step)))]!;
  for (const [, rest, width, breadth] of quasarLines) {
    const centre = rest * (1 + z);
    const sigma = (centre * quasarLineFwhm(quasar, breadth)) / lightKms / 2.3548;
    const area = width * (1 + z) * quasar.lines * at(centre);
    if (breadth === 0) emit(flux, grid, { centre, sigma }, area / (sigma * 2.5066));
    else twoPartLine(flux, grid, centre, sigma, area);
  }
  for (const [rest, sigma, height] of iron) {
    emit(flux, grid, { centre: rest * (1 + z), sigma: sigma * (1 + z) }, height * quasar.lines * at(rest * (1 + z)));
  }
  if (z > 2) lymanForest(flux, z, grid, quasar.forestSeed);
  return flux;
}

/** A core and a foot, as broad lines have them. */
function twoPartLine(flux: Float64Array, grid: LogGrid, centre: number, sigma: number, area: number): void {
  emit(flux, grid, { centre, sigma: 0.8 * sigma }, (0.6 * area) / (0.8 * sigma * 2.5066));
  emit(flux, grid, { centre, sigma: 2.1 * sigma }, (0.4 * area) / (2.1 * sigma * 2.5066));
}

/** Bluewards of Lyman alpha: mean absorption growing with redshift, and lines at random. */
function lymanForest(flux: Float64Array, z: number, grid: LogGrid, seed: number): void {
  const random = new Random(seed, 1216);
  let last = 1;
  for (let i = 0; i < grid.length; i++) {
    const absorberZ = grid.wavelength[i]! / 1215.67 - 1;
    if (absorberZ > z - 0.01) break;
    const depth = 0.0036 * (1 + absorberZ) ** 3.45;
    const lyman = grid.wavelength[i]! < 912 * (1 + z) ? 2.5 : 0;
    const through = Math.exp(-lyman + depth * 1.4 * Math.log(random.uniform()));
    flux[i]! *= 0.5 * (through + last);
    last = through;
  }
}
