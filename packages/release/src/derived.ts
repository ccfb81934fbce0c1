import { dirname } from 'node:path';
import type { TableBuilder } from '@lingtai/engine';
import { derivedFile, type ReleaseAddress, releasePrefix } from './address.ts';
import { isThere, makeFolder } from './durable.ts';
import { step } from './fault.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { ObjectStore } from './store.ts';

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
    tables: job.manifest.tables.map((t) => ({
      name: t.name,
      key: t.key,
      files: t.partitions.map((p) => job.store.location(prefix + p.path)),
    })),
  });
}

/** Makes the embedded engine's file anew from the release alone, beside the one that is there, and swaps. */
export async function rebuildDerived(options: Omit<DerivedJob, 'manifest' | 'digest'> & ReleaseAddress): Promise<void> {
  const found = await readManifest(options.store, options);
  await derive({ ...options, ...found });
}
