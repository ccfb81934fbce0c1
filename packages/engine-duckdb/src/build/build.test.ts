import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CellValue, ColumnBatch, Field, ScalarVector } from '@lingtai/columns';
import type { BuilderColumn, BuiltTable, TableBuilder } from '@lingtai/engine';
import { healpixHash } from '@lingtai/sky';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbTableBuilder } from './builder.ts';
import { withHealpix } from './healpix-sql.ts';
import { asLingtaiError } from './session.ts';
import { readRows } from './test-kit.ts';

const root = resolve(import.meta.dirname, '../../../..');
const python = join(root, '.tools/venv/bin/python');
let folder: string;
let builder: TableBuilder;
let serial = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingtai-build-'));
  builder = duckdbTableBuilder({ tempDirectory: join(folder, 'temp'), memoryLimitBytes: 1e9, threads: 2 });
});
afterAll(async () => {
  await builder.close();
  rmSync(folder, { recursive: true, force: true });
});

const fields: readonly Field[] = [
  { name: 'id', scalar: 'int64' },
  { name: 'ra', scalar: 'float64' },
  { name: 'dec', scalar: 'float64' },
  { name: 'mag', scalar: 'float32' },
  { name: 'name', scalar: 'string' },
  { name: 'flag', scalar: 'boolean' },
  { name: 'bits', scalar: 'uint8' },
  { name: 'plate', scalar: 'int16' },
  { name: 'mjd', scalar: 'int32' },
  { name: 'at', scalar: 'timestamp' },
  { name: 'flux', scalar: 'float32', arraysize: '*' },
  { name: 'tags', scalar: 'string', arraysize: '*' },
];
const columns: readonly BuilderColumn[] = fields.map((f) => ({
  name: f.name,
  from: f.name,
  type: f.scalar,
  nulls: [],
  required: false,
  ...(f.arraysize === undefined ? {} : { arraysize: f.arraysize }),
}));
const position = { ra: 'ra', dec: 'dec' };
type Row = readonly CellValue[];

/** Rows to vectors, the slow and plain way. */
function batchOf(of: readonly Field[], rows: readonly Row[]): ColumnBatch {
  return {
    rowCount: rows.length,
    columns: of.map((field, i) => {
      const cells = rows.map((r) => r[i] ?? null);
      if (field.arraysize === undefined) return scalarOf(field.scalar, cells);
      const lists = cells.map((c) => (Array.isArray(c) ? c : []));
      const offsets = Int32Array.from([
        0,
        ...lists.map(
          (
            (sum) => (l: readonly unknown[]) =>
              (sum += l.length)
          )(0),
        ),
      ]);
      return {
        kind: 'list',
        length: rows.length,
        offsets,
        child: scalarOf(field.scalar, lists.flat()),
        valid: Uint8Array.from(cells, (c) => (c === null ? 0 : 1)),
      };
    }),
  };
}

const arrays = {
  boolean: Uint8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  timestamp: BigInt64Array,
} as const;

function scalarOf(type: Field['scalar'], cells: readonly CellValue[]): ScalarVector {
  const valid = Uint8Array.from(cells, (c) => (c === null ? 0 : 1));
  const base = { kind: 'scalar', length: cells.length, valid } as const;
  if (type === 'string') return { ...base, type, values: cells.map((c) => (c === null ? '' : String(c))) };
  const values = new arrays[type](cells.length);
  for (const [i, cell] of cells.entries())
    if (cell !== null) values[i] = (typeof cell === 'boolean' ? Number(cell) : cell) as never;
  return { ...base, type, values } as ScalarVector;
}

/** A repeatable sky with nulls, NaN, long and short texts. */
function sky(count: number): Row[] {
  return Array.from({ length: count }, (_, i): Row => {
    const ra = (i * 137.50776405003785) % 360;
    const dec = (Math.asin(1 - (2 * i + 1) / count) * 180) / Math.PI;
    const mag = i % 11 === 0 ? null : i % 13 === 0 ? Number.NaN : Math.fround(10 + (i % 97) / 7);
    const name = i % 5 === 0 ? null : i % 3 === 0 ? `星 ${i}` : `LAMOST J${String(i).padStart(18, '0')}`;
    const flux = i % 17 === 0 ? null : Array.from({ length: i % 6 }, (_, k) => (k === 4 ? null : Math.fround(k / 3)));
    const tags = i % 19 === 0 ? null : i % 4 === 0 ? ['', null, `a tag of more than twelve bytes ${i}`] : [];
    const place = i % 101 === 0 ? [null, null] : [ra, dec];
    return [
      BigInt(i) * 1_000_003n - 7n,
      ...place,
      mag,
      name,
      i % 7 === 0 ? null : i % 2 === 0,
      i % 256,
      (i % 400) - 200,
      55_000 + i,
      BigInt(i) * 86_400_000_001n,
      flux,
      tags,
    ];
  });
}

