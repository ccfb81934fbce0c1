import { type CellCounts, cellRange, splitCells } from './cell-tree.ts';
import type { CellSample } from './csv-sample.ts';

/** Rows of a bucket, about: they are sorted in memory. */
const bucketRows = 500_000;
/** More cost time: every chunk of rows is dealt out to all of them. */
const mostBuckets = 32;
const firstOrder = 5;

/**
 * Where a table that is too large to be sorted at once is cut by cells of order 29: the first cell of each bucket but the
 * first, ascending. Buckets are made of whole HEALPix cells, so that partitions seldom lie across them. From a sample:
 * what comes out decides about speed alone.
 */
export async function bucketBorders({ cells, rowCount }: CellSample): Promise<bigint[]> {
  const most = Math.max(bucketRows, rowCount / mostBuckets);
  if (rowCount <= most || cells.length === 0) return [];
  const at = (order: number) => countsAt(cells, order, rowCount / cells.length);
  const borders: bigint[] = [];
  let rows = 0;
  for (const cell of await splitCells(at(firstOrder), most, async (_, order) => at(order))) {
    if (rows > 0 && rows + cell.rowCount > most) {
      borders.push(cellRange(cell).lo);
      rows = 0;
    }
    rows += cell.rowCount;
  }
  return borders;
}

function countsAt(sorted: readonly bigint[], order: number, weight: number): CellCounts {
  const shift = BigInt(2 * (29 - order));
  const cells: bigint[] = [];
  const counts: number[] = [];
  for (const place of sorted) {
    const cell = place >> shift;
    if (cells.at(-1) === cell) counts[counts.length - 1]! += weight;
    else {
      cells.push(cell);
      counts.push(weight);
    }
  }
  return { order, cells, counts };
}

/** SQL: the number of the bucket of a row, found by halving; rows without a cell come last. */
export function bucketSql(borders: readonly bigint[]): string {
  const between = (from: number, to: number): string => {
    if (from === to) return String(from);
    const middle = (from + to + 1) >> 1;
    return `CASE WHEN _healpix_29 < ${borders[middle - 1]} THEN ${between(from, middle - 1)} ELSE ${between(middle, to)} END`;
  };
  return `CASE WHEN _healpix_29 IS NULL THEN ${borders.length + 1} ELSE ${between(0, borders.length)} END`;
}
