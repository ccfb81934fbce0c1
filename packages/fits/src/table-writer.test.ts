import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellValue, type ColumnBatch, cellAt, type Field, type ScalarVector, type Vector } from '@lingtai/columns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fieldOf,
  fitsTableWriter,
  openFitsSync,
  readTableSync,
  type TableExtent,
  type TableHdu,
  tableMeasure,
  toVector,
  verifyChecksum,
} from './index.ts';
import { compareFile, type Digests, root } from './test/compare.ts';

const fields: Field[] = [
  { name: 'obsid', scalar: 'int64', unit: '', ucd: 'meta.id;meta.main', description: 'the\nidentifier' },
  { name: 'ra', scalar: 'float64', unit: 'deg', displayDigits: 6 },
  { name: 'mag', scalar: 'float32', unit: 'mag', description: '视星等' },
  { name: 'flags', scalar: 'int16' },
  { name: 'n', scalar: 'int32' },
  { name: 'byte', scalar: 'uint8' },
  { name: 'good', scalar: 'boolean' },
  { name: 'class', scalar: 'string' },
  { name: 'time', scalar: 'timestamp' },
  { name: 'point', scalar: 'float64', arraysize: 2 },
  { name: 'flux', scalar: 'float32', arraysize: '*' },
  { name: 'names', scalar: 'string', arraysize: '*' },
];

const cells = fc.record({
  obsid: fc.option(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })),
  ra: fc.double({ noNaN: true }),
  mag: fc.option(fc.float({ noNaN: true })),
  flags: fc.option(fc.integer({ min: -32767, max: 32767 })),
  n: fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
  byte: fc.option(fc.integer({ min: 0, max: 255 })),
  good: fc.option(fc.boolean()),
  class: fc.option(fc.stringMatching(/^[A-Z]{1,7}$/)),
  time: fc.option(fc.bigInt({ min: -62167219200000000n, max: 253402300799999999n })),
  point: fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })),
  flux: fc.array(fc.float({ noNaN: true }), { maxLength: 9 }),
  names: fc.array(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 3 }),
});
type Row = Record<string, CellValue>;

const makers = {
  boolean: (v: CellValue[]) => Uint8Array.from(v, (x) => (x ? 1 : 0)),
  uint8: (v: CellValue[]) => Uint8Array.from(v, Number),
  int16: (v: CellValue[]) => Int16Array.from(v, Number),
  int32: (v: CellValue[]) => Int32Array.from(v, Number),
  int64: (v: CellValue[]) => BigInt64Array.from(v, (x) => (x as bigint | null) ?? 0n),
  float32: (v: CellValue[]) => Float32Array.from(v, Number),
  float64: (v: CellValue[]) => Float64Array.from(v, Number),
  string: (v: CellValue[]) => v.map((x) => (x as string | null) ?? ''),
  timestamp: (v: CellValue[]) => BigInt64Array.from(v, (x) => (x as bigint | null) ?? 0n),
};

function scalars(field: Field, values: CellValue[]): ScalarVector {
  const valid = values.includes(null) ? { valid: Uint8Array.from(values, (value) => (value === null ? 0 : 1)) } : {};
  return {
    kind: 'scalar',
    type: field.scalar,
    length: values.length,
    values: makers[field.scalar](values),
    ...valid,
  } as ScalarVector;
}

function vectorOf(field: Field, rows: readonly Row[]): Vector {
  const values = rows.map((row) => row[field.name]!);
  if (field.arraysize === undefined) return scalars(field, values);
  const lists = values as CellValue[][];
  const offsets = new Int32Array(lists.length + 1);
  for (const [i, list] of lists.entries()) offsets[i + 1] = offsets[i]! + list.length;
  return { kind: 'list', length: lists.length, offsets, child: scalars(field, lists.flat()) };
}

function batchOf(rows: readonly Row[]): ColumnBatch {
  return { rowCount: rows.length, columns: fields.map((field) => vectorOf(field, rows)) };
}

function written(rows: readonly Row[], batchRows: number): Uint8Array {
  const batches: ColumnBatch[] = [];
  for (let i = 0; i < rows.length; i += batchRows) batches.push(batchOf(rows.slice(i, i + batchRows)));
  const measure = tableMeasure(fields);
  for (const batch of batches) measure.add(batch);
  const writer = fitsTableWriter(fields, measure.extent(), {
    name: 'RESULT',
    cards: [{ keyword: 'COMPLETE', value: true }],
  });
  const bytes = Buffer.concat([writer.header(), ...batches.map((batch) => writer.rows(batch)), writer.end()]);
  expect(bytes.length).toBe(writer.lengthBytes);
  return new Uint8Array(bytes);
}

