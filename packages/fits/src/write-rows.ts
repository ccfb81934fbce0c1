import { scatter } from './scatter.ts';
import { viewOf } from './swap.ts';
import { putText } from './utf8.ts';
import { type PreparedColumn, perRowOf, sizes, type TypedValues, wrong } from './write-column.ts';

const utf8 = new TextEncoder();

function packBits(values: TypedValues, from: number, count: number, out: Uint8Array, at: number): void {
  for (let i = 0; i < count; i++) if (values[from + i]) out[at + (i >> 3)]! |= 0x80 >> (i & 7);
}

function putTexts(
  values: readonly string[],
  out: Uint8Array,
  offset: number,
  stride: number,
  rows: number,
  perRow: number,
  width: number,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < perRow; i++) {
      putText(values[r * perRow + i]!, out, offset + r * stride + i * width, width);
    }
  }
}

/** Puts the fixed fields of a column into rows; of a variable one, nothing. */
export function putFixed(column: PreparedColumn, out: Uint8Array, offset: number, rowBytes: number): void {
  const { code, values, rowCount: rows, widthBytes, repeat } = column;
  if (column.variable || widthBytes === 0) return;
  if (code === 'A') putTexts(values as readonly string[], out, offset, rowBytes, rows, repeat, widthBytes / repeat);
  else if (code === 'X')
    for (let r = 0; r < rows; r++) packBits(values as TypedValues, r * repeat, repeat, out, offset + r * rowBytes);
  else
    scatter(
      values as TypedValues,
      out,
      { to: offset, stride: rowBytes, rows, perRow: perRowOf(code, repeat) },
      column.flip,
    );
}

/** Puts a variable column's descriptors into rows and gives its heap bytes; `heapAt` is where these begin in the heap. */
export function putVariable(
  column: PreparedColumn,
  out: Uint8Array,
  offset: number,
  rowBytes: number,
  heapAt: number,
): Uint8Array[] {
  const view = viewOf(out);
  const parts: Uint8Array[] = [];
  let at = heapAt;
  for (let r = 0; r < column.rowCount; r++) {
    const { bytes, count } = heapCell(column, r);
    const to = offset + r * rowBytes;
    if (column.variable === 'P') {
      if (at > 0x7fffffff)
        throw wrong(column.name, 'its heap is larger than 2 GiB: use a Q format.', '堆超过 2 GiB：请用 Q 格式。');
      view.setInt32(to, count);
      view.setInt32(to + 4, at);
    } else {
      view.setBigInt64(to, BigInt(count));
      view.setBigInt64(to + 8, BigInt(at));
    }
    parts.push(bytes);
    at += bytes.length;
  }
  return parts;
}

function heapCell(column: PreparedColumn, row: number): { bytes: Uint8Array; count: number } {
  const { code, values } = column;
  if (code === 'A') {
    const bytes = utf8.encode((values as readonly string[])[row]!);
    return { bytes, count: bytes.length };
  }
  const typed = values as TypedValues;
  const from = column.offsets![row]!;
  const count = column.offsets![row + 1]! - from;
  const each = perRowOf(code, 1);
  const bytes = new Uint8Array(code === 'X' ? Math.ceil(count / 8) : count * sizes[code]);
  if (code === 'X') packBits(typed, from, count, bytes, 0);
  else
    scatter(
      typed.subarray(from * each, (from + count) * each) as TypedValues,
      bytes,
      { to: 0, stride: 0, rows: 1, perRow: count * each },
      column.flip,
    );
  return { bytes, count };
}
