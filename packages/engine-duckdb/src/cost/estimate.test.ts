import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseAdql } from '@lingtai/adql';
import type { Cost, Engine, TableFiles } from '@lingtai/engine';
import { type CatalogueView, type Plan, resolve, type ViewTable } from '@lingtai/query';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../index.ts';
import { Pace } from './pace.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-cost-'));
const path = join(folder, 'part.parquet');
const rows = 400_000;
const groupRows = 20_480;
const types = { id: 'int64', x: 'float64', near: 'int32', s: 'string' } as const;
let files: TableFiles;
let engine: Engine;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run('SELECT setseed(0.5)');
  // `id` and `near` grow with the rows, `x` does not; every hundredth value is missing.
  await connection.run(
    `COPY (SELECT i AS id, CASE WHEN i % 100 > 0 THEN random() * 360 END AS x,
      CASE WHEN i % 100 > 0 THEN CAST(i // 1000 AS INTEGER) END AS near,
      printf('%07d', i) || repeat(md5(CAST(i AS VARCHAR)), 3) AS s FROM range(${rows}) r(i) ORDER BY i)
     TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${groupRows})`,
  );
  connection.closeSync();
  instance.closeSync();
  const sizeBytes = statSync(path).size;
  files = { partitions: [{ path, rowCount: rows, sizeBytes }], keyColumn: 'id', rowCount: rows };
  engine = await open();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const open = (): Promise<Engine> =>
  duckdbEngine({ allowedDirectories: [folder], threads: 2, locator: { locate: async () => files } });

const view: CatalogueView = {
  table: () => ({
    name: 't',
    storage: { releaseDigest: 'd', releaseAddress: 'a/b/v1', table: 't' },
    key: 'id',
    columns: Object.entries(types).map(([name, scalar]) => ({ name, scalar, verb: 1, searchable: true })),
  }),
  tableNames: () => ['t'],
  audienceKey: '',
};

function planOf(adql: string, held?: ViewTable['held']): Plan {
  const table = { ...view.table([])!, ...(held ? { held } : {}) };
  return resolve(parseAdql(adql).tree!, { ...view, table: () => table }).plan;
}

const costOf = (adql: string): Promise<Cost> => engine.estimate(planOf(adql));

/** Runs a query on an engine that has read nothing yet: its rows, and the bytes that this process read meanwhile. */
async function truly(adql: string): Promise<{ rows: number; bytes: number }> {
  const fresh = await open();
  const before = bytesRead();
  let count = 0;
  for await (const batch of (await fresh.run(planOf(adql))).batches) count += batch.rowCount;
  const bytes = bytesRead() - before;
  await fresh.close();
  return { rows: count, bytes };
}

/** What all threads of this process have had from the system's read calls. */
function bytesRead(): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
}

/** Beside the columns an engine reads the footer, and what lies between two columns that it wants. */
const besideBytes = 400_000;

