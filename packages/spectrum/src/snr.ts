import { vacuumOfAir } from './air.ts';
import type { Spectrum, SpectrumSegment } from './model.ts';
import { angstromsPer } from './units.ts';

/** Limits in Angstrom. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** The SDSS bands as LAMOST names its S/N, at the wavelengths where their response is above a fifth of the top. */
export const snrBands: Readonly<Record<'u' | 'g' | 'r' | 'i' | 'z', Band>> = {
  u: { from: 3700, to: 3950 },
  g: { from: 3950, to: 5500 },
  r: { from: 5500, to: 6950 },
  i: { from: 6950, to: 8300 },
  z: { from: 8300, to: 9100 },
};

/** How many pixels of the segment are within the band and worth something. */
function pixelsOf(segment: SpectrumSegment, band: Band | undefined, use: (i: number) => void): void {
  const scale = angstromsPer[segment.wavelengthUnit];
  for (let i = 0; i < segment.wavelength.length; i++) {
    const wavelength = segment.wavelength[i]! * scale;
    if (!band || (wavelength >= band.from && wavelength <= band.to)) use(i);
  }
}

function median(values: number[]): number | undefined {
  if (values.length === 0) return undefined;
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

/**
 * Signal to noise of one pixel: the median of flux times the root of ivar where there is an ivar (pixels with ivar 0 do not
 * count), otherwise DER_SNR (Stoehr et al. 2008, ASP Conf. 394, 505) from the flux alone. `undefined` without pixels.
 */
export function snrEstimate(segment: SpectrumSegment, band?: Band): number | undefined {
  const { flux, ivar } = segment;
  const values: number[] = [];
  if (!ivar) return derSnr(segment, band);
  pixelsOf(segment, band, (i) => {
    const value = flux[i]! * Math.sqrt(ivar[i]!);
    if (ivar[i]! > 0 && Number.isFinite(value)) values.push(value);
  });
  return median(values);
}

function derSnr(segment: SpectrumSegment, band: Band | undefined): number | undefined {
  const flux: number[] = [];
  pixelsOf(segment, band, (i) => {
    const value = segment.flux[i]!;
    if (Number.isFinite(value) && value !== 0) flux.push(value);
  });
  const differences: number[] = [];
  for (let i = 2; i < flux.length - 2; i++) differences.push(Math.abs(2 * flux[i]! - flux[i - 2]! - flux[i + 2]!));
  const noise = median(differences);
  const signal = median(flux);
  return noise === undefined || signal === undefined || noise === 0
    ? undefined
    : signal / ((1.482602 / Math.sqrt(6)) * noise);
}

/** What SSA and ObsCore say of a spectrum: pixels, limits (vacuum, metres) and a typical S/N, over the segments that count. */
export interface SpectrumExtent {
  readonly length: number;
  readonly startMetres: number;
  readonly stopMetres: number;
  readonly snr?: number;
}

/** The extent over the coadds, or over every segment where there is no coadd. */
export function spectrumExtent(spectrum: Spectrum): SpectrumExtent {
  const segments = mainSegments(spectrum);
  let length = 0;
  let start = Number.POSITIVE_INFINITY;
  let stop = 0;
  let snr: number | undefined;
  for (const segment of segments) {
    length += segment.wavelength.length;
    start = Math.min(start, vacuumMetres(segment, segment.wavelength[0]!));
    stop = Math.max(stop, vacuumMetres(segment, segment.wavelength.at(-1)!));
    const value = segment.snr ?? snrEstimate(segment);
    if (value !== undefined && (snr === undefined || value > snr)) snr = value;
  }
  return { length, startMetres: start, stopMetres: stop, ...(snr === undefined ? {} : { snr }) };
}

function vacuumMetres(segment: SpectrumSegment, wavelength: number): number {
  const angstrom = wavelength * angstromsPer[segment.wavelengthUnit];
  return (segment.medium === 'air' ? vacuumOfAir(angstrom) : angstrom) * 1e-10;
}

/** The coadds, or every segment where there is none. */
export function mainSegments(spectrum: Spectrum): readonly SpectrumSegment[] {
  const coadds = spectrum.segments.filter((segment) => segment.role === 'coadd');
  return coadds.length > 0 ? coadds : spectrum.segments;
}
