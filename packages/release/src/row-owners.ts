import type { Descriptor } from '@lingtai/descriptor';
import { type ReleaseAddress, releasePrefix } from './address.ts';
import type { Manifest } from './manifest.ts';
import { openParquet, parquetRows, storeBuffer } from './parquet-read.ts';
import type { ObjectStore } from './store.ts';

/** The names that own rows of a release, by the tables that have a rule on rows. */
export async function rowOwnersOf(
  store: ObjectStore,
  address: ReleaseAddress,
  manifest: Manifest,
  { tables }: Descriptor,
): Promise<string[]> {
  const owners = new Set<string>();
  for (const { name, rows } of tables) {
    const table = manifest.tables.find((t) => t.name === name);
    if (!table || rows?.owner === undefined) continue;
    for (const { path } of table.partitions) {
      const key = releasePrefix(address) + path;
      const parquet = await openParquet(storeBuffer(store, key, manifest.files[path]!.sizeBytes));
      for (const [g, from] of parquet.starts.slice(0, -1).entries())
        for (const row of await parquetRows(parquet, [rows.owner], from, parquet.starts[g + 1]!)) {
          const owner = row[rows.owner];
          if (typeof owner === 'string') owners.add(owner);
        }
    }
  }
  return [...owners].sort();
}
