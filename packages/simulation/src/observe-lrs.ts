import { cataclysmicSpectrum, whiteDwarfSpectrum } from './compact.ts';
import { keepEightBits, roundToNoise } from './compress.ts';
import { galaxySpectrum } from './galaxy.ts';
import { type LogGrid, logGridOf, shifted } from './grid.ts';
import {
  type BandName,
  bandNames,
  type Conditions,
  electronsOf,
  lrsBands,
  lrsDetector,
  lrsGrid,
  lrsResolvingPower,
  maskBit,
  varianceOf,
} from './instrument.ts';
import { StarLibrary } from './library.ts';
import { medianOf } from './median.ts';
import type { Plate } from './plan.ts';
import { quasarSpectrum } from './quasar.ts';
import type { Random } from './random.ts';
import type { Target } from './target.ts';

/** Rest wavelengths of stars and galaxies: 2290 to 9350 Angstrom. */
export const restGrid: LogGrid = logGridOf(3.36, 1e-4, 6110);

/** What makes low-resolution spectra; keeps its stellar library between them. */
export class LrsSimulator {
  readonly library: StarLibrary = new StarLibrary(restGrid, lrsResolvingPower);
  readonly #rest: Float64Array = new Float64Array(restGrid.length);

  /** The spectrum of an object above the air, relative F lambda on `lrsGrid`, with mean 1 over r; zero for an empty fibre. */
  source(target: Target, z: number): Float64Array {
    const flux = this.#unreddened(target, z);
    const excess = target.ebv;
    if (excess > 0) for (let i = 0; i < flux.length; i++) flux[i]! *= Math.exp(-excess * extinction[i]!);
    const [from, to] = lrsBands.r;
    let sum = 0;
    for (let i = from; i < to; i++) sum += flux[i]!;
    if (sum > 0) for (let i = 0; i < flux.length; i++) flux[i]! *= (to - from) / sum;
    return flux;
  }

  #unreddened(target: Target, z: number): Float64Array {
    const out = new Float64Array(lrsGrid.length);
    switch (target.kind) {
      case 'star':
        return shifted(this.library.spectrum(target.star, this.#rest), restGrid, z, lrsGrid, out);
      case 'wd':
        return shifted(whiteDwarfSpectrum(target.teff, restGrid), restGrid, z, lrsGrid, out);
      case 'cv':
        return shifted(cataclysmicSpectrum(target.cv, restGrid), restGrid, z, lrsGrid, out);
      case 'galaxy':
        return shifted(galaxySpectrum(target.galaxy, this.library, lrsResolvingPower), restGrid, z, lrsGrid, out);
      case 'qso':
        return quasarSpectrum(target.qso, z, lrsGrid);
      case 'nothing':
        return out;
    }
  }
}

/** A(lambda) / E(B-V) in nepers, after a power law of -1.3 with R_V = 3.1. */
const extinction = lrsGrid.wavelength.map((w) => 0.4 * Math.LN10 * 3.1 * (w / 5500) ** -1.3);

export interface LrsObservation {
  /** Pixels; differs between spectrographs. */
  readonly length: number;
  readonly flux: Float32Array;
  readonly ivar: Float32Array;
  readonly andmask: Float32Array;
  readonly ormask: Float32Array;
  readonly normalization: Float32Array;
  /** Median S/N of a pixel in each band. */
  readonly snr: Readonly<Record<BandName, number>>;
  /** AB magnitudes of the model over the same bands. */
  readonly magnitudes: Readonly<Record<BandName, number>>;
}

/** Puts a source through air, fibre and detector. Flux comes out relative, 1000 for magnitude 14 in r. */
export function observeLrs(
  source: Float64Array,
  target: Target,
  plate: Plate,
  spid: number,
  random: Random,
): LrsObservation {
  const length = lrsGrid.length - ((spid * 7) % 6);
  const conditions: Conditions = {
    seconds: plate.exposures * plate.exposureSeconds,
    skyFactor: plate.skyFactor,
    transmission: plate.transparency * (2.6 / plate.seeing) * Math.exp(0.18 * random.normal()),
  };
  const { throughput, telluric, sky, skyLine } = lrsDetector;
  const electrons = target.kind === 'nothing' ? 0 : electronsOf(target.r, conditions);
  const scale = target.kind === 'nothing' ? 30 / 5200 : (1000 * 10 ** (-0.4 * (target.r - 14))) / electrons;
  const residual = 0.012 * random.normal() * conditions.skyFactor * (conditions.seconds / 4500);
  const flux = new Float32Array(length);
  const ivar = new Float32Array(length);
  const sigma = new Float64Array(length);
  const ratio = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const signal = electrons * source[i]! * throughput[i]! * telluric[i]!;
    const noise = Math.sqrt(varianceOf(signal, sky[i]!, conditions));
    const calibration = scale / throughput[i]!;
    sigma[i] = noise * calibration;
    const seen = signal + noise * random.noise() + residual * skyLine[i]!;
    ratio[i] = seen / noise;
    flux[i] = seen * calibration;
    ivar[i] = 1 / (sigma[i]! * sigma[i]!);
  }
  const masks = maskPixels(flux, ivar, random);
  roundToNoise(flux, sigma);
  keepEightBits(ivar);
  return {
    length,
    flux,
    ivar,
    ...masks,
    normalization: normalized(flux, source, telluric, scale * electrons),
    snr: bandSnr(ratio),
    magnitudes: magnitudesOf(source, target.r),
  };
}

