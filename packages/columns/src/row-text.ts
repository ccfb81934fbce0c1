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

const asciiOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function rowText(cells: readonly CellText[], style: RowStyle, from: number, to: number): Uint8Array {
  const open = asciiOf(style.open);
  const between = asciiOf(style.between);
  const close = asciiOf(style.close);
  let size = (to - from) * (open.length + cells.length * between.length + close.length);
  for (const cell of cells) size += cell.most(from, to);
  const bytes = room(size);
  let at = 0;
  for (let row = from; row < to; row++) {
    for (let k = 0; k < open.length; k++) bytes[at++] = open[k]!;
    for (let c = 0; c < cells.length; c++) {
      if (c > 0) for (let k = 0; k < between.length; k++) bytes[at++] = between[k]!;
      at = cells[c]!.put(bytes, at, row);
    }
    for (let k = 0; k < close.length; k++) bytes[at++] = close[k]!;
  }
  return bytes.slice(0, at);
}
