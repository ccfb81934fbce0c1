import type { CellText } from './cell-text.ts';

/** What stands around the cells of a row, as ASCII. */
export interface RowStyle {
  readonly open: string;
  readonly between: string;
  readonly close: string;
}

const rowsAtOnce = 1024;
/** Kept for the next rows, unless these were of unusual size. */
const keptBytes = 4 * 1024 * 1024;
let kept = new Uint8Array(0);

function room(size: number): Uint8Array {
  if (size > keptBytes) return new Uint8Array(size);
  if (kept.length < size) kept = new Uint8Array(Math.min(keptBytes, Math.max(2 * kept.length, size, 65536)));
  return kept;
}

/** The rows `[from, to)` of a batch, whose columns are `cells`, as text in pieces. */
export function rowTexts(cells: readonly CellText[], style: RowStyle, from: number, to: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let row = from; row < to; ) {
    const end = Math.min(to, row + rowsAtOnce);
    pieces.push(rowText(cells, style, row, end));
    row = end;
  }
  return pieces;
}

/** A short text that is put in whole words: up to three bytes behind it are overwritten too. */
interface Words {
  readonly length: number;
  readonly words: Int32Array;
}

/** Words hold the first byte lowest, as on every machine that Node runs on. */
function wordsOf(text: string): Words {
  const bytes = new Uint8Array(4 * Math.ceil(text.length / 4));
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return { length: text.length, words: new Int32Array(bytes.buffer) };
}

const beyond = 4;

function rowText(cells: readonly CellText[], style: RowStyle, from: number, to: number): Uint8Array {
  const open = wordsOf(style.open);
  const between = wordsOf(style.between);
  const close = wordsOf(style.close);
  let size = (to - from) * (open.length + cells.length * between.length + close.length) + beyond;
  for (const cell of cells) size += cell.most(from, to);
  const bytes = room(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let row = from; row < to; row++) {
    at = putWords(view, at, open);
    for (let c = 0; c < cells.length; c++) {
      if (c > 0) at = putWords(view, at, between);
      at = cells[c]!.put(bytes, at, row);
    }
    at = putWords(view, at, close);
  }
  return bytes.slice(0, at);
}

function putWords(view: DataView, at: number, { words, length }: Words): number {
  for (let k = 0; k < words.length; k++) view.setInt32(at + 4 * k, words[k]!, true);
  return at + length;
}
