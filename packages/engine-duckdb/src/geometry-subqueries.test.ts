import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAdql } from '@lingtai/adql';
import type { CellValue } from '@lingtai/columns';
import type { Engine } from '@lingtai/engine';
import { type AdqlTables, adqlView, readRows } from '@lingtai/engine/conformance';
import { resolve } from '@lingtai/query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbEngine } from './index.ts';
import { writeAdqlTables } from './test/adql-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-subqueries-'));
const tables = JSON.parse(
  readFileSync(new URL('../../../fixtures/adql/sky/tables.json', import.meta.url), 'utf8'),
) as AdqlTables;
let engine: Engine;

beforeAll(async () => {
  const files = await writeAdqlTables(folder, tables);
  const locator = { locate: async ({ table }: { table: string }) => files.get(table)! };
  engine = await duckdbEngine({ allowedDirectories: [folder], threads: 1, locator });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function ask(adql: string): Promise<CellValue[][]> {
  return readRows((await engine.run(resolve(parseAdql(adql).tree!, adqlView(tables)).plan)).batches);
}

// Functions that the engine applies to values computed once take no sub-query inside: the answers must be those of the
// values themselves, written into the text.
const queries = [
  'SELECT id, COORD1(POINT({0}, dec)), AREA(CIRCLE({0}, {1}, 2)) FROM sky ORDER BY id',
  'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE({0}, {1}, 40)) ORDER BY id',
  'SELECT id, DISTANCE(POINT(ra, dec), POINT({0}, {1})) FROM sky ORDER BY id',
  'SELECT id FROM sky WHERE 1 = INTERSECTS(BOX({0}, {1}, 50, 50), CIRCLE(ra, dec, {2})) ORDER BY id',
  'SELECT id, AREA(POLYGON({0}, {1}, {0} + 10, {1}, {0}, {1} + CHAR_LENGTH({3}))) FROM sky ORDER BY id',
];
const values = [
  '(SELECT MIN(s.ra) FROM sky AS s)',
  '(SELECT AVG(s.dec) FROM sky AS s WHERE s.id < 20)',
  '(SELECT COUNT(*) FROM sky AS s WHERE s.id < 5)',
  '(SELECT MIN(s.name) FROM sky AS s)',
];

test.each(queries)('%s', async (query) => {
  const literals: string[] = [];
  for (const value of values) {
    const [[found] = []] = await ask(`SELECT TOP 1 ${value} FROM sky`);
    literals.push(typeof found === 'string' ? `'${found.replaceAll("'", "''")}'` : String(found));
  }
  const filled = (all: readonly string[]): string => query.replace(/\{(\d)\}/g, (_, i: string) => all[Number(i)]!);
  const wanted = await ask(filled(literals));
  expect(wanted.length).toBeGreaterThan(0);
  const found = await ask(filled(values));
  expect(found.map(([id]) => id)).toEqual(wanted.map(([id]) => id));
  for (const [i, row] of found.entries())
    for (const [j, cell] of row.entries()) {
      const expected = wanted[i]![j]!;
      if (typeof cell === 'number') expect(cell).toBeCloseTo(expected as number, 9);
      else expect(cell).toEqual(expected);
    }
});

test('one that belongs to the row, and one that is true or false', async () => {
  const self = (column: string): string => `(SELECT s.${column} FROM sky AS s WHERE s.id = t.id)`;
  const all = await ask('SELECT id FROM sky WHERE ra IS NOT NULL AND dec IS NOT NULL ORDER BY id');
  const near = `1 = CONTAINS(POINT(t.ra, t.dec), CIRCLE(${self('ra')}, ${self('dec')}, 0.001))`;
  expect(await ask(`SELECT t.id FROM sky AS t WHERE ${near} ORDER BY t.id`)).toEqual(all);
  const radius = (test: string): string => `AREA(CIRCLE(0, 0, CASE WHEN ${test} THEN 90 ELSE 180 END))`;
  const [[half, whole] = []] = await ask(
    `SELECT TOP 1 ${radius('EXISTS (SELECT 1 FROM sky)')}, ${radius('3 IN (SELECT id FROM sky WHERE id < 0)')} FROM sky`,
  );
  expect(Number(whole) / Number(half)).toBeCloseTo(2, 9);
});

test('a geometry of columns that the engine loses is refused in plain words, not by a failure', async () => {
  const inside = 'SELECT s.id FROM sky AS s WHERE 1 = CONTAINS(POINT(a.ra, b.dec), BOX(a.ra, 10, a.ra, 3.5))';
  const found: unknown = await ask(`SELECT a.id FROM sky AS a LEFT JOIN sky AS b ON a.id IN (${inside})`).catch(
    (error: unknown) => error,
  );
  expect(found).toMatchObject({ class: 'unsupported', diagnostics: [{ code: 'ENGINE-GEOMETRY-INSIDE' }] });
});
