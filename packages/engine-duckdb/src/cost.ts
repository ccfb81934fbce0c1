import type { Cost, TableFiles } from '@lingtai/engine';
import type { RelationOf } from '@lingtai/query';

type Piece = Pick<TableFiles['partitions'][number], 'lo' | 'hi' | 'rowCount'>;

/** What a scan may read at most: the row groups that its cover touches, whole, and of each file's bytes the same part. */
export function costOf(scan: RelationOf<'scan'>, files: TableFiles): Cost {
  if (scan.keyEquals && files.keyTable !== undefined) return { rowsRead: scan.keyEquals.length };
  const { cover } = scan;
  const touched = ({ lo, hi }: Piece): boolean =>
    !cover || (lo !== undefined && hi !== undefined && cover.some(({ hull }) => lo <= hull.hi && hi >= hull.lo));
  let rowsRead = 0;
  let bytesRead = 0;
  for (const partition of files.partitions) {
    const pieces: readonly Piece[] = partition.rowGroups ?? [partition];
    const rows = pieces.filter(touched).reduce((sum, piece) => sum + piece.rowCount, 0);
    rowsRead += rows;
    bytesRead += partition.rowCount > 0 ? Math.ceil((partition.sizeBytes * rows) / partition.rowCount) : 0;
  }
  return { rowsRead, bytesRead };
}

/** What several scans read together. */
export function totalCost(costs: readonly Cost[]): Cost {
  const sum = (of: (cost: Cost) => number | undefined): number | undefined =>
    costs.reduce<number | undefined>((total, cost) => {
      const more = of(cost);
      return total === undefined || more === undefined ? undefined : total + more;
    }, 0);
  const [rowsRead, bytesRead] = [sum((c) => c.rowsRead), sum((c) => c.bytesRead)];
  return { ...(rowsRead === undefined ? {} : { rowsRead }), ...(bytesRead === undefined ? {} : { bytesRead }) };
}
