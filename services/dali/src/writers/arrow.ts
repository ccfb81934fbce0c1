import type { Field as ColumnField, ListVector, ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import { utf8Of } from '@lingtai/columns';
import {
  Bool,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint8,
  Utf8,
} from 'apache-arrow';
import { bitsOf } from './bits.ts';
import { completenessWords, type EncoderOf, type ResultHead } from './writer.ts';

const scalarTypes: Readonly<Record<ScalarType, () => DataType>> = {
  boolean: () => new Bool(),
  uint8: () => new Uint8(),
  int16: () => new Int16(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  string: () => new Utf8(),
  timestamp: () => new TimestampMicrosecond(),
};

/** What Arrow has no place for stands in the field's metadata under VOTable's words. */
function arrowField(field: ColumnField): Field {
  const value = scalarTypes[field.scalar]();
  const { unit, ucd, utype, xtype, description } = field;
  const words = Object.entries({ unit, ucd, utype, xtype, description }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  return new Field(field.name, typeOf(field, value), true, new Map(words));
}

function typeOf({ arraysize }: ColumnField, value: DataType): DataType {
  if (arraysize === undefined) return value;
  const item = new Field('item', value, true);
  return arraysize === '*' ? new List(item) : new FixedSizeList(arraysize, item);
}

function metadata(head: ResultHead): Map<string, string> {
  const words = new Map([['table', head.tableName]]);
  if (head.description !== undefined) words.set('description', head.description);
  for (const { name, value } of head.infos) words.set(name, value);
  if (head.position) words.set('coosys', JSON.stringify(head.position));
  if (head.times) words.set('timesys', JSON.stringify(head.times));
  for (const [name, value] of head.known ? completenessWords(head.known) : []) words.set(name, value);
  return words;
}

/** No values of a column. */
function emptyVector({ scalar, arraysize }: ColumnField): Vector {
  const values = { string: [], boolean: new Uint8Array(0), ...emptyNumbers }[scalar];
  const vector = { kind: 'scalar', type: scalar, length: 0, values } as ScalarVector;
  return arraysize === undefined ? vector : { kind: 'list', length: 0, offsets: new Int32Array(1), child: vector };
}

const emptyNumbers = {
  uint8: new Uint8Array(0),
  int16: new Int16Array(0),
  int32: new Int32Array(0),
  int64: new BigInt64Array(0),
  timestamp: new BigInt64Array(0),
  float32: new Float32Array(0),
  float64: new Float64Array(0),
};

/** The validity bitmap, in the shape that `makeData` takes. */
function nulls(valid: Uint8Array | undefined): { nullCount: number; nullBitmap?: Uint8Array } {
  if (!valid) return { nullCount: 0 };
  let nullCount = 0;
  for (const flag of valid) if (flag === 0) nullCount++;
  return { nullCount, nullBitmap: bitsOf(valid) };
}

function scalarData(vector: ScalarVector, type: DataType): Data {
  const base = { type, length: vector.length, ...nulls(vector.valid) };
  if (vector.type === 'string') {
    const { bytes, offsets } = utf8Of(vector);
    return makeData({ ...base, type: type as Utf8, valueOffsets: offsets, data: bytes });
  }
  const data = vector.type === 'boolean' ? bitsOf(vector.values) : vector.values;
  return makeData({ ...base, data } as Parameters<typeof makeData>[0]);
}

function listData(vector: ListVector, type: DataType): Data {
  const child = scalarData(vector.child, type.children[0]!.type);
  const base = { length: vector.length, ...nulls(vector.valid) };
  if (type instanceof FixedSizeList)
    return makeData({ ...base, type, child: scalarData(fixed(vector, type.listSize), type.children[0]!.type) });
  return makeData({ ...base, type: type as List, valueOffsets: vector.offsets, child });
}

/** The elements of lists of one length, with nulls where a list has fewer. */
function fixed({ offsets, child, length, valid }: ListVector, size: number): ScalarVector {
  const regular = !valid && offsets[0] === 0 && child.length === length * size;
  if (regular && offsets.every((offset, i) => offset === i * size)) return child;
  const total = length * size;
  const present = new Uint8Array(total);
  const rows = new Int32Array(total);
  for (let row = 0; row < length; row++) {
    const count = Math.min(size, offsets[row + 1]! - offsets[row]!);
    for (let k = 0; k < count; k++) {
      const from = offsets[row]! + k;
      rows[row * size + k] = from;
      present[row * size + k] = child.valid ? child.valid[from]! : 1;
    }
  }
  if (child.type === 'string') {
    const values = Array.from(rows, (from, i) => (present[i] === 0 ? '' : child.values[from]!));
    return { kind: 'scalar', type: 'string', length: total, values, valid: present };
  }
  const values = new (child.values.constructor as new (n: number) => Float64Array)(total);
  const source = child.values as Float64Array;
  for (let i = 0; i < total; i++) if (present[i] === 1) values[i] = source[rows[i]!]!;
  return { ...child, length: total, values, valid: present } as unknown as ScalarVector;
}

const dataOf = (vector: Vector, type: DataType): Data =>
  vector.kind === 'list' ? listData(vector, type) : scalarData(vector, type);

/** Hands its bytes on after every batch, so that memory does not grow with the result. */
class DrainedWriter extends RecordBatchStreamWriter {
  #pieces: Uint8Array[] = [];

  drain(): Uint8Array {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return bytes;
  }

  protected override _write(chunk: Uint8Array): this {
    if (this._started && chunk) {
      const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#pieces.push(bytes);
      this._position += bytes.byteLength;
    }
    return this;
  }
}

/**
 * An Arrow IPC stream. Its schema says what is known before the first row; completeness stands in the custom metadata of an
 * empty last batch, as the format has no other place behind the rows.
 */
export const arrowEncoder: EncoderOf = (head) => {
  const schema = new Schema(head.fields.map(arrowField), metadata(head));
  const writer = new DrainedWriter();
  const written = (): Uint8Array[] => [writer.drain()];
  const struct = new Struct(schema.fields);
  const batchOf = (children: Data[], length: number, words?: Map<string, string>): RecordBatch =>
    new RecordBatch(schema, makeData({ type: struct, length, nullCount: 0, children }), words);
  return {
    begin: () => {
      writer.reset(undefined, schema);
      return written();
    },
    rows: (batch) => {
      const children = batch.columns.map((vector, i) => dataOf(vector, schema.fields[i]!.type));
      writer.write(batchOf(children, batch.rowCount));
      return written();
    },
    end: (completeness) => {
      const children = head.fields.map((field, i) => dataOf(emptyVector(field), schema.fields[i]!.type));
      writer.write(batchOf(children, 0, new Map(completenessWords(completeness))));
      writer.finish();
      return written();
    },
  };
};
