import { adqlView } from '@lingtai/engine/conformance';
import { expect, test } from 'vitest';
import { checkString } from './_fuzz-check.ts';
import { fuzzMaterial, fuzzTables } from './_fuzz-material.ts';
import { randomOf } from './_fuzz-random.ts';
import { fuzzString } from './_fuzz-strings.ts';
import { fuzz } from './fuzz.ts';

// `./lingtai bench fuzz` throws a million.
test('every seeded string is understood or refused with its place, and what has a meaning runs', async () => {
  const { counts, runs, failures } = await fuzz({ strings: 3000, runs: 200, seed: 1 });
  expect(failures).toEqual([]);
  expect(counts.refused + counts.unresolved + counts.resolved).toBe(3000);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100);
  expect(runs).toBeGreaterThan(100);
}, 120_000);

test('the same seed gives the same strings, another one others', () => {
  const material = fuzzMaterial(fuzzTables());
  const some = (seed: number): string[] => {
    const random = randomOf(seed);
    return Array.from({ length: 200 }, () => fuzzString(random, material));
  };
  expect(some(7)).toEqual(some(7));
  expect(some(7)).not.toEqual(some(8));
});

test('a crash, a hole in the text and a refusal without a place are seen', () => {
  const view = adqlView(fuzzTables());
  const query = 'SELECT objid FROM objects';
  expect(checkString(query, view)).toMatchObject({ kind: 'resolved' });
  expect(checkString(query, view).problem).toBeUndefined();
  const broken = (): never => {
    throw new TypeError('of the resolver');
  };
  expect(checkString(query, { ...view, table: broken }).problem).toContain('of the resolver');
  const unnamed = {
    ...view,
    table: (parts: Parameters<typeof view.table>[0]) => ({ ...view.table(parts)!, columns: [] }),
  };
  expect(checkString('SELECT * FROM objects', unnamed).problem).toBeDefined();
});
