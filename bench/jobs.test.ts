import { expect, it } from 'vitest';
import { jobsCrashTest } from './jobs.ts';

it('loses no job when worker processes are killed while jobs are queued and running', {
  timeout: 300_000,
}, async () => {
  const report = await jobsCrashTest({ jobs: 20, kills: 5, seed: 7 });
  expect(report.failures).toEqual([]);
  expect(report.completed + report.gaveUp).toBe(20);
  expect(report.completed).toBeGreaterThan(10);
  expect(report.struck).toBeGreaterThan(2);
});
