import { numberBytes, putAscii, putInt32, putInt64 } from './digits.ts';
import { putFloat32, putFloat64 } from './float-text.ts';
import { putTimestamp } from './timestamp-text.ts';
import { decodeUtf8, putUtf8, type Utf8Texts, utf8Of } from './utf8.ts';
import type { ScalarVector, Vector } from './vector.ts';

/** How a format writes values. Texts are ASCII. */
export interface TextStyle {
  readonly nothing: string;
  readonly yes: string;
  readonly no: string;
  readonly notANumber: string;
  readonly positiveInfinity: string;
  readonly negativeInfinity: string;
  /** Of floats; `-0` when absent. */
  readonly negativeZero?: string;
  /** Stands on both sides of 64-bit integers and of times. */
  readonly int64Quote: string;
  readonly timeQuote: string;
  readonly text: TextRule;
  readonly list: ListRule;
}

export interface TextRule {
  /** Stands on both sides of a text whose bytes are all plain. */
  readonly quote: string;
  /** 1 for each byte that cannot be copied as it is. */
  readonly special: Uint8Array;
  /** What to write, quotes included, for a text that has a special byte. At most six bytes for each byte, and eight more. */
  readonly escape: (text: string) => string;
  /** What to write for a text without characters. */
  readonly empty: string;
}

export interface ListRule {
  readonly open: string;
  readonly between: string;
  readonly close: string;
  /** What to write for a list without elements. */
  readonly empty: string;
  /** What to write for a null element of a type. */
  readonly nothing: (type: ScalarVector['type']) => string;
}

/** Puts the text of one cell of a column. */
export interface CellText {
  /** More bytes than the rows `[from, to)` can need. */
  most(from: number, to: number): number;
  put(bytes: Uint8Array, at: number, row: number): number;
}

/** The cells of a column in a style. `nothing` stands for a null where it is not the style's own. */
export function cellTextOf(vector: Vector, style: TextStyle, nothing: string = style.nothing): CellText {
  if (vector.kind === 'list') return new ListText(vector, style, nothing);
  const cells = scalarText(vector, style);
  return vector.valid ? new NullableText(cells, vector.valid, nothing) : cells;
}

function scalarText(vector: ScalarVector, style: TextStyle): CellText {
  switch (vector.type) {
    case 'boolean':
      return new BooleanText(vector.values, style);
    case 'uint8':
    case 'int16':
    case 'int32':
      return new IntegerText(vector.values);
    case 'int64':
      return new Int64Text(vector.values, style.int64Quote);
    case 'float32':
      return new Float32Text(vector.values, style);
    case 'float64':
      return new Float64Text(vector.values, style);
    case 'timestamp':
      return new TimeText(vector.values, style.timeQuote);
    case 'string':
      return new StringText(utf8Of(vector), style.text);
  }
}

const byNumber = (from: number, to: number, more: number): number => (to - from) * (numberBytes + more);

class NullableText implements CellText {
  readonly #cells: CellText;
  readonly #valid: Uint8Array;
  readonly #nothing: string;

  constructor(cells: CellText, valid: Uint8Array, nothing: string) {
    this.#cells = cells;
    this.#valid = valid;
    this.#nothing = nothing;
  }

  most(from: number, to: number): number {
    return this.#cells.most(from, to) + (to - from) * this.#nothing.length;
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    return this.#valid[row] === 0 ? putAscii(bytes, at, this.#nothing) : this.#cells.put(bytes, at, row);
  }
}

class BooleanText implements CellText {
  readonly #values: Uint8Array;
  readonly #style: TextStyle;

  constructor(values: Uint8Array, style: TextStyle) {
    this.#values = values;
    this.#style = style;
  }

  most(from: number, to: number): number {
    return byNumber(from, to, 0);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    return putAscii(bytes, at, this.#values[row] === 0 ? this.#style.no : this.#style.yes);
  }
}

class IntegerText implements CellText {
  readonly #values: Uint8Array | Int16Array | Int32Array;

  constructor(values: Uint8Array | Int16Array | Int32Array) {
    this.#values = values;
  }

  most(from: number, to: number): number {
    return byNumber(from, to, 0);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    return putInt32(bytes, at, this.#values[row]!);
  }
}

/** The 32-bit words of 64-bit integers, the low one first as on every machine that Node runs on. */
const wordsOf = (values: BigInt64Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, 2 * values.length);

class Int64Text implements CellText {
  readonly #words: Int32Array;
  readonly #quote: string;

  constructor(values: BigInt64Array, quote: string) {
    this.#words = wordsOf(values);
    this.#quote = quote;
  }

