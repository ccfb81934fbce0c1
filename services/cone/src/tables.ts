import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import type { TableEntry } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';

export interface ConePath {
  readonly dataset: string;
  readonly release?: string;
  readonly version?: string;
  readonly table: string;
}

/** Tables of a release that a cone search answers: those the descriptor names, else every one with a position. */
export function coneTables({
  descriptor,
  tableNames,
}: Pick<PublishedRelease, 'descriptor' | 'tableNames'>): readonly TableEntry[] {
  const named = descriptor.services?.cone;
  return descriptor.tables.filter(
    (t) => t.position && tableNames.includes(t.name) && (!named || named.includes(t.name)),
  );
}

/** The relative address of a table's cone search. */
export function conePath(address: string, table: string): string {
  return `/${address}/cone/${table}`;
}

/** The table that an address asks for, in the release as the asker of the snapshot sees it. */
export function tableOfPath(
  snapshot: CatalogueSnapshot,
  path: ConePath,
): { release: PublishedRelease; table: TableEntry } {
  const release = snapshot.releaseAt(path.dataset, path.release, path.version);
  const tables = coneTables(release);
  const table = tables.find((t) => t.name === path.table);
  if (table) return { release, table };
  throw fail(
    'not-found',
    'CONE-NO-TABLE',
    {
      en: `${release.address} has no cone search on "${path.table}".`,
      zh: `${release.address} 没有针对“${path.table}”的锥形检索。`,
    },
    {
      nearest: nearest(
        path.table,
        tables.map((t) => t.name),
      ),
    },
  );
}
