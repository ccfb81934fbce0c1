import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAdql } from '@lingtai/adql';
import type { Engine, TableFiles } from '@lingtai/engine';
import { type AdqlTable, adqlView, readRows } from '@lingtai/engine/conformance';
import { resolve } from '@lingtai/query';
import { separationDeg } from '@lingtai/sky';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from './index.ts';
import { writeAdqlTables } from './test/adql-files.ts';

interface Place {
  readonly ra: number;
  readonly dec: number;
}

/** Numbers from 0 to 1, the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Places crowded at the poles, at right ascension 0 and at borders of zones, and some anywhere. */
function places(count: number, seed: number): Place[] {
  const random = seeded(seed);
  const near = (at: number, width: number): number => at + (random() - 0.5) * width;
  const turn = (ra: number): number => (ra + 360) % 360;
  return Array.from({ length: count }, (_, i): Place => {
    const ra = random() * 360;
    if (i % 5 === 0) return { ra, dec: 90 - random() ** 2 * 0.5 };
    if (i % 5 === 1) return { ra, dec: -90 + random() ** 2 * 0.5 };
    if (i % 5 === 2) return { ra: turn(near(0, 0.3)), dec: near(0, 0.3) };
    if (i % 5 === 3) return { ra: turn(near(0, 0.3)), dec: near(60, 0.2) };
    return { ra: 120 + Math.round(random() * 20) / 100, dec: Math.round(random() * 20) / 100 };
  });
}

function table(name: string, of: readonly Place[]): AdqlTable {
  const values = { id: of.map((_, i) => `${i}`), ra: of.map((p) => p.ra), dec: of.map((p) => p.dec) };
  const columns = [
    { name: 'id', type: 'int64' },
    { name: 'ra', type: 'float64' },
    { name: 'dec', type: 'float64' },
  ] as const;
  return { name, key: 'id', columns, values };
}

/** Where rounding could put a row behind the last bin, and borders of the steps in the number of bins. */
const borders: readonly Place[] = [359.99999999999994, -1e-20, 0, 360, 1e-9, 359.9999].flatMap((ra) =>
  [0, 59.99, 60, 60.01, 82.8, -82.82, 89.999, 90].map((dec) => ({ ra, dec })),
);
/** What is nearer to the border than rounding can tell is on it. */
const borderDeg = 1e-12;
const few = [...places(300, 7), ...borders];
const many = [...places(700, 11), ...borders];
const tables = { schema: 'm', tables: [table('few', few), table('many', many)] };

describe('joins by nearness find every pair once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-match-'));
  let engine: Engine;
  let files: Map<string, TableFiles>;
  beforeAll(async () => {
    files = await writeAdqlTables(folder, tables);
    const locator = { locate: async ({ table: name }: { readonly table: string }) => files.get(name)! };
    engine = await duckdbEngine({ locator, allowedDirectories: [folder], threads: 1 });
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const rows = async (adql: string): Promise<string[]> => {
    const { plan } = resolve(parseAdql(adql).tree!, adqlView(tables));
    return (await readRows((await engine.run(plan)).batches)).map((row) => row.join(' ')).sort();
  };
  const pairs = (radiusDeg: number): string[] =>
    few.flatMap((a, i) =>
      many.flatMap((b, j) => (separationDeg(a.ra, a.dec, b.ra, b.dec) <= radiusDeg + borderDeg ? [`${i} ${j}`] : [])),
    );
  const near = (a: string, b: string, r: number): string =>
    `1 = CONTAINS(POINT(${a}.ra, ${a}.dec), CIRCLE(${b}.ra, ${b}.dec, ${r}))`;

  for (const radiusDeg of [0, 1e-5, 0.001, 0.0099, 0.01003, 0.0703, 0.4003, 3.0007]) {
    test(`within ${radiusDeg} degrees, whichever side is the smaller`, async () => {
      const wanted = pairs(radiusDeg).sort();
      const columns = 'few.id AS a, many.id AS b';
      expect(await rows(`SELECT ${columns} FROM m.few JOIN m.many ON ${near('few', 'many', radiusDeg)}`)).toEqual(
        wanted,
      );
      expect(await rows(`SELECT ${columns} FROM m.many, m.few WHERE ${near('few', 'many', radiusDeg)}`)).toEqual(
        wanted,
      );
    });
  }
  test('a left join keeps the rows without a neighbour', async () => {
    const lonely = few.filter((a) => !many.some((b) => separationDeg(a.ra, a.dec, b.ra, b.dec) <= 0.003)).length;
    const joined = `m.few LEFT JOIN m.many ON DISTANCE(few.ra, few.dec, many.ra, many.dec) <= 0.003`;
    expect(await rows(`SELECT COUNT(*) FROM ${joined} WHERE many.id IS NULL`)).toEqual([`${lonely}`]);
    const right = `m.many RIGHT JOIN m.few ON 0.003 >= DISTANCE(few.ra, few.dec, many.ra, many.dec)`;
    expect(await rows(`SELECT COUNT(*) FROM ${right} WHERE many.id IS NULL`)).toEqual([`${lonely}`]);
  });
});
