import { airOfVacuum, type LineMark, lineList } from '@lingtai/spectrum';
import type uPlot from 'uplot';
import type { ChartLook } from './chart.tsx';
import type { Trace } from './trace.ts';

export const lineChoices = ['none', 'absorption', 'emission', 'both', 'all'] as const;
export type LineChoice = (typeof lineChoices)[number];

/** Pixels that a mask flags, or that have no weight. */
export function drawMask(chart: uPlot, trace: Trace): void {
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
    const [from, to] = [
      chart.valToPos(trace.wavelength[i]!, 'x', true),
      chart.valToPos(trace.wavelength[end]!, 'x', true),
    ];
    if (to >= bbox.left && from <= bbox.left + bbox.width) {
      const left = Math.max(bbox.left, from - 0.5);
      ctx.fillRect(left, bbox.top, Math.max(1, Math.min(to + 0.5, bbox.left + bbox.width) - left), bbox.height);
    }
    i = end + 1;
  }
  ctx.restore();
}

const lineColours = { emission: '#8a1c7c', absorption: '#1b6b3a', sky: '#5f6672' } as const;
const isBalmer = ({ name }: LineMark): boolean => /^H[αβγδ]$/.test(name);

function chosenLines(choice: LineChoice): readonly LineMark[] {
  if (choice === 'none') return [];
  if (choice === 'all') return lineList;
  return lineList.filter(
    (line) => line.kind !== 'sky' && (choice === 'both' || line.kind === choice || isBalmer(line)),
  );
}

/** Marks lines at rest × (1 + z), with their names above the chart; sky lines stay. A name that would lie on another is left out. */
export function drawLines(chart: uPlot, { lines, redshift, medium }: ChartLook): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.globalAlpha = 0.9;
  const places = chosenLines(lines)
    .map((line) => ({ line, x: chart.valToPos(observed(line, redshift, medium), 'x', true) }))
    .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width)
    .sort((a, b) => a.x - b.x);
  let lastLabel = -Infinity;
  for (const { line, x } of places) {
    ctx.strokeStyle = lineColours[line.kind];
    ctx.fillStyle = lineColours[line.kind];
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (x - lastLabel < 12 * ratio) continue;
    ctx.save();
    ctx.translate(x, bbox.top - 4 * ratio);
    ctx.rotate(-Math.PI / 2);
    ctx.fillText(line.name, 0, 0);
    ctx.restore();
    lastLabel = x;
  }
  ctx.restore();
}

function observed(line: LineMark, redshift: number, medium: ChartLook['medium']): number {
  const vacuum = line.kind === 'sky' ? line.restAngstrom : line.restAngstrom * (1 + redshift);
  return medium === 'air' ? airOfVacuum(vacuum) : vacuum;
}
