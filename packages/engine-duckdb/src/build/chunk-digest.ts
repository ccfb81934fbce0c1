import { createHash } from 'node:crypto';
import duckdb from '@duckdb/node-bindings';
import { type ColumnDigest, type ColumnType, type ScalarType, type Sha256, withZeros } from '@lingtai/columns';

/** Node's SHA-256 for `ColumnDigest`. */
export function newSha256(): Sha256 {
  const hash = createHash('sha256');
  return { update: (bytes) => hash.update(bytes), hex: () => hash.digest('hex') };
}

const widthOf: Readonly<Record<ScalarType, number>> = {
  boolean: 1,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
  string: 16,
  timestamp: 8,
};

/**
 * Whether floats hold a negative zero or an unusual not-a-number. DuckDB's Parquet dictionaries take them for the usual
 * ones, so a row group with any is written without dictionaries: bits are kept. What stands behind a null is no value.
 */
export function hasOddFloats(scalar: ScalarType, vector: duckdb.Vector, count: number): boolean {
  if ((scalar !== 'float32' && scalar !== 'float64') || count === 0) return false;
  const stored = vectorBytes(vector, scalar, count);
  const valid = vectorValid(vector, count);
  const bytes = valid ? withZeros(stored, valid, widthOf[scalar]) : stored;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  return scalar === 'float32' ? hasOddSingles(words) : hasOddDoubles(words);
}

function hasOddSingles(words: Uint32Array): boolean {
  for (const word of words) {
    if (word === 0x80000000 || ((word & 0x7fffffff) > 0x7f800000 && word !== 0x7fc00000)) return true;
  }
  return false;
}

function hasOddDoubles(words: Uint32Array): boolean {
  for (let i = 1; i < words.length; i += 2) {
    const high = words[i]!;
    if (high === 0x80000000 && words[i - 1] === 0) return true;
    if ((high & 0x7fffffff) >= 0x7ff00000 && isOddNan(high, words[i - 1]!)) return true;
  }
  return false;
}

function isOddNan(high: number, low: number): boolean {
  const isInfinite = (high & 0x7fffffff) === 0x7ff00000 && low === 0;
  return !isInfinite && !(high === 0x7ff80000 && low === 0);
}

/** Bytes of one value in DuckDB's vector; of a text's descriptor. */
export function valueWidth(scalar: ScalarType): number {
  return widthOf[scalar];
}

/** The UTF-8 of the text in a vector's first row, which may be null; valid as long as the vector. */
export function textBytes(vector: duckdb.Vector): Uint8Array {
  if (vectorValid(vector, 1)) return none;
  const bytes = vectorBytes(vector, 'string', 1);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length <= inlineLength) return bytes.subarray(4, 4 + length);
  return duckdb.get_data_from_pointer(bytes.buffer as ArrayBuffer, bytes.byteOffset + 8, length);
}

/** The bytes of DuckDB's vector of a scalar type: values in little-endian, for strings its 16-byte descriptors. */
export function vectorBytes(vector: duckdb.Vector, scalar: ScalarType, count: number): Uint8Array {
  return duckdb.vector_get_data(vector, count * widthOf[scalar]);
}

/** One byte a row, or `undefined` when every row is present. */
export function vectorValid(vector: duckdb.Vector, count: number): Uint8Array | undefined {
  if (count === 0) return undefined;
  const bits: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8);
  if (!bits || !hasZeroBit(bits, count)) return undefined;
  const valid = new Uint8Array(count);
  for (let i = 0; i < count; i++) valid[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return valid;
}

function hasZeroBit(bits: Uint8Array, count: number): boolean {
  const whole = count >> 3;
  for (let i = 0; i < whole; i++) if (bits[i] !== 255) return true;
  const rest = (1 << (count & 7)) - 1;
  return (bits[whole]! & rest) !== rest && rest !== 0;
}

/** Adds rows `[from, to)` of one column of a chunk to its digest, straight from DuckDB's memory. */
export function digestVector(
  digest: ColumnDigest,
  type: ColumnType,
  vector: duckdb.Vector,
  count: number,
  from: number,
  to: number,
): void {
  const valid = vectorValid(vector, count);
  if (type.arraysize !== undefined) {
    digestList(digest, type, vector, count, from, to, valid);
    return;
  }
  const items = itemsOf(type.scalar, vectorBytes(vector, type.scalar, count), valid, from, to);
  digest.addPart({ rowCount: to - from, valid: valid?.subarray(from, to), ...items });
}

function digestList(
  digest: ColumnDigest,
  type: ColumnType,
  vector: duckdb.Vector,
  count: number,
  from: number,
  to: number,
  valid: Uint8Array | undefined,
): void {
  const bytes = duckdb.vector_get_data(vector, count * 16);
  const entries = new BigUint64Array(bytes.buffer, bytes.byteOffset, count * 2);
  const child = duckdb.list_vector_get_child(vector);
  const childCount = duckdb.list_vector_get_size(vector);
  const childBytes = vectorBytes(child, type.scalar, childCount);
  const childValid = vectorValid(child, childCount);
  const lengths = new Uint32Array(to - from);
  for (let row = from; row < to; row++)
    if (!valid || valid[row] === 1) lengths[row - from] = Number(entries[2 * row + 1]);
  digest.addPart({ rowCount: to - from, valid: valid?.subarray(from, to), lengths, values: none });
  for (let row = from; row < to; row++) {
    const length = lengths[row - from]!;
    if (length === 0) continue;
    const start = Number(entries[2 * row]);
    const items = itemsOf(type.scalar, childBytes, childValid, start, start + length);
    digest.addPart({
      rowCount: 0,
      itemCount: length,
      itemValid: childValid?.subarray(start, start + length),
      itemLengths: items.lengths,
      values: items.values,
    });
  }
}

const none = new Uint8Array(0);

function itemsOf(
  scalar: ScalarType,
  bytes: Uint8Array,
  valid: Uint8Array | undefined,
  from: number,
  to: number,
): { values: Uint8Array; lengths?: Uint32Array } {
  if (scalar === 'string') return stringItems(bytes, valid, from, to);
  const width = widthOf[scalar];
  const part = bytes.subarray(from * width, to * width);
  return { values: valid ? withZeros(part, valid.subarray(from, to), width) : part };
}

const inlineLength = 12;
let buffer: Buffer = Buffer.allocUnsafe(1 << 16);

/** DuckDB's strings of up to 12 bytes stand in their descriptors, longer ones behind a pointer. */
function stringItems(
  bytes: Uint8Array,
  valid: Uint8Array | undefined,
  from: number,
  to: number,
): { values: Uint8Array; lengths: Uint32Array } {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  const memory = bytes.buffer as ArrayBuffer;
  const lengths = new Uint32Array(to - from);
  let total = 0;
  for (let i = from; i < to; i++) {
    if (valid && valid[i] === 0) continue;
    const length = words[4 * i]!;
    lengths[i - from] = length;
    total += length;
  }
  if (total > buffer.length) buffer = Buffer.allocUnsafe(2 * total);
  let at = 0;
  for (let i = from; i < to; i++) {
    const length = lengths[i - from]!;
    if (length <= inlineLength) for (let k = 0, start = 16 * i + 4; k < length; k++) buffer[at + k] = bytes[start + k]!;
    else buffer.set(duckdb.get_data_from_pointer(memory, bytes.byteOffset + 16 * i + 8, length), at);
    at += length;
  }
  return { values: buffer.subarray(0, total), lengths };
}