/** Pixels with bright sky lines, where the subtraction leaves something. */
const brightSky = lrsDetector.skyLine.map((line, i) => (line > 2.5 * (lrsDetector.sky[i]! - line) ? 1 : 0));

function maskPixels(
  flux: Float32Array,
  ivar: Float32Array,
  random: Random,
): { andmask: Float32Array; ormask: Float32Array } {
  const andmask = new Float32Array(flux.length);
  const ormask = new Float32Array(flux.length);
  for (let i = 0; i < flux.length; i++) if (brightSky[i] === 1) ormask[i] = maskBit.brightSky;
  const bad = random.integer(3);
  for (let k = 0; k < bad; k++) {
    const at = random.integer(flux.length - 4);
    const always = random.chance(0.3);
    for (let i = at; i < at + 3; i++) {
      ormask[i] = ormask[i]! | maskBit.badCcd;
      if (!always) continue;
      andmask[i] = maskBit.badCcd;
      ivar[i] = 0;
    }
  }
  for (let i = flux.length - 1 - random.integer(12); i < flux.length; i++) {
    flux[i] = 0;
    ivar[i] = 0;
    andmask[i] = maskBit.noData;
    ormask[i] = maskBit.noData;
  }
  return { andmask, ormask };
}

/** Flux over a smoothed model (a running mean of 201 pixels); 1 where there is nothing. */
function normalized(flux: Float32Array, source: Float64Array, telluric: Float64Array, scale: number): Float32Array {
  const out = new Float32Array(flux.length).fill(1);
  if (!(scale > 0)) return out;
  const half = 100;
  let sum = 0;
  let count = 0;
  for (let i = -half; i < flux.length; i++) {
    const into = i + half;
    if (into < source.length) {
      sum += source[into]! * telluric[into]!;
      count++;
    }
    const gone = i - half - 1;
    if (gone >= 0) {
      sum -= source[gone]! * telluric[gone]!;
      count--;
    }
    if (i >= 0 && sum > 0) out[i] = Math.round(((flux[i]! * count) / (sum * scale)) * 256) / 256;
  }
  return out;
}

function bandSnr(ratio: Float64Array): Record<BandName, number> {
  return Object.fromEntries(
    bandNames.map((name) => {
      const [from, to] = lrsBands[name];
      return [name, medianOf(ratio, from, Math.min(to, ratio.length))];
    }),
  ) as Record<BandName, number>;
}

/** F lambda times this goes as F nu. */
const squares = lrsGrid.wavelength.map((wavelength) => wavelength * wavelength);

function magnitudesOf(source: Float64Array, r: number): Record<BandName, number> {
  const means = bandNames.map((name) => {
    const [from, to] = lrsBands[name];
    let sum = 0;
    for (let i = from; i < to; i++) sum += source[i]! * squares[i]!;
    return sum / (to - from);
  });
  return Object.fromEntries(
    bandNames.map((name, i) => [name, r >= 99 ? 99 : Number((r - 2.5 * Math.log10(means[i]! / means[2]!)).toFixed(2))]),
  ) as Record<BandName, number>;
}
