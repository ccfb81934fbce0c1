import {
  type ColumnBatch,
  type Field,
  type ListVector,
  type ScalarType,
  type ScalarVector,
  timestampTexts,
  type Utf8Texts,
  utf8Of,
} from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import { integerNulls, isText, type OutputField, type Serialization, textDatatype, writtenScalar } from './head.ts';

/**
 * Puts the cells of a column in their binary form. Each class has its own loop over the rows, though they read alike: so the
 * engine of JavaScript sees one kind of cell in each and makes one piece of machine code of it.
 */
export type BinaryCell = FixedCell | VariableCell;

interface Cell {
  /** Gives the place behind the cell. */
  put(view: DataView, at: number, row: number): number;
  /** Puts the rows `[from, to)` at `places`, the first of them at `places[0]`, and moves the places behind them. */
  putAll(view: DataView, places: Int32Array, from: number, to: number): void;
}

interface FixedCell extends Cell {
  /** Bytes of every cell. */
  readonly width: number;
}

interface VariableCell extends Cell {
  readonly width?: undefined;
  /** Bytes of the first `rows` cells. */
  sizeOfAll(rows: number): number;
  /** Adds the bytes of the cells `[from, to)` to `sizes` from its second number on. */
  addSizes(sizes: Int32Array, from: number, to: number): void;
}

/** The cells of a column in BINARY or BINARY2. */
export function binaryCellOf(
  field: OutputField,
  vector: ColumnBatch['columns'][number],
  serialization: Serialization,
): BinaryCell {
  if (vector.kind === 'list') return new ListCell(field, vector, serialization);
  if (isText(field)) return textCell(vector, textDatatype(field, serialization) === 'unicodeChar');
  return scalarCell(field, vector, writtenScalar(field, serialization), serialization === 'binary2');
}

/** `masked`: the row's mask tells its nulls, so that every number is a value. */
function scalarCell(field: Field, vector: ScalarVector, written: ScalarType, masked: boolean): FixedCell {
  const { valid } = vector;
  switch (vector.type) {
    case 'boolean':
      return new BooleanCell(vector.values, valid);
    case 'float32':
      return new Float32Cell(vector.values, valid);
    case 'float64':
      return new Float64Cell(vector.values, valid);
    case 'int64':
      return new Int64Cell(field, vector.values, valid, masked);
    default: {
      const values = vector.values as Uint8Array | Int16Array | Int32Array;
      const width = written === 'uint8' ? 1 : written === 'int16' ? 2 : 4;
      const clashes = !masked && vector.type !== 'uint8';
      return new IntegerCell(field, values, valid, width, Number(integerNulls[written] ?? 0n), clashes);
    }
  }
}

function clash(field: Field): never {
  throw fail('data', 'VOTABLE-NULL-CLASH', {
    en: `Column "${field.name}" holds the number that stands for null in this serialization; TABLEDATA or BINARY2 can write it.`,
    zh: `列“${field.name}”中含有此序列化方式用作空值的数；请改用 TABLEDATA 或 BINARY2。`,
  });
}

type Valid = Uint8Array | undefined;

class BooleanCell implements FixedCell {
  readonly width = 1;
  readonly #values: Uint8Array;
  readonly #valid: Valid;

  constructor(values: Uint8Array, valid: Valid) {
    this.#values = values;
    this.#valid = valid;
  }

  putAll(view: DataView, places: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row++) places[row - from] = this.put(view, places[row - from]!, row);
  }

  put(view: DataView, at: number, row: number): number {
    view.setUint8(at, this.#valid !== undefined && this.#valid[row] === 0 ? 63 : this.#values[row] === 0 ? 70 : 84);
    return at + 1;
  }
}

class Float32Cell implements FixedCell {
  readonly width = 4;
  readonly #values: Float32Array;
  readonly #valid: Valid;

  constructor(values: Float32Array, valid: Valid) {
    this.#values = values;
    this.#valid = valid;
  }

  putAll(view: DataView, places: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row++) places[row - from] = this.put(view, places[row - from]!, row);
  }

  put(view: DataView, at: number, row: number): number {
    view.setFloat32(at, this.#valid !== undefined && this.#valid[row] === 0 ? Number.NaN : this.#values[row]!);
    return at + 4;
  }
}

