import { describe, expect, it } from 'vitest';
import { distinctInAll } from './statistics.ts';

describe('the number of different values, from a sample', () => {
  /** A column of `rows` rows over `values` equally frequent values, every tenth row drawn by a fixed generator. */
  const sample = (rows: number, values: number) => {
    let state = 0;
    // splitmix32: the next number has nothing to do with the last.
    const random = () => {
      state = (state + 0x9e3779b9) | 0;
      let t = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
      return ((t ^ (t >>> 15)) >>> 0) / 2 ** 32;
    };
    const all = new Set<number>();
    const drawn: number[] = [];
    for (let i = 0; i < rows; i++) {
      const value = Math.floor(random() * values);
      all.add(value);
      if (random() < 0.1) drawn.push(value);
    }
    return { all: all.size, sampled: drawn.length, found: new Set(drawn).size };
  };

  it.each([5, 1000, 50_000, 200_000])('is about right for %i values', (values) => {
    const { all, sampled, found } = sample(500_000, values);
    expect(Math.abs(distinctInAll(sampled, found, 10) / all - 1)).toBeLessThan(0.05);
  });

  it('is the count of the sample when all rows were seen, and of all rows when none repeats', () => {
    expect(distinctInAll(100, 40, 1)).toBe(40);
    expect(distinctInAll(100, 100, 10)).toBe(1000);
    expect(distinctInAll(0, 0, 10)).toBe(0);
  });
});
