import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { ColumnBatch, Field, Vector } from '@lingtai/columns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ResultFormat, resultFormats } from '../formats.ts';
import { resultWriters } from './index.ts';
import type { Completeness, ResultHead } from './writer.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const python = process.env['LINGTAI_PYTHON'] ?? join(root, '.tools/venv/bin/python');
const folder = mkdtempSync(join(tmpdir(), 'lingtai-writers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const yes = Uint8Array.of(1, 1, 1, 0);
const micros = (iso: string, extra = 0n): bigint => BigInt(Date.parse(`${iso}Z`)) * 1000n + extra;

/** A column of four rows, the last of them null, with what must come back. */
interface Case {
  readonly field: Field;
  readonly vector: Vector;
  readonly expected: readonly unknown[];
}

const single = Math.fround(0.1);
const cases: readonly Case[] = [
  {
    field: { name: 'flag', scalar: 'boolean' },
    vector: { kind: 'scalar', type: 'boolean', length: 4, values: Uint8Array.of(1, 0, 1, 0), valid: yes },
    expected: [true, false, true, null],
  },
  {
    field: { name: 'tiny', scalar: 'uint8' },
    vector: { kind: 'scalar', type: 'uint8', length: 4, values: Uint8Array.of(1, 254, 7, 0), valid: yes },
    expected: ['1', '254', '7', null],
  },
  {
    field: { name: 'short', scalar: 'int16' },
    vector: { kind: 'scalar', type: 'int16', length: 4, values: Int16Array.of(-32767, 32767, 0, 0), valid: yes },
    expected: ['-32767', '32767', '0', null],
  },
  {
    field: { name: 'whole', scalar: 'int32' },
    vector: {
      kind: 'scalar',
      type: 'int32',
      length: 4,
      values: Int32Array.of(-2147483647, 2147483647, -9999, 0),
      valid: yes,
    },
    expected: ['-2147483647', '2147483647', '-9999', null],
  },
  {
    field: { name: 'id', scalar: 'int64', ucd: 'meta.id;meta.main' },
    vector: {
      kind: 'scalar',
      type: 'int64',
      length: 4,
      values: BigInt64Array.of(9007199254740993n, -9223372036854775807n, 9223372036854775807n, 0n),
      valid: yes,
    },
    expected: ['9007199254740993', '-9223372036854775807', '9223372036854775807', null],
  },
  {
    field: { name: 'single', scalar: 'float32', unit: 'mag' },
    vector: { kind: 'scalar', type: 'float32', length: 4, values: Float32Array.of(0.1, -0, Number.NaN, 0), valid: yes },
    expected: [single, -0, Number.NaN, null],
  },
  {
    field: { name: 'double', scalar: 'float64', unit: 'deg', ucd: 'pos.eq.ra', utype: 'test:Position.ra' },
    vector: {
      kind: 'scalar',
      type: 'float64',
      length: 4,
      values: Float64Array.of(1 / 3, -1e-308, Number.POSITIVE_INFINITY, 0),
      valid: yes,
    },
    expected: [1 / 3, -1e-308, Number.POSITIVE_INFINITY, null],
  },
  {
    field: { name: 'text', scalar: 'string', description: '名称 "quoted" <&>' },
    vector: {
      kind: 'scalar',
      type: 'string',
      length: 4,
      values: ['灵台 ☆ 𝄞', 'a,"b"\nc <d> & ]]>', '', ''],
      valid: yes,
    },
    expected: ['灵台 ☆ 𝄞', 'a,"b"\nc <d> & ]]>', '', null],
  },
  {
    field: { name: 'time', scalar: 'timestamp' },
    vector: {
      kind: 'scalar',
      type: 'timestamp',
      length: 4,
      values: BigInt64Array.of(
        micros('2016-02-29T12:00:01.500', 1n),
        micros('1969-12-31T23:59:59.999', 999n),
        micros('2020-01-01T00:00:00'),
        0n,
      ),
      valid: yes,
    },
    expected: ['2016-02-29T12:00:01.500001', '1969-12-31T23:59:59.999999', '2020-01-01T00:00:00', null],
  },
  {
    field: { name: 'fluxes', scalar: 'float32', arraysize: '*' },
    vector: {
      kind: 'list',
      length: 4,
      offsets: Int32Array.of(0, 2, 2, 5, 5),
      child: { kind: 'scalar', type: 'float32', length: 5, values: Float32Array.of(1.5, -2, 3, Number.NaN, 4.25) },
      valid: yes,
    },
    expected: [[1.5, -2], [], [3, Number.NaN, 4.25], null],
  },
];

const fields = cases.map((c) => c.field);
const whole: ColumnBatch = { rowCount: 4, columns: cases.map((c) => c.vector) };
/** The same rows cut into two batches of unequal size. */
const cut: readonly ColumnBatch[] = [rowsOf(0, 1), rowsOf(1, 4)];

/** What astropy's reader of VOParquet can read: no nulls, times or lists. */
const scalars = fields.filter((f) => f.arraysize === undefined && f.scalar !== 'timestamp');
const plain: ColumnBatch = {
  rowCount: 3,
  columns: rowsOf(0, 3)
    .columns.slice(0, scalars.length)
    .map((vector) => {
      const { valid: _, ...rest } = vector;
      return rest as Vector;
    }),
};

function rowsOf(from: number, to: number): ColumnBatch {
  const columns = cases.map(({ vector }): Vector => {
    const valid = vector.valid!.subarray(from, to);
    if (vector.kind === 'list')
      return { ...vector, length: to - from, offsets: vector.offsets.subarray(from, to + 1), valid };
    return { ...vector, length: to - from, values: vector.values.slice(from, to), valid } as Vector;
  });
  return { rowCount: to - from, columns };
}

async function* stream(batches: readonly ColumnBatch[]): AsyncIterable<ColumnBatch> {
  yield* batches;
}

const complete: Completeness = { returned: 4, complete: true, total: 4 };
const overflow: Completeness = { returned: 4, complete: false, total: 'unknown', limit: 'MAXREC=4' };
const none: Completeness = { returned: 0, complete: true, total: 0 };

async function write(
  format: ResultFormat,
  name: string,
  batches: readonly ColumnBatch[],
  ending: Completeness,
  columns = fields,
): Promise<void> {
  const head: ResultHead = {
    fields: columns,
    tableName: 'test/dr1/v1/table',
    description: '说明 <&>',
    infos: [{ name: 'origin', value: 'a "test" of writers' }],
    position: { ra: 'double', dec: 'double', frame: 'ICRS', epoch: 2015.5 },
    times: { timescale: 'UTC', refposition: 'TOPOCENTER' },
    // The whole answer is known in one of them, as it is of small answers.
    ...(name === 'whole' ? { known: ending } : {}),
    again: () => ({ batches: stream(batches), ending: () => ending }),
  };
  const extension = resultFormats.find((f) => f.format === format)!.extension;
  const file = join(folder, `${name}-${format}.${extension}`);
  await pipeline(Readable.from(resultWriters[format](head, stream(batches), () => ending)), createWriteStream(file));
}

const formats = resultFormats.map((f) => f.format);
interface Read {
  readonly columns: Record<string, readonly unknown[]>;
  readonly words: Record<string, string>;
  readonly about: Record<string, Record<string, string | null>>;
  readonly coosys: Record<string, unknown> | null;
  readonly timesys: Record<string, unknown> | null;
}
type ReadBack = Record<string, Read>;

/** A value as `read-back.py` gives it. Texts of numbers are compared as the numbers they are. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  return typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : value;
}

function normal(value: unknown, scalar: string): unknown {
  if (Array.isArray(value)) return value.map((v) => normal(v, scalar));
  if (typeof value === 'string' && scalar.startsWith('float') && value !== 'NaN') {
    const number = scalar === 'float32' ? Math.fround(Number(value)) : Number(value);
    return shown(number);
  }
  if (typeof value === 'string' && scalar === 'timestamp') return value.replace(/\.0+$/, '');
  return shown(value);
}

describe.skipIf(!existsSync(python))('foreign tools read what each writer wrote', () => {
  let read: ReadBack;
  const of = (name: string, format: ResultFormat) =>
    read[`${name}-${format}.${resultFormats.find((f) => f.format === format)!.extension}`]!;

  beforeAll(async () => {
    writeFileSync(
      join(folder, 'types.json'),
      JSON.stringify(Object.fromEntries(fields.map((f) => [f.name, f.arraysize === undefined ? f.scalar : 'string']))),
    );
    for (const format of formats) {
      await write(format, 'whole', [whole], complete);
      await write(format, 'cut', cut, overflow);
      await write(format, 'empty', [], none);
    }
    await write('parquet', 'plain', [plain], { returned: 3, complete: true, total: 3 }, scalars);
    read = JSON.parse(
      execFileSync(python, [fileURLToPath(new URL('read-back.py', import.meta.url)), folder], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      }),
    ) as ReadBack;
  });

  // How foreign readers show our nulls where the format has none of its own (FITS section 7.3.3 has nulls for integers only,
  // and astropy none for logicals) or where the reader knows none.
  const shownNull: Partial<Record<ResultFormat, Record<string, unknown>>> = {
    fits: { flag: false, single: 'NaN', double: 'NaN', text: '', time: '', fluxes: [] },
    votable: { text: '', time: '', fluxes: [] },
    'votable-binary': { text: '', time: '', fluxes: [] },
    'votable-binary2': { text: '', time: '', fluxes: [] },
    // The missing element that astropy makes of a list without a value.
    ecsv: { fluxes: [] },
  };

  /** The value that must come back. astropy masks the NaN of a VOTable; a list in CSV is one text. */
  function wanted(value: unknown, format: ResultFormat): unknown {
    if (Array.isArray(value) && format === 'csv') return value.join(' ');
    if (Array.isArray(value)) return value.map((v) => wanted(v, format));
    // ECSV has one form for a missing text and an empty one.
    if (value === '' && format === 'ecsv') return null;
    return Number.isNaN(value) && format.startsWith('votable') ? null : shown(value);
  }

  test.each(formats.filter((f) => f !== 'tsv').flatMap((f) => [[f, 'whole'] as const, [f, 'cut'] as const]))(
    '%s (%s): the same values',
    (format, name) => {
      const got = of(name, format).columns;
      for (const { field, expected } of cases) {
        const values = got[field.name]!.map((v) =>
          format === 'csv' && field.arraysize !== undefined ? v : normal(v, field.scalar),
        );
        expect(values.slice(0, 3), field.name).toEqual(expected.slice(0, 3).map((v) => wanted(v, format)));
        const nulls = [null, shownNull[format]?.[field.name] ?? null];
        expect(nulls, `the null of ${field.name}`).toContainEqual(values[3]);
      }
    },
  );

  test('tsv: one line a row, nothing inside a cell breaks it', () => {
    const got = of('whole', 'tsv').columns;
    expect(Object.values(got).every((column) => column.length === 4)).toBe(true);
    expect(got['id']).toEqual(['9007199254740993', '-9223372036854775807', '9223372036854775807', '']);
    expect(got['text']).toEqual(['灵台 ☆ 𝄞', 'a,"b" c <d> & ]]>', '', '']);
  });

  test.each(formats)('%s: no rows is an answer too, with all its fields', (format) => {
    const { columns } = of('empty', format);
    expect(Object.keys(columns)).toEqual(fields.map((f) => f.name));
    expect(Object.values(columns).every((values) => values.length === 0)).toBe(true);
  });

  test.each(formats.filter((f) => f !== 'csv' && f !== 'tsv'))('%s: says whether it is complete', (format) => {
    const votable = format.startsWith('votable');
    expect(of('whole', format).words).toEqual({
      'Lingtai-Returned': '4',
      'Lingtai-Complete': 'true',
      'Lingtai-Total': '4',
      origin: 'a "test" of writers',
      ...(votable ? { QUERY_STATUS: 'OK' } : {}),
    });
    expect(of('cut', format).words).toMatchObject({
      'Lingtai-Returned': '4',
      'Lingtai-Complete': 'false',
      'Lingtai-Total': 'unknown',
      ...(votable ? { QUERY_STATUS: 'OVERFLOW' } : { 'Lingtai-Limit': 'MAXREC=4' }),
    });
  });

  const telling = formats.filter((f) => f !== 'csv' && f !== 'tsv' && f !== 'fits');
  test.each(telling)('%s: says what its columns are', (format) => {
    const { about, coosys, timesys } = of('whole', format);
    expect(about['double']).toMatchObject({ unit: 'deg', ucd: 'pos.eq.ra', utype: 'test:Position.ra' });
    expect(about['single']).toMatchObject({ unit: 'mag' });
    expect(about['text']).toMatchObject({ description: '名称 "quoted" <&>' });
    if (format !== 'json' && format !== 'arrow') expect(about['time']).toMatchObject({ xtype: 'timestamp' });
    expect(coosys).toMatchObject({ frame: 'ICRS' });
    expect(timesys).toMatchObject({ timescale: 'UTC', refposition: 'TOPOCENTER' });
    const votable = format.startsWith('votable') || format === 'parquet';
    if (votable) {
      expect(about['double']).toMatchObject({ ref: coosys!['ID'] });
      expect(about['time']).toMatchObject({ ref: timesys!['ID'] });
    }
  });

  test('parquet: astropy reads it as VOParquet 1.0, units and all', () => {
    const { columns } = of('plain', 'parquet');
    expect(Object.keys(columns)).toEqual(scalars.map((f) => f.name));
    expect(columns['id']).toEqual(cases.find((c) => c.field.name === 'id')!.expected.slice(0, 3));
    expect(columns['double']).toEqual(['0.3333333333333333', '-1e-308', 'Infinity']);
  });

  test.each(['parquet', 'arrow'] as const)('%s: types are those of the columns', (format) => {
    const types = Object.values(of('whole', format).about).map((a) => a['type']);
    const list = format === 'parquet' ? 'list<element: float>' : 'list<item: float>';
    expect(types).toEqual([
      ...['bool', 'uint8', 'int16', 'int32', 'int64', 'float', 'double', 'string', 'timestamp[us]'],
      list,
    ]);
  });

  test('csv: an empty text is no null, and lines end as RFC 4180 has them', () => {
    const lines = readFileSync(join(folder, 'whole-csv.csv'), 'utf8').split('\r\n');
    expect(lines[0]).toBe(fields.map((f) => f.name).join(','));
    expect(lines[3]).toBe('true,7,0,-9999,9223372036854775807,NaN,Infinity,"",2020-01-01T00:00:00,3 NaN 4.25');
    expect(lines[4]).toBe(',,,,,,,,,');
  });
});

