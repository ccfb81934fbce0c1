import { expect, test } from 'vitest';
import { choicesOf, fluxRange, pixelsWithin, smoothed, traceOf } from './trace.ts';

const segment = (
  name: string,
  role: 'coadd' | 'exposure',
  wavelength: number[],
  flux: (number | null)[],
  ivar?: number[],
  arm?: string,
) => ({
  name,
  role,
  ...(arm ? { arm } : {}),
  medium: 'vacuum' as const,
  frame: 'heliocentric',
  wavelengthUnit: 'Angstrom',
  fluxUnit: '',
  wavelength,
  flux,
  ...(ivar ? { ivar } : {}),
  masks: [{ name: 'andmask', values: flux.map((_, i) => (i === 1 ? 4 : 0)) }],
});
const plain = { halfWidth: 0, medium: 'vacuum' } as const;

test('the arms of a coadd are drawn together, and so are those of an exposure', () => {
  const coadds = [
    segment('COADD_B', 'coadd', [1, 2], [1, 1], undefined, 'b'),
    segment('COADD_R', 'coadd', [8, 9], [1, 1], undefined, 'r'),
  ];
  const exposures = ['B-1', 'B-2', 'R-1', 'R-2'].map((name) =>
    segment(name, 'exposure', [1, 2], [1, 1], undefined, name[0]!.toLowerCase()),
  );
  const choices = choicesOf([...coadds, ...exposures]);
  expect(choices.map((c) => c.name)).toEqual(['COADD_B + COADD_R', '1', '2']);
  expect(choices.map((c) => c.segments.map((s) => s.name))).toEqual([
    ['COADD_B', 'COADD_R'],
    ['B-1', 'R-1'],
    ['B-2', 'R-2'],
  ]);
  expect(choicesOf([coadds[0]!]).map((c) => c.name)).toEqual(['COADD_B']);
});

test('two arms are parted by a gap, in order of wavelength', () => {
  const trace = traceOf([segment('R', 'coadd', [8, 9], [5, 6]), segment('B', 'coadd', [1, 2], [3, 4])], plain);
  expect(trace.wavelength).toEqual([1, 2, 5, 8, 9]);
  expect(trace.flux).toEqual([3, 4, null, 5, 6]);
  expect(trace.masked).toEqual([false, true, false, false, true]);
});

test('the error band is one sigma, and narrows with smoothing', () => {
  const one = segment('A', 'coadd', [1, 2, 3], [10, 10, 10], [4, 4, 0]);
  expect(traceOf([one], plain).low).toEqual([9.5, 9.5, null]);
  expect(traceOf([one], plain).masked).toEqual([false, true, true]);
  expect(traceOf([one], { ...plain, halfWidth: 1 }).high[0]).toBeCloseTo(10 + 0.5 / Math.sqrt(3), 12);
});

test('smoothing is the mean of the neighbours that are there', () => {
  expect(smoothed([1, 2, 6, null, 4], 1)).toEqual([1.5, 3, 4, null, 4]);
});

// Hα in air by specutils 2.4.0 (fixtures/spectrum/air.json): 6562.797.
test('wavelengths can be shown in air', () => {
  const trace = traceOf([segment('A', 'coadd', [6564.61], [1])], { ...plain, medium: 'air' });
  expect(trace.wavelength[0]).toBeCloseTo(6562.797, 2);
});

test('the flux axis keeps emission lines and forgets hot pixels and noisy ends', () => {
  const n = 200;
  const wavelength = Array.from({ length: n }, (_, i) => 4000 + i);
  const flux: number[] = wavelength.map((_, i) => 10 + (i % 2));
  const ivar: number[] = wavelength.map(() => 1);
  for (const i of [100, 101, 102, 103]) flux[i] = 50;
  flux[150] = 9000;
  for (let i = 0; i < 20; i++) {
    flux[i] = i % 2 ? -700 : 700;
    ivar[i] = 1e-4;
  }
  const trace = traceOf([segment('A', 'coadd', wavelength, flux, ivar)], plain);
  const [low, high] = fluxRange(trace, 4000, 4199);
  expect(low).toBeGreaterThan(5);
  expect(high).toBeGreaterThan(50);
  expect(high).toBeLessThan(60);
  // A part that is noisy throughout shows its noise.
  expect(fluxRange(trace, 4000, 4010)[1]).toBeGreaterThan(700);
});

test('nothing to show leaves a plain axis', () => {
  const trace = traceOf([segment('A', 'coadd', [1, 2], [null, null])], plain);
  expect(fluxRange(trace, 0, 10)).toEqual([0, 1]);
  expect(pixelsWithin(trace, 5, 6)).toEqual([0, -1]);
  expect(pixelsWithin(trace, 1.5, 6)).toEqual([1, 1]);
});
