import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseRequirements, requirementFaults, requirementIds } from '../requirements.ts';
import { parseRun } from '../test-run.ts';

const root = resolve(import.meta.dirname, '../..');
const wantedFile = resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared', 'REQUIREMENTS.md');

test('every proof in docs/requirements.md exists and ran', () => {
  const rows = parseRequirements(readFileSync(resolve(root, 'docs/requirements.md'), 'utf8'));
  const wanted = existsSync(wantedFile) ? requirementIds(readFileSync(wantedFile, 'utf8')) : [];
  const run = parseRun(readFileSync(process.env['LINGTAI_TEST_RESULTS'] ?? '', 'utf8'));
  const somethingIsMissing = (process.env['LINGTAI_MISSING'] ?? '') !== '';
  expect(rows.length).toBeGreaterThan(0);
  expect(requirementFaults(rows, wanted, run, somethingIsMissing)).toEqual([]);
});
