import type { Cost, ScanCost, TableFiles } from '@lingtai/engine';
import type { RelationOf, Scalar } from '@lingtai/query';
import { canBeTrue, type Extremes } from './can-be-true.ts';
import { type Footers, type RowGroupFacts, valueOfText } from './footers.ts';

type Scan = RelationOf<'scan'>;
type Partition = TableFiles['partitions'][number];
type Group = NonNullable<Partition['rowGroups']>[number];

export interface ScanFacts {
  readonly scan: Scan;
  readonly conditions: readonly Scalar[];
  readonly files: TableFiles;
  readonly footers: Footers;
  /** Only so many rows are wanted, the first ones. */
  readonly firstRows: number | undefined;
  /** How many row groups may be begun at once. */
  readonly threads: number;
}

/**
 * What a scan may read at most: the row groups that its cover touches and in which its conditions can be true, whole, and
 * of these the bytes of the columns that it wants.
 */
export function scanCost({ scan, conditions, files, footers, firstRows, threads }: ScanFacts): ScanCost {
  const wanted = scan.columns.map((c) => c.name);
  let [rowsRead, bytesRead, rowGroupsRead, rowGroups, largest] = [0, 0, 0, 0, 0];
  // Row groups that other threads may have begun when there are rows enough.
  let ahead: number | undefined;
  for (const partition of files.partitions) {
    const known = footers.get(partition.path) ?? [];
    const groups: readonly Group[] = partition.rowGroups ?? wholeOf(partition, known);
    rowGroups += groups.length;
    for (const [i, group] of groups.entries()) {
      const facts = known[i];
      const size = facts ? sizeOf(facts, wanted) : partition.sizeBytes;
      if (!touches(scan, group) || !conditions.every((c) => canBeTrue(c, (at) => extremesOf(scan, at, facts))))
        continue;
      if (ahead !== undefined && ahead-- <= 0) continue;
      rowGroupsRead++;
      rowsRead += group.rowCount;
      bytesRead += size;
      largest = Math.max(largest, size);
      if (ahead === undefined && rowsRead >= (firstRows ?? Number.POSITIVE_INFINITY)) ahead = threads;
    }
  }
  const { releaseAddress, table } = scan.storage;
  const all = { releaseAddress, table, columns: wanted, rowsRead, bytesRead, rowGroupsRead, rowGroups };
  const keys = scan.keyEquals?.filter((key) => key.value !== null).length;
  if (keys === undefined || files.derivedTable === undefined || keys >= rowsRead) return all;
  // A row for each key, found through the index: of a row group for each at most.
  const groupsRead = Math.min(keys, rowGroupsRead);
  return { ...all, rowsRead: keys, bytesRead: Math.min(bytesRead, groupsRead * largest), rowGroupsRead: groupsRead };
}

/** The row groups of a file of which only the footer tells. */
function wholeOf({ rowCount, lo, hi }: Partition, known: readonly RowGroupFacts[]): readonly Group[] {
  const range = { ...(lo === undefined ? {} : { lo }), ...(hi === undefined ? {} : { hi }) };
  if (known.length === 0) return [{ rowCount, ...range }];
  return known.map((facts) => ({ rowCount: facts.rowCount, ...range }));
}

function touches({ cover }: Scan, { lo, hi }: Group): boolean {
  if (!cover) return true;
  return lo !== undefined && hi !== undefined && cover.some(({ hull }) => lo <= hull.hi && hi >= hull.lo);
}

function sizeOf({ columns }: RowGroupFacts, wanted: readonly string[]): number {
  return wanted.reduce((sum, name) => sum + (columns.get(name)?.sizeBytes ?? 0), 0);
}

function extremesOf(scan: Scan, index: number, facts: RowGroupFacts | undefined): Extremes | undefined {
  const column = scan.columns[index];
  const chunk = column && facts?.columns.get(column.name);
  if (!column || chunk?.min === undefined || chunk.max === undefined) return undefined;
  const [min, max] = [valueOfText(chunk.min, column.type.scalar), valueOfText(chunk.max, column.type.scalar)];
  return min === undefined || max === undefined ? undefined : { min, max };
}

/** One for each use of a table: the rows that it has apart, whose scan comes behind that of the others, with these. */
export function perTable(costs: readonly (readonly [Scan, ScanCost])[]): ScanCost[] {
  const tables: ScanCost[] = [];
  for (const [{ storage }, cost] of costs) {
    const last = tables.at(-1);
    if (storage.part === 'held' && last?.table === cost.table && last.releaseAddress === cost.releaseAddress)
      tables[tables.length - 1] = together(last, cost);
    else tables.push(cost);
  }
  return tables;
}

function together(open: ScanCost, held: ScanCost): ScanCost {
  return {
    ...open,
    columns: [...new Set([...open.columns, ...held.columns])],
    rowsRead: open.rowsRead + held.rowsRead,
    bytesRead: open.bytesRead + held.bytesRead,
    rowGroupsRead: open.rowGroupsRead + held.rowGroupsRead,
    rowGroups: open.rowGroups + held.rowGroups,
  };
}

/** What several scans read together. */
export function totalCost(scans: readonly ScanCost[]): Cost {
  const sum = (of: (scan: ScanCost) => number): number => scans.reduce((total, scan) => total + of(scan), 0);
  return { rowsRead: sum((s) => s.rowsRead), bytesRead: sum((s) => s.bytesRead), scans };
}
