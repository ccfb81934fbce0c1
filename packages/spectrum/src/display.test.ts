import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimate, resample, type Spectrum, type SpectrumSegment, snrEstimate, spectrumExtent } from './index.ts';

function segment(flux: number[], ivar?: number[]): SpectrumSegment {
  return {
    name: 'COADD',
    role: 'coadd',
    wavelength: Float64Array.from(flux, (_, i) => 4000 + i),
    wavelengthUnit: 'Angstrom',
    medium: 'vacuum',
    frame: 'heliocentric',
    flux: Float32Array.from(flux),
    fluxUnit: '',
    ...(ivar ? { ivar: Float32Array.from(ivar) } : {}),
    masks: [],
  };
}

const spectrum = (s: SpectrumSegment): Spectrum => ({ segments: [s], metadata: new Map(), layout: 'test', notes: [] });

test('decimation keeps both ends, the order, and the extremes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 2000 }),
      fc.integer({ min: 4, max: 300 }),
      (values, count) => {
        const kept = decimate(values, count);
        expect(kept.length).toBeLessThanOrEqual(Math.max(count, 1));
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(values.length - 1);
        for (let i = 1; i < kept.length; i++) expect(kept[i]!).toBeGreaterThan(kept[i - 1]!);
        const shown = Array.from(kept, (i) => values[i]!);
        expect(Math.max(...shown)).toBe(Math.max(...values));
        expect(Math.min(...shown)).toBe(Math.min(...values));
      },
    ),
  );
});

test('decimation of a window, of NaN and of few points', () => {
  expect([...decimate([1, 2, 3], 10)]).toEqual([0, 1, 2]);
  expect([...decimate([5, 1, 9, 2, 8, 3], 4, 1, 6)]).toEqual([1, 2, 3, 5]);
  expect([
    ...decimate(
      Array.from({ length: 100 }, () => Number.NaN),
      10,
    ),
  ]).toEqual([0, 99]);
});

test('S/N from the inverse variance counts only pixels of worth', () => {
  expect(snrEstimate(segment([10, 10, 10, 99], [4, 4, 4, 0]))).toBe(20);
  expect(snrEstimate(segment([1, 2], [0, 0]))).toBeUndefined();
  expect(snrEstimate(segment([10, 20, 30], [1, 1, 1]), { from: 4001.5, to: 4002.5 })).toBe(30);
});

test('S/N without an inverse variance is DER_SNR', () => {
  let state = 1;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const flux = Array.from({ length: 20000 }, () => 50 + normal());
  expect(snrEstimate(segment(flux))!).toBeGreaterThan(48);
  expect(snrEstimate(segment(flux))!).toBeLessThan(52);
});

test('resampling: a straight line stays, variances of a mean halve, the outside is NaN', () => {
  const line = segment([0, 10, 20, 30], [1, 1, 0, 1]);
  const out = resample(line, Float64Array.of(3999, 4000, 4000.5, 4001.5, 4003));
  expect([...out.flux]).toEqual([Number.NaN, 0, 5, 15, 30]);
  expect([...out.ivar!]).toEqual([0, 1, 2, 0, 1]);
});

test('the extent of an air spectrum is in vacuum metres', () => {
  const air: SpectrumSegment = { ...segment([1, 2, 3]), medium: 'air' };
  const { length, startMetres, stopMetres } = spectrumExtent(spectrum(air));
  expect(length).toBe(3);
  expect(startMetres * 1e10).toBeCloseTo(4001.13, 2);
  expect(stopMetres * 1e10).toBeCloseTo(4003.13, 2);
});
