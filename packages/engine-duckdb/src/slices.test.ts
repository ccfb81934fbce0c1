import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parseAdql } from '@lingtai/adql';
import { cellAt } from '@lingtai/columns';
import type { Engine, TableFiles } from '@lingtai/engine';
import {
  cellColumn,
  inputsOf,
  type Plan,
  type Relation,
  relationsOf,
  resolve,
  type ViewTable,
  withInputs,
  withMaxrec,
} from '@lingtai/query';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from './index.ts';
import { type Slice, slicesOf } from './slices.ts';

const rows = 700_000;
const groupRows = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'lingtai-slices-'));
const derivedFile = join(folder, 'derived.duckdb');
/** Some rows share a cell, also with rows of the other part; one in fifty has none. */
const cellOf = 'CASE WHEN i % 50 > 0 THEN (i * 7919 % 300007) * 1000000000000 END';
const tables = { whole: 'TRUE', open: 'i % 7 > 0', held: 'i % 7 = 0' } as const;
type Name = keyof typeof tables;
const files: Record<string, TableFiles> = {};
let engine: Engine;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(derivedFile, { threads: '2' });
  const connection = await instance.connect();
  for (const name of Object.keys(tables) as Name[]) files[name] = await write(connection, name);
  connection.closeSync();
  instance.closeSync();
  const locate = async ({ table, part }: { table: string; part?: 'held' }): Promise<TableFiles> => {
    const { derivedFile: _, derivedTable: __, ...onParquet } = files[part ?? table.replace('-parquet', '')]!;
    return table.endsWith('-parquet') ? onParquet : files[part ?? table]!;
  };
  engine = await duckdbEngine({ allowedDirectories: [folder], threads: 2, locator: { locate } });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** A table of the derived file, and the same as Parquet. */
async function write(connection: DuckDBConnection, name: Name): Promise<TableFiles> {
  await connection.run(
    `CREATE TABLE ${name} AS SELECT ${cellOf} AS ${cellColumn}, i * 31 % ${rows + 7} AS id, i % 1000 AS x, 'text ' || i AS s
     FROM range(${rows}) r(i) WHERE ${tables[name]} ORDER BY ${cellColumn} ASC NULLS LAST, id`,
  );
  const path = join(folder, `${name}.parquet`);
  await connection.run(`COPY ${name} TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${groupRows})`);
  const found = await connection.runAndReadAll(
    `SELECT min(${cellColumn}), max(${cellColumn}), count(*) FROM ${name}
     GROUP BY rowid // ${groupRows}, ${cellColumn} IS NULL ORDER BY 1 NULLS LAST`,
  );
  const rowGroups = found.getRows().map(([lo, hi, count]) => {
    return { ...(lo === null ? {} : { lo: lo as bigint, hi: hi as bigint }), rowCount: Number(count) };
  });
  const placed = rowGroups.filter((group) => group.lo !== undefined);
  const whole = { path, lo: placed[0]!.lo!, hi: placed.at(-1)!.hi!, sizeBytes: 1, rowGroups };
  const rowCount = rowGroups.reduce((sum, group) => sum + group.rowCount, 0);
  return { derivedFile, derivedTable: name, partitions: [{ ...whole, rowCount }], keyColumn: 'id', rowCount };
}

function tableOf(name: string): ViewTable {
  const types = { id: 'int64', x: 'int64', s: 'string', [cellColumn]: 'int64' } as const;
  return {
    name: 't',
    storage: { releaseDigest: 'd', releaseAddress: 'a/b/v1', table: name },
    key: 'id',
    position: { ra: 'id', dec: 'x' },
    columns: Object.entries(types).map(([column, scalar]) => ({ name: column, scalar, verb: 1, searchable: true })),
    ...(name.startsWith('open') ? { held: 'apart' } : {}),
  };
}

function planIn(adql: string, table: ViewTable): Plan {
  return resolve(parseAdql(adql).tree!, { table: () => table, tableNames: () => ['t'], audienceKey: '' }).plan;
}

const planOf = (adql: string, name: string): Plan => planIn(adql, tableOf(name));

/** How many rows there are, and a digest of each column in their order. */
async function read(plan: Plan): Promise<string[]> {
  const hashes = plan.fields.map(() => createHash('sha256'));
  let count = 0;
  for await (const { rowCount, columns } of (await engine.run(plan)).batches) {
    for (const [i, column] of columns.entries())
      for (let row = 0; row < rowCount; row++) hashes[i]!.update(`${cellAt(column, row)}\n`);
    count += rowCount;
  }
  return [`${count}`, ...hashes.map((hash) => hash.digest('hex'))];
}