class Float64Cell implements FixedCell {
  readonly width = 8;
  readonly #values: Float64Array;
  readonly #valid: Valid;

  constructor(values: Float64Array, valid: Valid) {
    this.#values = values;
    this.#valid = valid;
  }

  putAll(view: DataView, places: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row++) places[row - from] = this.put(view, places[row - from]!, row);
  }

  put(view: DataView, at: number, row: number): number {
    view.setFloat64(at, this.#valid !== undefined && this.#valid[row] === 0 ? Number.NaN : this.#values[row]!);
    return at + 8;
  }
}

/** By its two 32-bit words, so that no `bigint` is made. */
class Int64Cell implements FixedCell {
  readonly width = 8;
  readonly #field: Field;
  readonly #words: Int32Array;
  readonly #valid: Valid;
  readonly #masked: boolean;

  constructor(field: Field, values: BigInt64Array, valid: Valid, masked: boolean) {
    this.#field = field;
    this.#words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
    this.#valid = valid;
    this.#masked = masked;
  }

  putAll(view: DataView, places: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row++) places[row - from] = this.put(view, places[row - from]!, row);
  }

  put(view: DataView, at: number, row: number): number {
    const isNull = this.#valid !== undefined && this.#valid[row] === 0;
    const low = isNull ? 0 : this.#words[2 * row]!;
    const high = isNull ? -2147483648 : this.#words[2 * row + 1]!;
    if (!isNull && !this.#masked && low === 0 && high === -2147483648) clash(this.#field);
    view.setInt32(at, high);
    view.setInt32(at + 4, low);
    return at + 8;
  }
}

class IntegerCell implements FixedCell {
  readonly width: 1 | 2 | 4;
  readonly #field: Field;
  readonly #values: Uint8Array | Int16Array | Int32Array;
  readonly #valid: Valid;
  readonly #none: number;
  readonly #clashes: boolean;

  constructor(
    field: Field,
    values: Uint8Array | Int16Array | Int32Array,
    valid: Valid,
    width: 1 | 2 | 4,
    none: number,
    clashes: boolean,
  ) {
    this.#field = field;
    this.#values = values;
    this.#valid = valid;
    this.width = width;
    this.#none = none;
    this.#clashes = clashes;
  }

  putAll(view: DataView, places: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row++) places[row - from] = this.put(view, places[row - from]!, row);
  }

  put(view: DataView, at: number, row: number): number {
    const isNull = this.#valid !== undefined && this.#valid[row] === 0;
    const value = isNull ? this.#none : this.#values[row]!;
    if (!isNull && this.#clashes && value === this.#none) clash(this.#field);
    if (this.width === 4) view.setInt32(at, value);
    else if (this.width === 2) view.setInt16(at, value);
    else view.setUint8(at, value);
    return at + this.width;
  }
}

