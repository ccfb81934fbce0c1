import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBType,
  FLOAT,
  INTEGER,
  LIST,
  SMALLINT,
  TIMESTAMP,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnType, ListVector, ScalarType, ScalarVector, Vector } from '@lingtai/columns';

const typeOf: Readonly<Record<ScalarType, DuckDBType>> = {
  boolean: BOOLEAN,
  uint8: UTINYINT,
  int16: SMALLINT,
  int32: INTEGER,
  int64: BIGINT,
  float32: FLOAT,
  float64: DOUBLE,
  string: VARCHAR,
  timestamp: TIMESTAMP,
};

/** DuckDB's type for a column. */
export function duckdbType(type: ColumnType): DuckDBType {
  return type.arraysize === undefined ? typeOf[type.scalar] : LIST(typeOf[type.scalar]);
}

/** Writes rows `[from, to)` of a vector into a column of a DuckDB chunk, by copying memory. */
export function fillVector(chunk: duckdb.DataChunk, column: number, vector: Vector, from: number, to: number): void {
  const target = duckdb.data_chunk_get_vector(chunk, column);
  if (vector.kind === 'scalar') fillScalar(target, vector, from, to);
  else fillList(target, vector, from, to);
}

function fillScalar(target: duckdb.Vector, vector: ScalarVector, from: number, to: number): void {
  fillValidity(target, vector.valid, from, to);
  if (vector.type === 'string') {
    for (let i = from; i < to; i++) {
      if (vector.valid?.[i] !== 0)
        duckdb.vector_assign_string_element_len(target, i - from, Buffer.from(vector.values[i]!, 'utf8'));
    }
    return;
  }
  copyInto(target, vector.values.subarray(from, to));
}

function fillList(target: duckdb.Vector, vector: ListVector, from: number, to: number): void {
  fillValidity(target, vector.valid, from, to);
  const first = vector.offsets[from]!;
  const end = vector.offsets[to]!;
  const entries = new BigUint64Array(2 * (to - from));
  for (let row = from; row < to; row++) {
    entries[2 * (row - from)] = BigInt(vector.offsets[row]! - first);
    entries[2 * (row - from) + 1] = BigInt(vector.offsets[row + 1]! - vector.offsets[row]!);
  }
  copyInto(target, entries);
  duckdb.list_vector_reserve(target, end - first);
  duckdb.list_vector_set_size(target, end - first);
  fillScalar(duckdb.list_vector_get_child(target), vector.child, first, end);
}

function copyInto(
  target: duckdb.Vector,
  values: Exclude<ScalarVector['values'], readonly string[]> | BigUint64Array,
): void {
  if (values.byteLength === 0) return;
  const buffer =
    values.buffer instanceof ArrayBuffer
      ? values.buffer
      : new Uint8Array(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).buffer;
  const offset = buffer === values.buffer ? values.byteOffset : 0;
  duckdb.copy_data_to_vector(target, 0, buffer, offset, values.byteLength);
}

/** Marks the nulls of rows `[from, to)` of `valid` in a vector that begins with them. */
function fillValidity(target: duckdb.Vector, valid: Uint8Array | undefined, from: number, to: number): void {
  if (!valid?.subarray(from, to).includes(0)) return;
  const bits = new Uint8Array(Math.ceil((to - from) / 64) * 8);
  for (let i = from; i < to; i++) if (valid[i] !== 0) bits[(i - from) >> 3]! |= 1 << ((i - from) & 7);
  duckdb.vector_ensure_validity_writable(target);
  duckdb.copy_data_to_vector_validity(target, 0, bits.buffer, 0, bits.byteLength);
}
