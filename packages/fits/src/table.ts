import { fail, type LingtaiError, nearest, type Place } from '@lingtai/diagnostics';
import { asciiColumnData } from './asciitable.ts';
import { type Descriptors, descriptorsOf, fixedColumn, type Heap, type Rows, variableColumn } from './bintable.ts';
import { bytesOf, type FitsColumn } from './column.ts';
import type { FitsColumnData, FitsTableData } from './data.ts';
import { bad } from './errors.ts';
import type { FitsFile, Hdu, TableHdu } from './hdu.ts';
import { need, type Read, runAsync, runSync } from './read.ts';

export interface TableOptions {
  /** Names (case does not matter where the table has no two that differ by it only); all by default. */
  readonly columns?: readonly string[];
  /** Rows `[from, to)`, from 0. */
  readonly rows?: readonly [from: number, to: number];
}

const MIB = 2 ** 20;

/** The table of an HDU. Throws `FITS-COMPRESSED` for tiles and `FITS-NO-TABLE` for what is no table. */
function tableOf(hdu: Hdu): TableHdu {
  if (hdu.kind === 'bintable' || hdu.kind === 'asciitable') return hdu;
  if (hdu.kind === 'compressed-image' || hdu.kind === 'compressed-table')
    throw compressed(hdu.header.place('ZCMPTYPE'), hdu.compression);
  throw fail(
    'usage',
    'FITS-NO-TABLE',
    { en: `HDU ${hdu.index} is no table but: ${hdu.kind}.`, zh: `HDU ${hdu.index} 不是表，而是：${hdu.kind}。` },
    { place: hdu.header.place() },
  );
}

/** The refusal of tile-compressed data. */
export function compressed(place: Place, type: string): LingtaiError {
  return fail(
    'unsupported',
    'FITS-COMPRESSED',
    {
      en: `This HDU is tile-compressed (ZCMPTYPE = '${type}'); its header can be read, its data cannot. Unpack it with funpack.`,
      zh: `此 HDU 为分块压缩（ZCMPTYPE = '${type}'）；可读其头部，不能读其数据。请用 funpack 解压。`,
    },
    { place },
  );
}

/** The column of a name. Throws `FITS-NO-COLUMN` with the nearest name. */
function columnOf(hdu: TableHdu, name: string): FitsColumn {
  const exact = hdu.columns.find((column) => column.name === name);
  if (exact) return exact;
  const same = hdu.columns.filter((column) => column.name.toLowerCase() === name.toLowerCase());
  if (same.length === 1) return same[0]!;
  const names = hdu.columns.map((column) => column.name);
  throw fail(
    'usage',
    'FITS-NO-COLUMN',
    { en: `There is no column "${name}".`, zh: `没有列“${name}”。` },
    { place: hdu.header.place(), nearest: nearest(name, names) },
  );
}

function checkRange(hdu: TableHdu, rows: TableOptions['rows']): readonly [number, number] {
  const [from, to] = rows ?? [0, hdu.rowCount];
  if (Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= hdu.rowCount)
    return [from, to];
  throw fail(
    'usage',
    'FITS-ROWS',
    {
      en: `Rows [${from}, ${to}) are not within the ${hdu.rowCount} rows of the table.`,
      zh: `行 [${from}, ${to}) 不在表的 ${hdu.rowCount} 行之内。`,
    },
    { place: hdu.header.place() },
  );
}

/** Rows without bytes cost memory that no file paid for: a few are fine, very many are a trap. */
function checkEmptyRows(hdu: TableHdu, rowCount: number): void {
  if (hdu.rowBytes > 0 || rowCount <= MIB) return;
  throw hdu.header.error('FITS-SIZE', 'NAXIS2', {
    en: `The table says ${hdu.rowCount} rows of no bytes; read fewer rows at once.`,
    zh: `表称有 ${hdu.rowCount} 行而每行无字节；请一次少读几行。`,
  });
}

