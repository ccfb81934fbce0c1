import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSite, openSiteState, type Site } from '@lingtai/app-server/site';
import { type Descriptor, loadDescriptor } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import type { TableBuilder } from '@lingtai/engine';
import {
  type BuiltRelease,
  build,
  directoryStore,
  type IngestReport,
  ingest,
  type Progress,
  publish,
  type ReleaseAddress,
  stagingFolder,
  type VerifyReport,
  verify,
} from '@lingtai/release';
import { findPublication } from '@lingtai/state';

/** Told how far the step is, 0 to 1. */
export type StepProgress = (fraction: number, label: string) => void;

export function readDescriptor(file: string): { descriptor: Descriptor; text: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw fail(
      'not-found',
      'CLI-FILE',
      { en: 'The descriptor cannot be read.', zh: '无法读取描述文件。' },
      { place: { file }, cause },
    );
  }
  return { descriptor: loadDescriptor(text, { file }), text };
}

/** The builder spills into the staging folder of the release: what a killed command leaves there, the next one removes. */
async function withBuilder<T>(
  site: Site,
  address: ReleaseAddress,
  use: (builder: TableBuilder) => Promise<T>,
): Promise<T> {
  // The engine's library takes a quarter of a second to load: only for commands that use it.
  const { duckdbTableBuilder } = await import('@lingtai/engine-duckdb');
  const builder = duckdbTableBuilder({
    tempDirectory: join(stagingFolder(site.homeDir, address), 'temp'),
    threads: site.engine.threads,
    memoryLimitBytes: site.engine.memoryMiB * 1024 * 1024,
  });
  try {
    return await use(builder);
  } finally {
    await builder.close();
  }
}

/** Parts finish side by side: the mean of what is known of each. */
function together(progress: StepProgress): (part: Progress) => void {
  const parts = new Map<string, number>();
  return ({ of, name, fraction }) => {
    parts.set(`${of} ${name}`, fraction);
    const sum = [...parts.values()].reduce((a, b) => a + b, 0);
    progress(sum / parts.size, `${of} ${name}`);
  };
}

export interface IngestStep {
  readonly home: string;
  readonly descriptorFile: string;
  readonly inputDir: string;
  readonly release: string;
  readonly version: string;
}

export function ingestStep(step: IngestStep, progress: StepProgress, signal: AbortSignal): Promise<IngestReport> {
  const site = loadSite(step.home);
  const { descriptor, text } = readDescriptor(step.descriptorFile);
  const { release, version, inputDir } = step;
  return withBuilder(site, { dataset: descriptor.id, release, version }, (builder) =>
    ingest({
      descriptor,
      descriptorText: text,
      inputDir,
      homeDir: site.homeDir,
      release,
      version,
      builder,
      signal,
      progress: together(progress),
    }),
  );
}

export function buildStep(
  home: string,
  address: ReleaseAddress,
  packMiB: number,
  progress: StepProgress,
  signal: AbortSignal,
): Promise<BuiltRelease> {
  const site = loadSite(home);
  const store = directoryStore(site.stores.releases);
  return withBuilder(site, address, (builder) =>
    build({
      ...address,
      homeDir: site.homeDir,
      store,
      builder,
      packBytes: packMiB * 1024 * 1024,
      signal,
      progress: together(progress),
    }),
  );
}

export async function publishStep(
  home: string,
  address: ReleaseAddress,
  options: { audience?: readonly string[]; from?: Date } = {},
): ReturnType<typeof publish> {
  const site = loadSite(home);
  const state = await openSiteState(site);
  try {
    return await publish({ ...address, ...options, state, store: directoryStore(site.stores.releases) });
  } finally {
    await state.close();
  }
}

/** Verifies against the published digest, where there is a publication. */
export async function verifyStep(
  home: string,
  address: ReleaseAddress,
  progress: StepProgress,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const site = loadSite(home);
  const state = await openSiteState(site);
  const published = await findPublication(state, address).finally(() => state.close());
  return verify({
    ...address,
    store: directoryStore(site.stores.releases),
    ...(published ? { digest: published.digest } : {}),
    progress: (fraction) => progress(fraction, 'verify'),
    signal,
  });
}
