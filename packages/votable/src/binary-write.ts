import type { ColumnBatch, Field, ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import { integerNulls, isText, type OutputField, type Serialization, textDatatype, writtenScalar } from './head.ts';
import { timestampText } from './timestamp.ts';

const widths: Readonly<Record<ScalarType, number>> = {
  boolean: 1,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
  string: 1,
  timestamp: 1,
};

const encoder = new TextEncoder();

/** Writes one value of a column at a place, and the null where `index` is one. */
type Put = (view: DataView, at: number, index: number) => void;

function clash(field: Field): never {
  throw fail('data', 'VOTABLE-NULL-CLASH', {
    en: `Column "${field.name}" holds the number that stands for null in this serialization; TABLEDATA or BINARY2 can write it.`,
    zh: `列 "${field.name}" 中含有此序列化方式用作空值的数;请改用 TABLEDATA 或 BINARY2。`,
  });
}

function putOf(field: Field, vector: ScalarVector, written: ScalarType, masked: boolean): Put {
  const { valid, values } = vector;
  const isNull = (i: number): boolean => valid !== undefined && valid[i] === 0;
  if (vector.type === 'boolean') {
    return (view, at, i) => view.setUint8(at, isNull(i) ? 63 : vector.values[i] === 0 ? 70 : 84);
  }
  if (vector.type === 'float64')
    return (view, at, i) => view.setFloat64(at, isNull(i) ? Number.NaN : vector.values[i]!);
  if (vector.type === 'float32')
    return (view, at, i) => view.setFloat32(at, isNull(i) ? Number.NaN : vector.values[i]!);
  if (vector.type === 'int64') {
    const none = integerNulls.int64!;
    return (view, at, i) => {
      if (!masked && !isNull(i) && vector.values[i] === none) clash(field);
      view.setBigInt64(at, isNull(i) ? none : vector.values[i]!);
    };
  }
  const numbers = values as Uint8Array | Int16Array | Int32Array;
  const none = Number(integerNulls[written] ?? 0n);
  const set = (view: DataView, at: number, value: number): void => {
    if (written === 'uint8') view.setUint8(at, value);
    else if (written === 'int16') view.setInt16(at, value);
    else view.setInt32(at, value);
  };
  return (view, at, i) => {
    const value = numbers[i]!;
    if (!masked && vector.type !== 'uint8' && !isNull(i) && value === none) clash(field);
    set(view, at, isNull(i) ? none : value);
  };
}

/** One column of a batch, ready to be laid into rows. */
interface Piece {
  /** Bytes of each row, or one number when all rows have the same. */
  readonly size: number | ((row: number) => number);
  put(view: DataView, at: number, row: number): void;
}

function utf16(text: string): Uint8Array {
  const out = new Uint8Array(2 * text.length);
  const view = new DataView(out.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i));
  return out;
}

function textPiece(datatype: 'char' | 'unicodeChar', vector: ScalarVector, rows: readonly [number, number]): Piece {
  const bytes: Uint8Array[] = [];
  const perCharacter = datatype === 'unicodeChar' ? 2 : 1;
  for (let row = rows[0]; row < rows[1]; row++) {
    const none = vector.valid !== undefined && vector.valid[row] === 0;
    const text = none
      ? ''
      : vector.type === 'timestamp'
        ? timestampText(vector.values[row]!)
        : String(vector.values[row]);
    bytes.push(perCharacter === 2 ? utf16(text) : encoder.encode(text));
  }
  return {
    size: (row) => 4 + bytes[row - rows[0]]!.length,
    put(view, at, row) {
      const text = bytes[row - rows[0]]!;
      view.setUint32(at, text.length / perCharacter);
      new Uint8Array(view.buffer, at + 4, text.length).set(text);
    },
  };
}

function listPiece(field: OutputField, vector: Vector & { kind: 'list' }, serialization: Serialization): Piece {
  const written = writtenScalar(field, serialization);
  const width = widths[written];
  const put = putOf(field, vector.child, written, false);
  const lengthOf = (row: number): number =>
    vector.valid && vector.valid[row] === 0 ? 0 : vector.offsets[row + 1]! - vector.offsets[row]!;
  const putElements = (view: DataView, at: number, row: number, count: number): void => {
    const first = vector.offsets[row]!;
    for (let i = 0; i < count; i++) put(view, at + i * width, first + i);
  };
  if (typeof field.arraysize === 'number') {
    const count = field.arraysize;
    const filler = putOf(field, fillerOf(vector.child), written, false);
    return {
      size: count * width,
      put(view, at, row) {
        const have = Math.min(count, lengthOf(row));
        putElements(view, at, row, have);
        for (let i = have; i < count; i++) filler(view, at + i * width, 0);
      },
    };
  }
  return {
    size: (row) => 4 + lengthOf(row) * width,
    put(view, at, row) {
      view.setUint32(at, lengthOf(row));
      putElements(view, at + 4, row, lengthOf(row));
    },
  };
}

/** A vector with one null of the same type. */
function fillerOf(vector: ScalarVector): ScalarVector {
  return { ...vector, length: 1, valid: new Uint8Array(1) } as ScalarVector;
}

function pieceOf(
  field: OutputField,
  vector: Vector,
  serialization: Serialization,
  rows: readonly [number, number],
): Piece {
  if (vector.kind === 'list') return listPiece(field, vector, serialization);
  if (isText(field)) return textPiece(textDatatype(field, serialization), vector, rows);
  const written = writtenScalar(field, serialization);
  return { size: widths[written], put: putOf(field, vector, written, serialization === 'binary2') };
}

function isNullAt(vector: Vector, row: number): boolean {
  return vector.valid !== undefined && vector.valid[row] === 0;
}

/** The rows `[from, to)` of a batch in BINARY or BINARY2 (VOTable 1.4, sections 5.2 to 5.4), laid out column by column. */
export function binaryRows(
  fields: readonly OutputField[],
  batch: ColumnBatch,
  serialization: 'binary' | 'binary2',
  from: number,
  to: number,
): Uint8Array {
  const maskBytes = serialization === 'binary2' ? Math.ceil(fields.length / 8) : 0;
  const pieces = fields.map((field, i) => pieceOf(field, batch.columns[i]!, serialization, [from, to]));
  const at = new Int32Array(to - from + 1);
  const fixed = pieces.reduce((sum, p) => sum + (typeof p.size === 'number' ? p.size : 0), maskBytes);
  const varying = pieces.flatMap((p) => (typeof p.size === 'number' ? [] : [p.size]));
  for (let row = from; row < to; row++) {
    let size = fixed;
    for (const sizeOf of varying) size += sizeOf(row);
    at[row - from + 1] = at[row - from]! + size;
  }
  const out = new Uint8Array(at[to - from]!);
  const view = new DataView(out.buffer);
  if (maskBytes > 0) {
    batch.columns.forEach((vector, i) => {
      if (vector.valid === undefined) return;
      for (let row = from; row < to; row++)
        if (isNullAt(vector, row)) out[at[row - from]! + (i >> 3)]! |= 128 >> (i & 7);
    });
    for (let r = 0; r < to - from; r++) at[r]! += maskBytes;
  }
  for (const piece of pieces) {
    for (let row = from; row < to; row++) {
      piece.put(view, at[row - from]!, row);
      at[row - from]! += typeof piece.size === 'number' ? piece.size : piece.size(row);
    }
  }
  return out;
}