describe('what will be read', () => {
  test('all rows without a condition, and of the bytes only those of the columns', async () => {
    const cost = await costOf('SELECT s FROM t');
    expect(cost).toMatchObject({ rowsRead: rows });
    expect(cost.scans).toEqual([
      {
        ...{ releaseAddress: 'a/b/v1', table: 't', columns: ['s'], rowsRead: rows, bytesRead: cost.bytesRead },
        ...{ rowGroupsRead: Math.ceil(rows / groupRows), rowGroups: Math.ceil(rows / groupRows) },
      },
    ]);
    const each = await Promise.all(Object.keys(types).map((name) => costOf(`SELECT ${name} FROM t`)));
    const together = each.reduce((sum, one) => sum + one.bytesRead!, 0);
    expect((await costOf('SELECT * FROM t')).bytesRead).toBe(together);
    expect(together).toBeLessThan(statSync(path).size);
    expect(together).toBeGreaterThan(0.95 * statSync(path).size);
  });

  test.each([
    'SELECT s FROM t',
    'SELECT x FROM t',
    'SELECT s FROM t WHERE id < 50000',
    'SELECT x, s FROM t WHERE near = 7',
  ])('the bytes of %s are those that are read', async (adql) => {
    const { bytesRead: said = 0 } = await costOf(adql);
    const { bytes } = await truly(adql);
    expect(bytes).toBeLessThan(1.1 * said + besideBytes);
    expect(bytes).toBeGreaterThan(0.9 * said);
  });

  const number = fc.oneof(fc.integer({ min: -10, max: 500 }), fc.double({ min: -1, max: 400, noNaN: true }));
  const id = fc.integer({ min: -10, max: rows + 10 });
  const text = fc.integer({ min: 0, max: rows }).map((n) => `'${String(n).padStart(7, '0')}'`);
  const comparison = fc.oneof(
    ...(
      [
        ['id', id],
        ['near', number],
        ['x', number],
        ['s', text],
      ] as const
    ).flatMap(([column, value]) => [
      fc.tuple(fc.constantFrom('<', '<=', '=', '>', '>='), value).map(([op, v]) => `${column} ${op} ${v}`),
      fc.tuple(fc.constantFrom('<', '>='), value).map(([op, v]) => `${v} ${op} ${column}`),
      fc.tuple(value, value).map(([a, b]) => `${column} BETWEEN ${a} AND ${b}`),
      fc.tuple(value, value).map(([a, b]) => `${column} IN (${a}, ${b})`),
    ]),
    fc.constantFrom('x IS NULL', 'NOT near > 100', "s LIKE '00%'", 'id + 1 < 5', 'near = NULL'),
  );
  const condition = fc
    .array(fc.tuple(fc.constantFrom('AND', 'OR'), comparison), { minLength: 1, maxLength: 4 })
    .map((all) => all.map(([word, one], i) => (i === 0 ? one : `${word} ${one}`)).join(' '));

  test('never fewer rows than are found, whatever the condition', async () => {
    await fc.assert(
      fc.asyncProperty(condition, async (where) => {
        const adql = `SELECT id FROM t WHERE ${where}`;
        const { rowsRead = 0 } = await costOf(adql);
        let found = 0;
        for await (const batch of (await engine.run(planOf(adql))).batches) found += batch.rowCount;
        expect(found, where).toBeLessThanOrEqual(rowsRead);
        expect(rowsRead).toBeLessThanOrEqual(rows);
      }),
      { numRuns: 80 },
    );
  });

  test('row groups without wanted rows are left out: in joins and sub-queries too, not beside an outer join', async () => {
    const group = { rowsRead: groupRows };
    expect(await costOf('SELECT x FROM t WHERE id = 30000')).toMatchObject(group);
    expect(await costOf('SELECT x FROM t WHERE near >= 1 AND near < 10')).toMatchObject(group);
    expect(await costOf("SELECT x FROM t WHERE s < '0000100' AND x > 3")).toMatchObject(group);
    expect(await costOf('SELECT d.x FROM (SELECT x, id FROM t) AS d WHERE d.id < 10')).toMatchObject(group);
    const both = 'SELECT a.x FROM t AS a JOIN t AS b ON a.id = b.id AND a.near = 3';
    expect((await costOf(both)).scans!.map((s) => s.rowsRead).toSorted()).toEqual([groupRows, rows].toSorted());
    const left = 'SELECT a.x FROM t AS a LEFT JOIN t AS b ON a.id = b.id AND a.near = 3 AND b.near = 3';
    expect((await costOf(left)).scans!.map((s) => s.rowsRead).toSorted()).toEqual([groupRows, rows].toSorted());
    expect((await costOf('SELECT x FROM t WHERE x IN (SELECT x FROM t WHERE id < 5)')).rowsRead).toBe(rows + groupRows);
    expect((await costOf('SELECT x FROM t WHERE id < 0')).rowsRead).toBe(0);
  });

  test('the first rows alone, where any will do', async () => {
    const cost = await costOf('SELECT TOP 10 s FROM t');
    const all = await costOf('SELECT s FROM t');
    expect(cost.rowsRead).toBeLessThanOrEqual(3 * groupRows);
    expect(cost.bytesRead).toBeLessThan(all.bytesRead! / 5);
    expect((await truly('SELECT TOP 10 s FROM t')).bytes).toBeLessThan(1.1 * cost.bytesRead! + besideBytes);
    for (const adql of [
      'SELECT TOP 10 s FROM t ORDER BY x',
      'SELECT TOP 10 s FROM t WHERE x < 1',
      'SELECT COUNT(s) FROM t',
    ])
      expect((await costOf(adql)).rowsRead).toBe(rows);
  });

  test('of a table in two parts what is read of both, as of one table', async () => {
    const held = join(folder, 'held.parquet');
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * REPLACE (id + ${rows} AS id) FROM '${path}' LIMIT ${2 * groupRows}) TO '${held}' (FORMAT parquet, ROW_GROUP_SIZE ${groupRows})`,
    );
    connection.closeSync();
    instance.closeSync();
    const partition = { path: held, rowCount: 2 * groupRows, sizeBytes: statSync(held).size };
    const apart: TableFiles = { partitions: [partition], keyColumn: 'id', rowCount: 2 * groupRows };
    const located = (part: 'held' | undefined): TableFiles => (part ? apart : files);
    const inParts = await duckdbEngine({
      ...{ allowedDirectories: [folder], threads: 2 },
      locator: { locate: async ({ part }) => ({ ...located(part), derivedFile: 'x', derivedTable: 't' }) },
    });
    const costIn = (adql: string): Promise<Cost> => inParts.estimate(planOf(adql, 'apart'));
    const cost = await costIn('SELECT COUNT(s) FROM t');
    expect(cost.scans).toEqual([
      {
        ...{ releaseAddress: 'a/b/v1', table: 't', columns: ['s'] },
        ...{ rowsRead: rows + 2 * groupRows, bytesRead: cost.bytesRead },
        ...{ rowGroupsRead: Math.ceil(rows / groupRows) + 2, rowGroups: Math.ceil(rows / groupRows) + 2 },
      },
    ]);
    // What is asked of the table is asked of both.
    expect((await costIn('SELECT x FROM t WHERE id < 10 AND x > 3')).rowsRead).toBe(groupRows);
    expect((await costIn(`SELECT x FROM t WHERE id >= ${rows} AND x > 3`)).rowsRead).toBe(2 * groupRows);
    expect((await costIn('SELECT TOP 10 s FROM t')).rowsRead).toBeLessThanOrEqual(5 * groupRows);
    expect((await costIn('SELECT TOP 10 s FROM t ORDER BY x')).rowsRead).toBe(rows + 2 * groupRows);
    expect((await costIn('SELECT a.x FROM t AS a JOIN t AS b ON a.id = b.id')).scans).toHaveLength(2);
    await inParts.close();
  });

  test('one row for each key that is looked up', async () => {
    const keyed: TableFiles = { ...files, derivedFile: 'x', derivedTable: 't' };
    const other = await duckdbEngine({ allowedDirectories: [folder], locator: { locate: async () => keyed } });
    const cost = await other.estimate(planOf('SELECT x, s FROM t WHERE id IN (5, 70000, 8)'));
    await other.close();
    expect(cost.rowsRead).toBe(3);
    expect(cost.bytesRead).toBeGreaterThan(0);
    expect(cost.bytesRead).toBeLessThanOrEqual(
      (await costOf('SELECT x, s, id FROM t WHERE id IN (5, 70000, 8)')).bytesRead!,
    );
  });
});

describe('how long it takes', () => {
  test('nothing is said before there were runs; then what these took', async () => {
    const fresh = await open();
    const plan = planOf('SELECT SUM(x) AS a, MAX(s) AS b FROM t');
    expect((await fresh.estimate(plan)).seconds).toBeUndefined();
    const took: number[] = [];
    for (let i = 0; i < 8; i++) {
      const start = performance.now();
      for await (const _ of (await fresh.run(plan)).batches);
      took.push((performance.now() - start) / 1000);
    }
    const { seconds, secondsRange } = await fresh.estimate(plan);
    const pairs = await fresh.estimate(planOf('SELECT COUNT(*) FROM t AS a, t AS b WHERE a.x < b.x'));
    const matched = await fresh.estimate(planOf('SELECT COUNT(*) FROM t AS a, t AS b WHERE a.id = b.id'));
    await fresh.close();
    expect(seconds).toBeLessThanOrEqual(Math.max(...took));
    expect(seconds).toBeGreaterThan(Math.min(...took) / 10);
    expect(secondsRange![0]).toBeLessThanOrEqual(seconds!);
    expect(secondsRange![1]).toBeGreaterThanOrEqual(seconds!);
    expect(pairs.seconds).toBeUndefined();
    expect(matched.seconds).toBeGreaterThan(0);
  });

  test('ten times the bytes take ten times as long; what is long ago is forgotten', () => {
    const pace = new Pace();
    for (let i = 0; i < 400; i++) pace.add({ bytes: 1e9, seconds: 50 });
    for (let i = 0; i < 400; i++) pace.add({ bytes: 1e8, seconds: 1 + (i % 11) / 10 });
    expect(pace.secondsFor(1e8)!.seconds).toBeCloseTo(1.5, 0);
    const { seconds, range } = pace.secondsFor(1e9)!;
    expect(seconds).toBeCloseTo(15, -1);
    expect(range[0]).toBeLessThan(seconds);
    expect(range[1]).toBeGreaterThan(seconds);
  });
});
