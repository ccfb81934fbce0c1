import { type Asker, rowOwners } from '@lingtai/access';
import type { CatalogueSnapshot } from '@lingtai/catalogue';
import { isWithheld, type Plan, tablesRead, type ViewTable } from '@lingtai/query';
import type { ResultRead } from '@lingtai/state';

/** What of releases a result was made of, as this asker saw it: kept with the result. */
export function readsOfResult(plan: Plan, snapshot: CatalogueSnapshot, asker: Asker): ResultRead[] {
  return tablesRead(plan).flatMap(({ storage, columns }) => {
    const { releaseAddress: address, releaseDigest: digest, table } = storage;
    const seen = tableOf(snapshot, { address, digest, table });
    if (!seen) return [];
    const own = columns.filter((name) => seen.columns.some((c) => c.name === name));
    const owners = isWithheld(seen) ? ownersSeen(seen, asker, `${address}#${table}`) : 'all';
    return [{ address, digest, table, columns: own, ...(seen.rowsDiffer ? { owners } : {}) }];
  });
}

/** Whether an asker may see now all that a result was made of. */
export function seesReads(reads: readonly ResultRead[], snapshot: CatalogueSnapshot, asker: Asker): boolean {
  return reads.every((read) => {
    const seen = tableOf(snapshot, read);
    return seen !== undefined && has(seen, read.columns) && seesRows(seen, read, asker);
  });
}

/** Where every row that has an owner is hidden he has seen nobody's. */
function ownersSeen({ held }: ViewTable, asker: Asker, table: string): 'all' | readonly string[] {
  return held === 'hidden' ? [] : rowOwners(asker, table);
}

function seesRows(seen: ViewTable, { owners, address, table }: ResultRead, asker: Asker): boolean {
  if (!isWithheld(seen) || owners === undefined) return true;
  const now = rowOwners(asker, `${address}#${table}`);
  return now === 'all' || (owners !== 'all' && owners.every((name) => now.includes(name)));
}

const has = (table: ViewTable, names: readonly string[]): boolean =>
  names.every((name) => table.columns.some((c) => c.name === name));

function tableOf(
  snapshot: CatalogueSnapshot,
  { address, digest, table }: Pick<ResultRead, 'address' | 'digest' | 'table'>,
): ViewTable | undefined {
  const release = snapshot.releases.find((r) => r.address === address && r.digest === digest);
  return release && snapshot.view.table([{ text: release.schemaName }, { text: table }]);
}
