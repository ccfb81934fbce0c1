import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BinTableToWrite,
  binTableHdu,
  type CardToWrite,
  type ColumnToWrite,
  type FitsColumnData,
  type ImageToWrite,
  type ImageValues,
  imageHdu,
  openFitsSync,
  primaryHdu,
  readImageSync,
  readTableSync,
  verifyChecksum,
  writeFits,
} from './index.ts';
import { compareFile, type Digests, root } from './test/compare.ts';

const seed = 20261121;
const ascii = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }),
  fc.boolean(),
  ascii,
  fc.constant(null),
  fc.record({
    re: fc.float({ noNaN: true, noDefaultInfinity: true }),
    im: fc.float({ noNaN: true, noDefaultInfinity: true }),
  }),
);
const keyword = fc.oneof(
  fc.stringMatching(/^[A-Z][A-Z0-9_-]{2,7}$/),
  fc.stringMatching(/^[A-Z]{3,5} [A-Z]{1,3} [A-Z]{1,3}$/),
);
const reserved =
  /^(SIMPLE|BITPIX|NAXIS\d*|EXTEND|END|PCOUNT|GCOUNT|GROUPS|BZERO|BSCALE|BLANK|COMMENT|HISTORY|CONTINUE|HIERARCH|XTENSION|TFIELDS|THEAP|EXTNAME|CHECKSUM|DATASUM|ZIMAGE|ZTABLE|T[A-Z]{4}\d+|(COMMENT|HISTORY|HIERARCH|CONTINUE) .*)$/;
const cards = fc
  .uniqueArray(fc.record({ keyword, value, comment: ascii.map((text) => text.slice(0, 20)) }), {
    selector: (card) => card.keyword,
    maxLength: 12,
  })
  .map((list) => list.filter((card) => !reserved.test(card.keyword)));

/** What FITS keeps of a value: no trailing blanks in strings, and -0 and safe integers as numbers. */
function kept(written: CardToWrite['value']): unknown {
  if (typeof written === 'string') return written.replace(/ +$/, '');
  if (typeof written === 'bigint' && Number.isSafeInteger(Number(written))) return Number(written);
  return written;
}

const bits = { numRuns: 60, seed };
const image: fc.Arbitrary<ImageToWrite> = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      Int8Array,
      Uint8Array,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      BigInt64Array,
      BigUint64Array,
      Float32Array,
      Float64Array,
    ),
    fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
  )
  .map(([shape, type, stream]) => {
    const bytes = Uint8Array.from(stream.take(shape.reduce((a, b) => a * b, 1) * type.BYTES_PER_ELEMENT));
    return { shape, values: new type(bytes.buffer) as ImageValues };
  });

const rowCounts = fc.integer({ min: 0, max: 6 });
const codes = ['L', 'X', 'B', 'I', 'J', 'K', 'E', 'D', 'C', 'M'] as const;
const unsigned = { B: Int8Array, I: Uint16Array, J: Uint32Array, K: BigUint64Array } as const;
const signed = {
  L: Uint8Array,
  X: Uint8Array,
  B: Uint8Array,
  I: Int16Array,
  J: Int32Array,
  K: BigInt64Array,
  E: Float32Array,
  D: Float64Array,
  C: Float32Array,
  M: Float64Array,
} as const;

function valuesFor(
  code: (typeof codes)[number],
  count: number,
  isUnsigned: boolean,
  stream: Iterable<number>,
): ColumnToWrite['values'] {
  const type = isUnsigned && code in unsigned ? unsigned[code as keyof typeof unsigned] : signed[code];
  const numbers = count * (code === 'C' || code === 'M' ? 2 : 1);
  const bytes = new Uint8Array(numbers * type.BYTES_PER_ELEMENT);
  let i = 0;
  for (const byte of stream) {
    if (i === bytes.length) break;
    bytes[i++] = code === 'L' || code === 'X' ? byte & 1 : byte;
  }
  return new type(bytes.buffer);
}

const random = fc.infiniteStream(fc.integer({ min: 0, max: 255 }));
const fixedColumn = (rows: number) =>
  fc.tuple(fc.constantFrom(...codes), fc.integer({ min: 0, max: 9 }), fc.boolean(), random).map(
    ([code, repeat, isUnsigned, stream]): Omit<ColumnToWrite, 'name'> => ({
      format: `${repeat}${code}`,
      values: valuesFor(code, rows * repeat, isUnsigned, stream),
    }),
  );
const textColumn = (rows: number) =>
  fc
    .array(
      fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replace(/[\0 ]/g, '_')),
      { minLength: rows, maxLength: rows },
    )
    .map((values): Omit<ColumnToWrite, 'name'> => (values.length === 0 ? { format: '4A', values } : { values }));
