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

/**
 * The rows `[from, to)` of a batch in BINARY or BINARY2 (VOTable 1.4, sections 5.2 to 5.4). The bytes are good until the
 * next call.
 */
export function binaryRows(
  fields: readonly OutputField[],
  batch: ColumnBatch,
  serialization: 'binary' | 'binary2',
  from: number,
  to: number,
): Uint8Array {
  const cells = fields.map((field, i): BinaryCell => binaryCellOf(field, batch.columns[i]!, serialization));
  const maskBytes = serialization === 'binary2' ? Math.ceil(fields.length / 8) : 0;
  const masks = maskBytes > 0 ? masksOf(batch) : [];
  const bytes = room(cells.reduce((sum, cell) => sum + cell.most(from, to), (to - from) * maskBytes));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let row = from; row < to; row++) {
    for (let i = 0; i < maskBytes; i++) bytes[at + i] = 0;
    for (const { valid, byte, bit } of masks) if (valid[row] === 0) bytes[at + byte]! |= bit;
    at += maskBytes;
    for (let c = 0; c < cells.length; c++) at = cells[c]!.put(view, at, row);
  }
  return bytes.subarray(0, at);
}
