import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CellValue, ColumnBatch, Field, ScalarVector } from '@lingtai/columns';
import type { BuilderColumn, SplitJob, SplitRows, TableBuilder } from '@lingtai/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbTableBuilder } from './builder.ts';
import { readRows } from './test-kit.ts';

let folder: string;
let builder: TableBuilder;
let serial = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingtai-split-'));
  builder = duckdbTableBuilder({ tempDirectory: join(folder, 'temp'), memoryLimitBytes: 1e9, threads: 2 });
});
afterAll(async () => {
  await builder.close();
  rmSync(folder, { recursive: true, force: true });
});

const fieldsOf = (by: Field['scalar']): readonly Field[] => [
  { name: 'id', scalar: 'int64' },
  { name: 'ra', scalar: 'float64' },
  { name: 'dec', scalar: 'float64' },
  { name: 'until', scalar: by },
];
const columnsOf = (by: Field['scalar']): readonly BuilderColumn[] =>
  fieldsOf(by).map((f) => ({ name: f.name, from: f.name, type: f.scalar, nulls: [], required: false }));

const arrays = { int64: BigInt64Array, float64: Float64Array, timestamp: BigInt64Array } as const;

function vectorOf(type: Field['scalar'], cells: readonly CellValue[]): ScalarVector {
  const base = {
    kind: 'scalar',
    length: cells.length,
    valid: Uint8Array.from(cells, (c) => Number(c !== null)),
  } as const;
  if (type === 'string') return { ...base, type, values: cells.map((c) => String(c ?? '')) };
  const values = new arrays[type as keyof typeof arrays](cells.length);
  for (const [i, cell] of cells.entries()) if (cell !== null) values[i] = cell as never;
  return { ...base, type, values } as ScalarVector;
}

type Row = readonly [id: bigint, until: CellValue];

/** Rows staged in some files; every ninth has no position. */
async function staged(by: Field['scalar'], ...files: readonly (readonly Row[])[]): Promise<string[]> {
  const paths: string[] = [];
  for (const rows of files) {
    const place = (id: bigint, of: number) => (id % 9n === 0n ? null : Number(id * 7919n) % of);
    const columns = [
      ...[rows.map(([id]) => id), rows.map(([id]) => place(id, 360)), rows.map(([id]) => place(id, 90))],
      rows.map(([, until]) => until),
    ];
    const batch: ColumnBatch = {
      rowCount: rows.length,
      columns: fieldsOf(by).map((f, c) => vectorOf(f.scalar, columns[c]!)),
    };
    paths.push(join(folder, `staged-${++serial}.parquet`));
    await builder.stageBatches(fieldsOf(by), [batch], paths.at(-1)!);
  }
  return paths;
}

function split(by: Field['scalar'], stagedFiles: readonly string[], more: Partial<SplitJob> = {}): Promise<SplitRows> {
  return builder.split({
    ...{ stagedFiles, columns: columnsOf(by), key: 'id', by: 'until', groupOf: (value) => String(value) },
    outputFolder: join(folder, `split-${++serial}`),
    ...more,
  });
}

async function rowsIn(files: readonly string[]): Promise<unknown[][]> {
  const rows = await Promise.all(files.map((file) => readRows(file, ['id', 'until'])));
  return rows.flat().sort(([a], [b]) => Number((a as bigint) - (b as bigint)));
}

const numbered = (count: number, until: (id: number) => CellValue, from = 0): Row[] =>
  Array.from({ length: count }, (_, i) => [BigInt(from + i), until(from + i)]);

