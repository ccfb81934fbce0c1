import { vacuumOfAir } from '@lingtai/spectrum';
import { emit, lightKms } from './grid.ts';
import type { StarLibrary } from './library.ts';

/** A galaxy's stars and gas. */
export interface Galaxy {
  /** 0: old and red, 1: young and blue. */
  readonly youth: number;
  /** Light-weighted metallicity, dex. */
  readonly metallicity: number;
  /** Deviation of the stars' velocities, km/s. */
  readonly sigmaKms: number;
  /** Equivalent width of H-alpha in emission, Angstrom; 0 without gas. */
  readonly emission: number;
  /** log [N II]6583 / H-alpha; sets the other ratios too. */
  readonly excitation: number;
}

const airLines = {
  oii: [3726.03, 3728.82],
  neiii: [3868.76],
  hdelta: [4101.74],
  hgamma: [4340.47],
  hbeta: [4861.33],
  oiii: [4958.91, 5006.84],
  oi: [6300.3],
  nii: [6548.05, 6583.45],
  halpha: [6562.8],
  sii: [6716.44, 6730.82],
} as const;

/** Rest wavelengths (vacuum, Angstrom) of the emission lines, by name. */
export const galaxyLines: Readonly<Record<keyof typeof airLines, readonly number[]>> = Object.fromEntries(
  Object.entries(airLines).map(([name, lines]) => [name, lines.map(vacuumOfAir)]),
) as unknown as Record<keyof typeof airLines, readonly number[]>;

/** Stars that make an old and a young galaxy, with their share of the light at 5500 Angstrom. */
const old = [
  { teff: 4350, logg: 2, share: 0.42 },
  { teff: 4800, logg: 2.5, share: 0.28 },
  { teff: 5700, logg: 4.4, share: 0.26 },
  { teff: 3500, logg: 1, share: 0.04 },
];
const young = [
  { teff: 12500, logg: 4, share: 0.2 },
  { teff: 9000, logg: 4, share: 0.26 },
  { teff: 6500, logg: 4.2, share: 0.24 },
  { teff: 4700, logg: 2.5, share: 0.3 },
];

/** The galaxy at rest on the library's grid, relative F lambda. Velocity dispersion is a Gauss filter in log wavelength. */
export function galaxySpectrum(galaxy: Galaxy, library: StarLibrary, resolvingPower: number): Float64Array {
  const { grid } = library;
  const stars = new Float64Array(grid.length);
  const one = new Float64Array(grid.length);
  const mix = [
    ...old.map((s) => ({ ...s, share: s.share * (1 - galaxy.youth) })),
    ...young.map((s) => ({ ...s, share: s.share * galaxy.youth })),
  ];
  for (const { teff, logg, share } of mix) {
    if (share < 0.002) continue;
    library.spectrum({ teff, logg, feh: galaxy.metallicity }, one);
    for (let i = 0; i < stars.length; i++) stars[i]! += share * one[i]!;
  }
  const flux = blurred(stars, galaxy.sigmaKms / lightKms / Math.LN10 / grid.step);
  if (galaxy.emission > 0) addEmission(galaxy, flux, library, resolvingPower);
  return flux;
}

function addEmission(galaxy: Galaxy, flux: Float64Array, { grid }: StarLibrary, resolvingPower: number): void {
  const level = flux[Math.round((Math.log10(6600) - grid.start) / grid.step)]!;
  const halpha = galaxy.emission * level;
  const nii = 10 ** galaxy.excitation;
  const oiii = 0.35 * 10 ** (-1.1 * (galaxy.excitation + 0.4));
  const fluxes: [keyof typeof airLines, readonly number[]][] = [
    ['oii', [0.3 * (1 + oiii), 0.4 * (1 + oiii)]],
    ['neiii', [0.06 * oiii]],
    ['hdelta', [0.075]],
    ['hgamma', [0.14]],
    ['hbeta', [0.31]],
    ['oiii', [0.31 * oiii * 0.335, 0.31 * oiii]],
    ['oi', [0.03]],
    ['nii', [nii / 2.96, nii]],
    ['halpha', [1]],
    ['sii', [0.2, 0.155]],
  ];
  const gasKms = 45 + 0.35 * galaxy.sigmaKms;
  for (const [name, parts] of fluxes) {
    parts.forEach((part, i) => {
      const centre = galaxyLines[name][i]!;
      const sigma = Math.hypot(centre / resolvingPower / 2.3548, (centre * gasKms) / lightKms);
      emit(flux, grid, { centre, sigma }, (halpha * part) / (sigma * 2.5066));
    });
  }
}

/** Convolution with a Gauss of a deviation in pixels. */
function blurred(values: Float64Array, sigma: number): Float64Array {
  const reach = Math.ceil(3.5 * sigma);
  if (reach < 1) return values.slice();
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const last = values.length - 1;
  return values.map((_, i) => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += kernel[k + reach]! * values[Math.max(0, Math.min(last, i + k))]!;
    return sum / total;
  });
}