function textCell(vector: ScalarVector, wide: boolean): VariableCell {
  if (vector.type === 'string') return new TextCell(utf8Of(vector), wide);
  if (vector.type === 'timestamp') return new TextCell(timestampTexts(vector), wide);
  const { valid, length } = vector;
  const values = Array.from({ length }, (_, i) => (valid && valid[i] === 0 ? '' : String(vector.values[i])));
  return new TextCell(utf8Of({ kind: 'scalar', type: 'string', length, values }), wide);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A count of characters, then bytes (`char`, UTF-8) or units of UTF-16 (`unicodeChar`). */
class TextCell implements VariableCell {
  readonly #bytes: Uint8Array;
  readonly #offsets: Int32Array;
  /** What each byte becomes, where it is not `#hasUnits`: texts for UTF-16 that are not all ASCII. */
  readonly #each: 1 | 2;
  readonly #hasUnits: boolean;

  constructor({ bytes, offsets }: Utf8Texts, wide: boolean) {
    this.#bytes = bytes;
    this.#offsets = offsets;
    this.#each = wide ? 2 : 1;
    this.#hasUnits = wide && !isAscii(bytes, offsets[0]!, offsets.at(-1)!);
  }

  sizeOfAll(rows: number): number {
    const [from, to] = [this.#offsets[0]!, this.#offsets[rows]!];
    return 4 * rows + (this.#hasUnits ? 2 * unitsOf(this.#bytes, from, to) : this.#each * (to - from));
  }

  addSizes(sizes: Int32Array, from: number, to: number): void {
    const [offsets, hasUnits, each] = [this.#offsets, this.#hasUnits, this.#each];
    for (let row = from; row < to; row++) {
      const [start, end] = [offsets[row]!, offsets[row + 1]!];
      sizes[row - from + 1]! += 4 + (hasUnits ? 2 * unitsOf(this.#bytes, start, end) : each * (end - start));
    }
  }

  putAll(view: DataView, places: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row++) places[row - from] = this.put(view, places[row - from]!, row);
  }

  put(view: DataView, at: number, row: number): number {
    const [from, to] = [this.#offsets[row]!, this.#offsets[row + 1]!];
    if (this.#hasUnits) return this.#putUnits(view, at, from, to);
    view.setUint32(at, to - from);
    let place = at + 4;
    if (this.#each === 1) for (let i = from; i < to; i++) view.setUint8(place++, this.#bytes[i]!);
    else for (let i = from; i < to; i++, place += 2) view.setUint16(place, this.#bytes[i]!);
    return place;
  }

  #putUnits(view: DataView, at: number, from: number, to: number): number {
    const text = decoder.decode(this.#bytes.subarray(from, to));
    view.setUint32(at, text.length);
    for (let i = 0; i < text.length; i++) view.setUint16(at + 4 + 2 * i, text.charCodeAt(i));
    return at + 4 + 2 * text.length;
  }
}

/** Looks at whole words, but for a few bytes at both ends. */
function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  const start = from + ((4 - ((bytes.byteOffset + from) & 3)) & 3);
  const count = (to - start) >> 2;
  let all = 0;
  if (count > 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + start, count);
    for (let i = 0; i < count; i++) all |= words[i]!;
  }
  for (let i = from; i < Math.min(start, to); i++) all |= bytes[i]!;
  for (let i = start + 4 * Math.max(0, count); i < to; i++) all |= bytes[i]!;
  return (all & 0x80808080) === 0;
}

/** Units of UTF-16 that a text in UTF-8 has: one for each character of up to three bytes, two for those of four. */
function unitsOf(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

class ListCell implements VariableCell {
  readonly #vector: ListVector;
  readonly #elements: FixedCell;
  readonly #filler: FixedCell;
  readonly #fixed: number | undefined;

  constructor(field: OutputField, vector: ListVector, serialization: Serialization) {
    const written = writtenScalar(field, serialization);
    this.#vector = vector;
    this.#elements = scalarCell(field, vector.child, written, false);
    this.#filler = scalarCell(field, fillerOf(vector.child), written, false);
    this.#fixed = typeof field.arraysize === 'number' ? field.arraysize : undefined;
  }

  sizeOfAll(rows: number): number {
    const { width } = this.#elements;
    if (this.#fixed !== undefined) return rows * this.#fixed * width;
    let elements = 0;
    for (let row = 0; row < rows; row++) elements += this.#length(row);
    return 4 * rows + elements * width;
  }

  addSizes(sizes: Int32Array, from: number, to: number): void {
    const { width } = this.#elements;
    for (let row = from; row < to; row++)
      sizes[row - from + 1]! += this.#fixed === undefined ? 4 + this.#length(row) * width : this.#fixed * width;
  }

  putAll(view: DataView, places: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row++) places[row - from] = this.put(view, places[row - from]!, row);
  }

  put(view: DataView, at: number, row: number): number {
    const first = this.#vector.offsets[row]!;
    const length = this.#length(row);
    let place = at;
    if (this.#fixed === undefined) {
      view.setUint32(at, length);
      place += 4;
    }
    const have = Math.min(this.#fixed ?? length, length);
    for (let i = 0; i < have; i++) place = this.#elements.put(view, place, first + i);
    for (let i = have; i < (this.#fixed ?? 0); i++) place = this.#filler.put(view, place, 0);
    return place;
  }

  #length(row: number): number {
    const { valid, offsets } = this.#vector;
    return valid && valid[row] === 0 ? 0 : offsets[row + 1]! - offsets[row]!;
  }
}

/** A vector with one null of the same type. */
function fillerOf(vector: ScalarVector): ScalarVector {
  const values = vector.type === 'string' ? [''] : vector.values.slice(0, 1);
  return { ...vector, length: 1, values, valid: new Uint8Array(1) } as ScalarVector;
}
