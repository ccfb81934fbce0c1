import type { ColumnType, ScalarType } from './type.ts';
import type { ScalarVector, Vector } from './vector.ts';

/** An incremental SHA-256. Injected, so that this package needs neither Node nor a library. */
export interface Sha256 {
  update(bytes: Uint8Array): unknown;
  /** Lower-case hexadecimal. */
  hex(): string;
}

/** Values of some rows, already in canonical bytes; for engines that hold columns as bytes. */
export interface DigestPart {
  readonly rowCount: number;
  /** One byte a row, 1 present and 0 null. Absent: every row is present. */
  readonly valid?: Uint8Array | undefined;
  /** Strings: bytes of each row's UTF-8; arrays: items of each row; 0 for a null. */
  readonly lengths?: Uint32Array | undefined;
  /** Arrays: one byte an item, as `valid`. */
  readonly itemValid?: Uint8Array | undefined;
  /** Arrays of strings: bytes of each item. */
  readonly itemLengths?: Uint32Array | undefined;
  /** Fixed-size types: little-endian values with all bits zero for a null; strings: their UTF-8, one after another. */
  readonly values: Uint8Array;
  /** Number of items, for arrays. */
  readonly itemCount?: number;
}

const widthOf: Readonly<Record<ScalarType, number>> = {
  boolean: 1,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
  string: 0,
  timestamp: 8,
};

const ones = new Uint8Array(65_536).fill(1);
const encoder = new TextEncoder();

/** A section of 0/1 bytes that stays empty as long as every byte is 1. */
class ValiditySection {
  #hash: Sha256 | undefined;
  #count = 0;
  readonly #newHash: () => Sha256;

  constructor(newHash: () => Sha256) {
    this.#newHash = newHash;
  }

  add(count: number, valid: Uint8Array | undefined): void {
    if (!this.#hash && valid?.subarray(0, count).includes(0)) {
      this.#hash = this.#newHash();
      this.#ones(this.#count);
    }
    if (this.#hash) {
      if (valid) this.#hash.update(valid.subarray(0, count));
      else this.#ones(count);
    }
    this.#count += count;
  }

  #ones(count: number): void {
    for (let left = count; left > 0; left -= ones.length)
      this.#hash!.update(ones.subarray(0, Math.min(left, ones.length)));
  }

  hex(): string {
    return this.#hash ? this.#hash.hex() : '-';
  }
}

/**
 * The digest of one column of one row group, over the decoded values: it depends on the values and their type alone,
 * never on an encoding, an engine, its version, or how the rows were cut into batches.
 *
 * Each *section* is hashed by itself with SHA-256; the digest is the SHA-256 of this text (UTF-8, `\n` after each line):
 *
 *     lingtai-column-digest-1
 *     type SCALAR          with `[]` behind it for arrays, for example `float32[]`
 *     rows N
 *     valid HEX            one byte a row, 1 present, 0 null; `-` when no row is null
 *     lengths HEX          uint32 a row: bytes of a string, items of an array, 0 for a null; `-` for other types
 *     itemvalid HEX        arrays: one byte an item; `-` when no item is null
 *     itemlengths HEX      arrays of strings: uint32 an item; `-` otherwise
 *     values HEX           the values one after another
 *
 * Numbers are little-endian in the width of their type; a boolean is a byte 0 or 1; a timestamp is microseconds as int64;
 * a string is its UTF-8; a null has all bits zero (fixed width) or no bytes (strings, arrays). Floats keep their bits.
 */
export class ColumnDigest {
  readonly #type: ColumnType;
  readonly #newHash: () => Sha256;
  readonly #valid: ValiditySection;
  readonly #itemValid: ValiditySection;
  readonly #lengths: Sha256 | undefined;
  readonly #itemLengths: Sha256 | undefined;
  readonly #values: Sha256;
  #rows = 0;

  constructor(type: ColumnType, newHash: () => Sha256) {
    const isArray = type.arraysize !== undefined;
    this.#type = type;
    this.#newHash = newHash;
    this.#valid = new ValiditySection(newHash);
    this.#itemValid = new ValiditySection(newHash);
    this.#lengths = isArray || type.scalar === 'string' ? newHash() : undefined;
    this.#itemLengths = isArray && type.scalar === 'string' ? newHash() : undefined;
    this.#values = newHash();
  }

