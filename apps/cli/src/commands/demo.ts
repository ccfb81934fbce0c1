import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadSite } from '@lingtai/app-server/site';
import { loadReleaseFamily } from '@lingtai/descriptor';
import { directoryStore, readManifest } from '@lingtai/release';
import { simulateSurvey } from '@lingtai/simulation';
import { loadReleaseRecords } from '@lingtai/state';
import { buildStep, ingestStep, publishStep, readDescriptor } from '../pipeline.ts';
import { ensurePortal } from '../portal-build.ts';
import { repositoryRoot } from '../program.ts';
import { progressBar, terminalLang } from '../terminal.ts';
import { withState } from './with-state.ts';

export interface DemoOptions {
  readonly spectra: number;
  readonly port: number;
  readonly home: string;
  readonly seed: number;
  readonly serve: boolean;
  readonly json?: boolean;
}

const descriptorFile = join(repositoryRoot, 'surveys/demo/lingtai-demo.yaml');
const recordsFile = join(repositoryRoot, 'surveys/demo/releases.yaml');

/** `lingtai demo`: simulates the demonstration survey, publishes it as any survey is, and serves it. */
export async function demo(options: DemoOptions): Promise<void> {
  const site = loadSite(options.home);
  const { descriptor } = readDescriptor(descriptorFile);
  const { release, version } = descriptor.releases[0]!;
  const address = { dataset: descriptor.id, release, version };
  await ensurePortal();
  if (!(await isBuilt(site.stores.releases, address))) await makeRelease(options, address, site.homeDir);
  await publishStep(options.home, address);
  const family = loadReleaseFamily(readFileSync(recordsFile, 'utf8'), { file: recordsFile });
  await withState(options, (state) => loadReleaseRecords(state, family, { actor: 'terminal' }));
  if (options.serve) await (await import('./serve.ts')).serve(options);
}

async function isBuilt(releases: string, address: Parameters<typeof readManifest>[1]): Promise<boolean> {
  if (!existsSync(releases)) return false;
  return readManifest(directoryStore(releases), address).then(
    () => true,
    () => false,
  );
}

const steps = {
  simulate: { en: 'simulating spectra', zh: '模拟光谱' },
  ingest: { en: 'ingesting', zh: '入库' },
  build: { en: 'building the release', zh: '构建发布' },
} as const;

async function makeRelease(
  options: DemoOptions,
  address: { dataset: string; release: string; version: string },
  homeDir: string,
): Promise<void> {
  const bar = progressBar();
  const lang = terminalLang();
  const { signal } = new AbortController();
  const inputDir = join(homeDir, 'demo-input');
  // What an interrupted command left is not whole: it is made again.
  rmSync(inputDir, { recursive: true, force: true });
  await simulateSurvey({
    outDir: inputDir,
    spectra: options.spectra,
    seed: options.seed,
    onProgress: ({ spectra, of }) => bar(spectra / of, steps.simulate[lang]),
  });
  await ingestStep(
    { home: options.home, descriptorFile, inputDir, ...address },
    (fraction) => bar(fraction, steps.ingest[lang]),
    signal,
  );
  await buildStep(options.home, address, 1024, (fraction) => bar(fraction, steps.build[lang]), signal);
  bar.done();
  // The release holds the original bytes; the simulated files can be made again from their seed.
  rmSync(inputDir, { recursive: true, force: true });
}
