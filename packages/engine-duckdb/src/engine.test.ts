import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { call, column, compare, type Expression, literal, name, type SelectQuery } from '@lingtai/adql';
import { cellAt, type ScalarType } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import { type Dialect, type Engine, loweredFunctions, printQuery, type TableFiles } from '@lingtai/engine';
import { readRows } from '@lingtai/engine/conformance';
import { type CatalogueView, functions, type Literal, operators, type Plan, resolve } from '@lingtai/query';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChunkReader } from './chunk.ts';
import { duckdbDialect, duckdbEngine, openHardened } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-duckdb-'));
const spill = mkdtempSync(join(tmpdir(), 'lingtai-spill-'));
const rows = 2_000_000;
const files: TableFiles = {
  derivedFile: join(folder, "it's.duckdb"),
  derivedTable: 'big "table"',
  partitions: [{ path: join(folder, 'none.parquet'), rowCount: rows, sizeBytes: 1 }],
  keyColumn: 'id',
  rowCount: rows,
};
const storage = { releaseDigest: 'd', releaseAddress: 'a', table: 'big' };
const types = { id: 'int64', x: 'float64', s: 'string', 'odd "name"': 'int32' } as const;
const view: CatalogueView = {
  table: () => ({
    name: 'big',
    storage,
    key: 'id',
    columns: Object.entries(types).map(([n, scalar]) => ({ name: n, scalar, verb: 1, searchable: true })),
  }),
  tableNames: () => ['big'],
  audienceKey: '',
};

beforeAll(async () => {
  const instance = await DuckDBInstance.create(files.derivedFile!, { threads: '2' });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE "big ""table""" AS SELECT i AS id, sin(i) AS x, 'row number ' || CAST(i AS VARCHAR) AS s, CAST(i % 7 AS INTEGER) AS "odd ""name""" FROM range(${rows}) r(i)`,
  );
  await connection.run('CREATE INDEX big_id ON "big ""table""" (id)');
  connection.closeSync();
  instance.closeSync();
  writeFileSync(join(spill, 'outside.csv'), 'a,b\n1,2\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(spill, { recursive: true });
});

function planOf(items: readonly Expression[], more: Partial<SelectQuery> = {}): Plan {
  const from = { kind: 'table', name: name('big') } as const;
  return resolve({ kind: 'select', items: items.map((value) => ({ kind: 'value', value })), from, ...more }, view).plan;
}

function joined(left: Expression, right: Expression): Expression {
  return { kind: 'arithmetic', operator: '||', left, right };
}

async function withEngine<T>(
  options: { memoryLimitBytes?: number; connections?: number },
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = await duckdbEngine({
    allowedDirectories: [folder],
    threads: 2,
    locator: { locate: async () => files },
    ...options,
  });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

async function errorOf(run: () => Promise<unknown>): Promise<LingtaiError> {
  const error: unknown = await run().then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(LingtaiError);
  return error as LingtaiError;
}

describe('isolation', () => {
  test('the instance reads nothing outside its folders, loads nothing and cannot be changed', async () => {
    const instance = await openHardened({ allowedDirectories: [folder] });
    const connection = await instance.connect();
    const outside = join(spill, 'outside.csv');
    for (const statement of [
      `SELECT * FROM read_csv('${outside}')`,
      `SELECT * FROM read_text('/etc/hostname')`,
      `SELECT * FROM '${folder}/../${outside.split('/').slice(-2).join('/')}'`,
      `COPY (SELECT 1) TO '${join(spill, 'written.csv')}'`,
      `ATTACH '${join(spill, 'new.duckdb')}'`,
      `SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')`,
      'INSTALL httpfs',
      'LOAD httpfs',
      'SET enable_external_access = true',
      `SET allowed_directories = ['/']`,
      "SET memory_limit = '100GB'",
    ]) {
      await expect(connection.run(statement), statement).rejects.toThrow();
    }
    expect(readdirSync(spill)).toEqual(['outside.csv']);
    connection.closeSync();
    instance.closeSync();
  });

  test('a derived file is attached read-only', async () => {
    const instance = await openHardened({ allowedDirectories: [folder] });
    const connection = await instance.connect();
    await connection.run(`ATTACH '${files.derivedFile!.replaceAll("'", "''")}' AS d (READ_ONLY)`);
    await expect(connection.run('DELETE FROM d.main."big ""table"""')).rejects.toThrow(/read-only/);
    connection.closeSync();
    instance.closeSync();
  });

  test('no internals are in the message of a failure', async () => {
    const broken = await duckdbEngine({
      allowedDirectories: [folder],
      locator: { locate: async () => ({ ...files, derivedTable: 'gone' }) },
    });
    const error = await errorOf(() => broken.run(planOf([column('id')])));
    await broken.close();
    expect(error.class).toBe('internal');
    expect(error.message).toBe('ENGINE-FAILED  The query engine failed.');
  });
});

