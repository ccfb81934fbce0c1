import { describe, expect, test } from 'vitest';
import {
  asFloat64,
  type FitsColumnData,
  fieldOf,
  openFitsSync,
  readTableSync,
  structureText,
  type TableHdu,
} from './index.ts';

function block(cards: readonly string[]): string {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return text.padEnd(Math.ceil(text.length / 2880) * 2880);
}

/** A file with one table, its header and data written by hand. */
function file(
  kind: 'TABLE' | 'BINTABLE',
  rowBytes: number,
  rows: number,
  cards: readonly string[],
  data: string,
  heap = 0,
) {
  const primary = block(['SIMPLE  =                    T', 'BITPIX  = 8', 'NAXIS   = 0']);
  const header = block([
    `XTENSION= '${kind}'`,
    'BITPIX  = 8',
    'NAXIS   = 2',
    `NAXIS1  = ${rowBytes}`,
    `NAXIS2  = ${rows}`,
    `PCOUNT  = ${heap}`,
    'GCOUNT  = 1',
    ...cards,
  ]);
  return openFitsSync(
    new Uint8Array(Buffer.from(primary + header + data.padEnd(2880, kind === 'TABLE' ? ' ' : '\0'), 'latin1')),
    { name: 't.fits' },
  );
}

function card(keyword: string, value: string | number): string {
  return `${keyword.padEnd(8)}= ${typeof value === 'string' ? `'${value}'` : value}`;
}

function columnsOf(opened: ReturnType<typeof file>): FitsColumnData[] {
  return [...readTableSync(opened, opened.hdus[1]!).columns.values()];
}

/** FITS 4.0, 7.2.5: the forms of numbers that Fortran writes. */
describe('ASCII tables', () => {
  const numbers = (format: string, fields: readonly string[], ...more: string[]) => {
    const width = fields[0]!.length;
    const [column] = columnsOf(
      file(
        'TABLE',
        width,
        fields.length,
        ['TFIELDS = 1', card('TFORM1', format), 'TBCOL1  = 1', ...more],
        fields.join(''),
      ),
    );
    return column!;
  };
  test('decimal points, written and implied', () => {
    expect(numbers('F8.2', ['    1.50', '    1234', '   -1234', '      +5', '   1.5E2', '    15E1']).values).toEqual(
      Float64Array.of(1.5, 12.34, -12.34, 0.05, 150, 1.5),
    );
  });
  test('exponents of every form', () => {
    expect(
      numbers('D9.3', ['  1.5D+03', '  1.5E-03', '   1.5d03', '   1.5+03', '   .5E+00', '       5.']).values,
    ).toEqual(Float64Array.of(1500, 0.0015, 1500, 1500, 0.5, 5));
  });
  test('blank fields and TNULL are null', () => {
    const reals = numbers('F6.1', ['   1.0', '      ', ' -99.9'], card('TNULL1', '-99.9'));
    expect([reals.values, reals.valid]).toEqual([Float64Array.of(1, Number.NaN, Number.NaN), Uint8Array.of(1, 0, 0)]);
    const whole = numbers('I3', ['  7', '***', '   '], card('TNULL1', '***'));
    expect([whole.values, whole.valid]).toEqual([Int32Array.of(7, 0, 0), Uint8Array.of(1, 0, 0)]);
  });
  test('integers beyond 2^53, and TSCAL', () => {
    expect(numbers('I20', ['-9223372036854775808', '+9007199254740993   ']).values).toEqual(
      BigInt64Array.of(-(2n ** 63n), 9007199254740993n),
    );
    expect(numbers('I4', ['  10', ' -10'], 'TSCAL1  = 0.5', 'TZERO1  = 100').values).toEqual(Float64Array.of(105, 95));
  });
  test('what is no number is refused with its row and byte', () => {
    expect(() => numbers('F6.1', ['   1.0', '  abc '])).toThrow(
      'FITS-NUMBER  t.fits, col1, HDU 1, row 2, byte 5766: "abc" is no number of the format F6.1.',
    );
    expect(() => numbers('I20', ['99999999999999999999'])).toThrow(/FITS-NUMBER/);
    expect(() => numbers('G6.1', ['   1.0'])).toThrow(/FITS-COLUMN {2}t\.fits, TFORM1, HDU 1, card \d+/);
  });
});

