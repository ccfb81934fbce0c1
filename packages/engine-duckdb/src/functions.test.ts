import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAdql } from '@lingtai/adql';
import type { CellValue } from '@lingtai/columns';
import type { Engine } from '@lingtai/engine';
import { type AdqlTables, adqlView, readRows } from '@lingtai/engine/conformance';
import { resolve } from '@lingtai/query';
import { type Position, regionContains, SphericalPolygon, unitVector } from '@lingtai/sky';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbEngine } from './index.ts';
import { writeAdqlTables } from './test/adql-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-functions-'));
const tables = JSON.parse(
  readFileSync(new URL('../../../fixtures/adql/sky/tables.json', import.meta.url), 'utf8'),
) as AdqlTables;
let engine: Engine;

beforeAll(async () => {
  const files = await writeAdqlTables(folder, tables);
  const locator = { locate: async ({ table }: { table: string }) => files.get(table)! };
  engine = await duckdbEngine({ allowedDirectories: [folder], threads: 1, connections: 1, locator });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function ask(adql: string): Promise<CellValue[][]> {
  return readRows((await engine.run(resolve(parseAdql(adql).tree!, adqlView(tables)).plan)).batches);
}

// The examples of the IVOA's catalogue of user defined functions, of DaCHS (motion) and of astropy 7 (spectral units, times).
const examples: Readonly<Record<string, CellValue>> = {
  'ivo_healpix_index(0, 1, 1)': 4n,
  'ivo_healpix_index(17, 1, 1)': 81609757711n,
  'ivo_healpix_index(17, 359, -1)': 73009064944n,
  'ivo_healpix_index(17, CENTROID(CIRCLE(359, -1, 3)))': 73009064944n,
  'ivo_healpix_index(30, 1, 1)': null,
  'ivo_healpix_center(0, 6)': [180, 0],
  'ivo_healpix_center(17, ivo_healpix_index(17, 23.4, 56.7))': [23.399843462947466, 56.70016214363192],
  'ivo_healpix_center(0, 12)': null,
  "ivo_nocasematch('ABcabc', 'ab__bc')": 1n,
  "ivo_nocasematch('abcabc', 'abcab')": 0n,
  "ivo_hasword('Miller and Urey have', 'miller')": 1n,
  "ivo_hasword('shown that a primordial', 'shown primordial')": 1n,
  "ivo_hasword('shown that a primordial', 'shown soup')": 0n,
  "ivo_hasword(NULL, 'soup')": null,
  "ivo_hashlist_has('Red#green#blue', 'red')": 1n,
  "ivo_hashlist_has('red#green#blue', 're')": 0n,
  "ivo_hashlist_has('red#green#blue', 'red#green')": 0n,
  'ivo_interval_overlaps(-2, -3, 2, 3)': 0n,
  'ivo_interval_overlaps(-2, 55.3, 2, 3)': 1n,
  'ivo_interval_overlaps(-2, 55.3, 3, 2)': 0n,
  'ivo_interval_overlaps(-2, 2, 2, 3)': 1n,
  'ivo_apply_pm(30, 15, 0, 0.1, 20)': [30, 16.9991882802],
  'ivo_apply_pm(30, 60, 0.1, 0, 20)': [33.993520433, 59.93965025567],
  "ivo_specconv(500, 'nm', 'THz')": 599.584916,
  "ivo_specconv(1, 'keV', 'Angstrom')": 12.398419843320026,
  "ivo_specconv(21, 'cm', 'm')": 0.21,
  "ivo_to_mjd('2000-01-01T12:00:00')": 51544.5,
  "gavo_to_jd('2000-01-01T12:00:00')": 2451545,
  "CAST('10 20' AS POINT)": [10, 20],
  "REGION('CIRCLE ICRS 10 20 0.5')": [10, 20, 0.5],
  'MOC(2, POINT(1, 1))': '2/76',
  'COORDSYS(POINT(1, 2))': 'ICRS',
  'BITXOR(6, 3)': 5n,
};

for (const [call, value] of Object.entries(examples)) {
  test(call, async () => {
    const [[found]] = (await ask(`SELECT ${call} AS v FROM regions WHERE id = 1`)) as [[CellValue]];
    if (typeof value === 'number') expect(found as number).toBeCloseTo(value, 9);
    else if (Array.isArray(value)) {
      expect(found).toHaveLength(value.length);
      for (const [i, v] of value.entries()) expect((found as number[])[i]).toBeCloseTo(v as number, 9);
    } else expect(found).toEqual(value);
  });
}

/** The corners make a polygon, and the point is not on its border. */
function isClear(vertices: readonly Position[], { raDeg, decDeg }: Position): boolean {
  const twice = vertices.some((v, i) => vertices.some((w, j) => i < j && v.raDeg === w.raDeg && v.decDeg === w.decDeg));
  if (twice) return false;
  const polygon = new SphericalPolygon(vertices);
  return polygon.area > 1e-6 && polygon.borderDistance(unitVector(raDeg, decDeg)) > 1e-9;
}

test('a polygon of columns, of literals and of the sky package hold the same points', async () => {
  const angle = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const grid = fc.integer({ min: -30_000, max: 30_000 }).map((n) => n / 1000);
  const corner = fc.tuple(grid, grid);
  await fc.assert(
    fc.asyncProperty(
      angle(0, 360),
      angle(-55, 55),
      fc.array(corner, { minLength: 3, maxLength: 6 }),
      corner,
      async (ra, dec, corners, at) => {
        const place = ([x, y]: readonly [number, number]) => ({ raDeg: ra + x, decDeg: dec + y });
        const point = place(at);
        const vertices = corners.map(place);
        fc.pre(isClear(vertices, point));
        const expected = regionContains({ kind: 'polygon', vertices }, { kind: 'point', ...point }) ? 1n : 0n;
        const numbers = vertices.map((v) => `${v.raDeg}, ${v.decDeg}`).join(', ');
        // `id - 1` is 0, but only the engine knows.
        const rows = vertices.map((v) => `${v.raDeg} + (id - 1), ${v.decDeg}`).join(', ');
        const probe = `POINT(${point.raDeg} + (id - 1), ${point.decDeg})`;
        const [found] = await ask(
          `SELECT CONTAINS(${probe}, POLYGON(${numbers})), CONTAINS(${probe}, POLYGON(${rows})) FROM regions WHERE id = 1`,
        );
        const simple = vertices.length === 3;
        expect(found![0]).toBe(expected);
        if (simple) expect(found![1]).toBe(expected);
      },
    ),
    { numRuns: 40 },
  );
});

// A rule on rows counts on it that distances and circles never fail: packages/query/src/guard.ts.
test.each(['ra', 'dec'])('an infinite %s is in no circle, and no error', async (name) => {
  const infinite = `${name} * 1e300 * 1e300`;
  const point = name === 'ra' ? `POINT(${infinite}, dec)` : `POINT(ra, ${infinite})`;
  const where = `WHERE kind = 'all' AND ABS(${name}) > 1`;
  const [[rows]] = (await ask(`SELECT COUNT(*) FROM sky ${where}`)) as [[bigint]];
  expect(rows).toBeGreaterThan(10n);
  for (const test of [
    `DISTANCE(${point}, POINT(0, 0)) <= 180`,
    `1 = CONTAINS(${point}, CIRCLE(10, 20, 5))`,
    `1 = CONTAINS(${point}, CIRCLE(10, 20, 170))`,
    `1 = CONTAINS(POINT(10, 20), CIRCLE(${infinite}, ${infinite}, 5))`,
    `1 = CONTAINS(${point}, CIRCLE(ra, dec, mag))`,
  ])
    expect([test, await ask(`SELECT COUNT(*) FROM sky ${where} AND ${test}`)]).toEqual([test, [[0n]]]);
});