describe('runs', () => {
  test('a sort that does not fit into memory is refused as too large', async () => {
    const plan = planOf([column('s'), column('x')], { orderBy: [{ value: column('x') }] });
    const error = await withEngine({ memoryLimitBytes: 60e6 }, (engine) =>
      errorOf(async () => readRows((await engine.run(plan)).batches)),
    );
    expect(`${error.class} ${error.diagnostics[0]!.code}`).toBe('too-large ENGINE-MEMORY');
  });

  test('a running query is cancelled in its middle', async () => {
    const slow = call('SUM', call('POWER', call('SIN', column('x')), call('EXP', call('COS', column('x')))));
    await withEngine({}, async (engine) => {
      const limit = new AbortController();
      const start = performance.now();
      setTimeout(() => limit.abort(new DOMException('limit', 'TimeoutError')), 5);
      const error = await errorOf(async () =>
        readRows((await engine.run(planOf([slow, call('COUNT', column('s'))]), { signal: limit.signal })).batches),
      );
      expect(error.class).toBe('timeout');
      expect(performance.now() - start).toBeLessThan(60_000);
      expect(await readRows((await engine.run(planOf([call('COUNT', column('id'))]))).batches)).toEqual([
        [BigInt(rows)],
      ]);
    });
  });

  test('what does not obey its limit is left alone: the answer comes, others run, and the engine closes', async () => {
    // One chunk of these patterns takes far longer than the limit, and the engine hears nothing inside a chunk.
    const text = joined(literal('a'.repeat(10_000)), column('s'));
    const pattern = joined(literal('%a_'.repeat(100)), column('s'));
    const where: Expression = { kind: 'like', value: text, pattern };
    await withEngine({ connections: 2 }, async (engine) => {
      const start = performance.now();
      const signal = AbortSignal.timeout(200);
      const error = await errorOf(async () =>
        readRows((await engine.run(planOf([column('id')], { where }), { signal })).batches),
      );
      expect(error.class).toBe('timeout');
      expect(performance.now() - start).toBeLessThan(60_000);
      expect(await readRows((await engine.run(planOf([call('COUNT', column('id'))]))).batches)).toEqual([
        [BigInt(rows)],
      ]);
    });
  });

  test('who waits for a connection can leave the line, and is served in turn otherwise', async () => {
    await withEngine({ connections: 1 }, async (engine) => {
      const first = await engine.run(planOf([column('id')]));
      const limit = new AbortController();
      const waiting = errorOf(() => engine.run(planOf([column('id')]), { signal: limit.signal }));
      const third = engine.run(planOf([call('COUNT', column('id'))]));
      limit.abort();
      expect((await waiting).diagnostics[0]!.code).toBe('ENGINE-CANCELLED');
      for await (const _ of first.batches) break;
      expect(await readRows((await third).batches)).toEqual([[BigInt(rows)]]);
    });
  });

  test('batches nobody reads give the connection back when left', async () => {
    await withEngine({ connections: 1 }, async (engine) => {
      const left = await engine.run(planOf([column('id')]));
      await left.batches[Symbol.asyncIterator]().return?.();
      expect(await readRows((await engine.run(planOf([call('COUNT', column('id'))]))).batches)).toEqual([
        [BigInt(rows)],
      ]);
    });
  });

  test('a result is streamed: memory does not grow with it', async () => {
    await withEngine({ memoryLimitBytes: 200e6 }, async (engine) => {
      let sum = 0n;
      let count = 0;
      for await (const batch of (await engine.run(planOf([column('id'), column('s'), column('odd "name"')]))).batches) {
        count += batch.rowCount;
        expect(batch.rowCount).toBeLessThanOrEqual(2048);
        sum += cellAt(batch.columns[0]!, batch.rowCount - 1) as bigint;
      }
      expect(count).toBe(rows);
      expect(sum).toBeGreaterThan(0n);
    });
  });

  test('a table without positions is asked by its key', async () => {
    await withEngine({}, async (engine) => {
      const plan = planOf([column('odd "name"')], { where: compare(column('id'), '=', literal(700_001)) });
      expect(await readRows((await engine.run(plan)).batches)).toEqual([[700_001 % 7]]);
    });
  });

  test('texts of the asker never become SQL', async () => {
    await withEngine({}, async (engine) => {
      for (const text of ["'; DROP TABLE t; --", '$1', "\\'", '"', '\u0000', '{0}']) {
        const plan = planOf([literal(text)], { top: 1, where: compare(column('s'), '<>', literal(text)) });
        expect(await readRows((await engine.run(plan)).batches)).toEqual([[text]]);
      }
    });
  });
});

