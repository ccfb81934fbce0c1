import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ColumnBatch } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import type { BuilderColumn, StageJob, StageResult, TableBuilder } from '@lingtai/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbTableBuilder } from './builder.ts';
import { readRows } from './test-kit.ts';

let folder: string;
let builder: TableBuilder;
let serial = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingtai-stage-'));
  builder = duckdbTableBuilder({ tempDirectory: join(folder, 'temp'), memoryLimitBytes: 1e9, threads: 2 });
});
afterAll(async () => {
  await builder.close();
  rmSync(folder, { recursive: true, force: true });
});

const column = (name: string, type: BuilderColumn['type'], more: Partial<BuilderColumn> = {}): BuilderColumn => ({
  name,
  from: name,
  type,
  nulls: [],
  required: false,
  ...more,
});

type CsvOptions = Partial<Extract<StageJob['source'], { kind: 'csv' }>>;
interface Line {
  readonly file: string;
  readonly line?: number;
  readonly row?: number;
  readonly column?: string;
  readonly value: string | null;
  readonly code: string;
  readonly reason: { readonly en: string; readonly zh: string };
  readonly detail?: string;
}

async function stageFile(
  name: string,
  content: string | Buffer,
  columns: readonly BuilderColumn[],
  more: Partial<StageJob> = {},
  csv: CsvOptions = {},
): Promise<{ result: StageResult; rejects: Line[]; rows: unknown[][] }> {
  const file = join(folder, `${++serial}-${name}`);
  writeFileSync(file, content);
  const job: StageJob = {
    source: { kind: 'csv', files: [file], delimiter: ',', header: true, missing: [], ...csv },
    columns,
    key: 'id',
    outputFile: join(folder, `${serial}.parquet`),
    rejectsFile: join(folder, `${serial}.jsonl`),
    ...more,
  };
  const result = await builder.stage(job);
  const rejects = readFileSync(job.rejectsFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  const rows = await readRows(
    job.outputFile,
    columns.map((c) => c.name),
    'id',
  );
  expect(result.rowsRead).toBe(result.rowsAccepted + result.rowsRejected);
  expect(rows.length).toBe(result.rowsAccepted);
  return { result, rejects, rows };
}

const shape = (rejects: readonly Line[]) => rejects.map((r) => [r.code, r.line, r.column, r.value]);
const id = column('id', 'int64');

describe('staging CSV', () => {
  it('takes times with an offset to UTC, in whatever way the file is read', async () => {
    const times = [
      ['2011-10-24T10:11:12', '2011-10-24T10:11:12Z'],
      ['2011-10-24T10:11:12Z', '2011-10-24T10:11:12Z'],
      ['2011-10-24T10:11:12+08', '2011-10-24T02:11:12Z'],
      ['2011-10-24T10:11:12+08:00', '2011-10-24T02:11:12Z'],
      ['2011-10-24 10:11:12.5-03:30', '2011-10-24T13:41:12.5Z'],
      ['2011-10-24', '2011-10-24T00:00:00Z'],
    ] as const;
    const content = `id,t\n${times.map(([t], i) => `${i},${t}\n`).join('')}`;
    const columns = [id, column('t', 'timestamp')];
    const expected = times.map(([, utc]) => Date.parse(utc));
    const clean = await stageFile('times.csv', content, columns);
    expect(clean.rows.map(([, t]) => (t as Date).getTime())).toEqual(expected);
    const faulty = await stageFile('times.csv', `${content}99,2011-10-24T10:11:12+99\n`, columns);
    expect(faulty.rejects.map((r) => [r.line, r.column, r.code])).toEqual([[times.length + 2, 't', 'INGEST-TYPE']]);
    expect(faulty.rows.map(([, t]) => (t as Date).getTime())).toEqual(expected);
  });

  it('keeps 64-bit integers, signs, blanks and integral decimals exact', async () => {
    const columns = [id, column('n', 'int32'), column('x', 'float64')];
    const { rows, rejects } = await stageFile(
      'a.csv',
      'id,n,x\n9007199254740993, 55860.0 ,+1.5\n-9223372036854775808,+7, 2e3 \n9007199254740993.0e1,1e3,\n',
      columns,
    );
    expect(rejects).toEqual([]);
    expect(rows).toEqual([
      [-9223372036854775808n, 7, 2000],
      [9007199254740993n, 55860, 1.5],
      [90071992547409930n, 1000, null],
    ]);
  });

  it('takes plain decimal numbers alone, in whatever way the file is read', async () => {
    const columns = [id, column('n', 'int32'), column('x', 'float64')];
    const odd = ['1_000,1,1', '0x10,1,1', '1,1_000,1', '2,0x10,1', '3,0b1,1', '4,1,1_000.5', '5,1,1e1_0', '6,1,+-7'];
    const plain = ['7,007,1.', '8,+7,.5', '9,1.0,-1E+3', '10, 12 ,-0'];
    const name = (line: string, i: number) => `${line},${i % 2 === 0 ? `J12_${i}` : 'x+-1'}`;
    const csv = (lines: string[]) => ['id,n,x,name', ...lines.map(name)].join('\n');
    const all = [...columns, column('name', 'string')];
    const expected = odd.map((line, i): [string, number, string] => {
      const values = line.split(',');
      const at = i < 2 ? 0 : i < 5 ? 1 : 2;
      return ['INGEST-TYPE', i + 2, `${columns[at]!.name} ${values[at]}`];
    });
    for (const file of ['odd.csv', 'odd.csv.gz']) {
      const text = csv([...odd, ...plain]);
      const { rejects, rows } = await stageFile(file, file.endsWith('gz') ? gzipSync(text) : text, all);
      expect(rejects.map((r) => [r.code, r.line, `${r.column} ${r.value}`])).toEqual(expected);
      expect(rows.map((r) => r.slice(0, 3))).toEqual([
        [7n, 7, 1],
        [8n, 7, 0.5],
        [9n, 1, -1000],
        [10n, 12, -0],
      ]);
    }
    for (const [i, line] of odd.entries()) {
      const { rejects } = await stageFile('one.csv', csv([line]), all);
      expect(rejects.map((r) => [r.code, `${r.column} ${r.value}`])).toEqual([['INGEST-TYPE', expected[i]![2]]]);
    }
    expect((await stageFile('plain.csv', csv(plain), all)).rejects).toEqual([]);
  });

  it('finds a number with an underscore at the border of what is read at once', async () => {
    const columns = [id, column('x', 'float32')];
    for (const at of [-3, -1, 0, 1, 3]) {
      const rows = ['id,x', `1,${' '.repeat((1 << 20) + at - 128 - 9)}2`, '2,1_000'];
      const { rejects } = await stageFile('border.csv', rows.join('\n'), columns);
      expect(rejects.map((r) => [r.line, r.column])).toEqual([[3, 'x']]);
    }
  });

  it('reports each kind of fault with its line, column and value, and keeps the other rows', async () => {
    const columns = [
      id,
      column('n', 'int16'),
      column('z', 'float32', { min: -1, max: 10, nulls: [-9999] }),
      column('class', 'string', { closedValues: ['STAR', 'QSO'], required: true }),
      column('ra', 'float64'),
      column('dec', 'float64'),
    ];
    const csv = [
      'id,n,z,class,ra,dec',
      '1,1,0.5,STAR,10,20',
      '2,abc,0.5,STAR,10,20',
      '3,40000,0.5,STAR,10,20',
      '4,1.5,0.5,STAR,10,20',
      '5,1,11,STAR,10,20',
      '6,1,-9999,STAR,10,20',
      '7,1,0.5,GALAXY,10,20',
      '8,1,0.5,,10,20',
      '9,1,0.5,STAR,360,20',
      '10,1,0.5,STAR,10,-90.001',
      '11,1,0.5,STAR,,',
      '1,1,0.5,QSO,10,20',
      '12,1,0.5,STAR,10',
      '13,1,4e39,STAR,10,20',
      ',1,0.5,STAR,10,20',
      '14,x,99,STAR,10,20',
    ].join('\n');
    const { result, rejects, rows } = await stageFile('faults.csv', csv, columns, {
      position: { ra: 'ra', dec: 'dec' },
    });
    expect(new Set(shape(rejects).map((r) => JSON.stringify(r)))).toEqual(
      new Set(
        [
          ['INGEST-TYPE', 3, 'n', 'abc'],
          ['INGEST-TYPE', 4, 'n', '40000'],
          ['INGEST-TYPE', 5, 'n', '1.5'],
          ['INGEST-RANGE', 6, 'z', '11'],
          ['INGEST-VALUE', 8, 'class', 'GALAXY'],
          ['INGEST-REQUIRED', 9, 'class', null],
          ['INGEST-POSITION', 10, 'ra', '360'],
          ['INGEST-POSITION', 11, 'dec', '-90.001'],
          ['INGEST-DUPLICATE', 13, 'id', '1'],
          ['INGEST-ROW', 14, undefined, '12,1,0.5,STAR,10'],
          ['INGEST-TYPE', 15, 'z', '4e39'],
          ['INGEST-RANGE', 15, 'z', '4e39'],
          ['INGEST-REQUIRED', 16, 'id', null],
          ['INGEST-TYPE', 17, 'n', 'x'],
          ['INGEST-RANGE', 17, 'z', '99'],
        ].map((r) => JSON.stringify(r)),
      ),
    );
    expect(rows.map((r) => r[0])).toEqual([1n, 6n, 11n]);
    expect(rows[1]![2]).toBeNull();
    expect(result).toMatchObject({ rowsRead: 16, rowsAccepted: 3, rowsRejected: 13 });
    const summary = result.diagnostics.find((d) => d.code === 'INGEST-TYPE')!;
    expect(summary.severity).toBe('warning');
    expect(summary.text.en).toMatch(/^5 values .*line 3, n: "abc"/);
    expect(summary.text.zh).toContain('5 个值');
    expect(summary.place).toMatchObject({ line: 3, parameter: 'n', row: 2 });
    expect(rejects.find((r) => r.code === 'INGEST-DUPLICATE')!.detail).toMatch(/row 1$/);
  });

  it('counts lines through quoted line ends, comments and empty lines', async () => {
    const csv =
      'id,name\n# a comment\n1,"two\nlines"\n\nx,"a ""quoted"" one"\n3,ok,too many\n# again\n4,"open, not ""closed"""\nbad,五\n';
    const { rejects, rows } = await stageFile('lines.csv', csv, [id, column('name', 'string')], {}, { comment: '#' });
    expect(shape(rejects)).toEqual([
      ['INGEST-ROW', 7, undefined, '3,ok,too many'],
      ['INGEST-TYPE', 6, 'id', 'x'],
      ['INGEST-TYPE', 10, 'id', 'bad'],
    ]);
    expect(rows).toEqual([
      [1n, 'two\nlines'],
      [4n, 'open, not "closed"'],
    ]);
  });

  it('reads a byte order mark, gzip, another delimiter, CRLF and texts for missing', async () => {
    const csv = '\uFEFFid;name;extra;v\r\n1;北京;x;null\r\n2;;y;N/A\r\n3;"a;b";z;4.5\r\n';
    const columns = [id, column('name', 'string'), column('v', 'float64')];
    const { result, rows } = await stageFile(
      'x.csv.gz',
      gzipSync(csv),
      columns,
      {},
      { delimiter: ';', missing: ['null', 'N/A'] },
    );
    expect(rows).toEqual([
      [1n, '北京', null],
      [2n, null, null],
      [3n, 'a;b', 4.5],
    ]);
    expect(result.diagnostics.map((d) => [d.code, d.severity])).toEqual([['INGEST-COLUMN-EXTRA', 'info']]);
    expect(result.diagnostics[0]!.text.en).toContain('extra');
  });

  it('reads blank-separated files with a commented header', async () => {
    const text = '# made by hand\n# id  ra   dec\n 1  10.5  +20.25\n\n2\t11   -3\n3 12\n4 13 x\n';
    const columns = [id, column('ra', 'float64'), column('dec', 'float64')];
    const { rejects, rows } = await stageFile('b.dat', text, columns, {}, { delimiter: ' ', comment: '#' });
    expect(rows).toEqual([
      [1n, 10.5, 20.25],
      [2n, 11, -3],
    ]);
    expect(shape(rejects)).toEqual([
      ['INGEST-ROW', 6, undefined, '3 12'],
      ['INGEST-TYPE', 7, 'dec', 'x'],
    ]);
  });

  it('names a missing column and the nearest one', async () => {
    const error = await stageFile('m.csv', 'id,snrgg\n1,2\n', [id, column('snrg', 'float32')]).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LingtaiError);
    expect((error as LingtaiError).diagnostics[0]).toMatchObject({
      code: 'INGEST-COLUMN-MISSING',
      nearest: 'snrgg',
      place: { line: 1, parameter: 'snrg' },
    });
  });

  it('refuses bad UTF-8 by line', async () => {
    const bytes = Buffer.concat([Buffer.from('id,name\n1,a\n2,'), Buffer.from([0xff, 0xfe]), Buffer.from('\n3,c\n')]);
    const { rejects, rows } = await stageFile('u.csv', bytes, [id, column('name', 'string')]);
    expect(rejects.map((r) => [r.code, r.line])).toEqual([['INGEST-ROW', 3]]);
    expect(rows.map((r) => r[0])).toEqual([1n, 3n]);
  });
});