describe('split', () => {
  it('puts each row into exactly the group of its value, from any number of files into any number of groups', async () => {
    const until = (id: number) => (id % 4 === 0 ? null : `g${String(id % 150).padStart(3, '0')}`);
    const all = numbered(4000, until);
    const files = await staged('string', all.slice(0, 1500), all.slice(1500, 3000), all.slice(3000));
    const asked: string[] = [];
    const { groups, distinctEstimates } = await split('string', files, {
      groupOf: (value) => {
        asked.push(String(value));
        return value === null ? '' : String(value);
      },
    });
    expect(new Set(asked).size).toBe(asked.length);
    expect(groups.map((g) => g.name)).toEqual([...new Set(all.map(([, u]) => u ?? ''))].sort());
    for (const { name, rowCount, stagedFiles } of groups) {
      const expected = all.filter(([, u]) => (u ?? '') === name);
      expect(rowCount).toBe(expected.length);
      if (Number(name.slice(1)) % 12 === 0) expect(await rowsIn(stagedFiles)).toEqual(expected);
    }
    expect(distinctEstimates!['id']).toBe(4000);
  });

  it('copies nothing where all rows are of one group, or there is none', async () => {
    const files = await staged(
      'string',
      numbered(10, () => null),
    );
    const one = await split('string', files);
    expect(one).toEqual({ groups: [{ name: 'null', rowCount: 10, stagedFiles: files }] });
    const empty = await staged('string', []);
    expect(await split('string', empty)).toEqual({ groups: [] });
    expect(readdirSync(folder)).not.toContain(`split-${serial}`);
  });

  it('gives numbers, infinities, what is no number, and times to the microsecond', async () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 2027.25, null];
    const { groups } = await split(
      'float64',
      await staged(
        'float64',
        numbered(60, (id) => values[id % 6]!),
      ),
    );
    expect(groups.map((g) => [g.name, g.rowCount])).toEqual(
      ['-Infinity', '0', '2027.25', 'Infinity', 'NaN', 'null'].map((name) => [name, 10]),
    );
    const times = [0n, -1n, 1_800_000_000_000_001n, null];
    const { groups: byTime } = await split(
      'timestamp',
      await staged(
        'timestamp',
        numbered(8, (id) => times[id % 4]!),
      ),
    );
    expect(byTime.map((g) => g.name)).toEqual(['-1', '0', '1800000000000001', 'null']);
  });

  it('divides files by the rows with their keys; those without a row are told apart', async () => {
    const until = (id: number) => (id % 3 === 0 ? null : id % 3 === 1 ? 'early' : 'late');
    const rows = await staged('string', numbered(90, until), numbered(10, until, 90));
    const files = await staged(
      'string',
      numbered(40, () => 'of the file', 80),
    );
    const { groups } = await split('string', files, { rows, columns: [], groupOf: (value) => String(value) });
    expect(groups.map((g) => [g.name, g.rowCount])).toEqual([
      ['early', 6],
      ['late', 7],
      ['null', 7],
      ['undefined', 20],
    ]);
    const late = groups.find((g) => g.name === 'late')!;
    expect((await rowsIn(late.stagedFiles)).every(([id]) => Number(id) % 3 === 2)).toBe(true);
  });

  it('refuses a key that stands in two groups', async () => {
    const files = await staged(
      'string',
      numbered(10, () => 'a'),
      numbered(3, () => 'b', 9),
    );
    await expect(split('string', files)).rejects.toMatchObject({
      class: 'data',
      message: expect.stringContaining('9'),
    });
  });

  it('stops while values are asked for', async () => {
    const files = await staged(
      'string',
      numbered(9000, (id) => `g${id}`),
    );
    const stop = new AbortController();
    const asked: CellValue[] = [];
    const groupOf = (value: CellValue | undefined) => {
      if (asked.push(value ?? null) === 1) stop.abort();
      return String(value).slice(0, 2);
    };
    const stopped = split('string', files, { groupOf, signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({ diagnostics: [{ code: 'INGEST-CANCELLED' }] });
    expect(asked.length).toBeLessThan(9000);
  });

  it('gives groups that are built as if they had been staged alone', async () => {
    const all = numbered(3000, (id) => (id % 5 === 0 ? 'b' : id % 5 === 1 ? 'a' : null));
    const { groups } = await split('string', await staged('string', all.slice(0, 1000), all.slice(1000)));
    const alone = await staged(
      'string',
      all.filter(([, until]) => until === 'a'),
    );
    const built = async (stagedFiles: readonly string[], name: string) => {
      const job = { stagedFiles, columns: columnsOf('string'), key: 'id', position: { ra: 'ra', dec: 'dec' } };
      const outputFolder = join(folder, `built-${++serial}`, name);
      const { noPosition, ...rest } = await builder.build({
        ...job,
        outputFolder,
        rowGroupRows: 50,
        partitionRows: 200,
      });
      return { ...rest, without: noPosition?.files };
    };
    const split_ = await built(groups.find((g) => g.name === 'a')!.stagedFiles, 'same');
    expect(split_.files.length).toBeGreaterThan(3);
    expect(split_).toEqual(await built(alone, 'same'));
  });
});

describe('the derived file', () => {
  it('brings the rows of several trees into one order, and keeps the columns of a table without rows', async () => {
    const all = numbered(2000, (id) => ['a', 'b', 'c'][id % 3]!);
    const { groups } = await split('string', await staged('string', all));
    const job = { columns: columnsOf('string'), key: 'id', position: { ra: 'ra', dec: 'dec' }, rowGroupRows: 100 };
    const files: string[] = [];
    for (const { name, stagedFiles } of groups) {
      const outputFolder = join(folder, `trees-${name}`, 'lrs');
      const table = await builder.build({ ...job, stagedFiles, outputFolder });
      files.push(...table.files.map((f) => join(outputFolder, f.path)));
      files.push(...(table.noPosition?.files ?? []).map((f) => join(table.noPosition!.folder, f.path)));
    }
    const outputFile = join(folder, 'trees.duckdb');
    const held = { name: 'lrs__held', key: 'id', files, sortBy: ['_healpix_29', 'id'] };
    await builder.derive({ outputFile, tables: [{ name: 'lrs', key: 'id', files: [], emptyLike: files[0]! }, held] });
    const instance = await DuckDBInstance.create(outputFile, { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
    const found = await ask('SELECT _healpix_29, id FROM lrs__held ORDER BY rowid');
    const last = 1n << 62n;
    expect(found).toEqual(
      found.toSorted(([a, i], [b, k]) => {
        const [x, y] = [(a ?? last) as bigint, (b ?? last) as bigint];
        return x < y ? -1 : x > y ? 1 : Number((i as bigint) - (k as bigint));
      }),
    );
    expect(found.length).toBe(2000);
    expect(found.at(-1)![0]).toBeNull();
    expect(String((await ask('EXPLAIN ANALYZE SELECT until FROM lrs__held WHERE id = 777'))[0]![1])).toContain(
      'Index Scan',
    );
    expect(await ask('SELECT count(*), count(until) FROM lrs')).toEqual([[0n, 0n]]);
    expect((await ask('DESCRIBE lrs')).map(([name]) => name)).toEqual(['_healpix_29', 'id', 'ra', 'dec', 'until']);
    connection.closeSync();
    instance.closeSync();
  });
});
