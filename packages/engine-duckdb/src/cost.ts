import type { Cost, TableFiles } from '@lingtai/engine';
import type { RelationOf } from '@lingtai/query';

/** What a scan may read at most: the partitions that its cover touches, whole. */
export function costOf(scan: RelationOf<'scan'>, files: TableFiles): Cost {
  if (scan.keyEquals && files.keyTable !== undefined) return { rowsRead: scan.keyEquals.length };
  const { cover } = scan;
  const hit = files.partitions.filter((p) => {
    if (!cover) return true;
    return cover.some((c) => p.lo !== undefined && p.hi !== undefined && p.lo <= c.hull.hi && p.hi >= c.hull.lo);
  });
  return {
    rowsRead: hit.reduce((sum, p) => sum + p.rowCount, 0),
    bytesRead: hit.reduce((sum, p) => sum + p.sizeBytes, 0),
  };
}
