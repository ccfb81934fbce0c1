import { airOfVacuum, lineList } from '@lingtai/spectrum';
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Trace } from './trace.ts';

export interface ChartHandle {
  /** Below 1 zooms in about the middle, above 1 out. */
  zoom(factor: number): void;
  reset(): void;
}

export interface ChartOptions {
  readonly axis: string;
  readonly fluxLabel: string;
  readonly errorLabel: string;
  readonly showError: boolean;
  readonly showMask: boolean;
  /** Redshift at which lines are marked; absent: none. */
  readonly lines: number | undefined;
  readonly medium: 'vacuum' | 'air';
  readonly stroke: string;
}

const heightPx = 420;

/** uPlot drawn into a focusable figure; the figure's label tells in words what is drawn. */
export function Chart({ handle, trace, options, summary }: { readonly handle: RefObject<ChartHandle | null>; readonly trace: Trace; readonly options: ChartOptions; readonly summary: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shown = useRef<{ min: number; max: number } | null>(null);

  useEffect(() => {
    const node = frame.current!;
    const chart = new uPlot(uplotOptions(node.clientWidth, trace, options), dataOf(trace), node);
    plot.current = chart;
    if (shown.current && shown.current.max > trace.wavelength[0]! && shown.current.min < trace.wavelength.at(-1)!) chart.setScale('x', shown.current);
    const resized = new ResizeObserver(() => chart.setSize({ width: node.clientWidth, height: heightPx }));
    resized.observe(node);
    const removeMouse = mouse(chart, trace);
    return () => {
      shown.current = rangeOf(chart);
      removeMouse();
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [trace, options.axis, options.fluxLabel, options.errorLabel, options.showError, options.showMask, options.lines, options.medium, options.stroke]);

  useImperativeHandle(handle, () => ({
    zoom: (factor) => plot.current && zoomBy(plot.current, trace, factor, 0.5),
    reset: () => plot.current && setRange(plot.current, trace, -Infinity, Infinity),
  }));

  const keys = (event: React.KeyboardEvent): void => {
    const chart = plot.current;
    if (!chart) return;
    const { min, max } = rangeOf(chart);
    const step = (max - min) * 0.2;
    const actions: Record<string, () => void> = {
      '+': () => zoomBy(chart, trace, 0.5, 0.5),
      '=': () => zoomBy(chart, trace, 0.5, 0.5),
      '-': () => zoomBy(chart, trace, 2, 0.5),
      '0': () => setRange(chart, trace, -Infinity, Infinity),
      ArrowLeft: () => setRange(chart, trace, min - step, max - step),
      ArrowRight: () => setRange(chart, trace, min + step, max + step),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart is moved by the keyboard
    <div ref={frame} className="chart" role="img" tabIndex={0} aria-label={summary} onKeyDown={keys} />
  );
}

function dataOf(trace: Trace): uPlot.AlignedData {
  return [trace.wavelength, trace.flux, trace.high, trace.low];
}

function rangeOf(chart: uPlot): { min: number; max: number } {
  return { min: chart.scales['x']!.min!, max: chart.scales['x']!.max! };
}

/** Shows `[min, max]`, kept inside the spectrum and at least four pixels wide. */
function setRange(chart: uPlot, trace: Trace, min: number, max: number): void {
  const [first, last] = [trace.wavelength[0]!, trace.wavelength.at(-1)!];
  const width = Math.min(last - first, Math.max(max - min, (4 * (last - first)) / trace.wavelength.length));
  const from = Math.min(Math.max(min, first), last - width);
  chart.setScale('x', Number.isFinite(width) ? { min: from, max: from + width } : { min: first, max: last });
}

/** Zooms about the point at `share` of the width. */
function zoomBy(chart: uPlot, trace: Trace, factor: number, share: number): void {
  const { min, max } = rangeOf(chart);
  const at = min + share * (max - min);
  setRange(chart, trace, at - (at - min) * factor, at + (max - at) * factor);
}

/** Wheel zooms at the pointer, dragging pans; with shift uPlot's own selection zooms. Returns what takes it away. */
function mouse(chart: uPlot, trace: Trace): () => void {
  const over = chart.over;
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const share = (event.clientX - over.getBoundingClientRect().left) / over.clientWidth;
    zoomBy(chart, trace, event.deltaY < 0 ? 0.8 : 1.25, share);
  };
  let dragged: { x: number; min: number; max: number } | undefined;
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || event.shiftKey) return;
    dragged = { x: event.clientX, ...rangeOf(chart) };
    over.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    if (!dragged) return;
    const shift = ((dragged.x - event.clientX) / over.clientWidth) * (dragged.max - dragged.min);
    setRange(chart, trace, dragged.min + shift, dragged.max + shift);
  };
  const up = (): void => {
    dragged = undefined;
  };
  over.addEventListener('wheel', wheel, { passive: false });
  over.addEventListener('pointerdown', down);
  over.addEventListener('pointermove', move);
  over.addEventListener('pointerup', up);
  over.addEventListener('pointercancel', up);
  return () => {
    over.removeEventListener('wheel', wheel);
    over.removeEventListener('pointerdown', down);
    over.removeEventListener('pointermove', move);
    over.removeEventListener('pointerup', up);
    over.removeEventListener('pointercancel', up);
  };
}

function uplotOptions(width: number, trace: Trace, options: ChartOptions): uPlot.Options {
  const number = (value: number | null | undefined, digits: number) => (value === null || value === undefined ? '–' : value.toFixed(digits));
  const band = options.showError;
  return {
    width,
    height: heightPx,
    cursor: { drag: { x: true, y: false, setScale: true }, bind: { mousedown: (_chart, _target, handler) => (event: MouseEvent) => (event.shiftKey ? handler(event) : null) } },
    scales: { x: { time: false }, y: { range: (_chart, min, max) => yRange(trace, min, max) } },
    axes: [
      { label: options.axis, grid: { stroke: '#e3e7ee' } },
      { label: options.fluxLabel, grid: { stroke: '#e3e7ee' }, size: 70, values: (_chart, values) => values.map((v) => tick(v, values)) },
    ],
    series: [
      { label: 'λ', value: (_chart, value) => number(value, 2) },
      { label: options.fluxLabel, stroke: options.stroke, width: 1, points: { show: false }, value: (_chart, value) => (value === null ? '–' : value.toPrecision(5)) },
      { show: band, stroke: 'transparent', points: { show: false }, value: () => '' },
      { show: band, stroke: 'transparent', points: { show: false }, value: () => '' },
    ],
    bands: band ? [{ series: [2, 3], fill: 'rgba(29, 78, 137, 0.18)' }] : [],
    legend: { live: true },
    hooks: { drawClear: options.showMask ? [(chart) => drawMask(chart, trace)] : [], draw: options.lines === undefined ? [] : [(chart) => drawLines(chart, options.lines!, options.medium)] },
  };
}

/** The whole spectrum shows most of the flux; a zoomed part shows all of its own. */
function yRange(trace: Trace, min: number, max: number): [number, number] {
  const [low, high] = trace.fluxRange;
  if (max > high || min < low) return [Math.max(min, low), Math.min(max, high) > Math.max(min, low) ? Math.min(max, high) : high];
  const margin = 0.06 * (max - min || 1);
  return [min - margin, max + margin];
}

function tick(value: number, all: readonly number[]): string {
  const largest = Math.max(...all.map(Math.abs));
  if (value === 0) return '0';
  return largest >= 1e5 || largest < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(4)));
}

