import { keepEightBits, roundToNoise } from './compress.ts';
import { type LogGrid, lightKms, logGridOf, sampled, shifted } from './grid.ts';
import { electronsOf, mrsResolvingPower } from './instrument.ts';
import { StarLibrary } from './library.ts';
import { medianOf } from './median.ts';
import type { Plate } from './plan.ts';
import type { Random } from './random.ts';
import type { Atmosphere } from './star.ts';

export type Arm = 'B' | 'R';
export const arms: readonly Arm[] = ['B', 'R'];

interface ArmModel {
  /** Rest wavelengths, with room for velocities to 500 km/s. */
  readonly rest: LogGrid;
  readonly coadd: LogGrid;
  /** Wavelengths of a single exposure's pixels: linear. */
  readonly exposure: Float64Array;
  readonly exposure32: Float32Array;
  readonly coadd32: Float32Array;
  readonly logExposure: Float64Array;
  /** Throughput over the arm: 1 in the middle. */
  readonly middle: number;
  readonly width: number;
}

const exposurePixels = 4136;

function armModel(
  rest: LogGrid,
  coadd: LogGrid,
  [start, step]: readonly [number, number],
  middle: number,
  width: number,
): ArmModel {
  const exposure = Float64Array.from({ length: exposurePixels }, (_, i) => start + step * i);
  return {
    rest,
    coadd,
    exposure,
    exposure32: Float32Array.from(exposure),
    coadd32: Float32Array.from(coadd.wavelength),
    logExposure: exposure.map(Math.log10),
    middle,
    width,
  };
}

export const armModels: Readonly<Record<Arm, ArmModel>> = {
  B: armModel(logGridOf(3.688, 1e-5, 4700), logGridOf(3.69259, 1e-5, 3798), [4927, 7 / 64], 5190, 190),
  R: armModel(logGridOf(3.796, 1e-5, 4550), logGridOf(3.79928, 1e-5, 3791), [6299, 9 / 64], 6640, 270),
};

/** Flux, inverse variance and mask of a coadd or an exposure; counts, not calibrated. */
export interface MrsPixels {
  readonly flux: Float32Array;
  readonly ivar: Float32Array;
  readonly mask: Int16Array;
  readonly snr: number;
}

export interface MrsObservation {
  readonly coadd: Readonly<Record<Arm, MrsPixels>>;
  readonly exposures: Readonly<Record<Arm, readonly MrsPixels[]>>;
}

/** A medium-resolution pixel is a twelfth of a low-resolution one in wavelength, and the grating passes half. */
const mrsEfficiency = 0.042;
const readNoise2 = 30;

/** What makes medium-resolution spectra; keeps its stellar libraries between them. */
export class MrsSimulator {
  readonly #libraries: Readonly<Record<Arm, StarLibrary>> = {
    B: new StarLibrary(armModels.B.rest, mrsResolvingPower),
    R: new StarLibrary(armModels.R.rest, mrsResolvingPower),
  };

  /** Both arms of a star at rest, with the mean of the red arm 1. */
  source(star: Atmosphere): Record<Arm, Float64Array> {
    const [blue, red] = arms.map((arm) =>
      this.#libraries[arm].spectrum(star, new Float64Array(armModels[arm].rest.length)),
    );
    const mean = red!.reduce((sum, value) => sum + value, 0) / red!.length;
    return { B: blue!.map((value) => value / mean), R: red!.map((value) => value / mean) };
  }
}

