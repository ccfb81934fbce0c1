import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseAdql } from '@lingtai/adql';
import type { ColumnBatch, Field } from '@lingtai/columns';
import type { Engine } from '@lingtai/engine';
import { duckdbEngine } from '@lingtai/engine-duckdb';
import { type CatalogueView, resolve } from '@lingtai/query';
import { type ResultHead, RowLimiter, resultFormats, resultWriters, tableBody } from '@lingtai/service-dali';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-formats-'));
const path = join(folder, 'table.parquet');
const rowCount = 30_000;

/** Every type with and without nulls, as far as FITS counts them; `make` has the row number `i`. */
const columns: readonly (Field & { readonly make: string })[] = [
  { name: 'id', scalar: 'int64', make: 'i' },
  { name: 'bytes', scalar: 'uint8', make: 'CAST(i % 256 AS UTINYINT)' },
  { name: 'maybe_bytes', scalar: 'uint8', make: 'CASE WHEN i % 5 > 0 THEN CAST(i % 256 AS UTINYINT) END' },
  { name: 'short', scalar: 'int16', make: 'CASE WHEN i <> 29999 THEN CAST(i % 1000 AS SMALLINT) END' },
  { name: 'flag', scalar: 'boolean', make: 'CASE WHEN i % 3 > 0 THEN i % 2 = 0 END' },
  { name: 'value', scalar: 'float64', make: 'CASE WHEN i % 7 > 0 THEN i / 7 END' },
  { name: 'ascii', scalar: 'string', make: "repeat('x', CAST(i % 40 AS INTEGER))" },
  { name: 'text', scalar: 'string', make: "CASE WHEN i % 11 > 0 THEN '灵台 ' || (i // 9000) END" },
  { name: 'none', scalar: 'string', make: 'CAST(NULL AS VARCHAR)' },
  {
    name: 'moment',
    scalar: 'timestamp',
    make: "CASE WHEN i % 4 > 0 THEN TIMESTAMP '2020-01-01' + i * INTERVAL 1 SECOND END",
  },
  { name: 'spectrum', scalar: 'float32', arraysize: '*', make: '[CAST(k AS FLOAT) FOR k IN range(i % 6)]' },
  { name: 'counts', scalar: 'int32', arraysize: '*', make: '[CAST(k AS INTEGER) FOR k IN range(i % 3)]' },
];

const view: CatalogueView = {
  table: () => ({
    name: 'test.t',
    storage: { releaseDigest: 'd', releaseAddress: 'test/dr1/v1', table: 't' },
    columns: columns.map(({ make: _, ...field }) => ({ ...field, verb: 1, searchable: true })),
    key: 'id',
  }),
  tableNames: () => ['test.t'],
  audienceKey: 'test',
};

let engine: Engine;
beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const select = columns.map(({ name, make }) => `${make} AS "${name}"`).join(', ');
  await connection.run(`COPY (SELECT ${select} FROM range(${rowCount}) r(i)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  const files = { keyColumn: 'id', rowCount, partitions: [{ path, rowCount, sizeBytes: statSync(path).size }] };
  engine = await duckdbEngine({ allowedDirectories: [folder], threads: 2, locator: { locate: async () => files } });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How often the engine was asked. */
let runs = 0;
const watched = (): Engine => ({
  name: engine.name,
  capabilities: engine.capabilities,
  estimate: (plan) => engine.estimate(plan),
  close: () => engine.close(),
  run: (plan, options) => {
    runs++;
    return engine.run(plan, options);
  },
});

async function fitsOf(adql: string, maxrec: number): Promise<{ file: Buffer; complete: boolean; asked: number }> {
  runs = 0;
  const body = await tableBody(
    watched(),
    {
      plan: resolve(parseAdql(adql).tree!, view).plan,
      maxrec,
      limitName: 'MAXREC',
      format: resultFormats.find((f) => f.format === 'fits')!,
      head: { tableName: 't', infos: [] },
    },
    new AbortController().signal,
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of body.bytes) pieces.push(piece);
  return { file: Buffer.concat(pieces), complete: body.ending().complete, asked: runs };
}

/** The same answer, measured by reading all its rows. */
async function fitsByReading(adql: string, maxrec: number): Promise<Buffer> {
  const { plan } = resolve(parseAdql(adql).tree!, view);
  const rows = async (): Promise<[AsyncIterable<ColumnBatch>, RowLimiter]> => {
    const limiter = new RowLimiter(maxrec);
    return [limiter.limit((await engine.run(plan)).batches), limiter];
  };
  const [first, measured] = await rows();
  const [second] = await rows();
  const ending = (): ReturnType<ReturnType<ResultHead['again']>['ending']> => {
    const { returned, overflow } = measured;
    if (overflow) return { returned, complete: false, total: 'unknown', limit: `MAXREC=${maxrec}` };
    return { returned, complete: true, total: returned };
  };
  const head = { fields: plan.fields, tableName: 't', infos: [], again: () => ({ batches: first, ending }) };
  const pieces: Uint8Array[] = [];
  for await (const piece of resultWriters.fits(head, second, ending)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const names = columns.map(({ name }) => name);
const all = `SELECT ${names.filter((n) => n !== 'counts').join(', ')} FROM test.t`;
test.each([
  ['whole', all, 1_000_000, true, 2],
  ['just whole', all, rowCount, true, 3],
  ['cut before its only null', all, rowCount - 1, false, 3],
  ['of fewer rows than asked', `${all} WHERE id < 20000`, 1_000_000, true, 2],
  [
    'with lists of integers, which the engine does not measure',
    `SELECT ${names.join(', ')} FROM test.t`,
    25_000,
    false,
    2,
  ],
])(
  'FITS measured by the engine is FITS measured by reading, to the byte: %s',
  async (_, adql, maxrec, complete, asked) => {
    const made = await fitsOf(adql, maxrec);
    expect(made.complete).toBe(complete);
    expect(made.asked).toBe(asked);
    expect(made.file.equals(await fitsByReading(adql, maxrec))).toBe(true);
  },
);
