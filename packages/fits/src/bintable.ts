import { bytesOf, type FitsColumn, type FormatCode } from './column.ts';
import type { FitsColumnData } from './data.ts';
import { type Layout, toColumnData, unpackBits } from './decode.ts';
import { bad } from './errors.ts';
import type { TableHdu } from './hdu.ts';
import { decodeText, decodeTexts } from './strings.ts';
import { gather, gatherInto, viewOf } from './swap.ts';

/** Some rows of a table as they lie in the file. */
export interface Rows {
  readonly hdu: TableHdu;
  readonly bytes: Uint8Array;
  readonly rowFrom: number;
  readonly rowCount: number;
}

/** A part of the heap: `bytes[0]` is the heap's byte `from`. */
export interface Heap {
  readonly bytes: Uint8Array;
  readonly from: number;
}

const sizeOf: Readonly<Record<FormatCode, 1 | 2 | 4 | 8>> = {
  L: 1,
  X: 1,
  B: 1,
  A: 1,
  I: 2,
  J: 4,
  E: 4,
  C: 4,
  K: 8,
  D: 8,
  M: 8,
};

function numbersEach(code: FormatCode): 1 | 2 {
  return code === 'C' || code === 'M' ? 2 : 1;
}

/** A column of fixed width. */
export function fixedColumn(rows: Rows, column: FitsColumn): FitsColumnData {
  const { bytes, rowCount, hdu } = rows;
  const { code, repeat, offsetBytes, widthBytes } = column;
  const layout: Layout = { rowCount, repeat };
  const runs = { from: offsetBytes, stride: hdu.rowBytes, rows: rowCount };
  if (code === 'A') {
    const width = column.stringBytes!;
    if (width === 0) return { column, type: 'string', ...layout, values: decodeTexts(bytes, 0, rowCount * repeat) };
    const used = new Uint8Array(gather(bytes, { ...runs, perRow: width * repeat, size: 1 }));
    return { column, type: 'string', ...layout, values: decodeTexts(used, width, rowCount * repeat) };
  }
  if (code === 'X') {
    const out = new Uint8Array(rowCount * repeat);
    for (let r = 0; r < rowCount; r++) unpackBits(bytes, offsetBytes + r * hdu.rowBytes, repeat, out, r * repeat);
    return toColumnData(column, { buffer: out.buffer, length: out.length }, layout);
  }
  const size = sizeOf[code];
  const perRow = widthBytes / size;
  return toColumnData(column, { buffer: gather(bytes, { ...runs, perRow, size }), length: rowCount * perRow }, layout);
}

/** The descriptors of a P or Q column: for each row how many elements, and where in the heap. */
export interface Descriptors {
  readonly counts: Float64Array;
  readonly offsets: Float64Array;
}

/** Reads and checks descriptors. Throws `FITS-HEAP` with the row when one points outside of the heap. */
export function descriptorsOf(rows: Rows, column: FitsColumn): Descriptors {
  const { hdu, rowCount } = rows;
  const view = viewOf(rows.bytes);
  const counts = new Float64Array(rowCount);
  const offsets = new Float64Array(rowCount);
  const heapBytes = hdu.heapTo - hdu.heapFrom;
  if (column.repeat === 0) return { counts, offsets };
  for (let r = 0; r < rowCount; r++) {
    const at = r * hdu.rowBytes + column.offsetBytes;
    const count = column.variable === 'P' ? view.getInt32(at) : Number(view.getBigInt64(at));
    const offset = column.variable === 'P' ? view.getInt32(at + 4) : Number(view.getBigInt64(at + 8));
    if (count === 0) continue;
    if (count < 0 || offset < 0 || offset + bytesOf(column.code, count) > heapBytes) {
      const place = {
        ...hdu.header.place(),
        parameter: column.name,
        row: rows.rowFrom + r + 1,
        byte: hdu.dataOffsetBytes + (rows.rowFrom + r) * hdu.rowBytes + column.offsetBytes,
      };
      throw bad(
        'FITS-HEAP',
        {
          en: `The descriptor (${count} elements at heap byte ${offset}) points outside of the heap of ${heapBytes} bytes.`,
          zh: `描述符（${count} 个元素，位于堆的第 ${offset} 字节）超出 ${heapBytes} 字节的堆。`,
        },
        place,
      );
    }
    counts[r] = count;
    offsets[r] = offset;
  }
  return { counts, offsets };
}

/** A variable-length column. `heap` holds all that the descriptors point at. */
export function variableColumn(rows: Rows, column: FitsColumn, descriptors: Descriptors, heap: Heap): FitsColumnData {
  const { rowCount } = rows;
  const { counts, offsets: at } = descriptors;
  const { code } = column;
  if (code === 'A') {
    const values = Array.from({ length: rowCount }, (_, r) =>
      decodeText(heap.bytes.subarray(at[r]! - heap.from, at[r]! - heap.from + counts[r]!)),
    );
    return { column: { ...column, stringBytes: 0 }, type: 'string', rowCount, repeat: 1, values };
  }
  const offsets = new Int32Array(rowCount + 1);
  for (let r = 0; r < rowCount; r++) offsets[r + 1] = offsets[r]! + counts[r]!;
  const layout: Layout = { rowCount, repeat: 0, offsets };
  const size = sizeOf[code];
  const each = numbersEach(code);
  const length = offsets[rowCount]! * each;
  const buffer = new ArrayBuffer(length * size);
  for (let r = 0; r < rowCount; r++) {
    const from = at[r]! - heap.from;
    if (code === 'X') unpackBits(heap.bytes, from, counts[r]!, new Uint8Array(buffer), offsets[r]!);
    else if (counts[r]! > 0)
      gatherInto(heap.bytes, { from, stride: 0, rows: 1, perRow: counts[r]! * each, size }, buffer, offsets[r]! * each);
  }
  return toColumnData(column, { buffer, length }, layout);
}
