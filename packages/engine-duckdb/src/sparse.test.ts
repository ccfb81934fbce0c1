import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { cellAt } from '@lingtai/columns';
import type { Literal, Plan, Relation, Scalar } from '@lingtai/query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChunkReader } from './chunk.ts';
import { Session } from './connection.ts';
import { denseChunks, isRepeatable } from './sparse.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
const total = 1_000_000;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  connection = await instance.connect();
  await connection.run(`CREATE TABLE t AS SELECT i, hash(i) % 1000 AS h, 'text ' || i AS s FROM range(${total}) r(i)`);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const below = (value: number): Literal => ({ kind: 'literal', type: { scalar: 'int64' }, value: BigInt(value) });
const sql = 'SELECT i, s FROM t WHERE h < CAST($1 AS BIGINT)';
const types = [{ scalar: 'int64' }, { scalar: 'string' }] as const;

async function read(
  limit: number,
  limits?: Parameters<typeof denseChunks>[4],
): Promise<[rows: string[], sizes: number[]]> {
  const session = new Session(connection);
  const statement = await session.prepare(sql);
  statement.bindBigInt(1, BigInt(limit));
  const next = denseChunks(session, { sql, parameters: [below(limit)] }, types, await statement.stream(), limits);
  const reader = new ChunkReader(types);
  const rows: string[] = [];
  const sizes: number[] = [];
  for (let chunk = await next(); chunk && chunk.rowCount > 0; chunk = await next()) {
    const [numbers, texts] = reader.read(chunk).columns;
    for (let row = 0; row < chunk.rowCount; row++) rows.push(`${cellAt(numbers!, row)} ${cellAt(texts!, row)}`);
    sizes.push(chunk.rowCount);
  }
  return [rows, sizes];
}

async function wanted(limit: number): Promise<string[]> {
  const found = await connection.runAndReadAll(`SELECT i, s FROM t WHERE h < ${limit} ORDER BY i`);
  return found.getRows().map(([i, s]) => `${i} ${s}`);
}

// Whatever the machine does beside: however slow chunks come, and however few rows are collected at once.
test.each([
  ['all that is left in one piece', 10, { quickMs: 1e9, collectedBytes: 1e9 }],
  ['a part in one piece, the rest as it comes', 10, { quickMs: 1e9, collectedBytes: 40 * 3000 }],
  ['a piece that ends with the last row', 10, { quickMs: 1e9, collectedBytes: 40 }],
  ['full chunks as they come', 1000, { quickMs: 1e9, collectedBytes: 1e9 }],
  ['slow ones as they come', 10, { quickMs: 0, collectedBytes: 1e9 }],
  ['none', 0, { quickMs: 1e9, collectedBytes: 1e9 }],
])('small chunks are put together by the engine, and rows keep their order: %s', async (_, limit, limits) => {
  const [rows] = await read(limit, limits);
  const expected = await wanted(limit);
  expect(rows.length).toBe(expected.length);
  expect(rows.join('\n') === expected.join('\n')).toBe(true);
});

test('rows of a filter come in few chunks', async () => {
  const [rows, sizes] = await read(10, { quickMs: 1e9, collectedBytes: 1e9 });
  const [, apart] = await read(10, { quickMs: 0, collectedBytes: 1e9 });
  expect(apart.length).toBeGreaterThan(400);
  expect(sizes.length).toBeLessThan(16 + rows.length / 300);
});

test('only rows that come in the order of their table are asked for twice', () => {
  const scan: Relation = {
    kind: 'scan',
    storage: { releaseDigest: '', releaseAddress: '', table: 't' },
    columns: [{ name: 'i', type: { scalar: 'int64' } }],
  };
  const yes: Scalar = { kind: 'literal', type: { scalar: 'boolean' }, value: true };
  const exists: Scalar = { kind: 'subquery', test: 'exists', relation: scan, type: { scalar: 'boolean' } };
  const plan = (root: Relation, more: Partial<Plan> = {}): Plan => ({ root, fields: [], reads: [], ...more });
  const filter = (predicate: Scalar): Relation => ({ kind: 'filter', input: scan, predicate });
  expect(isRepeatable(plan({ kind: 'limit', input: filter(yes), limit: 5 }))).toBe(true);
  expect(isRepeatable(plan({ kind: 'sort', input: filter(yes), by: [], canonical: true }))).toBe(true);
  expect(isRepeatable(plan({ kind: 'sort', input: filter(yes), by: [] }))).toBe(false);
  expect(isRepeatable(plan(filter(exists)))).toBe(false);
  expect(isRepeatable(plan(filter(yes), { volatile: true }))).toBe(false);
  expect(isRepeatable(plan({ kind: 'distinct', input: scan }))).toBe(false);
  expect(isRepeatable(plan({ kind: 'join', type: 'inner', left: scan, right: scan, on: yes }))).toBe(false);
  expect(isRepeatable(plan({ kind: 'aggregate', input: scan, groupBy: [], aggregates: [], names: [] }))).toBe(false);
});