describe.each(['open', 'open-parquet'])('the rows of a table in two parts (%s)', (apart) => {
  test.each([
    ['all', 'SELECT id, s FROM t'],
    ['those of a condition', 'SELECT s FROM t WHERE x > 300'],
    ['a few, far apart', "SELECT id FROM t WHERE s LIKE 'text 31%7'"],
    ['none', 'SELECT id FROM t WHERE x = 2000'],
    ['of a named query', 'SELECT a FROM (SELECT id + x AS a FROM t WHERE x <> 5) AS u'],
  ])('come as those of one table: %s', async (_, adql) => {
    expect(await read(planOf(adql, apart))).toEqual(await read(planOf(adql, 'whole')));
  });

  // About the borders between slices, and where rows without a position begin.
  test.each([290_000, 686_000, rows + 1])('are cut where one table is: %i', async (most) => {
    const cut = (name: string): Plan => withMaxrec(planOf('SELECT id FROM t', name), most - 1);
    const wanted = await read(cut('whole'));
    expect(wanted[0]).toBe(`${Math.min(most, rows)}`);
    expect(await read(cut(apart))).toEqual(wanted);
    const twice = planOf(`SELECT TOP ${most} id FROM (SELECT TOP 600000 id, x FROM t) AS u`, apart);
    expect((await read(twice))[0]).toBe(`${Math.min(most, 600_000)}`);
  });

  test('are found in ranges of cells', async () => {
    const hull = (lo: bigint, hi: bigint) => ({ hull: { lo, hi }, ranges: [{ lo, hi }] });
    const cover = [hull(5_000_000_000_000n, 120_000n * 10n ** 12n), hull(130_000n * 10n ** 12n, 290_000n * 10n ** 12n)];
    const inside = cover.map(({ hull: { lo, hi } }) => `${cellColumn} BETWEEN ${lo} AND ${hi}`).join(' OR ');
    const covered = (relation: Relation): Relation =>
      relation.kind === 'scan' ? { ...relation, cover } : withInputs(relation, inputsOf(relation).map(covered));
    const plan = planOf(`SELECT id, s FROM t WHERE ${inside}`, apart);
    expect(await read({ ...plan, root: covered(plan.root) })).toEqual(
      await read(planOf(`SELECT id, s FROM t WHERE ${inside}`, 'whole')),
    );
  });
});

function slicesIn(plan: Plan, found: number): Slice[] | undefined {
  const scans = relationsOf(plan.root).filter((r) => r.kind === 'scan');
  const sources = new Map(scans.map((s) => [s, { files: files[s.storage.part ?? s.storage.table]! }]));
  const slices = slicesOf(plan, sources, 100_000);
  const all: Slice[] = [];
  for (let next = slices?.next(found); next?.value; next = slices!.next(found)) all.push(next.value);
  return slices && all;
}

test('each slice is of about as many rows, and of more where few are found', () => {
  const sizes = (found: number): number[] =>
    slicesIn(planOf('SELECT id FROM t', 'open'), found)!.map(({ root }) =>
      relationsOf(root).reduce((sum, r) => {
        if (r.kind !== 'scan' || !r.cover) return sum;
        const { rowGroups } = files[r.storage.part ?? 'open']!.partitions[0]!;
        const [{ lo, hi }] = [r.cover[0]!.hull];
        return sum + rowGroups!.reduce((n, g) => n + (g.lo! >= lo && g.lo! <= hi ? g.rowCount : 0), 0);
      }, 0),
    );
  const [dense, sparse] = [sizes(100_000), sizes(10)];
  expect([dense.length, dense.at(-1)]).toEqual([8, 0]);
  for (const size of dense.slice(0, -2)) expect(Math.abs(size - 110_000)).toBeLessThanOrEqual(10_000);
  expect([sparse.length, sparse[0]! < 121_000, sparse[1]! > 300_000]).toEqual([4, true, true]);
});

test('only the order of parts is made so, of many rows and without sub-queries', () => {
  const isSliced = (adql: string, name = 'open'): boolean => slicesIn(planOf(adql, name), 1) !== undefined;
  expect(isSliced('SELECT id FROM t')).toBe(true);
  expect(isSliced('SELECT id FROM t', 'whole')).toBe(false);
  for (const adql of [
    'SELECT id FROM t ORDER BY x',
    'SELECT id FROM t OFFSET 5',
    'SELECT DISTINCT id FROM t',
    'SELECT COUNT(*) FROM t',
    'SELECT a.id FROM t AS a JOIN t AS b ON a.id = b.x',
    'SELECT id FROM t WHERE id IN (1, 2, 3)',
    'SELECT id FROM t WHERE x IN (SELECT id FROM t)',
    'SELECT id FROM t WHERE RAND() < 0.5',
    'SELECT id FROM t UNION ALL SELECT x FROM t',
  ])
    expect(isSliced(adql), adql).toBe(false);
});

test('rows without a position are sorted by their keys at once', () => {
  const { position: _, ...table } = tableOf('open');
  expect(slicesIn(planIn('SELECT id FROM t', table), 1)).toBeUndefined();
});