describe('memory', () => {
  const rows = 20_000;
  const big: ColumnBatch = {
    rowCount: rows,
    columns: [
      {
        kind: 'scalar',
        type: 'int64',
        length: rows,
        values: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i) * 1_000_003n),
      },
      {
        kind: 'scalar',
        type: 'float64',
        length: rows,
        values: Float64Array.from({ length: rows }, (_, i) => Math.sqrt(i)),
      },
      { kind: 'scalar', type: 'string', length: rows, values: Array.from({ length: rows }, (_, i) => `object ${i}`) },
    ],
  };
  async function* many(): AsyncIterable<ColumnBatch> {
    for (let i = 0; i < 50; i++) yield big;
  }

  test.each(formats)('%s: a million rows in little memory', async (format) => {
    const ending = (): Completeness => ({ returned: rows * 50, complete: true, total: rows * 50 });
    const head: ResultHead = {
      fields: [
        { name: 'id', scalar: 'int64' },
        { name: 'x', scalar: 'float64' },
        { name: 's', scalar: 'string' },
      ],
      tableName: 't',
      infos: [],
      again: () => ({ batches: many(), ending }),
    };
    let most = 0;
    let bytes = 0;
    const before = process.memoryUsage().rss;
    for await (const chunk of resultWriters[format](head, many(), ending)) {
      bytes += chunk.byteLength;
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(bytes).toBeGreaterThan(10_000_000);
    expect(most).toBeLessThan(400 * 1024 * 1024);
  });
});
