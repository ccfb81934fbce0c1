/** Numbers of rows in the occupied cells of one order, ascending. */
export interface CellCounts {
  readonly order: number;
  readonly cells: BigInt64Array | readonly bigint[];
  readonly counts: Float64Array | readonly number[];
}

/** A HEALPix cell (nested) with its rows. */
export interface Cell {
  readonly order: number;
  readonly pixel: bigint;
  readonly rowCount: number;
}

/** First and last cell of order 29 inside a cell. */
export function cellRange(cell: { readonly order: number; readonly pixel: bigint }): {
  readonly lo: bigint;
  readonly hi: bigint;
} {
  const shift = BigInt(2 * (29 - cell.order));
  return { lo: cell.pixel << shift, hi: ((cell.pixel + 1n) << shift) - 1n };
}

/** The same rows counted in the wider cells of a lower order. */
function coarser(fine: CellCounts, order: number): CellCounts {
  const shift = BigInt(2 * (fine.order - order));
  const cells: bigint[] = [];
  const counts: number[] = [];
  for (let i = 0; i < fine.cells.length; i++) {
    const cell = fine.cells[i]! >> shift;
    if (cells[cells.length - 1] === cell) counts[counts.length - 1]! += fine.counts[i]!;
    else {
      cells.push(cell);
      counts.push(fine.counts[i]!);
    }
  }
  return { order, cells, counts };
}

/**
 * Splits the sky into cells of at most `most` rows: a fuller cell becomes its occupied quarters, down to order 29.
 * `finer` counts the rows of over-full cells at a higher order. The result depends, for each cell, on its own rows and
 * on whether its parents were over-full: a row more or less elsewhere changes nothing here.
 */
export async function splitCells(
  start: CellCounts,
  most: number,
  finer: (cells: readonly Cell[], order: number) => Promise<CellCounts>,
): Promise<Cell[]> {
  const levels: CellCounts[] = [start];
  for (let order = start.order - 1; order >= 0; order--) levels.push(coarser(levels[levels.length - 1]!, order));
  levels.reverse();
  const done: Cell[] = [];
  let over: Cell[] = cellsOf(levels[0]!);
  for (let order = 0; over.length > 0; order++) {
    done.push(...over.filter((c) => c.rowCount <= most || order === 29));
    const split = over.filter((c) => c.rowCount > most && order < 29);
    if (split.length === 0) break;
    if (!levels[order + 1]) {
      const deepest = Math.min(29, order + 6);
      const counts = await finer(split, deepest);
      for (let o = deepest, at = counts; o > order; o--, at = coarser(counts, o)) levels[o] = at;
    }
    over = childrenOf(split, levels[order + 1]!);
  }
  return done.sort((a, b) => (cellRange(a).lo < cellRange(b).lo ? -1 : 1));
}

function cellsOf(level: CellCounts): Cell[] {
  return Array.from(level.cells, (pixel, i) => ({ order: level.order, pixel, rowCount: level.counts[i]! }));
}

function childrenOf(parents: readonly Cell[], level: CellCounts): Cell[] {
  const wanted = new Set(parents.map((p) => p.pixel));
  return cellsOf(level).filter((cell) => wanted.has(cell.pixel >> 2n));
}