describe('binary tables', () => {
  const one = (format: string, data: string, more: readonly string[] = [], rowBytes = data.length, heap = 0) =>
    file('BINTABLE', rowBytes, 1, ['TFIELDS = 1', card('TFORM1', format), ...more], data, heap);
  const values = (...args: Parameters<typeof one>) => columnsOf(one(...args))[0]!;

  test('strings: NUL ends, blanks are cut, substring arrays and TDIM divide', () => {
    expect(values('8A', 'ab\0cdefg').values).toEqual(['ab']);
    expect(values('8A', '  ab    ').values).toEqual(['  ab']);
    expect(values('9A3', 'one  two ').values).toEqual(['one', '  t', 'wo']);
    expect(values('9A:SSTR3/032', 'one  two ').values).toEqual(['one', '  t', 'wo']);
    expect(values('8A', 'abcdefgh', [card('TDIM1', '(2,2,2)')]).values).toEqual(['ab', 'cd', 'ef', 'gh']);
    expect(values('2A', '\xe9\xe8').values).toEqual(['éè']);
    expect(values('3A', '\xe4\xb8\xad').values).toEqual(['中']);
  });
  test('bits and logicals', () => {
    expect(values('11X', '\xa5\x60').values).toEqual(Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1));
    expect(values('4L', 'TF\0x')).toMatchObject({
      values: Uint8Array.of(1, 0, 0, 0),
      valid: Uint8Array.of(1, 1, 0, 0),
    });
  });
  test('unsigned numbers are exact, other scales are doubles', () => {
    expect(values('K', '\x7f\xff\xff\xff\xff\xff\xff\xff', ['TZERO1  = 9223372036854775808']).values).toEqual(
      BigUint64Array.of(2n ** 64n - 1n),
    );
    expect(values('2B', '\x00\xff', ['TZERO1  = -128']).values).toEqual(Int8Array.of(-128, 127));
    expect(values('K', '\x00\x00\x00\x00\x00\x00\x00\x03', ['TZERO1  = 10', 'TSCAL1  = 2']).values).toEqual(
      Float64Array.of(16),
    );
    expect(values('C', '\x3f\x80\0\0\x40\0\0\0', ['TZERO1  = 10', 'TSCAL1  = 2']).values).toEqual(
      Float64Array.of(12, 4),
    );
  });
  test('nulls are those of the stored number, also in the heap', () => {
    expect(values('2I', '\x00\x05\x00\x06', ['TNULL1  = 5', 'TZERO1  = 32768'])).toMatchObject({
      values: Uint16Array.of(32773, 32774),
      valid: Uint8Array.of(0, 1),
    });
    const heap = values('PI', '\0\0\0\x02\0\0\0\x01?\x00\x05\x00\x06', ['TNULL1  = 5', 'TSCAL1  = 0.5'], 8, 5);
    expect(heap).toMatchObject({
      values: Float64Array.of(2.5, 3),
      valid: Uint8Array.of(0, 1),
      offsets: Int32Array.of(0, 2),
    });
    expect(asFloat64(heap)).toEqual(Float64Array.of(2.5, 3));
  });
  test('descriptors outside of the heap name the row', () => {
    expect(() => values('PJ', '\0\0\0\x02\0\0\0\x00', [], 8, 4)).toThrow(
      'FITS-HEAP  t.fits, col1, HDU 1, row 1, byte 5760: The descriptor (2 elements at heap byte 0) points outside of the heap of 4 bytes.',
    );
    expect(() => values('PJ', '\xff\xff\xff\xff\0\0\0\x00', [], 8, 4)).toThrow(/FITS-HEAP/);
  });
  test('names are unique, TDIM that does not fit is left out', () => {
    const names = [
      'TFIELDS = 3',
      "TTYPE1  = 'A'",
      "TFORM1  = 'B'",
      "TTYPE2  = 'A'",
      "TFORM2  = 'B'",
      "TFORM3  = '2B'",
      "TDIM3   = '(2,2)'",
    ];
    const { columns } = file('BINTABLE', 4, 1, names, 'abcd').hdus[1] as TableHdu;
    expect(columns.map((column) => [column.name, column.dim])).toEqual([
      ['A', undefined],
      ['A_2', undefined],
      ['col3', undefined],
    ]);
    expect(columns.map((column) => fieldOf(column).arraysize)).toEqual([undefined, undefined, 2]);
  });
  test('columns that the row has no room for are refused; the structure is still told', () => {
    const opened = one('9J', 'abcdefgh');
    expect(() => columnsOf(opened)).toThrow(
      'FITS-COLUMN  t.fits, NAXIS1, HDU 1, card 4, byte 3120: The columns take 36 bytes, but NAXIS1 gives a row only 8.',
    );
    expect(structureText(opened)).toContain('FITS-COLUMN');
  });
});