const heapColumn = (rows: number) =>
  fc
    .tuple(
      fc.constantFrom('P', 'Q'),
      fc.constantFrom(...codes),
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: rows, maxLength: rows }),
      fc.boolean(),
      random,
    )
    .map(([letter, code, counts, isUnsigned, stream]): Omit<ColumnToWrite, 'name'> => {
      const offsets = new Int32Array(rows + 1);
      for (const [r, count] of counts.entries()) offsets[r + 1] = offsets[r]! + count;
      return { format: `${letter}${code}`, values: valuesFor(code, offsets[rows]!, isUnsigned, stream), offsets };
    });
const table: fc.Arbitrary<BinTableToWrite> = rowCounts.chain((rows) =>
  fc
    .array(fc.oneof(fixedColumn(rows), textColumn(rows), heapColumn(rows)), { minLength: 1, maxLength: 8 })
    .map((columns) => ({
      name: 'T',
      rowCount: rows,
      columns: columns.map((column, i) => ({ ...column, name: `C${i}` })),
    })),
);

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function same(read: FitsColumnData, written: ColumnToWrite): void {
  if (written.offsets) expect(read.offsets).toEqual(written.offsets);
  if (read.type === 'string') expect(read.values).toEqual(written.values);
  else {
    expect(read.values.constructor).toBe(written.values.constructor);
    expect(bytesOf(read.values)).toEqual(bytesOf(written.values as Uint8Array));
  }
}

describe('write, then read', () => {
  test('cards of any value', () => {
    fc.assert(
      fc.property(cards, (list) => {
        const { header } = openFitsSync(writeFits([primaryHdu({ cards: list })])).hdus[0]!;
        expect(list.map((card) => header.get(card.keyword))).toEqual(list.map((card) => kept(card.value)));
        expect(header.cards.some((card) => card.malformed)).toBe(false);
      }),
      { numRuns: 300, seed },
    );
  });

  test('images of any type and shape, bit by bit', () => {
    fc.assert(
      fc.property(image, fc.boolean(), (written, isPrimary) => {
        const file = openFitsSync(
          writeFits([isPrimary ? primaryHdu({ image: written }) : imageHdu({ name: 'I', image: written })]),
        );
        const read = readImageSync(file, file.hdus.at(-1)!);
        expect(read.shape).toEqual(written.shape);
        expect(read.values.constructor).toBe(written.values.constructor);
        expect(bytesOf(read.values)).toEqual(bytesOf(written.values));
      }),
      bits,
    );
  });

  test('any section of an image is what the whole has there', () => {
    const shape = [4, 3, 5, 2];
    const values = Int32Array.from({ length: 120 }, (_, i) => i);
    const file = openFitsSync(writeFits([primaryHdu({ image: { shape, values } })]));
    const range = (n: number) =>
      fc.tuple(fc.integer({ min: 0, max: n - 1 }), fc.integer({ min: 1, max: n })).filter(([from, to]) => from < to);
    fc.assert(
      fc.property(fc.tuple(range(4), range(3), range(5), range(2)), (section) => {
        const wanted: number[] = [];
        for (let w = section[3][0]; w < section[3][1]; w++)
          for (let z = section[2][0]; z < section[2][1]; z++)
            for (let y = section[1][0]; y < section[1][1]; y++)
              for (let x = section[0][0]; x < section[0][1]; x++) wanted.push(x + 4 * (y + 3 * (z + 5 * w)));
        expect(Array.from(readImageSync(file, file.hdus[0]!, { section }).values, Number)).toEqual(wanted);
      }),
      { numRuns: 200, seed },
    );
  });

  test('tables of any columns, bit by bit, whole and in pieces', () => {
    fc.assert(
      fc.property(table, (written) => {
        const file = openFitsSync(writeFits([binTableHdu(written)]));
        const hdu = file.hdus[1]!;
        const read = readTableSync(file, hdu);
        for (const column of written.columns) same(read.columns.get(column.name)!, column);
        for (let r = 0; r < read.rowCount; r++) {
          const row = readTableSync(file, hdu, { rows: [r, r + 1], columns: ['c0'] }).columns.get('C0')!;
          const whole = read.columns.get('C0')!;
          const [from, to] = whole.offsets
            ? [whole.offsets[r]!, whole.offsets[r + 1]!]
            : [r * whole.repeat, (r + 1) * whole.repeat];
          const each = whole.type.startsWith('complex') ? 2 : 1;
          expect(Array.from(row.values as ArrayLike<unknown>)).toEqual(
            Array.from(whole.values as ArrayLike<unknown>).slice(from * each, to * each),
          );
        }
      }),
      { numRuns: 150, seed },
    );
  });

  test('nulls of every type come back as nulls', () => {
    const valid = Uint8Array.of(1, 0, 1);
    const columns: ColumnToWrite[] = [
      { name: 'B', values: Uint8Array.of(1, 2, 3), null: 255, valid },
      { name: 'I', values: Int16Array.of(1, 2, 3), null: -1, valid },
      { name: 'U', values: Uint32Array.of(1, 2, 4_000_000_000), null: -(2 ** 31), valid },
      { name: 'K', values: BigInt64Array.of(1n, 2n, 3n), null: -(2n ** 63n), valid },
      { name: 'L', values: [true, true, false], valid },
    ];
    const file = openFitsSync(writeFits([binTableHdu({ columns })]));
    for (const read of readTableSync(file, file.hdus[1]!).columns.values())
      expect(read.valid, read.column.name).toEqual(valid);
    const clash: ColumnToWrite = { name: 'I', values: Int16Array.of(1, 2, -1), null: -1, valid };
    expect(() => binTableHdu({ columns: [clash] })).toThrow(/FITS-WRITE.*Column "I".*stands for null/);
  });

  test('what does not fit is refused, naming the column', () => {
    const cases: ColumnToWrite[] = [
      { name: 'bad', values: [300], format: 'B' },
      { name: 'bad', values: [1.5], format: 'J' },
      { name: 'bad', values: ['toolong'], format: '3A' },
      { name: 'bad', values: [1, 2, 3], format: '2E' },
      { name: 'bad', values: [1], format: '1Z' },
      { name: 'bad', values: Float32Array.of(1), format: 'PE' },
    ];
    for (const column of cases)
      expect(() => binTableHdu({ columns: [column] })).toThrow(/FITS-WRITE {2}bad: Column "bad"/);
    expect(() =>
      binTableHdu({
        columns: [
          { name: 'a', values: [1] },
          { name: 'bad', values: [1, 2] },
        ],
      }),
    ).toThrow(/"bad": it has 2 rows, the table 1/);
    expect(() => writeFits([primaryHdu({ cards: [{ keyword: 'A', value: 'ünï' }] })])).toThrow(/FITS-CARD/);
    expect(() => writeFits([primaryHdu({ cards: [{ keyword: 'A', value: Number.NaN }] })])).toThrow(/FITS-CARD/);
  });
});

