import { expect, test } from 'vitest';
import { previewSvg, type Spectrum, type SpectrumSegment, ticks, tickText } from './index.ts';

function segment(name: string, from: number, flux: (i: number) => number): SpectrumSegment {
  const n = 3000;
  return {
    name,
    role: 'coadd',
    wavelength: Float64Array.from({ length: n }, (_, i) => from + i / 5),
    wavelengthUnit: 'Angstrom',
    medium: 'vacuum',
    frame: 'heliocentric',
    flux: Float32Array.from({ length: n }, (_, i) => flux(i)),
    fluxUnit: '',
    ivar: new Float32Array(n).fill(25),
    masks: [],
  };
}
const of = (...segments: SpectrumSegment[]): Spectrum => ({ segments, metadata: new Map(), layout: 'test', notes: [] });
const flat = of(segment('COADD', 4000, (i) => (i === 1500 ? 12 : 10)));

/** Every element that opens is closed, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^<>]*?(\/?)>/g)) {
    if (self) continue;
    if (close) {
      if (open.pop() !== name) return false;
    } else open.push(name!);
  }
  return open.length === 0;
}

test('the drawing is well-formed, deterministic and says what it shows in both languages', () => {
  const options = { width: 600, height: 300, title: 'a < b & "c"', redshift: 0 };
  const svg = previewSvg(flat, options);
  expect(svg).toBe(previewSvg(flat, options));
  expect(isWellFormed(svg)).toBe(true);
  expect(svg).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>');
  expect(svg).toContain('Vacuum wavelength');
  expect(previewSvg(flat, { lang: 'zh' })).toContain('真空波长');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('a one-pixel spike survives the decimation: the highest point of the curve is at its wavelength', () => {
  const svg = previewSvg(flat, { width: 400, height: 200 });
  const curve = svg.match(/<path d="(M[^"]*)" fill="none" stroke="#1f4e8c"/)![1]!;
  const points = curve
    .split(/[ML]/)
    .filter(Boolean)
    .map((pair) => pair.split(' ').map(Number));
  const highest = points.reduce((best, point) => (point[1]! < best[1]! ? point : best));
  expect(highest[0]!).toBeCloseTo(66 + (400 - 66 - 14) * (1500 / 2999), 0);
});

test('arms that do not touch get a panel each; a NaN breaks the line', () => {
  const two = of(
    segment('COADD_B', 4900, () => 5),
    segment('COADD_R', 6300, (i) => (i > 1000 && i < 2000 ? Number.NaN : 7)),
  );
  const svg = previewSvg(two);
  expect(svg.match(/<clipPath/g)).toHaveLength(2);
  const red = svg.match(/<path d="(M[^"]*)" fill="none" stroke="#a02c2c"/)![1]!;
  expect(red.match(/M/g)!.length).toBeGreaterThanOrEqual(1);
  expect(isWellFormed(svg)).toBe(true);
});

test('a spectrum without one good pixel is still drawn', () => {
  const none = of({ ...segment('COADD', 4000, () => Number.NaN), ivar: new Float32Array(3000) });
  expect(isWellFormed(previewSvg(none))).toBe(true);
  expect(previewSvg(none)).not.toMatch(/NaN/);
});

test('line marks stand at rest times 1 + z', () => {
  const svg = previewSvg(of(segment('COADD', 4900, () => 1)), { redshift: 0.01, width: 800 });
  const x = 66 + ((4862.68 * 1.01 - 4900) / (2999 / 5)) * (800 - 66 - 14);
  expect(svg).toContain(`M${x.toFixed(1)} 34V`);
  expect(svg).toContain('>Hβ<');
});

test('ticks are round', () => {
  expect(ticks(3700, 9100, 6)).toEqual([4000, 5000, 6000, 7000, 8000, 9000]);
  expect(ticks(-0.13, 0.42, 5)).toEqual([0, 0.2, 0.4]);
  expect(ticks(1, 1, 5)).toEqual([]);
  expect([0, 0.5, 12000, 2e7, 3e-5].map(tickText)).toEqual(['0', '0.5', '12000', '2e7', '3e-5']);
});
