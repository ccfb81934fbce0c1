import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { drawLines, drawMask, type LineChoice } from './chart-draw.ts';
import { followPointers, keyAction, rangeOf, setRange, zoomBy } from './chart-move.ts';
import { fluxRange, type Medium, type Trace } from './trace.ts';

export interface ChartHandle {
  /** Below 1 zooms in about the middle, above 1 out. */
  zoom(factor: number): void;
  reset(): void;
}

/** What can change without a new chart. */
export interface ChartLook {
  readonly error: boolean;
  readonly mask: boolean;
  readonly continuum: boolean;
  readonly lines: LineChoice;
  readonly redshift: number;
  readonly medium: Medium;
}

interface ChartProps {
  readonly handle: RefObject<ChartHandle | null>;
  readonly trace: Trace;
  readonly look: ChartLook;
  readonly axis: string;
  readonly fluxLabel: string;
  readonly stroke: string;
  /** What is drawn, in words. */
  readonly summary: string;
  /** What stands under the pointer, in words; `null` clears it. */
  readonly onPixel: (index: number | null) => void;
  readonly onRange: (min: number, max: number) => void;
  readonly onKey: (key: string) => boolean;
}

/** uPlot drawn into a focusable figure. `data-min` and `data-max` tell which wavelengths are shown. */
export function Chart(props: ChartProps): ReactNode {
  const { handle, trace, look, axis, fluxLabel, stroke, summary } = props;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const zoomed = useRef<{ min: number; max: number } | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the labels are drawn by the chart itself, so a new label needs a new chart
  useEffect(() => {
    const node = frame.current!;
    const chart = new uPlot(
      optionsOf(node, latest),
      [trace.wavelength, trace.flux, trace.high, trace.low, trace.continuum],
      node,
    );
    plot.current = chart;
    const old = zoomed.current;
    if (old && old.max > trace.wavelength[0]! && old.min < trace.wavelength.at(-1)!)
      setRange(chart, trace, old.min, old.max);
    const resized = new ResizeObserver(() => chart.setSize(sizeOf(node)));
    resized.observe(node);
    const stop = followPointers(chart, trace);
    return () => {
      const { min, max } = rangeOf(chart);
      zoomed.current = min > trace.wavelength[0]! || max < trace.wavelength.at(-1)! ? { min, max } : undefined;
      stop();
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [trace, axis, fluxLabel, stroke]);

  const { error, mask, continuum, lines, redshift, medium } = look;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chart reads the look through `latest`
  useEffect(() => {
    const chart = plot.current;
    if (!chart) return;
    if (chart.series[4]!.show !== continuum) chart.setSeries(4, { show: continuum });
    chart.redraw(false);
  }, [error, mask, continuum, lines, redshift, medium]);

  useImperativeHandle(handle, () => ({
    zoom: (factor) => plot.current && zoomBy(plot.current, trace, factor, 0.5),
    reset: () => plot.current && setRange(plot.current, trace, -Infinity, Infinity),
  }));

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!plot.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keyAction(plot.current, trace, event.key);
    if (action) action();
    else if (!props.onKey(event.key)) return;
    event.preventDefault();
  };

  return (
    <div
      ref={frame}
      className="chart"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart is moved by the keyboard
      tabIndex={0}
      aria-label={summary}
      onKeyDown={onKeyDown}
      data-redshift={redshift}
      {...drawnOf(trace)}
    />
  );
}

/** What tests and scripts may want to know about the drawing. */
function drawnOf({ flux }: Trace): Record<string, number> {
  let [points, low, high] = [0, Infinity, -Infinity];
  for (const value of flux) {
    if (value === null) continue;
    points++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { 'data-points': points, 'data-flux-min': low, 'data-flux-max': high };
}

function sizeOf(node: HTMLElement): { width: number; height: number } {
  return { width: node.clientWidth, height: node.clientWidth < 600 ? 340 : 460 };
}

const band = 'rgba(29, 78, 137, 0.2)';

function optionsOf(node: HTMLElement, latest: RefObject<ChartProps>): uPlot.Options {
  const { trace, axis, fluxLabel, stroke, look } = latest.current;
  const now = (): ChartLook => latest.current.look;
  const shown = (chart: uPlot): void => {
    const { min, max } = rangeOf(chart);
    Object.assign(node.dataset, { min: String(min), max: String(max) });
    latest.current.onRange(min, max);
  };
  const hidden = { stroke: 'transparent', points: { show: false } };
  return {
    ...sizeOf(node),
    padding: [52, 12, 0, 0],
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: true },
      bind: {
        mousedown: (_chart, _target, handler) => (event: MouseEvent) => (event.shiftKey ? handler(event) : null),
      },
    },
    scales: {
      x: { time: false },
      y: {
        range: (chart) => [
          ...fluxRange(trace, chart.scales['x']!.min ?? -Infinity, chart.scales['x']!.max ?? Infinity),
        ],
      },
    },
    axes: [
      {
        label: axis,
        labelSize: 26,
        labelFont: labelFont,
        font: tickFont,
        stroke: ink,
        grid: { stroke: grid, width: 1 },
        ticks: { stroke: grid, width: 1 },
        values: (_chart, values) => values.map((v) => String(Number(v.toPrecision(8)))),
      },
      {
        label: fluxLabel,
        labelFont: labelFont,
        font: tickFont,
        stroke: ink,
        grid: { stroke: grid, width: 1 },
        ticks: { stroke: grid, width: 1 },
        size: 62,
        values: (_chart, values) => values.map((v) => tick(v, values)),
      },
    ],
    series: [
      {},
      { stroke, width: 1, points: { show: false } },
      hidden,
      hidden,
      { stroke: '#b45309', width: 1, show: look.continuum, points: { show: false } },
    ],
    bands: [{ series: [2, 3], fill: () => (now().error ? band : 'transparent') }],
    legend: { show: false },
    hooks: {
      drawClear: [(chart) => now().mask && drawMask(chart, trace)],
      draw: [(chart) => drawLines(chart, now())],
      setCursor: [(chart) => latest.current.onPixel(chart.cursor.idx ?? null)],
      setScale: [(chart, key) => key === 'x' && shown(chart)],
    },
  };
}

const ink = '#16202e';
const grid = '#e3e7ee';
const tickFont = '12px system-ui, sans-serif';
const labelFont = '13px system-ui, sans-serif';

function tick(value: number, all: readonly number[]): string {
  const largest = Math.max(...all.map(Math.abs));
  if (value === 0) return '0';
  return largest >= 1e5 || largest < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(4)));
}