/** Observes both arms at a redshift: exposures, and their sum as the coadd. */
export function observeMrs(
  source: Readonly<Record<Arm, Float64Array>>,
  magnitude: number,
  z: number,
  plate: Plate,
  random: Random,
): MrsObservation {
  const conditions = {
    seconds: plate.exposureSeconds,
    skyFactor: plate.skyFactor,
    transmission: plate.transparency * (2.6 / plate.seeing) * Math.exp(0.18 * random.normal()),
  };
  const electrons = electronsOf(magnitude, conditions) * mrsEfficiency;
  const clouds = Array.from({ length: plate.exposures }, () => random.uniform(0.7, 1.1));
  const total = clouds.reduce((sum, value) => sum + value, 0);
  const perArm = (arm: Arm) => {
    const model = armModels[arm];
    const single = sampled(source[arm], model.rest, z, model.logExposure, new Float64Array(exposurePixels));
    const together = shifted(source[arm], model.rest, z, model.coadd, new Float64Array(model.coadd.length));
    return {
      coadd: exposed(
        together,
        model.coadd.wavelength,
        model,
        electrons * total,
        plate.exposures,
        plate.skyFactor,
        random,
      ),
      exposures: clouds.map((part) =>
        withCosmicRays(exposed(single, model.exposure, model, electrons * part, 1, plate.skyFactor, random), random),
      ),
    };
  };
  const [blue, red] = [perArm('B'), perArm('R')];
  return { coadd: { B: blue.coadd, R: red.coadd }, exposures: { B: blue.exposures, R: red.exposures } };
}

function exposed(
  source: Float64Array,
  wavelength: Float64Array,
  { middle, width }: ArmModel,
  electrons: number,
  reads: number,
  skyFactor: number,
  random: Random,
): MrsPixels {
  const n = source.length;
  const flux = new Float32Array(n);
  const ivar = new Float32Array(n);
  const sigma = new Float64Array(n);
  const ratio = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const signal = electrons * source[i]! * Math.exp(-0.5 * ((wavelength[i]! - middle) / width) ** 2);
    const variance = signal + reads * (readNoise2 + 4 * skyFactor);
    sigma[i] = Math.sqrt(variance);
    flux[i] = signal + sigma[i]! * random.noise();
    ratio[i] = flux[i]! / sigma[i]!;
    ivar[i] = 1 / variance;
  }
  roundToNoise(flux, sigma);
  keepEightBits(ivar);
  return { flux, ivar, mask: new Int16Array(n), snr: medianOf(ratio) };
}

/** Single exposures have a few hits, marked in the mask and without worth. */
function withCosmicRays(pixels: MrsPixels, random: Random): MrsPixels {
  const hits = random.integer(4);
  for (let k = 0; k < hits; k++) {
    const at = random.integer(pixels.flux.length - 2);
    for (let i = at; i < at + 2; i++) {
      pixels.flux[i] = Math.round(pixels.flux[i]! + random.uniform(500, 6000));
      pixels.ivar[i] = 0;
      pixels.mask[i] = 1;
    }
  }
  return pixels;
}

/** Radial velocities (km/s) and flags as the pipeline would give them. */
export type MrsResult = Readonly<Record<string, number>>;

const zeroPoints: Readonly<Record<'B' | 'R' | 'BR' | 'LA', number>> = { B: -0.42, R: 0.31, BR: -0.06, LA: -0.15 };

/** The truth with errors by S/N: `RV_B0` before and `RV_B1` after the correction of the zero point, and the same of R, BR and LASP. */
export function measureMrs(star: Atmosphere, z: number, observed: MrsObservation, random: Random): MrsResult {
  const { B, R } = observed.coadd;
  const hot = star.teff > 8000 ? 6 : star.teff > 6800 ? 2 : 1;
  const snr = { B: B.snr, R: 0.7 * R.snr, BR: Math.hypot(B.snr, 0.7 * R.snr), LA: B.snr };
  const result: Record<string, number> = {};
  for (const name of ['B', 'R', 'BR', 'LA'] as const) {
    const good = snr[name] > 4;
    const error = Math.hypot(0.25, (hot * 22) / Math.max(1, snr[name]));
    const corrected = z * lightKms + error * random.normal();
    result[`RV_${name}0`] = good ? Number((corrected + zeroPoints[name]).toFixed(2)) : -9999;
    result[`RV_${name}0_E`] = good ? Number(error.toFixed(2)) : -9999;
    result[`RV_${name}1`] = good ? Number(corrected.toFixed(2)) : -9999;
    result[`RV_${name}1_E`] = good ? Number(Math.hypot(error, 0.12).toFixed(2)) : -9999;
    if (name !== 'LA') result[`RV_${name}_F`] = good ? 0 : 1;
  }
  result['BAD_B'] = B.snr < 2 ? 1 : 0;
  result['BAD_R'] = R.snr < 2 ? 1 : 0;
  return result;
}