function drawMask(chart: uPlot, trace: Trace): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.fillStyle = 'rgba(176, 96, 0, 0.16)';
  for (let i = 0; i < trace.wavelength.length; ) {
    if (!trace.masked[i]) {
      i++;
      continue;
    }
    let end = i;
    while (end + 1 < trace.wavelength.length && trace.masked[end + 1]) end++;
    const [from, to] = [chart.valToPos(trace.wavelength[i]!, 'x', true), chart.valToPos(trace.wavelength[end]!, 'x', true)];
    if (to >= bbox.left && from <= bbox.left + bbox.width) {
      const left = Math.max(bbox.left, from - 0.5);
      ctx.fillRect(left, bbox.top, Math.max(1, Math.min(to + 0.5, bbox.left + bbox.width) - left), bbox.height);
    }
    i = end + 1;
  }
  ctx.restore();
}

const lineColours = { emission: '#8a1c7c', absorption: '#1b6b3a', sky: '#8a8f98' } as const;

/** Marks lines at rest × (1 + z); sky lines stay. Names that would lie on each other are left out. */
function drawLines(chart: uPlot, z: number, medium: 'vacuum' | 'air'): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  let lastLabel = -Infinity;
  for (const line of lineList) {
    const vacuum = line.kind === 'sky' ? line.restAngstrom : line.restAngstrom * (1 + z);
    const x = chart.valToPos(medium === 'air' ? airOfVacuum(vacuum) : vacuum, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = lineColours[line.kind];
    ctx.fillStyle = lineColours[line.kind];
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (x - lastLabel < 16 * ratio) continue;
    ctx.save();
    ctx.translate(x - 3 * ratio, bbox.top + 4 * ratio);
    ctx.rotate(-Math.PI / 2);
    ctx.textAlign = 'right';
    ctx.fillText(line.name, 0, 0);
    ctx.restore();
    lastLabel = x;
  }
  ctx.restore();
}
