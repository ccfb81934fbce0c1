import { fail } from '@lingtai/diagnostics';
import type { ColumnBuilder } from './column-builder.ts';
import { isCharacter, isComplex, type VotableField } from './field.ts';

class NeedMore extends Error {}

const needMore = new NeedMore();
const latin1 = new TextDecoder('latin1');
const utf16 = new TextDecoder('utf-16be');
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  at = 0;

  add(more: Uint8Array): void {
    const rest = this.bytes.subarray(this.at);
    const joined = new Uint8Array(rest.length + more.length);
    joined.set(rest);
    joined.set(more, rest.length);
    this.bytes = joined;
    this.view = new DataView(joined.buffer);
    this.at = 0;
  }

  skip(count: number): number {
    const from = this.at;
    if (from + count > this.bytes.length) throw needMore;
    this.at = from + count;
    return from;
  }

  count(): number {
    return this.view.getUint32(this.skip(4));
  }
}

type Step = (cursor: Cursor, isNull: boolean) => void;

const widths = {
  boolean: 1,
  bit: 0,
  unsignedByte: 1,
  short: 2,
  int: 4,
  long: 8,
  char: 1,
  unicodeChar: 2,
  float: 4,
  double: 8,
  floatComplex: 4,
  doubleComplex: 8,
} as const;

/** How many elements of the primitive type a row has: a number, or that it is written before them. */
function elementsOf(field: VotableField): number | '*' {
  const text = field.arraysizeText?.trim();
  if (text === undefined || text === '') return isComplex(field.datatype) ? 2 : 1;
  if (text.endsWith('*')) return '*';
  return text.split('x').reduce((n, d) => n * Number(d), isComplex(field.datatype) ? 2 : 1);
}

function text(field: VotableField, bytes: Uint8Array): string {
  if (field.datatype === 'unicodeChar') return utf16.decode(bytes).replace(/\0.*$/s, '');
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return strictUtf8.decode(used);
  } catch {
    return latin1.decode(used);
  }
}

function textStep(column: ColumnBuilder): Step {
  const { field } = column;
  const width = widths[field.datatype];
  const elements = elementsOf(field);
  const each = Number(field.arraysizeText?.split('x')[0]) * width;
  return (cursor, isNull) => {
    const count = elements === '*' ? cursor.count() : elements;
    const from = cursor.skip(count * width);
    const bytes = cursor.bytes.subarray(from, from + count * width);
    if (isNull) {
      column.pushNull();
      return;
    }
    if (!column.isList) {
      const value = text(field, bytes);
      if (field.nullText !== undefined && value === field.nullText) column.pushNull();
      else column.child.push(value);
      return;
    }
    for (let i = 0; i < bytes.length; i += each) column.child.push(text(field, bytes.subarray(i, i + each)));
    column.endList();
  };
}

type Element = (view: DataView, at: number) => void;

function elementStep(column: ColumnBuilder, nanIsNull: boolean): Element {
  const { field, child } = column;
  const none = field.nullText?.trim();
  switch (field.datatype) {
    case 'boolean':
      return (view, at) => {
        const code = view.getUint8(at);
        if (code === 84 || code === 116 || code === 49) child.push(1);
        else if (code === 70 || code === 102 || code === 48) child.push(0);
        else child.pushNull();
      };
    case 'long': {
      const nullValue = none === undefined || !/^[+-]?\d+$/.test(none) ? undefined : BigInt(none);
      return (view, at) => {
        const value = view.getBigInt64(at);
        if (value === nullValue) child.pushNull();
        else child.push(value);
      };
    }
    case 'unsignedByte':
    case 'short':
    case 'int': {
      const nullValue = none === undefined ? Number.NaN : Number(none);
      const get = { unsignedByte: 'getUint8', short: 'getInt16', int: 'getInt32' } as const;
      const name = get[field.datatype];
      return (view, at) => {
        const value = view[name](at);
        if (value === nullValue) child.pushNull();
        else child.push(value);
      };
    }
    default: {
      const nullValue = none === undefined ? Number.NaN : Number(none);
      const single = field.datatype === 'float' || field.datatype === 'floatComplex';
      return (view, at) => {
        const value = single ? view.getFloat32(at) : view.getFloat64(at);
        if (value === nullValue || (nanIsNull && Number.isNaN(value))) child.pushNull();
        else child.push(value);
      };
    }
  }
}

