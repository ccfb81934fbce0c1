import { expect, it } from 'vitest';
import { crashTest } from './crash.ts';

it('survives being killed at places drawn over all its steps', { timeout: 900_000 }, async () => {
  const report = await crashTest({ places: 20, seed: 7 });
  expect(report.failures).toEqual([]);
  expect(report.killed).toBeGreaterThan(15);
  expect(report.steps).toBeGreaterThan(200);
});
