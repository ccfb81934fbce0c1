import type { SpectrumDetail } from '@lingtai/service-spectra';
import { airOfVacuum, vacuumOfAir } from '@lingtai/spectrum';

export type Segment = SpectrumDetail['segments'][number];
export type Medium = Segment['medium'];

/** What is drawn together: the coadded arms, or the arms of one exposure. */
export interface Choice {
  readonly kind: 'coadd' | 'exposure';
  readonly name: string;
  readonly segments: readonly Segment[];
}

/** The coadds first, then the exposures in the order of the file, with their arms together. */
export function choicesOf(segments: readonly Segment[]): readonly Choice[] {
  const main = segments.filter((s) => s.role !== 'exposure');
  const exposures = Map.groupBy(
    segments.filter((s) => s.role === 'exposure'),
    exposureName,
  );
  const together: Choice[] =
    main.length > 0 ? [{ kind: 'coadd', name: main.map((s) => s.name).join(' + '), segments: main }] : [];
  return [...together, ...[...exposures].map(([name, arms]) => ({ kind: 'exposure' as const, name, segments: arms }))];
}

/** `B-84107311` of the arm b and `R-84107311` of the arm r are one exposure: `84107311`. */
function exposureName({ name, arm }: Segment): string {
  return arm !== undefined && name.toLowerCase().startsWith(`${arm.toLowerCase()}-`)
    ? name.slice(arm.length + 1)
    : name;
}

/** Columns for the chart: one x axis; a gap (null) between two segments. */
export interface Trace {
  readonly wavelength: number[];
  readonly flux: (number | null)[];
  /** Flux minus and plus one standard deviation. */
  readonly low: (number | null)[];
  readonly high: (number | null)[];
  readonly continuum: (number | null)[];
  readonly masked: boolean[];
  /** Pixels that are much noisier than the rest, or masked: they do not decide what the flux axis shows. */
  readonly poor: boolean[];
}

export interface TraceOptions {
  /** Smoothed by a running mean over `2 * halfWidth + 1` pixels. */
  readonly halfWidth: number;
  readonly medium: Medium;
}

/** Makes the trace of some segments. */
export function traceOf(segments: readonly Segment[], options: TraceOptions): Trace {
  const ordered = [...segments].sort((a, b) => (a.wavelength[0] ?? 0) - (b.wavelength[0] ?? 0));
  const trace: Trace = { wavelength: [], flux: [], low: [], high: [], continuum: [], masked: [], poor: [] };
  for (const segment of ordered) {
    if (trace.wavelength.length > 0) addGap(trace, segment);
    addSegment(trace, segment, options);
  }
  markPoor(trace);
  return trace;
}

function addGap(trace: Trace, next: Segment): void {
  const last = trace.wavelength.at(-1)!;
  trace.wavelength.push((last + Math.max(last, next.wavelength[0] ?? last)) / 2);
  for (const column of [trace.flux, trace.low, trace.high, trace.continuum]) column.push(null);
  trace.masked.push(false);
  trace.poor.push(true);
}

function inMedium(wavelength: number, segment: Segment, medium: Medium): number {
  if (segment.medium === medium || segment.wavelengthUnit !== 'Angstrom') return wavelength;
  return medium === 'air' ? airOfVacuum(wavelength) : vacuumOfAir(wavelength);
}

function addSegment(trace: Trace, segment: Segment, { halfWidth, medium }: TraceOptions): void {
  const flux = smoothed(segment.flux, halfWidth);
  for (let i = 0; i < segment.wavelength.length; i++) {
    const value = flux[i] ?? null;
    const ivar = segment.ivar?.[i];
    const sigma = ivar !== undefined && ivar !== null && ivar > 0 ? 1 / Math.sqrt(ivar * (2 * halfWidth + 1)) : null;
    trace.wavelength.push(inMedium(segment.wavelength[i]!, segment, medium));
    trace.flux.push(value);
    trace.low.push(value === null || sigma === null ? null : value - sigma);
    trace.high.push(value === null || sigma === null ? null : value + sigma);
    trace.continuum.push(segment.continuum?.[i] ?? null);
    trace.masked.push(ivar === 0 || segment.masks.some((mask) => (mask.values[i] ?? 0) !== 0));
    trace.poor.push(value === null || ivar === 0);
  }
}

/** How many times the median error makes a pixel poor. */
const poorSigmas = 5;

function markPoor({ flux, high, poor }: Trace): void {
  const sigmas = high
    .flatMap((value, i) => (value === null || poor[i] ? [] : [value - flux[i]!]))
    .sort((a, b) => a - b);
  const median = sigmas[sigmas.length >> 1];
  if (median === undefined) return;
  for (let i = 0; i < poor.length; i++) {
    const top = high[i];
    if (top !== null && top !== undefined && top - flux[i]! > poorSigmas * median) poor[i] = true;
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

/** First and last pixel between two wavelengths; the last is below the first when there is none. */
export function pixelsWithin({ wavelength }: Trace, min: number, max: number): readonly [number, number] {
  const first = wavelength.findIndex((w) => w >= min);
  if (first < 0) return [0, -1];
  return [first, wavelength.findLastIndex((w) => w <= max)];
}

/**
 * What the flux axis shows between two wavelengths: all of a line that is three pixels wide or more, but neither single
 * hot pixels nor a noisy end. Where every pixel is poor, all count.
 */
export function fluxRange(trace: Trace, min: number, max: number): readonly [number, number] {
  const [first, last] = pixelsWithin(trace, min, max);
  const within = Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => first + k).filter(
    (i) => trace.flux[i] !== null,
  );
  const good = within.filter((i) => !trace.poor[i]);
  const values = (good.length >= 3 ? good : within).map((i) => trace.flux[i]!);
  if (values.length === 0) return [0, 1];
  const calm =
    values.length < 3 ? values : values.slice(2).map((_, i) => median3(values[i]!, values[i + 1]!, values[i + 2]!));
  let [low, high] = [Infinity, -Infinity];
  for (const value of calm) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const margin = 0.08 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

const median3 = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
