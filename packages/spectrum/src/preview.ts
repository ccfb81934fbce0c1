import { inLang, type Lang, type LocalText } from '@lingtai/diagnostics';
import { decimate } from './decimate.ts';
import { lineList } from './lines.ts';
import type { Spectrum, SpectrumSegment } from './model.ts';
import { mainSegments } from './snr.ts';
import { ticks, tickText } from './ticks.ts';
import { wavelengthsAngstrom } from './units.ts';

export interface PreviewOptions {
  /** Pixels. Default 800 x 400. */
  readonly width?: number;
  readonly height?: number;
  readonly title?: string;
  readonly lang?: Lang;
  /** Marks the lines of `lineList` at this redshift. */
  readonly redshift?: number;
}

/** Permitted lines get their label first where there is no room for all. */
const labelOrder = [...lineList].sort((a, b) => Number(a.name.startsWith('[')) - Number(b.name.startsWith('[')));

interface Panel {
  readonly segments: readonly SpectrumSegment[];
  readonly left: number;
  readonly right: number;
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly at: (value: number) => number;
}

const words: Readonly<Record<'vacuum' | 'air' | 'flux', LocalText>> = {
  vacuum: { en: 'Vacuum wavelength (Å)', zh: '真空波长（Å）' },
  air: { en: 'Air wavelength (Å)', zh: '空气波长（Å）' },
  flux: { en: 'Flux', zh: '流量' },
};

const margin = { top: 34, right: 14, bottom: 44, left: 66, gap: 52 };
const colours = ['#1f4e8c', '#a02c2c', '#4a7a2a', '#7a4a8c'];

/**
 * A plain SVG drawing of a spectrum: flux over wavelength (Angstrom, in the file's own medium), a band of one sigma, axes
 * with ticks, title. Arms that do not touch get a panel each. The same spectrum and options give the same text.
 */