async function buildRows(
  rows: readonly Row[],
  more: { rowGroupRows?: number; partitionRows?: number; by?: TableBuilder; place?: boolean } = {},
): Promise<{ table: BuiltTable; out: string }> {
  const staged = join(folder, `staged-${++serial}.parquet`);
  const out = join(folder, `table-${serial}`);
  const by = more.by ?? builder;
  await by.stageBatches(fields, [batchOf(fields, rows)], staged);
  const table = await by.build({
    stagedFiles: [staged],
    columns,
    key: 'id',
    ...(more.place === false ? {} : { position }),
    outputFolder: out,
    rowGroupRows: more.rowGroupRows ?? 200,
    partitionRows: more.partitionRows ?? 1000,
  });
  return { table, out };
}

const digestsOf = (table: BuiltTable) =>
  table.files.flatMap((f) => f.rowGroups.map((g) => JSON.stringify([f.path, g.rowCount, g.lo, g.columnDigests])));

describe('building a positioned table', () => {
  it('sorts, cuts at cell borders, keeps rows without a position apart and loses none', async () => {
    const rows = sky(5000);
    const { table, out } = await buildRows(rows);
    const without = rows.filter((r) => r[1] === null).length;
    expect(table.rowCount).toBe(5000);
    expect(table.noPosition).toMatchObject({ folder: `${out}-nopos`, rowCount: without });
    expect(table.files.reduce((sum, f) => sum + f.rowCount, 0)).toBe(5000 - without);
    let last = -1n;
    for (const file of table.files) {
      expect(file.rowCount).toBeLessThanOrEqual(1000);
      expect(file.path).toBe(`dataset/Norder=${file.order}/Dir=0/Npix=${file.pixel}.parquet`);
      const found = await readRows(join(out, file.path), ['_healpix_29', 'id']);
      let at = 0;
      for (const group of file.rowGroups) {
        expect(group.rowCount).toBeLessThanOrEqual(400);
        for (const [cell] of found.slice(at, at + group.rowCount)) {
          expect(
            (cell as bigint) >= last && (cell as bigint) >= BigInt(group.lo!) && (cell as bigint) <= BigInt(group.hi!),
          ).toBe(true);
          last = cell as bigint;
        }
        at += group.rowCount;
      }
      expect(at).toBe(found.length);
    }
    const rest = await readRows(join(out, '../', `${table.noPosition!.folder.split('/').pop()}/part-0.parquet`), [
      '_healpix_29',
      'id',
    ]);
    expect(rest.every(([cell]) => cell === null)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(['dataset', 'hats.properties', 'partition_info.csv', 'properties']);
    expect(table.statistics['id']).toMatchObject({ nullCount: 0, min: '-7', max: String(4999n * 1_000_003n - 7n) });
    expect(table.statistics['mag']!.nullCount).toBe(rows.filter((r) => r[3] === null).length);
    expect(table.statistics['flux']!.nullCount).toBe(rows.filter((r) => r[10] === null).length);
    expect(table.statistics['at']).toMatchObject({ min: '1970-01-01T00:00:00' });
  });

  it('gives the same digests whatever the threads, the batches and the order of input', async () => {
    const rows = sky(3000);
    const first = await buildRows(rows);
    const single = duckdbTableBuilder({ tempDirectory: join(folder, 'temp1'), memoryLimitBytes: 1e9, threads: 1 });
    try {
      const second = await buildRows([...rows].reverse(), { by: single });
      expect(digestsOf(second.table)).toEqual(digestsOf(first.table));
    } finally {
      await single.close();
    }
  });

  it('changes one row group alone when a row comes in', async () => {
    const rows = sky(4000);
    const before = new Set(digestsOf((await buildRows(rows)).table));
    const added: Row = [1n, 200.25, 12.5, 15, 'new', true, 1, 1, 1, 1n, null, null];
    const after = digestsOf((await buildRows([...rows, added])).table);
    expect(after.length).toBe(before.size);
    expect(after.filter((d) => !before.has(d)).length).toBe(1);
  });

  it('gives digests that are found again in the files, and not in a changed file', async () => {
    const { table, out } = await buildRows(sky(3000));
    const typed = [
      { name: '_healpix_29', type: { scalar: 'int64' } } as const,
      ...fields.map((f) => ({ name: f.name, type: f })),
    ];
    for (const file of table.files) {
      const found = await builder.digestFile(join(out, file.path), typed);
      expect(found).toEqual(file.rowGroups.map(({ rowCount, columnDigests }) => ({ rowCount, columnDigests })));
    }
    const first = join(out, table.files[0]!.path);
    writeFileSync(first, readFileSync(first).subarray(0, 5000));
    await expect(builder.digestFile(first, typed)).rejects.toThrow('RELEASE-UNREADABLE');
  });

  it('refuses keys that repeat between sources', async () => {
    const files = [join(folder, 'one.parquet'), join(folder, 'two.parquet')];
    for (const file of files) await builder.stageBatches(fields, [batchOf(fields, sky(20))], file);
    const job = {
      stagedFiles: files,
      columns,
      key: 'id',
      position,
      outputFolder: join(folder, 'twice'),
      rowGroupRows: 100,
    };
    await expect(builder.build(job)).rejects.toThrow('INGEST-DUPLICATE');
  });

  it.skipIf(!existsSync(python))(
    'is read by pyarrow, hats and lsdb, with the digests that Python computes',
    async () => {
      const { table, out } = await buildRows(sky(3000));
      writeFileSync(`${out}.json`, JSON.stringify(table));
      const report: unknown = JSON.parse(
        execFileSync(python, [join(import.meta.dirname, 'check_table.py'), out, `${out}.json`], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      );
      const placed = table.rowCount - table.noPosition!.rowCount;
      expect(report).toEqual({
        wrongDigests: [],
        wrongCells: 0,
        valid: true,
        totalRows: placed,
        metadataRows: placed,
        lsdbRows: placed,
      });
    },
  );
});

describe('building a table without positions', () => {
  it('writes parts in the order of the key', async () => {
    const { table, out } = await buildRows(sky(2500), { place: false });
    expect(table.files.map((f) => [f.path, f.rowCount, f.rowGroups.length])).toEqual([
      ['part-0.parquet', 1000, 5],
      ['part-1.parquet', 1000, 5],
      ['part-2.parquet', 500, 3],
    ]);
    const keys = (await readRows(join(out, 'part-*.parquet'), ['id'])).map(([k]) => k as bigint);
    expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
    expect(table.otherFiles).toEqual([]);
  });
});

describe('the derived file', () => {
  it('holds the rows in canonical order and finds a key by its index', async () => {
    const { table, out } = await buildRows(sky(3000));
    const files = [
      ...table.files.map((f) => join(out, f.path)),
      ...table.noPosition!.files.map((f) => join(table.noPosition!.folder, f.path)),
    ];
    const file = join(folder, 'derived.duckdb');
    const { sizeBytes } = await builder.derive({ outputFile: file, tables: [{ name: 'lrs', files, key: 'id' }] });
    expect(sizeBytes).toBeGreaterThan(0);
    const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
    const expected: unknown[][] = [];
    for (const f of files) expected.push(...(await readRows(f, ['_healpix_29', 'id'])));
    expect(await ask('SELECT _healpix_29, id FROM lrs ORDER BY rowid')).toEqual(expected);
    expect(await ask('SELECT id, _healpix_29 FROM lrs WHERE id = 999996')).toEqual([
      [999_996n, expected.find((r) => r[1] === 999_996n)![0]],
    ]);
    expect(String((await ask('EXPLAIN ANALYZE SELECT _healpix_29 FROM lrs WHERE id = 999996'))[0]![1])).toContain(
      'Index Scan',
    );
    connection.closeSync();
    instance.closeSync();
  });
});

describe('rows in and rows out', () => {
  const cell = (value: fc.Arbitrary<CellValue>) => fc.option(value, { nil: null, freq: 4 });
  const bigInt = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const row = fc.tuple(
    bigInt,
    fc.double({ min: 0, max: 359.999, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
    cell(fc.float()),
    cell(text),
    cell(fc.boolean()),
    cell(fc.integer({ min: 0, max: 255 })),
    cell(fc.integer({ min: -32_768, max: 32_767 })),
    cell(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
    cell(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n })),
    cell(fc.array(cell(fc.float()) as fc.Arbitrary<null | number>, { maxLength: 5 })),
    cell(fc.array(cell(text) as fc.Arbitrary<null | string>, { maxLength: 3 })),
  );

  it('come out exactly: 64-bit integers, bits of floats, Unicode, nulls, arrays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(row, { selector: (r) => r[0], minLength: 1, maxLength: 60 }), async (rows) => {
        const { table, out } = await buildRows(rows, { rowGroupRows: 8, partitionRows: 20 });
        const found = (
          await Promise.all(
            table.files.map((f) =>
              readRows(
                join(out, f.path),
                fields.map((x) => x.name),
              ),
            ),
          )
        ).flat();
        expect(found.length).toBe(rows.length);
        const byKey = new Map(found.map((r) => [r[0], r]));
        for (const r of rows) {
          const got = byKey.get(r[0])!;
          for (const [i, value] of r.entries()) {
            if (fields[i]!.scalar === 'timestamp')
              expect((got[i] as Date | null)?.getTime() ?? null).toBe(
                value === null ? null : Math.trunc(Number((value as bigint) / 1000n)),
              );
            else expect(got[i]).toEqual(value);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('keep negative zeros beside positive ones, which a dictionary would merge', async () => {
    const zeros = sky(40).map(
      (r, i): Row => [...r.slice(0, 3), i % 2 === 0 ? -0 : 0, ...r.slice(4, 10), [-0, 0], null],
    );
    const { table, out } = await buildRows(zeros, { rowGroupRows: 5 });
    const found = (
      await Promise.all(table.files.map((f) => readRows(join(out, f.path), ['id', 'mag', 'flux'])))
    ).flat();
    for (const [id, mag, flux] of found) {
      expect(mag).toBe(((id as bigint) + 7n) % 2n === 0n ? -0 : 0);
      expect(flux).toEqual([-0, 0]);
    }
  });

  it('are all accepted or rejected when they come as text', async () => {
    const field = fc.oneof(
      fc.integer().map(String),
      fc.double().map(String),
      fc.string({ unit: 'grapheme', maxLength: 30 }).filter((t) => !/[\0_]/.test(t) && !/^\s/.test(t)),
      fc.constantFrom('', ' ', '+5', '1e400', '-9999', '5.0', '5.5', 'inf', 'nan'),
    );
    const line = fc.tuple(fc.integer({ min: 1, max: 30 }).map(String), field, field);
    const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
        const file = join(folder, `property-${++serial}.csv`);
        writeFileSync(file, `id,n,x\n${lines.map((l) => `${l.map(quoted).join(',')}\n`).join('')}`);
        const typed: BuilderColumn[] = [
          { name: 'id', from: 'id', type: 'int32', nulls: [], required: true },
          { name: 'n', from: 'n', type: 'int32', nulls: [-9999], required: false },
          { name: 'x', from: 'x', type: 'string', nulls: [], required: false },
        ];
        const source = { kind: 'csv', files: [file], delimiter: ',', header: true, missing: [] } as const;
        const outputFile = join(folder, `property-${serial}.parquet`);
        const result = await builder.stage({
          source,
          columns: typed,
          key: 'id',
          outputFile,
          rejectsFile: join(folder, 'property.jsonl'),
        });
        expect(result.rowsRead).toBe(lines.length);
        const isEmpty = (s: string) => /^ *$/.test(s);
        const isWhole = (s: string) =>
          isEmpty(s) || (Number.isInteger(Number(s)) && Number(s) >= -(2 ** 31) && Number(s) < 2 ** 31);
        const seen = new Set<string>();
        const expected = lines.filter(([key, n]) => isWhole(n) && !seen.has(key) && seen.add(key));
        expect(result.rowsAccepted).toBe(expected.length);
        const rows = await readRows(outputFile, ['id', 'n', 'x'], 'id');
        const want = expected.map(([key, n, x]) => [
          Number(key),
          isEmpty(n) || Number(n) === -9999 ? null : Number(n) + 0,
          x === '' ? null : x,
        ]);
        expect(rows).toEqual(want.sort((a, b) => Number(a[0]) - Number(b[0])));
      }),
      { numRuns: 30 },
    );
  });
});

describe('HEALPix in SQL', () => {
  it.skipIf(!existsSync(python))('is the cell that healpy gives, at poles, borders and everywhere', async () => {
    const script = `
import healpy, numpy as np, pyarrow as pa, pyarrow.parquet as pq, sys
r = np.random.default_rng(29)
ra = [r.uniform(0, 360, 100000), np.tile([0, 45, 90, 135, 180, 225, 270, 315, 359.9999999999999, 1e-300, -1e-20, 22.5], 12),
      r.uniform(0, 360, 20000), r.choice([0., 45, 90, 180, 270], 20000)]
b = np.degrees(np.arcsin(2 / 3))
dec = [np.degrees(np.arcsin(r.uniform(-1, 1, 100000))), np.repeat([90, -90, 89.9999999, -89.9999999, b, -b, 0, -0.0, 89.42, 89.43, 1e-15, 41.8103148957786], 12),
       np.concatenate([r.uniform(89, 90, 10000), r.uniform(-90, -89, 10000)]), r.uniform(-90, 90, 20000)]
ra, dec = np.concatenate(ra), np.concatenate(dec)
pq.write_table(pa.table({"ra": ra, "dec": dec, "cell": healpy.ang2pix(2**29, ra, dec, nest=True, lonlat=True)}), sys.argv[1])`;
    const file = join(folder, 'healpy.parquet');
    execFileSync(python, ['-c', script, file], { stdio: ['ignore', 'ignore', 'ignore'] });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const sql = `SELECT count(*), count(*) FILTER (cell = _healpix_29) FROM (${withHealpix(`read_parquet('${file}')`, 'ra', 'dec', ['cell'])})`;
    const rows = (await connection.runAndReadAll(sql)).getRowsJS();
    expect(rows).toEqual([[140_144n, 140_144n]]);
    connection.closeSync();
    instance.closeSync();
  });

  // There healpy itself is another face away, or beyond the last.
  it('is the cell that queries look for, one rounding error from a whole turn', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const ra of [359.99999999999994, -2e-14, -5e-14])
      for (let dec = 41.8103148957785; dec < 41.8103148957787; dec += 7.1e-15)
        for (const d of [dec, -dec]) {
          const sql = withHealpix(`(SELECT ${ra}::DOUBLE AS ra, ${d}::DOUBLE AS dec)`, 'ra', 'dec', []);
          expect([ra, d, (await connection.runAndReadAll(sql)).getRowsJS()[0]![0]]).toEqual([
            ra,
            d,
            healpixHash(29, ra, d),
          ]);
        }
    connection.closeSync();
    instance.closeSync();
  });
});

describe('failures', () => {
  it.skipIf(!existsSync('/dev/full'))('say that the disk is full', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const error = await connection
      .run("COPY (SELECT * FROM range(100000)) TO '/dev/full' (FORMAT csv)")
      .catch((e: unknown) => e);
    expect(asLingtaiError(error).message).toContain('INGEST-DISK-FULL');
    connection.closeSync();
    instance.closeSync();
  });

  it('leave nothing half made when cancelled', async () => {
    const file = join(folder, 'cancel.csv');
    writeFileSync(file, `id\n${Array.from({ length: 200_000 }, (_, i) => i).join('\n')}\n`);
    const source = { kind: 'csv', files: [file], delimiter: ',', header: true, missing: [] } as const;
    const stop = new AbortController();
    const outputFile = join(folder, 'cancelled.parquet');
    const idColumn: BuilderColumn = { name: 'id', from: 'id', type: 'int64', nulls: [], required: true };
    const running = builder.stage({
      source,
      columns: [idColumn],
      key: 'id',
      outputFile,
      rejectsFile: join(folder, 'cancelled.jsonl'),
      signal: stop.signal,
    });
    stop.abort();
    await expect(running).rejects.toThrow('INGEST-CANCELLED');
    expect(readdirSync(folder).filter((f) => f.startsWith('cancelled'))).toEqual([]);
  });
});
