import { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { ColumnType, ScalarType } from '@lingtai/columns';
import { textAt, valueWidth, vectorBytes, vectorValid } from './chunk-digest.ts';
import { duckdbType, fillValidity } from './chunk-fill.ts';

/** A new chunk with rows `[from, to)` of another; for chunks whose rows are long, so that none is carried twice. */
export function sliceChunk(
  chunk: DuckDBDataChunk,
  types: readonly ColumnType[],
  from: number,
  to: number,
): DuckDBDataChunk {
  const slice = DuckDBDataChunk.create(types.map(duckdbType), to - from);
  for (const [i, type] of types.entries()) {
    const source = duckdb.data_chunk_get_vector(chunk.chunk, i);
    const target = duckdb.data_chunk_get_vector(slice.chunk, i);
    const valid = vectorValid(source, chunk.rowCount);
    fillValidity(target, valid, from, to);
    if (type.arraysize === undefined) copyItems(source, target, type.scalar, chunk.rowCount, valid, [{ from, to }]);
    else copyLists(source, target, type.scalar, chunk.rowCount, valid, from, to);
  }
  return slice;
}

interface Run {
  readonly from: number;
  readonly to: number;
}

/** Copies runs of items one after another to the beginning of `target`. */
function copyItems(
  source: duckdb.Vector,
  target: duckdb.Vector,
  scalar: ScalarType,
  count: number,
  valid: Uint8Array | undefined,
  runs: readonly Run[],
): void {
  const bytes = vectorBytes(source, scalar, count);
  const width = valueWidth(scalar);
  let at = 0;
  for (const { from, to } of runs) {
    if (scalar === 'string') {
      for (let i = from; i < to; i++) {
        if (valid?.[i] !== 0) duckdb.vector_assign_string_element_len(target, at + i - from, textAt(bytes, i));
      }
    } else if (to > from) {
      duckdb.copy_data_to_vector(
        target,
        at * width,
        bytes.buffer as ArrayBuffer,
        bytes.byteOffset + from * width,
        (to - from) * width,
      );
    }
    at += to - from;
  }
}

function copyLists(
  source: duckdb.Vector,
  target: duckdb.Vector,
  scalar: ScalarType,
  count: number,
  valid: Uint8Array | undefined,
  from: number,
  to: number,
): void {
  const bytes = duckdb.vector_get_data(source, count * 16);
  const entries = new BigUint64Array(bytes.buffer, bytes.byteOffset, count * 2);
  const moved = new BigUint64Array(2 * (to - from));
  const runs: Run[] = [];
  let total = 0;
  for (let row = from; row < to; row++) {
    const length = valid?.[row] === 0 ? 0 : Number(entries[2 * row + 1]);
    const start = Number(entries[2 * row]);
    moved[2 * (row - from)] = BigInt(total);
    moved[2 * (row - from) + 1] = BigInt(length);
    if (length > 0) runs.push({ from: start, to: start + length });
    total += length;
  }
  duckdb.copy_data_to_vector(target, 0, moved.buffer, 0, moved.byteLength);
  duckdb.list_vector_reserve(target, total);
  duckdb.list_vector_set_size(target, total);
  const child = duckdb.list_vector_get_child(source);
  const childTarget = duckdb.list_vector_get_child(target);
  const childCount = duckdb.list_vector_get_size(source);
  const childValid = vectorValid(child, childCount);
  if (childValid) fillValidity(childTarget, joined(childValid, runs, total), 0, total);
  copyItems(child, childTarget, scalar, childCount, childValid, runs);
}

function joined(valid: Uint8Array, runs: readonly Run[], total: number): Uint8Array {
  const all = new Uint8Array(total);
  let at = 0;
  for (const { from, to } of runs) {
    all.set(valid.subarray(from, to), at);
    at += to - from;
  }
  return all;
}