function bitStep(column: ColumnBuilder): Step {
  const elements = elementsOf(column.field);
  return (cursor, isNull) => {
    const count = elements === '*' ? cursor.count() : elements;
    const from = cursor.skip(Math.ceil(count / 8));
    if (isNull) {
      column.pushNull();
      return;
    }
    // One bit alone: astropy sets another than the first of its byte, and padding has no other meaning.
    if (!column.isList) column.child.push(cursor.bytes[from] === 0 ? 0 : 1);
    else for (let i = 0; i < count; i++) column.child.push((cursor.bytes[from + (i >> 3)]! >> (7 - (i & 7))) & 1);
    if (column.isList) column.endList();
  };
}

function stepOf(column: ColumnBuilder, masked: boolean): Step {
  const { field } = column;
  if (isCharacter(field.datatype)) return textStep(column);
  if (field.datatype === 'bit') return bitStep(column);
  const width = widths[field.datatype];
  const element = elementStep(column, !masked && !column.isList);
  const elements = elementsOf(field);
  return (cursor, isNull) => {
    const count = elements === '*' ? cursor.count() : elements;
    const from = cursor.skip(count * width);
    if (isNull) {
      column.pushNull();
      return;
    }
    for (let i = 0; i < count; i++) element(cursor.view, from + i * width);
    if (column.isList) column.endList();
  };
}

/** The bytes of one row are known before any of its values is pushed, so that a row cut by the end of a chunk waits whole. */
function rowLength(fields: readonly VotableField[], maskBytes: number): (cursor: Cursor) => void {
  const sizes = fields.map((field) => {
    const elements = elementsOf(field);
    const width = widths[field.datatype];
    const bytes = (n: number): number => (field.datatype === 'bit' ? Math.ceil(n / 8) : n * width);
    return { fixed: elements === '*' ? undefined : bytes(elements), bytes };
  });
  return (cursor) => {
    cursor.skip(maskBytes);
    for (const { fixed, bytes } of sizes) cursor.skip(fixed ?? bytes(cursor.count()));
  };
}

/** Decodes the rows of a BINARY or BINARY2 stream that comes in pieces into columns. */
export class BinaryRows {
  rowCount = 0;
  readonly #columns: readonly ColumnBuilder[];
  readonly #cursor = new Cursor();
  readonly #steps: readonly Step[];
  readonly #measure: (cursor: Cursor) => void;
  readonly #maskBytes: number;

  constructor(columns: readonly ColumnBuilder[], masked: boolean) {
    this.#columns = columns;
    this.#steps = columns.map((c) => stepOf(c, masked));
    this.#maskBytes = masked ? Math.ceil(columns.length / 8) : 0;
    this.#measure = rowLength(
      columns.map((c) => c.field),
      this.#maskBytes,
    );
  }

  /** Adds bytes; calls `onRow` after each whole row. */
  add(bytes: Uint8Array, onRow: () => void): void {
    const cursor = this.#cursor;
    cursor.add(bytes);
    if (this.#columns.length === 0) return;
    for (;;) {
      const from = cursor.at;
      try {
        this.#measure(cursor);
      } catch (stop) {
        if (!(stop instanceof NeedMore)) throw stop;
        cursor.at = from;
        return;
      }
      if (cursor.at === from) return;
      cursor.at = from + this.#maskBytes;
      this.#steps.forEach((step, i) => {
        step(cursor, this.#maskBytes > 0 && (cursor.bytes[from + (i >> 3)]! & (128 >> (i & 7))) !== 0);
      });
      this.rowCount++;
      onRow();
    }
  }

  /** Throws VOTABLE-TRUNCATED when bytes are left that are no whole row. */
  end(): void {
    const left = this.#cursor.bytes.length - this.#cursor.at;
    if (left === 0) return;
    throw fail(
      'data',
      'VOTABLE-TRUNCATED',
      {
        en: `The binary stream ends inside row ${this.rowCount + 1}: ${left} bytes are left that are not a whole row.`,
        zh: `二进制流在第 ${this.rowCount + 1} 行中间结束：剩余 ${left} 字节，不足一行。`,
      },
      { place: { row: this.rowCount + 1 } },
    );
  }
}
