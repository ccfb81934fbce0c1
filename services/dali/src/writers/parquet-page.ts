import { constants as zlib, zstdCompressSync } from 'node:zlib';
import { type ColumnBatch, type ScalarVector, utf8Of, type Vector } from '@lingtai/columns';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import { bitsOf } from './bits.ts';

/** A data page with its header, as it stands in the file. */
export interface ParquetPage {
  readonly bytes: Uint8Array;
  readonly valueCount: number;
  readonly nullCount: number;
  /** The size with the header, were it not compressed. */
  readonly plainBytes: number;
  /** Of a column of texts, in bytes. */
  readonly longestText: number;
}

const level = 1;
/** Floats shrink only where they are repeated, which the fastest search finds too. */
const floatLevel = -3;

/** Version 2 of data pages (parquet-format, Data Pages): levels, then the values that are there, plainly encoded, in zstd. */
export function parquetPage(batches: readonly ColumnBatch[], column: number): ParquetPage {
  const vectors = batches.map((batch) => batch.columns[column]!);
  const rowCount = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const levels = vectors[0]!.kind === 'list' ? listLevels(vectors) : flatLevels(vectors, rowCount);
  const first = vectors[0]!;
  const pieces = together(vectors.map(presentValues));
  const { type } = first.kind === 'list' ? first.child : first;
  const values = type === 'boolean' ? bitsOf(pieces) : pieces;
  const isFloat = type === 'float32' || type === 'float64';
  const packed = zstdCompressSync(values, {
    params: { [zlib.ZSTD_c_compressionLevel]: isFloat ? floatLevel : level },
    chunkSize: Math.max(zlib.Z_MIN_CHUNK, values.length),
  });
  const isSmaller = packed.length < values.length;
  const body = isSmaller ? packed : values;
  const header = new ByteWriter();
  const levelBytes = levels.repetition.length + levels.definition.length;
  writePageHeader(header, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levelBytes + values.length,
    compressed_page_size: levelBytes + body.length,
    data_page_header_v2: {
      num_values: levels.valueCount,
      num_nulls: levels.nullCount,
      num_rows: rowCount,
      encoding: 'PLAIN',
      definition_levels_byte_length: levels.definition.length,
      repetition_levels_byte_length: levels.repetition.length,
      is_compressed: isSmaller,
    },
  });
  const bytes = concat([header.getBytes(), levels.repetition, levels.definition, body]);
  const plainBytes = header.offset + levelBytes + values.length;
  return {
    bytes,
    valueCount: levels.valueCount,
    nullCount: levels.nullCount,
    plainBytes,
    longestText: longestText(vectors),
  };
}

function longestText(vectors: readonly Vector[]): number {
  let longest = 0;
  for (const vector of vectors) {
    if (vector.kind !== 'scalar' || vector.type !== 'string') continue;
    const { offsets } = utf8Of(vector);
    for (let i = 0; i < vector.length; i++) longest = Math.max(longest, offsets[i + 1]! - offsets[i]!);
  }
  return longest;
}

const keptBytes = 4 * 1024 * 1024;
let kept = new Uint8Array(0);

