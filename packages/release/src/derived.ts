import { dirname } from 'node:path';
import type { DerivedTable, TableBuilder } from '@lingtai/engine';
import { derivedFile, type ReleaseAddress, releasePrefix } from './address.ts';
import { isThere, makeFolder } from './durable.ts';
import { step } from './fault.ts';
import { type Manifest, type PartitionManifest, readManifest, type TableManifest } from './manifest.ts';
import type { ObjectStore } from './store.ts';
import { openTree, treeOfFile } from './tree.ts';

interface DerivedJob {
  readonly homeDir: string;
  readonly store: ObjectStore;
  readonly builder: TableBuilder;
  readonly manifest: Manifest;
  readonly digest: string;
}

/** Makes the embedded engine's file of a release where it is missing. It is bound to the release by the digest in its name. */
export async function ensureDerived(job: DerivedJob): Promise<void> {
  const outputFile = derivedFile(job.homeDir, job.digest);
  if (!(await isThere(outputFile))) await derive(job);
}

async function derive(job: DerivedJob): Promise<void> {
  const outputFile = derivedFile(job.homeDir, job.digest);
  await makeFolder(dirname(outputFile));
  const prefix = releasePrefix(job.manifest);
  step('engine.derive');
  await job.builder.derive({
    outputFile,
    tables: job.manifest.tables.flatMap((table) =>
      tablesOf(job.manifest, table, (p) => job.store.location(prefix + p.path)),
    ),
  });
}

/** The rows without an embargo and, where there are others, those of all other trees in one order. */
function tablesOf(
  manifest: Manifest,
  table: TableManifest,
  location: (partition: PartitionManifest) => string,
): readonly DerivedTable[] {
  const { name, key } = table;
  const [open, held] = [openPartitions(table), heldPartitions(table)].map((partitions) => partitions.map(location));
  const openTable = {
    name,
    key,
    files: open!,
    ...(open!.length === 0 && held!.length > 0 ? { emptyLike: held![0]! } : {}),
  };
  if (held!.length === 0) return [openTable];
  const sortBy = [...(table.position ? ['_healpix_29'] : []), key];
  return [openTable, { name: heldTable(manifest, name), key, files: held!, sortBy }];
}

/** The table of the derived file with the rows under embargo of a table. */
export function heldTable({ tables }: Manifest, name: string): string {
  let held = `${name}__held`;
  while (tables.some((t) => t.name === held)) held += '_';
  return held;
}

export function openPartitions({ partitions }: TableManifest): readonly PartitionManifest[] {
  return partitions.filter((p) => treeOfFile(p.path) === openTree);
}

/** Of all trees of rows under embargo, by their first cells; those without a position last. */
export function heldPartitions({ partitions }: TableManifest): readonly PartitionManifest[] {
  const held = partitions.filter((p) => treeOfFile(p.path) !== openTree);
  const first = ({ rowGroups }: PartitionManifest) =>
    rowGroups[0]?.lo === undefined ? undefined : BigInt(rowGroups[0].lo);
  return held.toSorted((a, b) => {
    const [x, y] = [first(a), first(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return x < y ? -1 : x > y ? 1 : 0;
  });
}

/** Makes the embedded engine's file anew from the release alone, beside the one that is there, and swaps. */
export async function rebuildDerived(options: Omit<DerivedJob, 'manifest' | 'digest'> & ReleaseAddress): Promise<void> {
  const found = await readManifest(options.store, options);
  await derive({ ...options, ...found });
}
