import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { provePermanent } from './permanent.ts';

/** The proof of `./lingtai bench permanent`, short: a table of a few row groups, so that two threads share it. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-permanent-proof-'));

beforeAll(() => {
  vi.stubEnv('LINGTAI_BENCH_DIR', folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('digests are equal with 1 and 2 threads, from Parquet, and after the derived file was made again', {
  timeout: 300_000,
}, async () => {
  const proof = await provePermanent({ queries: 60, tableRows: 260_000, seed: 11, log: () => undefined });
  expect(proof.differences).toEqual([]);
  expect([proof.compared, proof.kinds]).toEqual([60, 48]);
  expect(proof.resultRows).toBeGreaterThan(10_000);
  // The same queries without the promise do differ: the table is large enough to tell.
  expect(proof.without.differ).toBeGreaterThan(0);
});
