import type { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import {
  type ColumnBatch,
  type ColumnType,
  type ListVector,
  type ScalarType,
  type ScalarVector,
  utf8Vector,
  type Vector,
} from '@lingtai/columns';
import { readTexts } from './strings.ts';

const { Type } = duckdb;

/** The physical type that a column of the plan must have in the result. */
const physical: Readonly<Record<ScalarType, readonly number[]>> = {
  boolean: [Type.BOOLEAN],
  uint8: [Type.UTINYINT],
  int16: [Type.SMALLINT],
  int32: [Type.INTEGER],
  int64: [Type.BIGINT],
  float32: [Type.FLOAT],
  float64: [Type.DOUBLE],
  string: [Type.VARCHAR],
  timestamp: [Type.TIMESTAMP, Type.TIMESTAMP_TZ],
};

/** Throws when a result column does not have the type that the plan says: its bytes would be misread. */
export function checkTypes(columns: readonly ColumnType[], typeIds: readonly number[]): void {
  columns.forEach((column, i) => {
    const id = typeIds[i]!;
    const right =
      column.arraysize === undefined ? physical[column.scalar].includes(id) : id === Type.LIST || id === Type.ARRAY;
    if (!right) throw new Error(`column ${i} should be ${column.scalar}, the engine gave type ${Type[id]}`);
  });
}

/** Copies a chunk's columns out of the engine's memory, column by column. */
export class ChunkReader {
  readonly #types: readonly ColumnType[];

  /** One block for the numbers of a chunk: many small ones would keep the garbage collector busy. */
  #room = new ArrayBuffer(0);
  #used = 0;
  readonly #rowBytes: number;

  constructor(types: readonly ColumnType[]) {
    this.#types = types;
    this.#rowBytes = types.reduce((sum, t) => sum + (isFlatNumber(t) ? widthOf[t.scalar] : 0), 0);
  }

  read(chunk: DuckDBDataChunk): ColumnBatch {
    const rowCount = chunk.rowCount;
    this.#room = new ArrayBuffer(rowCount * this.#rowBytes + 8 * this.#types.length);
    this.#used = 0;
    const columns = this.#types.map((type, i) => {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
      return type.arraysize === undefined
        ? this.#scalar(vector, type.scalar, rowCount)
        : this.#list(vector, type.scalar, rowCount);
    });
    return { rowCount, columns };
  }

  #scalar(vector: duckdb.Vector, type: ScalarType, length: number): ScalarVector {
    const valid = validityOf(vector, length);
    const base = { kind: 'scalar' as const, length, ...(valid ? { valid } : {}) };
    const bytes = length === 0 ? new Uint8Array(0) : duckdb.vector_get_data(vector, length * widthOf[type]);
    if (type === 'string') return utf8Vector(length, readTexts(bytes, length, valid), valid);
    const [room, at] = this.#copied(bytes);
    switch (type) {
      case 'boolean':
      case 'uint8':
        return { ...base, type, values: new Uint8Array(room, at, length) };
      case 'int16':
        return { ...base, type, values: new Int16Array(room, at, length) };
      case 'int32':
        return { ...base, type, values: new Int32Array(room, at, length) };
      case 'int64':
      case 'timestamp':
        return { ...base, type, values: new BigInt64Array(room, at, length) };
      case 'float32':
        return { ...base, type, values: new Float32Array(room, at, length) };
      case 'float64':
        return { ...base, type, values: new Float64Array(room, at, length) };
    }
  }

  /** Copies the engine's bytes into the chunk's block, or into one of their own where they do not fit (elements of lists). */
  #copied(bytes: Uint8Array): [room: ArrayBuffer, at: number] {
    const at = this.#used;
    if (at + bytes.length > this.#room.byteLength) return [bytes.slice().buffer as ArrayBuffer, 0];
    new Uint8Array(this.#room, at, bytes.length).set(bytes);
    this.#used = (at + bytes.length + 7) & ~7;
    return [this.#room, at];
  }

  #list(vector: duckdb.Vector, type: ScalarType, length: number): Vector {
    const logical = duckdb.vector_get_column_type(vector);
    const valid = validityOf(vector, length);
    if (duckdb.get_type_id(logical) === Type.ARRAY) {
      const size = duckdb.array_type_array_size(logical);
      const child = this.#scalar(duckdb.array_vector_get_child(vector), type, length * size);
      const offsets = Int32Array.from({ length: length + 1 }, (_, i) => i * size);
      return { kind: 'list', length, offsets, child, ...(valid ? { valid } : {}) };
    }
    const child = this.#scalar(duckdb.list_vector_get_child(vector), type, duckdb.list_vector_get_size(vector));
    const bytes = duckdb.vector_get_data(vector, length * 16);
    return compact(new BigUint64Array(bytes.buffer, bytes.byteOffset, 2 * length), child, length, valid);
  }
}

const isFlatNumber = (type: ColumnType): boolean => type.arraysize === undefined && type.scalar !== 'string';

const widthOf: Readonly<Record<ScalarType, number>> = {
  boolean: duckdb.sizeof_bool,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
  string: 16,
  timestamp: 8,
};

// One bit for a row, 64 in a word; the words are little-endian, so bytes may be read in order.
function validityOf(vector: duckdb.Vector, length: number): Uint8Array | undefined {
  const bits = length === 0 ? undefined : duckdb.vector_get_validity(vector, Math.ceil(length / 64) * 8);
  if (!bits) return undefined;
  const valid = new Uint8Array(length);
  let nulls = 0;
  for (let i = 0; i < length; i++) {
    const bit = (bits[i >> 3]! >> (i & 7)) & 1;
    valid[i] = bit;
    nulls += 1 - bit;
  }
  return nulls > 0 ? valid : undefined;
}

/** Lists lie anywhere in the child vector (a filter leaves gaps); the batch has them one after the other. */
function compact(
  entries: BigUint64Array,
  child: ScalarVector,
  length: number,
  valid: Uint8Array | undefined,
): ListVector {
  const offsets = new Int32Array(length + 1);
  let inOrder = true;
  for (let i = 0; i < length; i++) {
    const here = valid && valid[i] === 0 ? 0 : Number(entries[2 * i + 1]);
    if (here > 0 && Number(entries[2 * i]) !== offsets[i]) inOrder = false;
    offsets[i + 1] = offsets[i]! + here;
  }
  const base = { kind: 'list' as const, length, offsets, ...(valid ? { valid } : {}) };
  if (inOrder && child.length === offsets[length]) return { ...base, child };
  const rows = new Int32Array(offsets[length]!);
  for (let i = 0; i < length; i++) {
    const from = Number(entries[2 * i]);
    for (let j = offsets[i]!; j < offsets[i + 1]!; j++) rows[j] = from + j - offsets[i]!;
  }
  return { ...base, child: take(child, rows) };
}

function take(vector: ScalarVector, rows: Int32Array): ScalarVector {
  const length = rows.length;
  const valid = vector.valid && Uint8Array.from(rows, (row) => vector.valid![row]!);
  const more = { length, ...(valid ? { valid } : {}) };
  if (vector.type === 'string') return { ...vector, ...more, values: Array.from(rows, (row) => vector.values[row]!) };
  const values = vector.values.slice(0, length);
  for (let i = 0; i < length; i++) values[i] = vector.values[rows[i]!]!;
  return { ...vector, ...more, values } as ScalarVector;
}
