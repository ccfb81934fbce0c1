import { fail } from '@lingtai/diagnostics';
import type { HduToWrite } from './write.ts';
import type { CardToWrite } from './write-card.ts';
import { type ColumnToWrite, type PreparedColumn, prepareColumn, wrong } from './write-column.ts';
import { putFixed, putVariable } from './write-rows.ts';

export interface BinTableToWrite {
  readonly name?: string;
  readonly columns: readonly ColumnToWrite[];
  /** Needed only for a table without columns. */
  readonly rowCount?: number;
  readonly cards?: readonly CardToWrite[];
}

/** The cards of a binary table from XTENSION to the last column's. */
export function tableCards(
  columns: readonly Pick<PreparedColumn, 'cards' | 'widthBytes'>[],
  rowCount: number,
  heapBytes: number,
  name?: string,
): CardToWrite[] {
  return [
    { keyword: 'XTENSION', value: 'BINTABLE', comment: 'binary table' },
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 2 },
    {
      keyword: 'NAXIS1',
      value: columns.reduce((sum, column) => sum + column.widthBytes, 0),
      comment: 'bytes of a row',
    },
    { keyword: 'NAXIS2', value: rowCount, comment: 'rows' },
    { keyword: 'PCOUNT', value: heapBytes, comment: 'bytes of the heap' },
    { keyword: 'GCOUNT', value: 1 },
    { keyword: 'TFIELDS', value: columns.length },
    ...(name === undefined ? [] : [{ keyword: 'EXTNAME', value: name }]),
    ...columns.flatMap(({ cards }, i) => cards.map((card) => ({ ...card, keyword: `${card.keyword}${i + 1}` }))),
  ];
}

function rowCountOf(columns: readonly PreparedColumn[], given: number | undefined): number {
  const counted = columns.filter((column) => column.repeat > 0 || column.variable);
  const rowCount = given ?? counted[0]?.rowCount ?? 0;
  const other = counted.find((column) => column.rowCount !== rowCount);
  if (other)
    throw wrong(
      other.name,
      `it has ${other.rowCount} rows, the table ${rowCount}.`,
      `有 ${other.rowCount} 行，而表有 ${rowCount} 行。`,
    );
  return rowCount;
}

/** A binary table (FITS 4.0, 7.3). Throws `FITS-WRITE` naming the column. */
export function binTableHdu(table: BinTableToWrite): HduToWrite {
  if (table.columns.length > 999)
    throw fail('usage', 'FITS-WRITE', { en: 'A FITS table has at most 999 columns.', zh: 'FITS 表最多 999 列。' });
  const columns = table.columns.map(prepareColumn);
  const rowCount = rowCountOf(columns, table.rowCount);
  const rowBytes = columns.reduce((sum, column) => sum + column.widthBytes, 0);
  const rows = new Uint8Array(rowBytes * rowCount);
  const heap: Uint8Array[] = [];
  let heapBytes = 0;
  let offset = 0;
  for (const column of columns) {
    putFixed(column, rows, offset, rowBytes);
    if (column.variable) {
      for (const part of putVariable(column, rows, offset, rowBytes, heapBytes)) {
        heap.push(part);
        heapBytes += part.length;
      }
    }
    offset += column.widthBytes;
  }
  const data = new Uint8Array(rows.length + heapBytes);
  data.set(rows);
  let at = rows.length;
  for (const part of heap) {
    data.set(part, at);
    at += part.length;
  }
  return {
    primary: false,
    cards: [...tableCards(columns, rowCount, heapBytes, table.name), ...(table.cards ?? [])],
    data,
  };
}
