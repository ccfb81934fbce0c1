import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median } from './median.ts';

test('the median is the middle of the sorted numbers', () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(numbers, (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const half = sorted.length >> 1;
      const wanted = sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
      expect(median(values)! === wanted).toBe(true);
    }),
  );
});

test('many equal numbers, sorted ones, and none', () => {
  expect(median(Array(1000).fill(7))).toBe(7);
  expect(median(Array.from({ length: 1001 }, (_, i) => i))).toBe(500);
  expect(median([])).toBeNull();
});
