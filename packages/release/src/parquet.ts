import { crc32, zstdCompressSync } from 'node:zlib';
import { i32, struct, thriftBytes, varint } from './thrift.ts';

/**
 * A small writer of Apache Parquet for what a release keeps beside its tables: indexes of packs and spectra as lists.
 * A list has a page of its own and an entry in the offset index, so one spectrum is read alone; row groups are encoded
 * where the data are (in a worker) and only joined by the writer of the file.
 */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'int32' | 'int64' | 'float32' | 'float64' | 'string';
  readonly list?: boolean;
}

type Numbers = Int32Array | BigInt64Array | Float32Array | Float64Array;
/** Values of a column in a row group: one entry a row, `null` for a null. A list column has arrays of its own type. */
export type ParquetValues = readonly (number | bigint | string | Numbers | null)[];

/** A row group as bytes, its offsets counted from its first byte. */
export interface EncodedRowGroup {
  readonly rowCount: number;
  /** Of `bytes`, which may be let go once they are written. */
  readonly sizeBytes: number;
  readonly bytes: Uint8Array;
  readonly chunks: readonly EncodedChunk[];
}

export interface EncodedChunk {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly plainBytes: number;
  readonly valueCount: number;
  readonly nullCount: number;
  readonly min?: Uint8Array;
  readonly max?: Uint8Array;
  readonly pages: readonly { readonly offset: number; readonly sizeBytes: number; readonly firstRow: number }[];
}

export const physical = { int32: 1, int64: 2, float32: 4, float64: 5, string: 6 } as const;
export const encodingOf = (c: ParquetColumn): number => (c.list && c.type.startsWith('float') ? 9 : 0);

/** Encodes rows: `values[c][r]` is column `c`, row `r`. */
export function encodeRowGroup(columns: readonly ParquetColumn[], values: readonly ParquetValues[]): EncodedRowGroup {
  const parts: Uint8Array[] = [];
  const chunks: EncodedChunk[] = [];
  let offset = 0;
  for (const [c, column] of columns.entries()) {
    const pages = column.list ? listPages(column, values[c]!) : [flatPage(column, values[c]!)];
    const start = offset;
    const places: { offset: number; sizeBytes: number; firstRow: number }[] = [];
    for (const page of pages) {
      const head = pageHeader(page, column);
      places.push({ offset, sizeBytes: head.byteLength + page.packed.byteLength, firstRow: page.firstRow });
      parts.push(head, page.packed);
      offset += head.byteLength + page.packed.byteLength;
    }
    chunks.push({
      offset: start,
      sizeBytes: offset - start,
      plainBytes: pages.reduce((sum, p, i) => sum + p.plainBytes + places[i]!.sizeBytes - p.packed.byteLength, 0),
      valueCount: pages.reduce((sum, p) => sum + p.valueCount, 0),
      nullCount: values[c]!.reduce<number>((sum, v) => sum + (v === null ? 1 : 0), 0),
      ...(column.list ? {} : bounds(column, values[c]!)),
      pages: places,
    });
  }
  return { rowCount: values[0]?.length ?? 0, sizeBytes: offset, bytes: Buffer.concat(parts), chunks };
}

interface Page {
  readonly firstRow: number;
  readonly valueCount: number;
  readonly plainBytes: number;
  readonly packed: Uint8Array;
}

function page(firstRow: number, valueCount: number, levels: readonly Uint8Array[], data: Uint8Array): Page {
  const plain = Buffer.concat([...levels, data]);
  return { firstRow, valueCount, plainBytes: plain.byteLength, packed: zstdCompressSync(plain) };
}

/** Levels as runs, with the length in front that data pages of version 1 want. */
function levelRuns(runs: readonly (readonly [count: number, level: number])[]): Uint8Array {
  const body: number[] = [];
  for (const [count, level] of runs) {
    if (count === 0) continue;
    varint(body, BigInt(count) << 1n);
    body.push(level);
  }
  const out = Buffer.alloc(4 + body.length);
  out.writeUInt32LE(body.length);
  out.set(body, 4);
  return out;
}

