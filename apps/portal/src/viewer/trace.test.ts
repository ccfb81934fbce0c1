import { expect, test } from 'vitest';
import { choicesOf, smoothed, traceOf } from './trace.ts';

const segment = (name: string, role: 'coadd' | 'exposure', wavelength: number[], flux: (number | null)[], ivar?: number[]) => ({
  name,
  role,
  medium: 'vacuum' as const,
  frame: 'heliocentric',
  wavelengthUnit: 'Angstrom',
  fluxUnit: '',
  wavelength,
  flux,
  ...(ivar ? { ivar } : {}),
  masks: [{ name: 'andmask', values: flux.map((_, i) => (i === 1 ? 4 : 0)) }],
});

test('arms of a coadd are drawn together, exposures alone', () => {
  const blue = segment('COADD_B', 'coadd', [1, 2], [1, 1]);
  const red = segment('COADD_R', 'coadd', [8, 9], [1, 1]);
  const exposure = segment('B-1', 'exposure', [1, 2], [1, 1]);
  expect(choicesOf([blue, red, exposure]).map((c) => c.name)).toEqual(['COADD_B + COADD_R', 'B-1']);
  expect(choicesOf([blue]).map((c) => c.name)).toEqual(['COADD_B']);
});

test('two arms are parted by a gap, in order of wavelength', () => {
  const trace = traceOf([segment('R', 'coadd', [8, 9], [5, 6]), segment('B', 'coadd', [1, 2], [3, 4])], 0);
  expect(trace.wavelength).toEqual([1, 2, 5, 8, 9]);
  expect(trace.flux).toEqual([3, 4, null, 5, 6]);
  expect(trace.masked).toEqual([false, true, false, false, true]);
});

test('the error band is one sigma, and narrows with smoothing', () => {
  const one = segment('A', 'coadd', [1, 2, 3], [10, 10, 10], [4, 4, 0]);
  expect(traceOf([one], 0).low).toEqual([9.5, 9.5, null]);
  expect(traceOf([one], 0).masked).toEqual([false, true, true]);
  expect(traceOf([one], 1).high[0]).toBeCloseTo(10 + 0.5 / Math.sqrt(3), 12);
});

test('smoothing is the mean of the neighbours that are there', () => {
  expect(smoothed([1, 2, 6, null, 4], 1)).toEqual([1.5, 3, 4, null, 4]);
});
