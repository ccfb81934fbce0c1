import type { SpectrumSegment } from './model.ts';

/** Flux and inverse variance on another grid. */
export interface Resampled {
  readonly wavelength: Float64Array;
  /** NaN where the segment has nothing. */
  readonly flux: Float64Array;
  readonly ivar?: Float64Array;
}

/**
 * Puts a segment on another increasing grid (same unit and medium) by linear interpolation; the variance is interpolated
 * with the squared weights, as independent pixels ask. A point next to a pixel without worth (ivar 0) has ivar 0.
 * For comparing and averaging, not for flux-conserving photometry.
 */
export function resample(segment: SpectrumSegment, wavelength: Float64Array): Resampled {
  const { flux: oldFlux, ivar: oldIvar, wavelength: old } = segment;
  const flux = new Float64Array(wavelength.length).fill(Number.NaN);
  const ivar = oldIvar ? new Float64Array(wavelength.length) : undefined;
  let j = 0;
  for (let i = 0; i < wavelength.length; i++) {
    const at = wavelength[i]!;
    if (at < old[0]! || at > old[old.length - 1]!) continue;
    while (j < old.length - 2 && old[j + 1]! < at) j++;
    const weight = (at - old[j]!) / (old[j + 1]! - old[j]!);
    flux[i] = oldFlux[j]! * (1 - weight) + oldFlux[j + 1]! * weight;
    if (!ivar || !oldIvar) continue;
    const variance = weighted(1 - weight, oldIvar[j]!) + weighted(weight, oldIvar[j + 1]!);
    ivar[i] = variance > 0 && variance < Number.POSITIVE_INFINITY ? 1 / variance : 0;
  }
  return { wavelength, flux, ...(ivar ? { ivar } : {}) };
}

function weighted(weight: number, ivar: number): number {
  return weight === 0 ? 0 : (weight * weight) / ivar;
}