/** The part of the heap that some descriptors point at. Refuses rows that share heap bytes beyond reason. */
function* readHeap(file: FitsFile, hdu: TableHdu, parts: ReadonlyMap<FitsColumn, Descriptors>): Read<Heap> {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  let total = 0;
  for (const [column, { counts, offsets }] of parts) {
    for (let r = 0; r < counts.length; r++) {
      if (counts[r] === 0) continue;
      const bytes = bytesOf(column.code, counts[r]!);
      from = Math.min(from, offsets[r]!);
      to = Math.max(to, offsets[r]! + bytes);
      total += bytes;
    }
  }
  if (total === 0) return { bytes: new Uint8Array(0), from: 0 };
  if (total > 16 * MIB + 2 * (to - from) || total > 2 ** 31 - 1) {
    throw bad(
      'FITS-HEAP-SIZE',
      {
        en: `The rows point at ${total} bytes of a heap of ${hdu.heapTo - hdu.heapFrom}; read fewer rows at once.`,
        zh: `各行共指向 ${total} 字节，而堆只有 ${hdu.heapTo - hdu.heapFrom} 字节；请一次少读几行。`,
      },
      hdu.header.place(),
      'too-large',
    );
  }
  const start = hdu.dataOffsetBytes + hdu.heapFrom;
  return { bytes: yield* need(file.source, start + from, start + to, hdu.header.place()), from };
}

/** The rows of a table as a `Read`. */
function* tableRead(file: FitsFile, anyHdu: Hdu, options: TableOptions = {}): Read<FitsTableData> {
  const hdu = tableOf(anyHdu);
  const [rowFrom, rowTo] = checkRange(hdu, options.rows);
  const rowCount = rowTo - rowFrom;
  checkEmptyRows(hdu, rowCount);
  const wanted = options.columns ? options.columns.map((name) => columnOf(hdu, name)) : hdu.columns;
  const start = hdu.dataOffsetBytes + rowFrom * hdu.rowBytes;
  const bytes = yield* need(file.source, start, start + rowCount * hdu.rowBytes, hdu.header.place());
  const rows: Rows = { hdu, bytes, rowFrom, rowCount };
  const descriptors = new Map<FitsColumn, Descriptors>();
  for (const column of wanted) if (column.variable) descriptors.set(column, descriptorsOf(rows, column));
  const heap = yield* readHeap(file, hdu, descriptors);
  const columns = new Map<string, FitsColumnData>();
  for (const column of wanted) {
    const pointers = descriptors.get(column);
    if (pointers) columns.set(column.name, variableColumn(rows, column, pointers, heap));
    else
      columns.set(column.name, hdu.kind === 'asciitable' ? asciiColumnData(rows, column) : fixedColumn(rows, column));
  }
  return { rowFrom, rowCount, columns };
}

/**
 * Reads (some columns of some rows of) a table, column by column, scaled, nulls marked. Numbers take the file's bytes once
 * (scaled ones 8 bytes each), bits and logicals a byte each, texts some 40 bytes each; large tables go by `readTableBatches`.
 */
export function readTable(file: FitsFile, hdu: Hdu, options: TableOptions = {}): Promise<FitsTableData> {
  return runAsync(file.source, tableRead(file, hdu, options));
}

/** `readTable` for a file in memory. */
export function readTableSync(file: FitsFile, hdu: Hdu, options: TableOptions = {}): FitsTableData {
  return runSync(file.source, tableRead(file, hdu, options));
}

/** A table in batches of rows (`batchRows`, by default about 4 MiB of them): memory does not grow with the table. */
export async function* readTableBatches(
  file: FitsFile,
  anyHdu: Hdu,
  options: TableOptions & { readonly batchRows?: number } = {},
): AsyncGenerator<FitsTableData> {
  const hdu = tableOf(anyHdu);
  const [from, to] = checkRange(hdu, options.rows);
  const step = Math.max(1, options.batchRows ?? Math.min(65536, Math.ceil((4 * MIB) / Math.max(1, hdu.rowBytes))));
  for (let at = from; at < to; at += step)
    yield await readTable(file, hdu, { ...options, rows: [at, Math.min(at + step, to)] });
}