/** As `concat`, but good only until the next call. */
function together(pieces: readonly Uint8Array[]): Uint8Array {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (pieces.length === 1 || size > keptBytes) return concat(pieces);
  if (kept.length < size) kept = new Uint8Array(Math.min(keptBytes, 2 * size));
  let end = 0;
  for (const piece of pieces) {
    kept.set(piece, end);
    end += piece.length;
  }
  return kept.subarray(0, end);
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

interface Levels {
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
  readonly valueCount: number;
  readonly nullCount: number;
}

/** One bit a row: a run of ones where there is no null, else packed bits. */
function flatLevels(vectors: readonly Vector[], rowCount: number): Levels {
  const out = new ByteWriter();
  const repetition = new Uint8Array(0);
  if (vectors.every((v) => v.valid === undefined)) {
    out.appendVarInt(rowCount << 1);
    out.appendUint8(1);
    return { repetition, definition: out.getBytes(), valueCount: rowCount, nullCount: 0 };
  }
  const flags = concat(vectors.map((v) => v.valid ?? new Uint8Array(v.length).fill(1)));
  let present = 0;
  for (const flag of flags) present += flag;
  const bits = bitsOf(flags);
  out.appendVarInt((bits.length << 1) | 1);
  out.appendBytes(bits);
  return { repetition, definition: out.getBytes(), valueCount: rowCount, nullCount: rowCount - present };
}

/** Definition levels: 0 no list, 1 no element, 2 a null element, 3 a value. */
function listLevels(vectors: readonly Vector[]): Levels {
  const repetition: number[] = [];
  const definition: number[] = [];
  for (const vector of vectors) {
    if (vector.kind !== 'list') continue;
    const { offsets, child, valid } = vector;
    for (let row = 0; row < vector.length; row++) {
      const [from, to] = [offsets[row]!, offsets[row + 1]!];
      const isNull = valid !== undefined && valid[row] === 0;
      if (isNull || from === to) {
        repetition.push(0);
        definition.push(isNull ? 0 : 1);
        continue;
      }
      for (let i = from; i < to; i++) {
        repetition.push(i === from ? 0 : 1);
        definition.push(child.valid && child.valid[i] === 0 ? 2 : 3);
      }
    }
  }
  const nullCount = definition.filter((level) => level < 3).length;
  return {
    repetition: runs(repetition, 1),
    definition: runs(definition, 2),
    valueCount: definition.length,
    nullCount,
  };
}

function runs(levels: number[], bitWidth: number): Uint8Array {
  const out = new ByteWriter();
  writeRleBitPackedHybrid(out, levels, bitWidth);
  return out.getBytes();
}

/** The values that are there, in Parquet's plain encoding. */
function presentValues(vector: Vector): Uint8Array {
  if (vector.kind === 'scalar') return plain(vector, rowsOf(0, vector.length, vector.valid));
  const { offsets, child, valid } = vector;
  const rows: number[] = [];
  for (let row = 0; row < vector.length; row++) {
    if (valid && valid[row] === 0) continue;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) if (!child.valid || child.valid[i] === 1) rows.push(i);
  }
  return plain(child, Int32Array.from(rows));
}

/** The rows that are no null; undefined: all of them. */
function rowsOf(from: number, to: number, valid: Uint8Array | undefined): Int32Array | undefined {
  if (!valid) return undefined;
  const rows = new Int32Array(to - from);
  let count = 0;
  for (let i = from; i < to; i++) if (valid[i] !== 0) rows[count++] = i;
  return rows.subarray(0, count);
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function plain(vector: ScalarVector, rows: Int32Array | undefined): Uint8Array {
  switch (vector.type) {
    case 'boolean':
      // Still a byte for each: the bits of a page run over its batches.
      return rows ? Uint8Array.from(rows, (row) => vector.values[row]!) : vector.values;
    case 'uint8':
    case 'int16':
      return bytesOf(
        rows ? Int32Array.from(rows, (row) => vector.values[row]!) : Int32Array.from<number>(vector.values),
      );
    case 'string':
      return plainTexts(vector, rows);
    case 'int64':
    case 'timestamp':
      // As floats of the same width nothing changes, and no `bigint` is made.
      return bytesOf(taken(words(vector.values), rows, 2));
    default:
      return bytesOf(taken(words(vector.values), rows, vector.type === 'float64' ? 2 : 1));
  }
}

const words = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Int32Array =>
  new Int32Array(buffer, byteOffset, byteLength / 4);

/** The 32-bit words of some values, `width` for each. */
function taken(source: Int32Array, rows: Int32Array | undefined, width: 1 | 2): Int32Array {
  if (!rows) return source;
  const out = new Int32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (width === 1) out[i] = source[row]!;
    else {
      out[2 * i] = source[2 * row]!;
      out[2 * i + 1] = source[2 * row + 1]!;
    }
  }
  return out;
}

function plainTexts(vector: ScalarVector & { type: 'string' }, rows: Int32Array | undefined): Uint8Array {
  const { bytes, offsets } = utf8Of(vector);
  const count = rows?.length ?? vector.length;
  const out = new Uint8Array(4 * count + bytes.length);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows[i]! : i;
    const end = offsets[row + 1]!;
    let from = offsets[row]!;
    const length = end - from;
    out[at] = length;
    out[at + 1] = length >> 8;
    out[at + 2] = length >> 16;
    out[at + 3] = length >> 24;
    at += 4;
    while (from < end) out[at++] = bytes[from++]!;
  }
  return out.subarray(0, at);
}