export function previewSvg(spectrum: Spectrum, options: PreviewOptions = {}): string {
  const { width = 800, height = 400, lang = 'en' } = options;
  const panels = panelsOf(mainSegments(spectrum), width);
  const medium = spectrum.segments[0]?.medium ?? 'vacuum';
  const unit = spectrum.segments[0]?.fluxUnit ?? '';
  const body = panels.map((panel, i) => panelSvg(panel, height, i, options)).join('');
  const middle = (margin.top + height - margin.bottom) / 2;
  const flux = `${inLang(words.flux, lang)}${unit === '' ? '' : ` (${unit})`}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    options.title === undefined
      ? ''
      : `<title>${escaped(options.title)}</title>${text(width / 2, 20, options.title, 'middle', ' font-size="14"')}`,
    body,
    text(width / 2, height - 8, inLang(words[medium], lang), 'middle'),
    `<g transform="rotate(-90 14 ${fixed(middle)})">${text(14, middle, flux, 'middle')}</g>`,
    '</svg>',
  ].join('');
}

/** Segments whose ranges touch share a panel; panels stand side by side. */
function panelsOf(segments: readonly SpectrumSegment[], width: number): Panel[] {
  const groups: SpectrumSegment[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const segment of [...segments].sort((a, b) => a.wavelength[0]! - b.wavelength[0]!)) {
    if (groups.length > 0 && segment.wavelength[0]! <= end) groups.at(-1)!.push(segment);
    else groups.push([segment]);
    end = Math.max(end, segment.wavelength.at(-1)!);
  }
  const room = width - margin.left - margin.right - margin.gap * (groups.length - 1);
  const each = room / Math.max(1, groups.length);
  return groups.map((group, i) => {
    const left = margin.left + i * (each + margin.gap);
    return { segments: group, left, right: left + each };
  });
}

function panelSvg(panel: Panel, height: number, index: number, options: PreviewOptions): string {
  const waves = panel.segments.map((segment) => wavelengthsAngstrom(segment, segment.medium));
  const x = scale(
    Math.min(...waves.map((w) => w[0]!)),
    Math.max(...waves.map((w) => w.at(-1)!)),
    panel.left,
    panel.right,
  );
  const [low, high] = fluxLimits(panel.segments);
  const y = scale(low, high, height - margin.bottom, margin.top);
  const clip = `p${index}`;
  const drawn = panel.segments
    .map((segment, i) => curve(segment, waves[i]!, x, y, colours[(index + i) % colours.length]!))
    .join('');
  const box = `x="${fixed(panel.left)}" y="${margin.top}" width="${fixed(panel.right - panel.left)}" height="${fixed(height - margin.bottom - margin.top)}"`;
  return [
    `<clipPath id="${clip}"><rect ${box}/></clipPath>`,
    options.redshift === undefined ? '' : marks(panel, x, height, options.redshift),
    `<g clip-path="url(#${clip})">${drawn}</g>`,
    `<rect ${box} fill="none" stroke="#333333"/>`,
    axes(panel, x, y, height),
  ].join('');
}

function scale(from: number, to: number, start: number, end: number): Scale {
  return { from, to, at: (value) => start + ((value - from) / (to - from)) * (end - start) };
}

/** From the 0.5th to the 99.8th percentile of the good pixels with room beside, so that a cosmic ray does not flatten the rest. */
function fluxLimits(segments: readonly SpectrumSegment[]): [number, number] {
  const values: number[] = [];
  for (const { flux, ivar } of segments) {
    for (let i = 0; i < flux.length; i++)
      if (Number.isFinite(flux[i]!) && (!ivar || ivar[i]! > 0)) values.push(flux[i]!);
  }
  if (values.length === 0) return [0, 1];
  values.sort((a, b) => a - b);
  const at = (part: number) => values[Math.min(values.length - 1, Math.floor(part * values.length))]!;
  const low = Math.min(0, at(0.005));
  const high = Math.max(at(0.998), low);
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [low === 0 ? 0 : low - room, high + room];
}

function curve(segment: SpectrumSegment, wave: Float64Array, x: Scale, y: Scale, colour: string): string {
  const points = Math.max(8, Math.round(x.at(x.to) - x.at(x.from)) * 2);
  const line: string[] = [];
  let pen = 'M';
  for (const i of decimate(segment.flux, points)) {
    const flux = segment.flux[i]!;
    if (!Number.isFinite(flux)) {
      pen = 'M';
      continue;
    }
    line.push(`${pen}${fixed(x.at(wave[i]!))} ${fixed(held(y.at(flux)))}`);
    pen = 'L';
  }
  return `${band(segment, wave, x, y, colour)}<path d="${line.join('')}" fill="none" stroke="${colour}" stroke-width="1"/>`;
}

/** One sigma about zero, as an area from below: shows where the noise is without hiding the flux. */
function band(segment: SpectrumSegment, wave: Float64Array, x: Scale, y: Scale, colour: string): string {
  const { ivar } = segment;
  if (!ivar) return '';
  const sigma = Float64Array.from(ivar, (value) => (value > 0 ? 1 / Math.sqrt(value) : Number.NaN));
  const base = fixed(held(y.at(0)));
  const points: string[] = [];
  for (const i of decimate(sigma, Math.max(8, Math.round(x.at(x.to) - x.at(x.from))))) {
    if (Number.isNaN(sigma[i]!)) continue;
    points.push(`${fixed(x.at(wave[i]!))} ${fixed(held(y.at(sigma[i]!)))}`);
  }
  if (points.length < 2) return '';
  const first = points[0]!.split(' ')[0]!;
  const last = points.at(-1)!.split(' ')[0]!;
  return `<path d="M${first} ${base}L${points.join('L')}L${last} ${base}Z" fill="${colour}" fill-opacity="0.22" stroke="none"/>`;
}

function axes(panel: Panel, x: Scale, y: Scale, height: number): string {
  const bottom = height - margin.bottom;
  const parts: string[] = [];
  for (const tick of ticks(x.from, x.to, (panel.right - panel.left) / 90)) {
    const at = fixed(x.at(tick));
    parts.push(
      `<path d="M${at} ${bottom}V${bottom - 5}" stroke="#333333"/>${text(x.at(tick), bottom + 16, tickText(tick), 'middle')}`,
    );
  }
  for (const tick of ticks(y.from, y.to, 5)) {
    const at = y.at(tick);
    parts.push(
      `<path d="M${fixed(panel.left)} ${fixed(at)}h5" stroke="#333333"/>${text(panel.left - 5, at + 4, tickText(tick), 'end')}`,
    );
  }
  return parts.join('');
}

function marks(panel: Panel, x: Scale, height: number, redshift: number): string {
  const labels: number[] = [];
  const parts: string[] = [];
  for (const { name, restAngstrom, kind } of labelOrder) {
    const wave = kind === 'sky' ? restAngstrom : restAngstrom * (1 + redshift);
    if (wave < x.from || wave > x.to) continue;
    const at = x.at(wave);
    parts.push(
      `<path d="M${fixed(at)} ${margin.top}V${height - margin.bottom}" stroke="#999999" stroke-dasharray="2 4"/>`,
    );
    if (at > panel.right - 14 || labels.some((other) => Math.abs(other - at) < 30)) continue;
    parts.push(text(at + 2, margin.top + 11, name, 'start', ' font-size="9" fill="#666666"'));
    labels.push(at);
  }
  return parts.join('');
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle' | 'end',
  more = ' fill="#222222"',
): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}"${more}>${escaped(content)}</text>`;
}

/** Coordinates far outside the drawing are held near it: renderers have limits. */
function held(value: number): number {
  return Math.max(-1e4, Math.min(1e4, value));
}

function fixed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

function escaped(content: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 allows none of these.
  const clean = content.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