describe('the printer', () => {
  test('every function of the plan is spelt', () => {
    for (const operator of [...operators, ...Object.values(functions).map((f) => f.name)]) {
      const spelt =
        operator in duckdbDialect.functions || ['case', 'cast', 'try-cast', ...loweredFunctions].includes(operator);
      expect(spelt, operator).toBe(true);
    }
  });

  const { parameter: _, ...inline } = duckdbDialect;
  const values: { readonly [T in ScalarType]?: fc.Arbitrary<Literal['value']> } = {
    int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    float64: fc.double(),
    float32: fc.float(),
    string: fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\u0000', '').toWellFormed()),
    boolean: fc.boolean(),
    timestamp: fc.bigInt({ min: -(10n ** 15n), max: 4n * 10n ** 15n }),
  };

  for (const [title, dialect] of [
    ['parameters', duckdbDialect],
    ['literals in the text', inline],
  ] as const) {
    test(`values come back as they were sent: ${title}`, async () => {
      const instance = await openHardened({ allowedDirectories: [folder] });
      const connection = await instance.connect();
      for (const [scalar, arbitrary] of Object.entries(values)) {
        await fc.assert(
          fc.asyncProperty(arbitrary, async (value) => {
            expect(
              await throughDuckdb(connection, dialect, {
                kind: 'literal',
                type: { scalar: scalar as ScalarType },
                value,
              }),
            ).toBe(value);
          }),
          { numRuns: 60 },
        );
      }
      connection.closeSync();
      instance.closeSync();
    });
  }
});

async function throughDuckdb(
  connection: Awaited<ReturnType<DuckDBInstance['connect']>>,
  dialect: Dialect,
  value: Literal,
): Promise<unknown> {
  const scan = { kind: 'scan', storage, columns: [] } as const;
  const { sql, parameters } = printQuery(
    { kind: 'project', input: scan, values: [value], names: ['v'] },
    { dialect, source: () => '(SELECT 1)' },
  );
  const { bindAll } = await import('./bind.ts');
  const statement = await connection.prepare(sql);
  bindAll(statement, parameters);
  const chunk = await (await statement.run()).fetchChunk();
  const found = cellAt(new ChunkReader([value.type]).read(chunk!).columns[0]!, 0);
  statement.destroySync();
  return found;
}
