import type { Scalar } from '@lingtai/query';
import { describe, expect, test } from 'vitest';
import { commonFunctions, type Dialect, fill, quoteName, quoteText } from './dialect.ts';
import { printQuery } from './print.ts';

const plain: Dialect = {
  name: 'plain',
  typeNames: {
    boolean: 'BOOLEAN',
    uint8: 'SMALLINT',
    int16: 'SMALLINT',
    int32: 'INTEGER',
    int64: 'BIGINT',
    float32: 'REAL',
    float64: 'DOUBLE',
    string: 'VARCHAR',
    timestamp: 'TIMESTAMP',
  },
  functions: commonFunctions,
  aggregates: {
    'count-rows': 'count(*)',
    count: 'count({0})',
    sum: 'sum({0})',
    avg: 'avg({0})',
    min: 'min({0})',
    max: 'max({0})',
    stddev: 'stddev({0})',
    'string-agg': 'listagg({0}, {2})',
  },
};
const int64 = { scalar: 'int64' } as const;
const storage = { releaseDigest: '', releaseAddress: '', table: '' };
const columns = ['a', 'b"c'].map((name) => ({ name, type: int64 }));
const scan = { kind: 'scan', storage, columns } as const;
const a: Scalar = { kind: 'column', index: 0, type: int64 };
const b: Scalar = { kind: 'column', index: 1, type: int64 };

function literal(type: 'int64' | 'float64' | 'string' | 'timestamp', value: bigint | number | string | null): Scalar {
  return { kind: 'literal', type: { scalar: type }, value };
}

function apply(name: string, ...args: Scalar[]): Scalar {
  return { kind: 'apply', function: name, arguments: args, type: { scalar: 'boolean' } };
}

function sql(root: Parameters<typeof printQuery>[0], canonicalSources = false): string {
  return printQuery(root, { dialect: plain, source: () => 't', canonicalSources }).sql;
}

const above = apply('gt', b, literal('int64', 5n));
const aboveText = `(t0."b""c" > CAST('5' AS BIGINT))`;

describe('one SELECT for what SQL does in one', () => {
  const filtered = { kind: 'filter', input: scan, predicate: above } as const;
  const sorted = { kind: 'sort', input: filtered, by: [{ value: a, descending: true }], canonical: true } as const;
  const top = { kind: 'limit', input: sorted, limit: 3, offset: 1 } as const;
  const distinct = {
    kind: 'distinct',
    input: { kind: 'project', input: scan, values: [a], names: ['x'] },
  } as const;

  test('filter, sort, limit, project', () => {
    const root = { kind: 'project', input: top, values: [b], names: ['x'] } as const;
    const text = `SELECT t0."b""c" AS "c0" FROM t AS t0 WHERE ${aboveText} ORDER BY t0."a" DESC NULLS LAST OFFSET 1 LIMIT 3`;
    expect(sql(root)).toBe(text);
    expect(sql(root, true)).toBe(text.replace(' ORDER BY t0."a" DESC NULLS LAST', ''));
  });
  test('a filter after a limit gets a SELECT of its own', () => {
    const text = sql({ kind: 'filter', input: top, predicate: above });
    expect(text).toMatch(/FROM \(SELECT .* OFFSET 1 LIMIT 3\) AS t1 WHERE/);
  });
  test('a distinct is ordered by its columns, by anything else around it', () => {
    const plainSort = sql({ kind: 'sort', input: distinct, by: [{ value: a, descending: false }] });
    expect(plainSort).toBe('SELECT DISTINCT t0."a" AS "c0" FROM t AS t0 ORDER BY 1 ASC NULLS LAST');
    const computed = sql({ kind: 'sort', input: distinct, by: [{ value: apply('add', a, a), descending: false }] });
    expect(computed).toBe(
      'SELECT t1."c0" AS "c0" FROM (SELECT DISTINCT t0."a" AS "c0" FROM t AS t0) AS t1 ORDER BY (t1."c0" + t1."c0") ASC NULLS LAST',
    );
  });
  test('groups and their conditions', () => {
    const sum = { function: 'sum', argument: b, distinct: true, type: int64 } as const;
    const groups = { kind: 'aggregate', input: filtered, groupBy: [a], aggregates: [sum], names: ['g', 's'] } as const;
    const total = 'CAST(sum(DISTINCT t0."b""c") AS BIGINT)';
    expect(sql({ kind: 'filter', input: groups, predicate: above })).toBe(
      `SELECT t0."a" AS "c0", ${total} AS "c1" FROM t AS t0 WHERE ${aboveText} GROUP BY t0."a" HAVING (${total} > CAST('5' AS BIGINT))`,
    );
  });
  test('a function that the dialect does not know is an error, not a guess', () => {
    const unknown = apply('bit-and', a, b);
    expect(() => sql({ kind: 'filter', input: scan, predicate: unknown })).toThrow('plain does not spell "bit-and"');
  });
});

