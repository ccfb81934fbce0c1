import { fail, nearest } from '@lingtai/diagnostics';
import type { TableFiles, TableLocator } from '@lingtai/engine';
import { derivedFile, parseAddress, releasePrefix } from './address.ts';
import { heldPartitions, heldTable, openPartitions } from './derived.ts';
import { isThere } from './durable.ts';
import { type Manifest, type PartitionManifest, readManifest } from './manifest.ts';
import type { ObjectStore } from './store.ts';

export interface LocatorOptions {
  readonly store: ObjectStore;
  /** Where derived engine files lie. */
  readonly homeDir: string;
}

const manifestsKept = 32;

/**
 * Tells engines where the tables of releases lie. Throws `RELEASE-NO-TABLE`, and `RELEASE-CHANGED` when the release at the
 * address is not the one with the digest.
 */
export function releaseLocator(options: LocatorOptions): TableLocator {
  const kept = new Map<string, Promise<Manifest>>();
  const manifestOf = (digest: string, address: string): Promise<Manifest> => {
    const manifest = kept.get(digest) ?? readOf(options.store, digest, address);
    kept.set(digest, manifest);
    manifest.catch(() => kept.delete(digest));
    if (kept.size > manifestsKept) kept.delete(kept.keys().next().value!);
    return manifest;
  };
  const located = new Map<string, TableFiles>();
  return {
    async locate({ releaseDigest, releaseAddress, table: name, part }): Promise<TableFiles> {
      const key = `${releaseDigest}/${name}/${part ?? ''}`;
      const known = located.get(key);
      if (known) return known;
      const manifest = await manifestOf(releaseDigest, releaseAddress);
      const table = manifest.tables.find((t) => t.name === name);
      if (!table) throw noTable(name, manifest);
      const file = derivedFile(options.homeDir, releaseDigest);
      const prefix = releasePrefix(manifest);
      const partitions = part === 'held' ? heldPartitions(table) : openPartitions(table);
      const derivedTable = part === 'held' ? heldTable(manifest, name) : name;
      const isDerived = (part === undefined || partitions.length > 0) && (await isThere(file));
      const files: TableFiles = {
        ...(isDerived ? { derivedFile: file, derivedTable } : {}),
        partitions: partitions.map((p) => partitionFile(p, options.store.location(prefix + p.path), manifest)),
        keyColumn: table.key,
        rowCount: partitions.reduce((sum, p) => sum + p.rowCount, 0),
      };
      // Neither the release nor its derived file changes; one that is still to be derived is looked for again.
      if (files.derivedFile !== undefined) located.set(key, files);
      return files;
    },
  };
}

async function readOf(store: ObjectStore, digest: string, address: string): Promise<Manifest> {
  const found = await readManifest(store, parseAddress(address));
  if (found.digest === digest) return found.manifest;
  throw fail('data', 'RELEASE-CHANGED', {
    en: `The release ${address} is not the one that was published: its digest is ${found.digest}, not ${digest}. Verify the release.`,
    zh: `数据发布 ${address} 与发布时不符：其摘要为 ${found.digest}，而非 ${digest}。请校验该发布。`,
  });
}

function partitionFile(
  partition: PartitionManifest,
  path: string,
  manifest: Manifest,
): TableFiles['partitions'][number] {
  const { rowGroups, rowCount } = partition;
  const [lo, hi] = [rowGroups[0]?.lo, rowGroups.at(-1)?.hi];
  const range = lo === undefined || hi === undefined ? {} : { lo: BigInt(lo), hi: BigInt(hi) };
  const groups = rowGroups.map(({ lo, hi, rowCount: rows }) => ({
    ...(lo === undefined || hi === undefined ? {} : { lo: BigInt(lo), hi: BigInt(hi) }),
    rowCount: rows,
  }));
  return { path, ...range, rowCount, sizeBytes: manifest.files[partition.path]!.sizeBytes, rowGroups: groups };
}

function noTable(name: string, manifest: Manifest) {
  return fail(
    'not-found',
    'RELEASE-NO-TABLE',
    { en: `There is no table "${name}" in the release.`, zh: `该发布中没有表“${name}”。` },
    {
      nearest: nearest(
        name,
        manifest.tables.map((t) => t.name),
      ),
    },
  );
}
