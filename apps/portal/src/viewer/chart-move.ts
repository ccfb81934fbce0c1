import type uPlot from 'uplot';
import type { Trace } from './trace.ts';

export function rangeOf(chart: uPlot): { min: number; max: number } {
  return { min: chart.scales['x']!.min!, max: chart.scales['x']!.max! };
}

/** Shows `[min, max]`, kept inside the spectrum and at least four pixels wide. */
export function setRange(chart: uPlot, { wavelength }: Trace, min: number, max: number): void {
  const [first, last] = [wavelength[0]!, wavelength.at(-1)!];
  const width = Math.min(last - first, Math.max(max - min, (4 * (last - first)) / wavelength.length));
  const from = Math.min(Math.max(min, first), last - width);
  chart.setScale('x', Number.isFinite(width) ? { min: from, max: from + width } : { min: first, max: last });
}

/** Zooms about the point at `share` of the width. */
export function zoomBy(chart: uPlot, trace: Trace, factor: number, share: number): void {
  const { min, max } = rangeOf(chart);
  const at = min + share * (max - min);
  setRange(chart, trace, at - (at - min) * factor, at + (max - at) * factor);
}

/** What a key does to the chart; `undefined`: nothing. */
export function keyAction(chart: uPlot, trace: Trace, key: string): (() => void) | undefined {
  const { min, max } = rangeOf(chart);
  const [first, last, width] = [trace.wavelength[0]!, trace.wavelength.at(-1)!, max - min];
  const show = (from: number) => () => setRange(chart, trace, from, from + width);
  const zoom = (factor: number) => () => zoomBy(chart, trace, factor, 0.5);
  return new Map([
    ['+', zoom(0.5)],
    ['=', zoom(0.5)],
    ['-', zoom(2)],
    ['ArrowUp', zoom(0.8)],
    ['ArrowDown', zoom(1.25)],
    ['ArrowLeft', show(min - 0.2 * width)],
    ['ArrowRight', show(min + 0.2 * width)],
    ['Home', show(first)],
    ['End', show(last - width)],
    ['0', () => setRange(chart, trace, -Infinity, Infinity)],
  ]).get(key);
}

interface Grip {
  readonly min: number;
  readonly max: number;
  /** Where the fingers were put down, as shares of the width. */
  readonly shares: readonly number[];
}

/** The wheel zooms at the pointer, dragging pans, two fingers zoom; with shift uPlot's own selection zooms. Returns what ends it. */
export function followPointers(chart: uPlot, trace: Trace): () => void {
  const { over } = chart;
  const pointers = new Map<number, number>();
  let grip: Grip | undefined;
  const shareOf = (event: MouseEvent): number => {
    const box = over.getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  };
  const hold = (): void => {
    grip = pointers.size === 0 ? undefined : { ...rangeOf(chart), shares: [...pointers.values()] };
  };
  const listeners: Readonly<Record<string, (event: never) => void>> = {
    wheel: (event: WheelEvent) => {
      event.preventDefault();
      zoomBy(chart, trace, Math.min(2, Math.max(0.5, 1.0016 ** event.deltaY)), shareOf(event));
    },
    pointerdown: (event: PointerEvent) => {
      if (event.button !== 0 || event.shiftKey || pointers.size === 2) return;
      pointers.set(event.pointerId, shareOf(event));
      over.setPointerCapture(event.pointerId);
      hold();
    },
    pointermove: (event: PointerEvent) => {
      if (!grip || !pointers.has(event.pointerId)) return;
      pointers.set(event.pointerId, shareOf(event));
      follow(chart, trace, grip, [...pointers.values()]);
    },
    pointerup: release,
    pointercancel: release,
  };
  function release(event: PointerEvent): void {
    if (pointers.delete(event.pointerId)) hold();
  }
  for (const [name, listener] of Object.entries(listeners))
    over.addEventListener(name, listener as EventListener, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(listeners)) over.removeEventListener(name, listener as EventListener);
  };
}

/** Keeps the wavelengths that were gripped under the fingers. */
function follow(chart: uPlot, trace: Trace, { min, max, shares }: Grip, now: readonly number[]): void {
  const width = max - min;
  const at = shares.map((share) => min + share * width);
  if (shares.length < 2 || now.length < 2) {
    const shift = (shares[0]! - now[0]!) * width;
    setRange(chart, trace, min + shift, max + shift);
    return;
  }
  const apart = now[1]! - now[0]!;
  if (Math.abs(apart) < 0.02 || Math.sign(apart) !== Math.sign(at[1]! - at[0]!)) return;
  const scaled = (at[1]! - at[0]!) / apart;
  const from = at[0]! - now[0]! * scaled;
  setRange(chart, trace, from, from + scaled);
}
