import type { ColumnBatch } from '@lingtai/columns';
import { type BinaryCell, binaryCellOf } from './binary-cell.ts';
import type { OutputField } from './head.ts';

/** Null flags of a column at their place in BINARY2's mask. */
interface Mask {
  readonly valid: Uint8Array;
  readonly byte: number;
  readonly bit: number;
}

function masksOf(batch: ColumnBatch): Mask[] {
  return batch.columns.flatMap(({ valid }, i) => (valid ? [{ valid, byte: i >> 3, bit: 128 >> (i & 7) }] : []));
}

const keptBytes = 4 * 1024 * 1024;
let kept = new Uint8Array(0);

function room(size: number): Uint8Array {
  if (size > keptBytes) return new Uint8Array(size);
  if (kept.length < size) kept = new Uint8Array(Math.min(keptBytes, Math.max(2 * kept.length, size, 65536)));
  return kept;
}

/** The rows of a batch in BINARY or BINARY2 (VOTable 1.4, sections 5.2 to 5.4). */
export class BinaryRows {
  readonly #cells: readonly BinaryCell[];
  readonly #masks: readonly Mask[];
  readonly #maskBytes: number;

  constructor(fields: readonly OutputField[], batch: ColumnBatch, serialization: 'binary' | 'binary2') {
    this.#cells = fields.map((field, i): BinaryCell => binaryCellOf(field, batch.columns[i]!, serialization));
    this.#maskBytes = maskBytesOf(fields, serialization);
    this.#masks = this.#maskBytes === 0 ? [] : masksOf(batch);
  }

  /** The rows `[from, to)`. The bytes are good until the next call. */
  bytes(from: number, to: number): Uint8Array {
    const places = placesOf(this.#cells, this.#maskBytes, from, to);
    const end = places[to - from]!;
    const bytes = room(end);
    if (this.#maskBytes > 0) putMasks(bytes, places, this.#masks, this.#maskBytes, from, to);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // A column at a time, of so few rows that they stay in the processor's own memory.
    for (let row = from; row < to; row += rowsAtOnce) {
      const some = places.subarray(row - from);
      for (const cell of this.#cells) cell.putAll(view, some, row, Math.min(to, row + rowsAtOnce));
    }
    return bytes.subarray(0, end);
  }
}

const maskBytesOf = (fields: readonly OutputField[], serialization: 'binary' | 'binary2'): number =>
  serialization === 'binary2' ? Math.ceil(fields.length / 8) : 0;

const rowsAtOnce = 128;

/** Where each row begins, and where the last one ends. */
function placesOf(cells: readonly BinaryCell[], maskBytes: number, from: number, to: number): Int32Array {
  const places = new Int32Array(to - from + 1);
  places.fill(
    cells.reduce((sum, cell) => sum + (cell.width ?? 0), maskBytes),
    1,
  );
  for (const cell of cells) if (cell.width === undefined) cell.addSizes(places, from, to);
  for (let i = 1; i < places.length; i++) places[i]! += places[i - 1]!;
  return places;
}

/** The bytes of all rows of a batch in BINARY or BINARY2. */
export function binaryBytes(
  fields: readonly OutputField[],
  batch: ColumnBatch,
  serialization: 'binary' | 'binary2',
): number {
  const { rowCount } = batch;
  const sizes = fields.map((field, i) => {
    const cell = binaryCellOf(field, batch.columns[i]!, serialization);
    return cell.width === undefined ? cell.sizeOfAll(rowCount) : cell.width * rowCount;
  });
  return sizes.reduce((sum, size) => sum + size, maskBytesOf(fields, serialization) * rowCount);
}

/** Puts the masks of BINARY2 and moves the places behind them. */
function putMasks(
  bytes: Uint8Array,
  places: Int32Array,
  masks: readonly Mask[],
  maskBytes: number,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) {
    const at = places[row - from]!;
    bytes.fill(0, at, at + maskBytes);
    for (const { valid, byte, bit } of masks) if (valid[row] === 0) bytes[at + byte]! |= bit;
    places[row - from] = at + maskBytes;
  }
}