/** What FITS can say of a cell: null texts are empty, null floats NaN, times text, text lists filled up. */
function asFits(field: Field, value: CellValue, longest: number): CellValue {
  if (field.scalar === 'float32' && value === null) return Number.NaN;
  if (field.scalar === 'timestamp') return value === null ? '' : isoOf(value as bigint);
  if (field.name === 'names') {
    const list = [...(value as string[]), ...new Array<string>(longest - (value as string[]).length).fill('')];
    return longest === 1 ? list[0]! : list;
  }
  return field.scalar === 'string' ? (value ?? '') : value;
}

function isoOf(microseconds: bigint): string {
  const day = 86_400_000_000n;
  const days = microseconds / day - (microseconds % day < 0n ? 1n : 0n);
  const rest = microseconds - days * day;
  const clock = (unit: bigint, modulus: bigint) => String((rest / unit) % modulus).padStart(2, '0');
  const date = new Date(Number(days) * 86_400_000).toISOString().slice(0, 10);
  return `${date}T${clock(3_600_000_000n, 24n)}:${clock(60_000_000n, 60n)}:${clock(1_000_000n, 60n)}.${String(rest % 1_000_000n).padStart(6, '0')}`;
}

test('any rows in any batches come back as they went', () => {
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (rows, batchRows) => {
      const file = openFitsSync(written(rows, batchRows));
      const table = readTableSync(file, file.hdus[1]!);
      const longest = Math.max(0, ...rows.map((row) => row.names.length));
      for (const field of fields) {
        if (field.name === 'names' && longest === 0) continue;
        const vector = toVector(table.columns.get(field.name)!);
        const read = rows.map((_, r) => cellAt(vector, r));
        expect(read, field.name).toEqual(
          rows.map((row) => asFits(field, row[field.name as keyof typeof row] as CellValue, longest)),
        );
      }
    }),
    { numRuns: 80, seed: 20261121 },
  );
});

test('columns say what the fields said', () => {
  const file = openFitsSync(written(fc.sample(cells, { numRuns: 4, seed: 1 }), 2));
  const { header, columns } = file.hdus[1] as TableHdu;
  expect([
    header.get('TUCD1'),
    header.get('TCOMM1'),
    header.get('TUNIT2'),
    header.get('TDISP2'),
    header.get('COMPLETE'),
  ]).toEqual(['meta.id;meta.main', 'the identifier', 'deg', 'F14.6', true]);
  expect(columns.map((column) => fieldOf(column).name)).toEqual(fields.map((field) => field.name));
});

describe('what was not promised is refused', () => {
  const one: Field[] = [{ name: 'class', scalar: 'string' }];
  const extent: TableExtent = { rowCount: 1, columns: { class: { stringBytes: 4 } } };
  const batch = (...values: string[]): ColumnBatch => ({
    rowCount: values.length,
    columns: [{ kind: 'scalar', type: 'string', length: values.length, values }],
  });
  test('a longer text', () =>
    expect(() => fitsTableWriter(one, extent).rows(batch('GALAXY'))).toThrow(/"GALAXY" is longer than 4 bytes/));
  test('more rows', () =>
    expect(() => fitsTableWriter(one, extent).rows(batch('A', 'B'))).toThrow(
      /FITS-ROW-COUNT .*1 rows were announced, 2 came/,
    ));
  test('fewer rows', () =>
    expect(() => fitsTableWriter(one, extent).end()).toThrow(/FITS-ROW-COUNT .*1 rows were announced, 0 came/));
  test('an unknown width', () =>
    expect(() => fitsTableWriter(one, { rowCount: 1, columns: {} })).toThrow(/FITS-EXTENT .*stringBytes/));
});

const python = process.env['LINGTAI_PYTHON'] ?? join(root, '.tools/venv/bin/python');

describe.skipIf(!existsSync(python))('astropy reads what the table writer writes', () => {
  test('all columns, as we read them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fits-'));
    try {
      const bytes = written(fc.sample(cells, { numRuns: 50, seed: 20261121 }), 20);
      writeFileSync(join(folder, 'result.fits'), bytes);
      const digests: Digests = JSON.parse(
        execFileSync(python, [join(root, 'fixtures/fits/digests.py'), folder], { encoding: 'utf8' }),
      );
      expect(JSON.stringify(digests)).not.toContain('"error"');
      await compareFile(folder, 'result.fits', digests.files['result.fits']!);
      const file = openFitsSync(bytes);
      expect(await verifyChecksum(file, file.hdus[1]!)).toEqual({ datasum: 'absent', checksum: 'absent' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