describe('staging Parquet that stageBatches wrote', () => {
  it('checks as CSV does', async () => {
    const raw = join(folder, 'raw.parquet');
    const batch: ColumnBatch = {
      rowCount: 4,
      columns: [
        { kind: 'scalar', type: 'int64', length: 4, values: new BigInt64Array([5n, 6n, 5n, 9n]) },
        {
          kind: 'scalar',
          type: 'float64',
          length: 4,
          values: new Float64Array([1, 2.5, 3, 4]),
          valid: new Uint8Array([1, 1, 1, 0]),
        },
        { kind: 'scalar', type: 'string', length: 4, values: ['1.5', 'x', '2', ''] },
      ],
    };
    const fields = [
      { name: 'id', scalar: 'int64' },
      { name: 'n', scalar: 'float64' },
      { name: 't', scalar: 'string' },
    ] as const;
    expect(await builder.stageBatches(fields, [batch], raw)).toEqual({ rowCount: 4 });
    const columns = [id, column('n', 'int32'), column('t', 'float32')];
    const job: StageJob = {
      source: { kind: 'parquet', files: [raw] },
      columns,
      key: 'id',
      outputFile: join(folder, 'checked.parquet'),
      rejectsFile: join(folder, 'checked.jsonl'),
    };
    const result = await builder.stage(job);
    expect(result).toMatchObject({ rowsRead: 4, rowsAccepted: 2, rowsRejected: 2 });
    const rejects = readFileSync(job.rejectsFile, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
    expect(rejects.map((r) => [r.code, r.row, r.column, r.value])).toEqual([
      ['INGEST-TYPE', 2, 'n', '2.5'],
      ['INGEST-TYPE', 2, 't', 'x'],
      ['INGEST-DUPLICATE', 3, 'id', '5'],
    ]);
    expect(await readRows(job.outputFile, ['id', 'n', 't'], 'id')).toEqual([
      [5n, 1, 1.5],
      [9n, null, null],
    ]);
  });
});

const shared = resolve(import.meta.dirname, '../../../..', process.env['LINGTAI_SHARED'] ?? '../shared');
const diskGiants = join(shared, 'data/lamost/catalogues/LMDR3_diskRGB2.dat');

describe.skipIf(!existsSync(diskGiants))('a real catalogue of LAMOST DR3', () => {
  it('is read whole: blanks, a commented header, signs before declinations', async () => {
    const columns = [
      column('obsid', 'int64'),
      ...['ra', 'dec', 'l', 'b'].map((n) => column(n, 'float64')),
      column('teff', 'int32'),
      column('feh', 'float32'),
      column('rv', 'int32'),
    ];
    const text = readFileSync(diskGiants, 'utf8').trimEnd().split('\n').slice(1);
    const outputFile = join(folder, 'giants.parquet');
    const result = await builder.stage({
      source: { kind: 'csv', files: [diskGiants], delimiter: ' ', header: true, comment: '#', missing: [] },
      columns,
      key: 'obsid',
      position: { ra: 'ra', dec: 'dec' },
      outputFile,
      rejectsFile: join(folder, 'giants.jsonl'),
    });
    const keys = new Set(text.map((line) => line.trim().split(/\s+/)[0]));
    expect(result.rowsRead).toBe(text.length);
    expect(result.rowsAccepted).toBe(keys.size);
    const rows = await readRows(outputFile, ['obsid', 'dec', 'teff'], 'obsid');
    expect(rows.find((r) => r[0] === 75_606_117n)).toEqual([75_606_117n, 6.01526, 4829]);
  });
});
