import {
  cellColumn,
  hasSubquery,
  inputsOf,
  type Plan,
  type Relation,
  type RelationOf,
  relationsOf,
  type Scalar,
  scalarsOf,
  withInputs,
} from '@lingtai/query';
import type { CellRange } from '@lingtai/sky';
import { rowsTouched, type ScanSource } from './source.ts';

type Scan = RelationOf<'scan'>;
type Sources = ReadonlyMap<Scan, ScanSource>;

/** About so many rows are sorted at a time, */
const sliceRows = 250_000;
/** and so many times as many at most, where conditions leave few of them. */
const mostTimes = 8;

/** Behind the last cell of order 29. */
const behindCells = 1n << 62n;

/** The rows of a plan that lie in one range of cells, or those without a position. */
export interface Slice {
  readonly root: Relation;
  readonly sources: Sources;
}

/**
 * The rows of a plan in slices, one after the other; each is asked for with the number of rows that the last one gave.
 * `undefined` where they cannot be had so: only the order of a table in two parts is made by sorting and begins with the
 * cells, so that nothing of it has to be kept in memory but one slice, and the first rows need not wait for the last.
 */
export function slicesOf(
  plan: Plan,
  sources: Sources,
  rows: number = sliceRows,
): Iterator<Slice, void, number> | undefined {
  const all = [...sources.values()].reduce((sum, { files }) => sum + files.rowCount, 0);
  return all > rows && isSliceable(plan) ? slices(plan.root, sources, rows) : undefined;
}

function isSliceable({ root, volatile }: Plan): boolean {
  const all = relationsOf(root);
  // Sub-queries would be run again for each slice.
  if (volatile || all.some((relation) => scalarsOf(relation).some(hasSubquery))) return false;
  if (all.some((relation) => relation.kind === 'scan' && relation.keyEquals)) return false;
  let sort = root;
  while (sort.kind === 'project' || (sort.kind === 'limit' && sort.offset === undefined)) sort = sort.input;
  // Where rows have no position, the canonical order is that of their keys alone.
  return sort.kind === 'sort' && sort.parts === true && sort.by.length > 1;
}

function* slices(root: Relation, sources: Sources, rows: number): Generator<Slice, void, number> {
  const pieces = piecesOf(sources);
  let size = rows;
  let given = 0;
  let at = 0;
  for (let lo = 0n; lo < behindCells; ) {
    let inside = 0;
    for (; at < pieces.length && (inside < size || pieces[at]!.lo <= lo); at++) inside += pieces[at]!.rowCount;
    const behind = pieces[at]?.lo ?? behindCells;
    const found = yield slice(root, sources, given, { lo, hi: behind - 1n });
    given += found;
    if (found < size / 2) size = Math.min(4 * size, mostTimes * rows);
    lo = behind;
  }
  if ([...sources.keys()].some(({ cover }) => !cover)) yield slice(root, sources, given, undefined);
}

/** The row groups that are read, by their first cells. */
function piecesOf(sources: Sources): { readonly lo: bigint; readonly rowCount: number }[] {
  return [...sources]
    .flatMap(([{ cover }, { files }]) =>
      files.partitions
        .flatMap((p): readonly (Partial<CellRange> & { readonly rowCount: number })[] => p.rowGroups ?? [p])
        .flatMap(({ lo, hi, rowCount }) => {
          if (lo === undefined || hi === undefined) return [];
          const isRead = !cover || cover.some(({ hull }) => lo <= hull.hi && hi >= hull.lo);
          return isRead ? [{ lo, rowCount }] : [];
        }),
    )
    .sort((a, b) => (a.lo < b.lo ? -1 : 1));
}

/** `given`: rows before it; without a range, the rows without a position. */
function slice(root: Relation, sources: Sources, given: number, range: CellRange | undefined): Slice {
  const own = new Map<Scan, ScanSource>();
  const below = (relation: Relation): Relation => {
    if (relation.kind !== 'scan') return withInputs(relation, inputsOf(relation).map(below));
    const scan = range ? within(relation, range) : relation;
    own.set(scan, sources.get(relation)!);
    return range ? scan : unplaced(scan);
  };
  const above = (relation: Relation): Relation => {
    if (relation.kind === 'project') return { ...relation, input: above(relation.input) };
    if (relation.kind !== 'limit') return below(relation);
    const input = above(relation.input);
    const limit = relation.limit! - given;
    // The text of a slice stays the same as long as no limit has to be in it.
    const most = [...own].reduce((sum, [scan, source]) => sum + rowsTouched(scan, source), 0);
    return most <= limit ? input : { ...relation, input, limit };
  };
  return { root: above(root), sources: own };
}

function within(scan: Scan, range: CellRange): Scan {
  const cover = scan.cover ?? [{ hull: range, ranges: [range] }];
  const cut = cover.map((cluster) => ({ ...cluster, hull: common(cluster.hull, range) }));
  return { ...scan, cover: cut.filter(({ hull }) => hull.lo <= hull.hi) };
}

/** What two ranges share; where that is nothing, it ends before it begins. */
function common(hull: CellRange, { lo, hi }: CellRange): CellRange {
  const from = hull.lo > lo ? hull.lo : lo;
  const to = hull.hi < hi ? hull.hi : hi;
  return { lo: from, hi: to };
}

function unplaced(scan: Scan): Relation {
  const index = scan.columns.findIndex((c) => c.name === cellColumn);
  const cell: Scalar = { kind: 'column', index, type: scan.columns[index]!.type };
  const isNull: Scalar = { kind: 'apply', function: 'is-null', arguments: [cell], type: { scalar: 'boolean' } };
  return { kind: 'filter', input: scan, predicate: isNull };
}
