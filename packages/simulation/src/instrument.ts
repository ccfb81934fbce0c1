import { snrBands, vacuumOfAir } from '@lingtai/spectrum';
import { eachPixel, type LogGrid, logGridOf } from './grid.ts';
import { skyLines } from './lines.ts';

/** The grid of LAMOST's low-resolution spectra: 3700 to 9099 Angstrom. */
export const lrsGrid: LogGrid = logGridOf(3.5682, 1e-4, 3909);
export const lrsResolvingPower = 1800;
export const mrsResolvingPower = 7500;

/** Bits of ANDMASK and ORMASK. */
export const maskBit = { badCcd: 1, brightSky: 8, noData: 32 } as const;

/** Electrons a pixel of a low-resolution spectrum at magnitude r = 15 in a dark, clear 4500 s, where the throughput is 1. */
const electronsAt15 = 5200;

/** How much of the light reaches the detector: two arms that meet at 5800 Angstrom. */
function throughputAt(wavelength: number): number {
  const blue = Math.exp(-0.5 * ((wavelength - 4950) / 620) ** 2) / (1 + Math.exp((wavelength - 5800) / 40));
  const red = Math.exp(-0.5 * ((wavelength - 7250) / 1150) ** 2) / (1 + Math.exp((5760 - wavelength) / 40));
  return 0.03 + 0.85 * blue + 0.97 * red;
}

/** Oxygen and water of the air above the telescope, which the survey does not take out. */
const airBands: readonly (readonly [from: number, to: number, depth: number])[] = [
  [6867, 6944, 0.16],
  [7186, 7320, 0.09],
  [7594, 7690, 0.38],
  [8130, 8340, 0.08],
  [8940, 9100, 0.14],
];

export interface Detector {
  readonly throughput: Float64Array;
  readonly telluric: Float64Array;
  /** Electrons of dark sky a pixel in 4500 s. */
  readonly sky: Float64Array;
  /** The part of it in lines. */
  readonly skyLine: Float64Array;
}

function detectorOf(grid: LogGrid, resolvingPower: number, scale: number): Detector {
  const throughput = grid.wavelength.map(throughputAt);
  const telluric = new Float64Array(grid.length).fill(1);
  for (const [from, to, depth] of airBands) {
    const [start, end] = [vacuumOfAir(from), vacuumOfAir(to)];
    grid.wavelength.forEach((w, i) => {
      if (w > start && w < end) telluric[i] = 1 - depth * Math.exp(-2.2 * ((w - start) / (end - start)) ** 1.5);
    });
  }
  const skyLine = new Float64Array(grid.length);
  for (const [centre, brightness] of skyLines) {
    const sigma = centre / resolvingPower / 2.3548;
    eachPixel(grid, centre, 5 * sigma, (i, distance) => {
      skyLine[i]! += 2600 * scale * brightness * throughput[i]! * Math.exp(-0.5 * (distance / sigma) ** 2);
    });
  }
  const sky = skyLine.map((line, i) => line + 240 * scale * throughput[i]!);
  return { throughput, telluric, sky, skyLine };
}

export const lrsDetector: Detector = detectorOf(lrsGrid, lrsResolvingPower, 1);

const readNoise2 = 60;

/** What a night does to a spectrum. */
export interface Conditions {
  readonly seconds: number;
  /** Brightness of the sky, 1 when dark. */
  readonly skyFactor: number;
  /** Clouds, seeing and the fibre together. */
  readonly transmission: number;
}

/** Electrons of the star where flux is 1 and the throughput 1. */
export function electronsOf(magnitude: number, { seconds, transmission }: Conditions): number {
  return electronsAt15 * 10 ** (-0.4 * (magnitude - 15)) * (seconds / 4500) * transmission;
}

/** Variance in electrons squared of a pixel of the low-resolution detector. */
export function varianceOf(electrons: number, sky: number, { seconds, skyFactor }: Conditions): number {
  return Math.max(0, electrons) + sky * skyFactor * (seconds / 4500) + readNoise2;
}

export type BandName = 'u' | 'g' | 'r' | 'i' | 'z';
export const bandNames: readonly BandName[] = ['u', 'g', 'r', 'i', 'z'];

/** First and last pixel (exclusive) of each band on the low-resolution grid. */
export const lrsBands: Readonly<Record<BandName, readonly [number, number]>> = Object.fromEntries(
  bandNames.map((name) => {
    const { from, to } = snrBands[name];
    const pixel = (w: number) =>
      Math.max(0, Math.min(lrsGrid.length, Math.ceil((Math.log10(w) - lrsGrid.start) / lrsGrid.step)));
    return [name, [pixel(from), pixel(to)]];
  }),
) as unknown as Record<BandName, readonly [number, number]>;