function flatPage(column: ParquetColumn, values: ParquetValues): Page {
  const runs: [number, number][] = [];
  for (const value of values) {
    const level = value === null ? 0 : 1;
    const last = runs.at(-1);
    if (last?.[1] === level) last[0]++;
    else runs.push([1, level]);
  }
  return page(
    0,
    values.length,
    [levelRuns(runs)],
    plainValues(
      column,
      values.filter((v) => v !== null),
    ),
  );
}

/** One page for each row. Levels: 0 null, 1 empty list, 2 an element. */
function listPages(column: ParquetColumn, values: ParquetValues): readonly Page[] {
  return values.map((value, row) => {
    const array = value === null || typeof value !== 'object' ? undefined : value;
    const n = array?.length ?? 0;
    if (n === 0) return page(row, 1, [levelRuns([[1, 0]]), levelRuns([[1, array ? 1 : 0]])], new Uint8Array(0));
    const bytes = new Uint8Array(array!.buffer, array!.byteOffset, array!.byteLength);
    const width = bytes.byteLength / n;
    const data = encodingOf(column) === 9 ? streamSplit(bytes, width) : bytes;
    return page(
      row,
      n,
      [
        levelRuns([
          [1, 0],
          [n - 1, 1],
        ]),
        levelRuns([[n, 2]]),
      ],
      data,
    );
  });
}

/** BYTE_STREAM_SPLIT: the first bytes of all values, then the second ones, … Compresses floats far better. */
function streamSplit(bytes: Uint8Array, width: number): Uint8Array {
  const n = bytes.byteLength / width;
  const out = new Uint8Array(bytes.byteLength);
  for (let k = 0; k < width; k++) for (let i = 0, at = k; i < n; i++, at += width) out[k * n + i] = bytes[at]!;
  return out;
}

function plainValues(column: ParquetColumn, values: ParquetValues): Uint8Array {
  if (column.type !== 'string') return Buffer.concat(values.map((v) => plainValue(column, v as number | bigint)));
  return Buffer.concat(
    values.flatMap((v) => {
      const text = Buffer.from(v as string);
      const head = Buffer.alloc(4);
      head.writeUInt32LE(text.byteLength);
      return [head, text];
    }),
  );
}

function plainValue(column: ParquetColumn, value: number | bigint | string): Uint8Array {
  if (column.type === 'string') return Buffer.from(String(value));
  const out = Buffer.alloc(column.type === 'int32' || column.type === 'float32' ? 4 : 8);
  if (column.type === 'int32') out.writeInt32LE(Number(value));
  else if (column.type === 'int64') out.writeBigInt64LE(BigInt(value));
  else if (column.type === 'float32') out.writeFloatLE(Number(value));
  else out.writeDoubleLE(Number(value));
  return out;
}

/** Smallest and largest value of an integer or text column, by which readers skip row groups. */
function bounds(column: ParquetColumn, values: ParquetValues): { min?: Uint8Array; max?: Uint8Array } {
  if (column.type.startsWith('float')) return {};
  const text = column.type === 'string';
  let [min, max]: (number | bigint | Buffer | undefined)[] = [undefined, undefined];
  for (const value of values) {
    if (value === null || typeof value === 'object') continue;
    const v = text ? Buffer.from(String(value)) : (value as number | bigint);
    if (min === undefined || less(v, min)) min = v;
    if (max === undefined || less(max, v)) max = v;
  }
  if (min === undefined || max === undefined) return {};
  const bytes = (v: number | bigint | Buffer): Uint8Array => (Buffer.isBuffer(v) ? v : plainValue(column, v));
  return { min: bytes(min), max: bytes(max) };
}

const less = (a: number | bigint | Buffer, b: number | bigint | Buffer): boolean =>
  Buffer.isBuffer(a) && Buffer.isBuffer(b) ? Buffer.compare(a, b) < 0 : a < b;

function pageHeader(p: Page, column: ParquetColumn): Uint8Array {
  const rle = i32(3);
  return thriftBytes(
    struct({
      1: i32(0),
      2: i32(p.plainBytes),
      3: i32(p.packed.byteLength),
      4: i32(crc32(p.packed) | 0),
      5: struct({ 1: i32(p.valueCount), 2: i32(encodingOf(column)), 3: rle, 4: rle }),
    }),
  );
}
