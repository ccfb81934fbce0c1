import { maxOrder } from './healpix.ts';

/**
 * Nested cells of order 29, from `lo` to `hi`, both inclusive (as SQL's BETWEEN).
 * Lists of ranges are sorted, do not overlap and do not touch.
 */
export interface CellRange {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** The order-29 cells of one cell. */
export function rangeOfCell(order: number, cell: bigint): CellRange {
  const shift = BigInt(2 * (maxOrder - order));
  return { lo: cell << shift, hi: ((cell + 1n) << shift) - 1n };
}

/** Sorts ranges and joins those that overlap or touch. */
export function normalizeRanges(ranges: Iterable<CellRange>): CellRange[] {
  const sorted = [...ranges].sort((a, b) => (a.lo < b.lo ? -1 : a.lo > b.lo ? 1 : 0));
  const out: { lo: bigint; hi: bigint }[] = [];
  for (const { lo, hi } of sorted) {
    const last = out[out.length - 1];
    if (last && lo <= last.hi + 1n) {
      if (hi > last.hi) last.hi = hi;
    } else out.push({ lo, hi });
  }
  return out;
}

/** Whether a sorted list holds a cell of order 29. */
export function rangesContain(ranges: readonly CellRange[], cell29: bigint): boolean {
  let from = 0;
  let to = ranges.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const range = ranges[middle]!;
    if (cell29 < range.lo) to = middle;
    else if (cell29 > range.hi) from = middle + 1;
    else return true;
  }
  return false;
}

function later(a: bigint, b: bigint): bigint {
  if (a < b) return b;
  return a;
}

export function uniteRanges(a: readonly CellRange[], b: readonly CellRange[]): CellRange[] {
  return normalizeRanges([...a, ...b]);
}

export function intersectRanges(a: readonly CellRange[], b: readonly CellRange[]): CellRange[] {
  const out: CellRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const p = a[i]!;
    const q = b[j]!;
    const [lo, hi] = [later(p.lo, q.lo), -later(-p.hi, -q.hi)];
    if (lo <= hi) out.push({ lo, hi });
    if (p.hi < q.hi) i++;
    else j++;
  }
  return out;
}

/** What of the whole sky is not in the list. */
export function complementRanges(ranges: readonly CellRange[]): CellRange[] {
  const out: CellRange[] = [];
  let next = 0n;
  for (const { lo, hi } of ranges) {
    if (lo > next) out.push({ lo: next, hi: lo - 1n });
    next = hi + 1n;
  }
  const end = 12n << BigInt(2 * maxOrder);
  if (next < end) out.push({ lo: next, hi: end - 1n });
  return out;
}

export function subtractRanges(a: readonly CellRange[], b: readonly CellRange[]): CellRange[] {
  return intersectRanges(a, complementRanges(b));
}

/** A hull (for `_healpix_29 BETWEEN hull.lo AND hull.hi`) and the ranges inside it. */
export interface RangeCluster {
  readonly hull: CellRange;
  readonly ranges: readonly CellRange[];
}

/** A range list in at most `maxClusters` clusters, cut at the largest gaps; ends are inclusive, of order 29. */
export function clusterRanges(ranges: readonly CellRange[], maxClusters = 4): RangeCluster[] {
  if (ranges.length === 0) return [];
  const gaps: { index: number; gap: bigint }[] = [];
  for (let i = 1; i < ranges.length; i++) gaps.push({ index: i, gap: ranges[i]!.lo - ranges[i - 1]!.hi });
  gaps.sort((a, b) => (a.gap > b.gap ? -1 : a.gap < b.gap ? 1 : 0));
  const cuts = gaps
    .slice(0, Math.max(0, maxClusters - 1))
    .map((g) => g.index)
    .sort((a, b) => a - b);
  const clusters: RangeCluster[] = [];
  let from = 0;
  for (const to of [...cuts, ranges.length]) {
    const part = ranges.slice(from, to);
    clusters.push({ hull: { lo: part[0]!.lo, hi: part[part.length - 1]!.hi }, ranges: part });
    from = to;
  }
  return clusters;
}
