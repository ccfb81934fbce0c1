import { quoteName, quoteText, type TableFiles, typeName } from '@lingtai/engine';
import type { Literal, RelationOf } from '@lingtai/query';
import { cellColumn } from '@lingtai/query';
import type { CellRange, RangeCluster } from '@lingtai/sky';
import { duckdbDialect } from './dialect.ts';

type Scan = RelationOf<'scan'>;
type Partition = TableFiles['partitions'][number];

/**
 * Where the rows of a scan are read: a table of an attached file, or Parquet. `key`: only the row with this key is wanted;
 * `cells`: those with the wanted keys are known to lie in these.
 */
export interface ScanSource {
  readonly files: TableFiles;
  /** Name under which the derived file is attached. */
  readonly catalog?: string;
  readonly key?: Literal;
  readonly cells?: readonly (bigint | null)[];
}

/** What stands in FROM for a scan: its wanted ranges of cells as branches of a UNION ALL, in canonical order. */
export function scanText(scan: Scan, source: ScanSource, literal: (value: Literal) => string): string {
  const columns = scan.columns.map((c) => quoteName(c.name)).join(', ') || '1 AS c0';
  const cell = quoteName(cellColumn);
  const int64 = (value: bigint): string => literal({ kind: 'literal', type: { scalar: 'int64' }, value });
  const between = ({ lo, hi }: CellRange): string => `${cell} BETWEEN ${int64(lo)} AND ${int64(hi)}`;
  if (source.key) {
    // Behind a limit no other condition reaches the scan: with two of them DuckDB asks no index.
    const test = `${quoteName(source.files.keyColumn)} = ${literal(source.key)}`;
    return `(SELECT ${columns} FROM ${tableText(source, [])} WHERE ${test} LIMIT 1)`;
  }
  if (source.cells) {
    const tests = source.cells.map((c) => (c === null ? `${cell} IS NULL` : `${cell} = ${int64(c)}`));
    return union(
      tests.map((t) => `SELECT ${columns} FROM ${tableText(source, source.files.partitions)} WHERE ${t}`),
      scan,
    );
  }
  if (!scan.cover) return bare(scan, source);
  const clusters = joinNear(scan.cover, source.files.partitions);
  const branches = clusters.flatMap((cluster) => {
    const touched = source.catalog === undefined ? partitionsOf(source.files, cluster.hull) : source.files.partitions;
    if (source.catalog === undefined && touched.length === 0) return [];
    return [`SELECT ${columns} FROM ${tableText(source, touched)} WHERE ${between(cluster.hull)}`];
  });
  return union(branches, scan);
}

function bare(scan: Scan, source: ScanSource): string {
  if (source.catalog === undefined && source.files.partitions.length === 0) return union([], scan);
  return tableText(source, source.files.partitions);
}

function union(branches: readonly string[], scan: Scan): string {
  if (branches.length > 0) return `(${branches.join(' UNION ALL ')})`;
  const nulls = scan.columns.map((c) => `CAST(NULL AS ${typeName(c.type, duckdbDialect)}) AS ${quoteName(c.name)}`);
  return `(SELECT ${nulls.join(', ') || '1 AS c0'} WHERE FALSE)`;
}

function tableText(source: ScanSource, partitions: readonly Partition[]): string {
  if (source.catalog !== undefined) return `${quoteName(source.catalog)}.main.${quoteName(source.files.derivedTable!)}`;
  return `read_parquet([${partitions.map((p) => quoteText(p.path)).join(', ')}], hive_partitioning = false)`;
}

/** The partitions that a range of cells touches. Those without a range hold rows without a position. */
export function partitionsOf(files: TableFiles, { lo, hi }: CellRange): Partition[] {
  return files.partitions.filter((p) => p.lo !== undefined && p.hi !== undefined && p.lo <= hi && p.hi >= lo);
}

/**
 * Whether a scan's rows come in the order of these columns: that of their cells where rows have one, then that of their keys.
 * Parquet of rows that are stored apart is of several trees, each in its own order.
 */
export function isStored({ storage }: Scan, columns: readonly (string | undefined)[], files: TableFiles): boolean {
  if (storage.part === 'held' && files.derivedFile === undefined) return false;
  const { partitions, keyColumn } = files;
  const own = [...(partitions.some((p) => p.lo !== undefined) ? [cellColumn] : []), keyColumn];
  return columns.length === own.length && own.every((name, i) => columns[i] === name);
}

type Piece = Pick<Partition, 'lo' | 'hi' | 'rowCount'>;

/** A branch costs about as much as reading this many rows more: half a row group of DuckDB. */
const branchRows = 60_000;

/** Joins clusters between which few rows are to be expected, by the density of the partitions there. */
export function joinNear(clusters: readonly RangeCluster[], partitions: readonly Partition[]): RangeCluster[] {
  const joined: RangeCluster[] = [];
  for (const cluster of clusters) {
    const last = joined.at(-1);
    const gap = last && { lo: last.hull.hi + 1n, hi: cluster.hull.lo - 1n };
    if (last && gap && rowsWithin(gap, partitions) < branchRows) {
      joined[joined.length - 1] = {
        hull: { lo: last.hull.lo, hi: cluster.hull.hi },
        ranges: [...last.ranges, ...cluster.ranges],
      };
    } else joined.push(cluster);
  }
  return joined;
}

/** The number of rows expected in a range of cells, taking each row group (or partition) as evenly filled. */
export function rowsWithin({ lo, hi }: CellRange, partitions: readonly Partition[]): number {
  let rows = 0;
  for (const p of piecesOf(partitions)) {
    if (p.lo === undefined || p.hi === undefined || p.lo > hi || p.hi < lo) continue;
    const from = p.lo > lo ? p.lo : lo;
    const to = p.hi < hi ? p.hi : hi;
    rows += (p.rowCount * Number(to - from + 1n)) / Number(p.hi - p.lo + 1n);
  }
  return rows;
}

/** How many rows the row groups (or partitions) hold that a scan with a cover touches; infinite without cover and key. */
export function rowsTouched(scan: Scan, { files, key }: ScanSource): number {
  if (key) return 1;
  if (!scan.cover) return Number.POSITIVE_INFINITY;
  let rows = 0;
  for (const { hull } of joinNear(scan.cover, files.partitions)) {
    for (const { lo, hi, rowCount } of piecesOf(files.partitions)) {
      if (lo !== undefined && hi !== undefined && lo <= hull.hi && hi >= hull.lo) rows += rowCount;
    }
  }
  return rows;
}

/** About how many rows of a scan are left at most: of those that are looked up by their key one for each; infinite without either. */
export function rowsLikely(scan: Scan, { files, key, cells }: ScanSource): number {
  if (key) return 1;
  if (cells && scan.keyEquals) return scan.keyEquals.length;
  if (!scan.cover) return Number.POSITIVE_INFINITY;
  const { partitions } = files;
  return joinNear(scan.cover, partitions).reduce((sum, { hull }) => sum + rowsWithin(hull, partitions), 0);
}

function piecesOf(partitions: readonly Partition[]): readonly Piece[] {
  return partitions.flatMap((whole): readonly Piece[] => whole.rowGroups ?? [whole]);
}
