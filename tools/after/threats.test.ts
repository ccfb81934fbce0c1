import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseRun } from '../test-run.ts';
import { parseThreats, threatFaults } from '../threats.ts';

const root = resolve(import.meta.dirname, '../..');

test('every test that docs/security.md names ran and passed', () => {
  const rows = parseThreats(readFileSync(resolve(root, 'docs/security.md'), 'utf8'));
  const run = parseRun(readFileSync(process.env['LINGTAI_TEST_RESULTS'] ?? '', 'utf8'));
  expect(rows.length).toBeGreaterThan(0);
  expect(threatFaults(rows, run, (process.env['LINGTAI_MISSING'] ?? '') !== '')).toEqual([]);
});