test('literals inside the text are exact and cannot leave it', () => {
  const values: readonly (readonly [Scalar, string])[] = [
    [literal('int64', -(2n ** 63n)), `CAST('-9223372036854775808' AS BIGINT)`],
    [literal('float64', 0.1 + 0.2), `CAST('0.30000000000000004' AS DOUBLE)`],
    [literal('float64', Number.NaN), `CAST('NaN' AS DOUBLE)`],
    [literal('float64', Number.NEGATIVE_INFINITY), `CAST('-Infinity' AS DOUBLE)`],
    [literal('float64', -0), `CAST('-0.0' AS DOUBLE)`],
    [literal('string', "'; DROP TABLE t; --"), `'''; DROP TABLE t; --'`],
    [literal('timestamp', -1n), `CAST('1969-12-31 23:59:59.999999' AS TIMESTAMP)`],
    [literal('string', null), 'CAST(NULL AS VARCHAR)'],
  ];
  for (const [value, text] of values) {
    expect(sql({ kind: 'project', input: scan, values: [value], names: ['v'] })).toBe(
      `SELECT ${text} AS "c0" FROM t AS t0`,
    );
  }
});

test('templates take arguments by number and joined', () => {
  expect(fill('f({0}, {1})', ['$&', '{0}'])).toBe('f($&, {0})');
  expect(fill('({* AND })', ['a', 'b', 'c'])).toBe('(a AND b AND c)');
  expect(fill('{0} IN ({1*, })', ['x', 'y', 'z'])).toBe('x IN (y, z)');
});

test('names and texts are quoted', () => {
  expect(quoteName('a"; --')).toBe('"a""; --"');
  expect(quoteText("it's")).toBe("'it''s'");
});

test('functions inside functions whose spelling repeats its argument are refused before their text is without bounds', () => {
  const nested = (depth: number): Scalar => (depth === 0 ? a : apply('sqrt', nested(depth - 1)));
  const root = (depth: number) => ({ kind: 'project', input: scan, values: [nested(depth)], names: ['x'] }) as const;
  expect(sql(root(8)).length).toBeLessThan(50_000);
  for (const depth of [20, 60, 200]) expect(() => sql(root(depth))).toThrow('QUERY-LONG');
});

test('the parameters are those of the text, in its order; a value that nobody asks for has none', () => {
  const dialect: Dialect = { ...plain, parameter: (n, type) => `$${n}::${type}` };
  const max = (n: bigint) =>
    ({ function: 'max', argument: apply('add', a, literal('int64', n)), type: int64 }) as const;
  const groups = {
    kind: 'aggregate',
    input: scan,
    groupBy: [],
    aggregates: [max(1n), max(2n)],
    names: ['x', 'y'],
  } as const;
  const root = { kind: 'project', input: groups, values: [b], names: ['y'] } as const;
  const { sql: text, parameters } = printQuery(root, { dialect, source: () => 't' });
  expect([text, parameters.map((p) => p.value)]).toEqual([
    'SELECT max((t0."a" + $1::BIGINT)) AS "c0" FROM t AS t0',
    [2n],
  ]);
});
