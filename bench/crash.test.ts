import { expect, it } from 'vitest';
import { crashTest } from './crash.ts';

/** The short form of `lingtai bench crash`. */
it('survives being killed at a place of each kind, drawn over all its steps', { timeout: 900_000 }, async () => {
  const report = await crashTest({ places: 'each kind', seed: 7 });
  expect(report.failures).toEqual([]);
  expect(report.steps).toBeGreaterThan(200);
  expect(report.kinds.length).toBeGreaterThan(15);
  expect(report.killed).toBe(report.kinds.length);
});
