import type { SpectrumDetail } from '@lingtai/service-spectra';

type Segment = SpectrumDetail['segments'][number];

/** What is drawn together: the coadded arms as one, or a single exposure. */
export interface Choice {
  readonly name: string;
  readonly segments: readonly Segment[];
}

/** The coadds of all arms first, then each other segment on its own. */
export function choicesOf(segments: readonly Segment[]): readonly Choice[] {
  const coadds = segments.filter((s) => s.role === 'coadd');
  const rest = segments.filter((s) => s.role !== 'coadd');
  const together: Choice[] = coadds.length > 1 ? [{ name: coadds.map((s) => s.name).join(' + '), segments: coadds }] : [];
  return [...together, ...[...(coadds.length > 1 ? rest : segments)].map((s) => ({ name: s.name, segments: [s] }))];
}

/** Columns for the chart: one x axis; a gap (null) between two segments. */
export interface Trace {
  readonly wavelength: number[];
  readonly flux: (number | null)[];
  readonly low: (number | null)[];
  readonly high: (number | null)[];
  readonly masked: boolean[];
  /** Range of most of the flux, so that one cosmic ray does not flatten the rest. */
  readonly fluxRange: readonly [number, number];
}

/** Makes the trace of some segments, smoothed by a running mean over `2 * halfWidth + 1` pixels. */
export function traceOf(segments: readonly Segment[], halfWidth: number): Trace {
  const ordered = [...segments].sort((a, b) => (a.wavelength[0] ?? 0) - (b.wavelength[0] ?? 0));
  const trace: Trace = { wavelength: [], flux: [], low: [], high: [], masked: [], fluxRange: [0, 1] };
  for (const segment of ordered) {
    if (trace.wavelength.length > 0) addGap(trace, segment);
    addSegment(trace, segment, halfWidth);
  }
  return { ...trace, fluxRange: mostOf(trace.flux) };
}

function addGap(trace: Trace, next: Segment): void {
  const last = trace.wavelength.at(-1)!;
  trace.wavelength.push((last + Math.max(last, next.wavelength[0] ?? last)) / 2);
  for (const column of [trace.flux, trace.low, trace.high]) column.push(null);
  trace.masked.push(false);
}

function addSegment(trace: Trace, segment: Segment, halfWidth: number): void {
  const flux = smoothed(segment.flux, halfWidth);
  for (let i = 0; i < segment.wavelength.length; i++) {
    const value = flux[i] ?? null;
    const ivar = segment.ivar?.[i];
    const sigma = ivar !== undefined && ivar !== null && ivar > 0 ? 1 / Math.sqrt(ivar * (2 * halfWidth + 1)) : null;
    trace.wavelength.push(segment.wavelength[i]!);
    trace.flux.push(value);
    trace.low.push(value === null || sigma === null ? null : value - sigma);
    trace.high.push(value === null || sigma === null ? null : value + sigma);
    trace.masked.push(ivar === 0 || segment.masks.some((mask) => (mask.values[i] ?? 0) !== 0));
  }
}

/** Running mean over the values that are there. */
export function smoothed(values: readonly (number | null)[], halfWidth: number): readonly (number | null)[] {
  if (halfWidth === 0) return values;
  return values.map((value, i) => {
    if (value === null) return null;
    let sum = 0;
    let count = 0;
    for (let j = Math.max(0, i - halfWidth); j <= Math.min(values.length - 1, i + halfWidth); j++) {
      const other = values[j];
      if (other === null || other === undefined) continue;
      sum += other;
      count++;
    }
    return sum / count;
  });
}

function mostOf(flux: readonly (number | null)[]): readonly [number, number] {
  const sorted = flux.filter((v) => v !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return [0, 1];
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const [low, high] = [at(0.002), at(0.998)];
  const margin = 0.08 * (high - low || 1);
  return [low - margin, high + margin];
}
