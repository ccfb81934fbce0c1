import type { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import {
  type ColumnBatch,
  type ColumnType,
  type ListVector,
  numberVector,
  type ScalarType,
  type ScalarVector,
  utf8Vector,
  type Vector,
} from '@lingtai/columns';
import { joinVectors } from './batches.ts';
import { chunkDropped } from './chunk-memory.ts';
import { BatchRoom } from './room.ts';
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

/** The vectors of one column in some chunks. */
interface Piece {
  readonly vector: duckdb.Vector;
  readonly length: number;
}

/** Copies the columns of chunks out of the engine's memory, column by column; nobody else has the blocks of its batches. */
export class ChunkReader {
  readonly #types: readonly ColumnType[];
  readonly #rowBytes: number;
  readonly #room: BatchRoom;

  constructor(types: readonly ColumnType[]) {
    this.#types = types;
    this.#rowBytes = types.reduce((sum, t) => sum + widthOf[t.scalar] + 4, 0);
    this.#room = new BatchRoom(this.#rowBytes);
  }

  /** The rows of some chunks as one batch. */
  read(...chunks: readonly DuckDBDataChunk[]): ColumnBatch {
    const lengths = chunks.map((chunk) => chunk.rowCount);
    const rowCount = lengths.reduce((sum, length) => sum + length, 0);
    this.#room.begin(rowCount);
    chunkDropped(rowCount * this.#rowBytes);
    const columns = this.#types.map((type, i) => {
      const pieces = chunks.map(({ chunk }, k): Piece => {
        return { vector: duckdb.data_chunk_get_vector(chunk, i), length: lengths[k]! };
      });
      return this.#column(type, pieces, rowCount);
    });
    return { rowCount, columns, blocks: this.#room.end(rowCount) };
  }

  #column({ scalar, arraysize }: ColumnType, pieces: readonly Piece[], length: number): Vector {
    if (arraysize === undefined) return this.#scalar(pieces, scalar, length);
    const lists = pieces.map((piece) => this.#list(piece.vector, scalar, piece.length));
    return lists.length === 1 ? lists[0]! : joinVectors(lists, length);
  }

  #scalar(pieces: readonly Piece[], type: ScalarType, length: number): ScalarVector {
    const valid = this.#validity(pieces, length);
    const full = pieces.filter((piece) => piece.length > 0);
    const sources = full.map((piece) => duckdb.vector_get_data(piece.vector, piece.length * widthOf[type]));
    if (type === 'string') return utf8Vector(length, readTexts(sources, length, valid, this.#room), valid);
    const bytes = this.#room.take(length * widthOf[type]);
    let end = 0;
    for (const source of sources) {
      bytes.set(source, end);
      end += source.length;
    }
    return numberVector(type, bytes.buffer, bytes.byteOffset, length, valid);
  }

  #list(vector: duckdb.Vector, type: ScalarType, length: number): ListVector {
    const logical = duckdb.vector_get_column_type(vector);
    const valid = this.#validity([{ vector, length }], length);
    if (duckdb.get_type_id(logical) === Type.ARRAY) {
      const size = duckdb.array_type_array_size(logical);
      const items = { vector: duckdb.array_vector_get_child(vector), length: length * size };
      const child = this.#scalar([items], type, items.length);
      const offsets = Int32Array.from({ length: length + 1 }, (_, i) => i * size);
      return { kind: 'list', length, offsets, child, ...(valid ? { valid } : {}) };
    }
    const items = { vector: duckdb.list_vector_get_child(vector), length: duckdb.list_vector_get_size(vector) };
    const child = this.#scalar([items], type, items.length);
    const bytes = duckdb.vector_get_data(vector, length * 16);
    return compact(new BigUint64Array(bytes.buffer, bytes.byteOffset, 2 * length), child, length, valid);
  }

  /** One byte for a row, where there is a null. */
  #validity(pieces: readonly Piece[], length: number): Uint8Array | undefined {
    let valid: Uint8Array | undefined;
    let at = 0;
    for (const piece of pieces) {
      const bits = piece.length === 0 ? undefined : validityBits(piece);
      if (bits && !valid && hasNull(bits, piece.length)) {
        valid = this.#room.take(length);
        valid.fill(1);
      }
      // One bit for a row, 64 in a word; the words are little-endian, so bytes may be read in order.
      if (valid && bits) for (let i = 0; i < piece.length; i++) valid[at + i] = (bits[i >> 3]! >> (i & 7)) & 1;
      at += piece.length;
    }
    return valid;
  }
}

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

function validityBits({ vector, length }: Piece): Uint8Array | undefined {
  return duckdb.vector_get_validity(vector, Math.ceil(length / 64) * 8) ?? undefined;
}

function hasNull(bits: Uint8Array, length: number): boolean {
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) if (bits[i] !== 255) return true;
  const rest = (1 << (length & 7)) - 1;
  return (bits[whole]! & rest) !== rest;
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