  most(from: number, to: number): number {
    return byNumber(from, to, 2);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    const start = putAscii(bytes, at, this.#quote);
    return putAscii(bytes, putInt64(bytes, start, this.#words[2 * row]!, this.#words[2 * row + 1]!), this.#quote);
  }
}

class TimeText implements CellText {
  readonly #words: Int32Array;
  readonly #quote: string;

  constructor(values: BigInt64Array, quote: string) {
    this.#words = wordsOf(values);
    this.#quote = quote;
  }

  most(from: number, to: number): number {
    return byNumber(from, to, 10);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    const start = putAscii(bytes, at, this.#quote);
    return putAscii(bytes, putTimestamp(bytes, start, this.#words[2 * row]!, this.#words[2 * row + 1]!), this.#quote);
  }
}

/** The word for what is no finite number, or for minus zero; undefined: the number itself. */
function specialFloat(value: number, style: TextStyle): string | undefined {
  if (value === 0) return style.negativeZero !== undefined && Object.is(value, -0) ? style.negativeZero : undefined;
  if (value - value === 0) return undefined;
  return Number.isNaN(value) ? style.notANumber : value > 0 ? style.positiveInfinity : style.negativeInfinity;
}

class Float32Text implements CellText {
  readonly #values: Float32Array;
  readonly #style: TextStyle;

  constructor(values: Float32Array, style: TextStyle) {
    this.#values = values;
    this.#style = style;
  }

  most(from: number, to: number): number {
    return byNumber(from, to, 0);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    const value = this.#values[row]!;
    const special = specialFloat(value, this.#style);
    return special === undefined ? putFloat32(bytes, at, value) : putAscii(bytes, at, special);
  }
}

class Float64Text implements CellText {
  readonly #values: Float64Array;
  readonly #style: TextStyle;

  constructor(values: Float64Array, style: TextStyle) {
    this.#values = values;
    this.#style = style;
  }

  most(from: number, to: number): number {
    return byNumber(from, to, 0);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    const value = this.#values[row]!;
    const special = specialFloat(value, this.#style);
    return special === undefined ? putFloat64(bytes, at, value) : putAscii(bytes, at, special);
  }
}

class StringText implements CellText {
  readonly #bytes: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #rule: TextRule;
  readonly #special: Uint8Array;

  constructor({ bytes, offsets }: Utf8Texts, rule: TextRule) {
    this.#bytes = bytes;
    this.#offsets = offsets;
    this.#rule = rule;
    this.#special = rule.special;
  }

  most(from: number, to: number): number {
    return 6 * (this.#offsets[to]! - this.#offsets[from]!) + 8 * (to - from);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    const source = this.#bytes;
    const special = this.#special;
    const from = this.#offsets[row]!;
    const to = this.#offsets[row + 1]!;
    if (from === to) return putAscii(bytes, at, this.#rule.empty);
    let place = putAscii(bytes, at, this.#rule.quote);
    for (let i = from; i < to; i++) {
      const byte = source[i]!;
      if (special[byte] !== 0) return putUtf8(bytes, at, this.#rule.escape(decodeUtf8(source, from, to)));
      bytes[place++] = byte;
    }
    return putAscii(bytes, place, this.#rule.quote);
  }
}

class ListText implements CellText {
  readonly #offsets: Int32Array;
  readonly #valid: Uint8Array | undefined;
  readonly #nothing: string;
  readonly #elements: CellText;
  readonly #rule: ListRule;

  constructor(vector: Vector & { kind: 'list' }, style: TextStyle, nothing: string) {
    this.#offsets = vector.offsets;
    this.#valid = vector.valid;
    this.#nothing = nothing;
    this.#rule = style.list;
    this.#elements = cellTextOf(vector.child, style, style.list.nothing(vector.child.type));
  }

  most(from: number, to: number): number {
    const [first, end] = [this.#offsets[from]!, this.#offsets[to]!];
    return this.#elements.most(first, end) + (end - first) * 2 + (to - from) * (8 + this.#nothing.length);
  }

  put(bytes: Uint8Array, at: number, row: number): number {
    if (this.#valid && this.#valid[row] === 0) return putAscii(bytes, at, this.#nothing);
    const rule = this.#rule;
    const [from, to] = [this.#offsets[row]!, this.#offsets[row + 1]!];
    if (from === to) return putAscii(bytes, at, rule.empty);
    let place = putAscii(bytes, at, rule.open);
    for (let i = from; i < to; i++) {
      if (i > from) place = putAscii(bytes, place, rule.between);
      place = this.#elements.put(bytes, place, i);
    }
    return putAscii(bytes, place, rule.close);
  }
}