const python = process.env['LINGTAI_PYTHON'] ?? join(root, '.tools/venv/bin/python');

/** Opens each file with warnings as errors, checks its sums, and holds it against the standard. */
const strict = `
import sys, warnings
from astropy.io import fits
for path in sys.argv[1:]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*NULL.*")
        with fits.open(path, checksum=True) as hdus:
            hdus.verify("exception")
            for hdu in hdus: hdu.verify_checksum(), hdu.verify_datasum()
`;

/** astropy 8.0.2 shifts only the first row of unsigned numbers in the heap, has no bits there, and takes texts for ASCII. */
function astropyReads({ format, values }: ColumnToWrite): boolean {
  if (/[PQ]X/.test(format ?? '')) return false;
  if (/[PQ]/.test(format ?? ''))
    return ![Int8Array, Uint16Array, Uint32Array, BigUint64Array].some((type) => values instanceof type);
  return !(values as readonly unknown[]).some((text) => typeof text === 'string' && /[^\x20-\x7e]/.test(text));
}

describe.skipIf(!existsSync(python))('astropy reads what we write', () => {
  test('cards, images and tables of every sort, with right checksums', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fits-'));
    try {
      const readable = table.filter(({ columns }) => columns.every(astropyReads));
      const samples = fc.sample(fc.tuple(cards, image, image, readable), { numRuns: 25, seed });
      const names = samples.map((_, i) => `${i}.fits`);
      for (const [i, [list, first, second, rows]] of samples.entries()) {
        const bytes = writeFits([
          primaryHdu({ cards: list, image: first }),
          imageHdu({ name: 'SECOND', image: second, cards: list }),
          binTableHdu({ ...rows, cards: list }),
        ]);
        writeFileSync(join(folder, names[i]!), bytes);
      }
      execFileSync(python, ['-c', strict, ...names.map((name) => join(folder, name))], { stdio: 'pipe' });
      const digests: Digests = JSON.parse(
        execFileSync(python, [join(root, 'fixtures/fits/digests.py'), folder], {
          encoding: 'utf8',
          maxBuffer: 2 ** 28,
        }),
      );
      for (const name of names) {
        const expected = digests.files[name]!;
        expect(JSON.stringify(expected)).not.toContain('"error"');
        await compareFile(folder, name, expected);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('checksums: right as written, wrong after a change', async () => {
  const bytes = writeFits([
    primaryHdu({ image: { shape: [7], values: Float64Array.of(1, 2, 3, 4, 5, 6, 7) } }),
    binTableHdu({ columns: [{ name: 'a', values: [1, 2] }] }),
  ]);
  const states = async () => {
    const file = openFitsSync(bytes);
    return await Promise.all(file.hdus.map((hdu) => verifyChecksum(file, hdu)));
  };
  expect(await states()).toEqual([
    { datasum: 'right', checksum: 'right' },
    { datasum: 'right', checksum: 'right' },
  ]);
  bytes[2880]! ^= 1;
  expect((await states())[0]).toEqual({ datasum: 'wrong', checksum: 'wrong' });
  bytes[2880]! ^= 1;
  bytes[79] = 0x21;
  expect((await states())[0]).toEqual({ datasum: 'right', checksum: 'wrong' });
});