  /** Adds rows `[from, to)` of a vector of the column's type. */
  add(vector: Vector, from = 0, to: number = vector.length): void {
    const valid = vector.valid?.subarray(from, to);
    if (vector.kind === 'scalar') {
      const items = scalarItems(vector, from, to);
      this.addPart({ rowCount: to - from, valid, lengths: items.lengths, values: items.values });
      return;
    }
    const lengths = new Uint32Array(to - from);
    for (let row = from; row < to; row++) {
      const present = vector.valid?.[row] !== 0;
      lengths[row - from] = present ? vector.offsets[row + 1]! - vector.offsets[row]! : 0;
    }
    this.addPart({ rowCount: to - from, valid, lengths, values: new Uint8Array(0) });
    for (let row = from; row < to; row++)
      if (lengths[row - from]! > 0) this.#addItems(vector.child, vector.offsets[row]!, vector.offsets[row + 1]!);
  }

  #addItems(child: ScalarVector, from: number, to: number): void {
    const items = scalarItems(child, from, to);
    this.addPart({
      rowCount: 0,
      itemCount: to - from,
      itemValid: child.valid?.subarray(from, to),
      itemLengths: items.lengths,
      values: items.values,
    });
  }

  /** Adds rows (or, with `rowCount` 0, items of rows added before) whose canonical bytes are at hand. */
  addPart(part: DigestPart): void {
    this.#rows += part.rowCount;
    this.#valid.add(part.rowCount, part.valid);
    if (part.lengths) this.#lengths?.update(bytesOf(part.lengths));
    if (part.itemCount) this.#itemValid.add(part.itemCount, part.itemValid);
    if (part.itemLengths) this.#itemLengths?.update(bytesOf(part.itemLengths));
    if (part.values.length > 0) this.#values.update(part.values);
  }

  /** The digest, lower-case hexadecimal. The object is used up. */
  hex(): string {
    const lines = [
      'lingtai-column-digest-1',
      `type ${this.#type.scalar}${this.#type.arraysize === undefined ? '' : '[]'}`,
      `rows ${this.#rows}`,
      `valid ${this.#valid.hex()}`,
      `lengths ${this.#lengths?.hex() ?? '-'}`,
      `itemvalid ${this.#itemValid.hex()}`,
      `itemlengths ${this.#itemLengths?.hex() ?? '-'}`,
      `values ${this.#values.hex()}`,
    ];
    const hash = this.#newHash();
    hash.update(encoder.encode(`${lines.join('\n')}\n`));
    return hash.hex();
  }
}

/** The digest of a column that is at hand as vectors, in order. See `ColumnDigest`. */
export function digestColumn(type: ColumnType, vectors: Iterable<Vector>, newHash: () => Sha256): string {
  const digest = new ColumnDigest(type, newHash);
  for (const vector of vectors) digest.add(vector);
  return digest.hex();
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function scalarItems(vector: ScalarVector, from: number, to: number): { values: Uint8Array; lengths?: Uint32Array } {
  if (vector.type === 'string') return stringItems(vector.values, vector.valid, from, to);
  const bytes = bytesOf(vector.values.subarray(from, to));
  const valid = vector.valid?.subarray(from, to);
  return { values: valid ? withZeros(bytes, valid, widthOf[vector.type]) : bytes };
}

/** The bytes with all bits zero where a row is null; a copy only when one is. */
export function withZeros(bytes: Uint8Array, valid: Uint8Array, width: number): Uint8Array {
  let row = valid.indexOf(0);
  if (row < 0) return bytes;
  const copy = bytes.slice();
  for (; row >= 0; row = valid.indexOf(0, row + 1)) copy.fill(0, row * width, (row + 1) * width);
  return copy;
}

function stringItems(
  values: readonly string[],
  valid: Uint8Array | undefined,
  from: number,
  to: number,
): { values: Uint8Array; lengths: Uint32Array } {
  const lengths = new Uint32Array(to - from);
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let i = from; i < to; i++) {
    if (valid && valid[i] === 0) continue;
    const part = encoder.encode(values[i]!);
    lengths[i - from] = part.length;
    total += part.length;
    parts.push(part);
  }
  const joined = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return { values: joined, lengths };
}
