import { expect, test } from 'vitest';
import { Random } from './random.ts';

test('the same seeds give the same numbers, others do not', () => {
  const draw = (...seeds: number[]) => {
    const random = new Random(...seeds);
    return Array.from({ length: 20 }, () => random.uint32());
  };
  expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
  expect(draw(1, 2, 3)).not.toEqual(draw(1, 3, 2));
  expect(draw(2 ** 40)).not.toEqual(draw(0));
});

test('noise is normal: mean, variance, kurtosis, tails', () => {
  const random = new Random(7);
  const n = 400_000;
  let [sum, square, fourth, far] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = random.noise();
    sum += x;
    square += x * x;
    fourth += x ** 4;
    if (Math.abs(x) > 3) far++;
  }
  expect(Math.abs(sum / n)).toBeLessThan(0.006);
  expect(Math.abs(square / n - 1)).toBeLessThan(0.01);
  expect(Math.abs(fourth / n - 3)).toBeLessThan(0.08);
  expect(Math.abs(far / n - 0.0027)).toBeLessThan(0.0005);
});

test('choices are different, in range, and follow the weights', () => {
  const random = new Random(9);
  const chosen = random.choose(100, 4000);
  expect(new Set(chosen).size).toBe(100);
  const counts = [0, 0, 0];
  for (let i = 0; i < 30_000; i++) counts[random.weighted([1, 0, 3])]!++;
  expect(counts[1]).toBe(0);
  expect(counts[2]! / counts[0]!).toBeGreaterThan(2.8);
  expect(counts[2]! / counts[0]!).toBeLessThan(3.2);
});
