import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildStep, ingestStep, publishStep } from '../pipeline.ts';
import { broken } from './broken.ts';
import { Canaries, type Canary } from './canaries.ts';
import { type SmallSurvey, smallRelease } from './small-surveys.ts';
import { accessDescriptor, accessVersions, makeAccessInput, type SurveySize } from './survey.ts';

export interface AccessHome {
  readonly home: string;
  /** `canary/dr1/v0` … */
  readonly addresses: readonly string[];
  readonly canaries: readonly Canary[];
}

const usualSize: SurveySize = { spectra: 36, stars: 200 };

/** A home with a small survey of which everything restricted carries canaries; ingested, built and published as any other. */
export async function makeAccessHome(folder: string, seed: number, size: SurveySize = usualSize): Promise<AccessHome> {
  const home = join(folder, 'home');
  const canaries = new Canaries(seed);
  const descriptorFile = join(folder, 'canary.yaml');
  await mkdir(folder, { recursive: true });
  await writeFile(descriptorFile, accessDescriptor(canaries));
  const addresses: string[] = [];
  for (const version of accessVersions) {
    const inputDir = join(folder, `input-${version}`);
    const address = { dataset: 'canary', release: 'dr1', version };
    await makeAccessInput(inputDir, version, canaries, size);
    await publishOne(home, address, descriptorFile, inputDir);
    addresses.push(`canary/dr1/${version}`);
  }
  return { home, addresses, canaries: canaries.made };
}

/** Another survey in the same home, with canaries that its maker adds. */
export async function addSurvey(
  { home, addresses, canaries }: AccessHome,
  folder: string,
  seed: number,
  make: (folder: string, canaries: Canaries) => Promise<SmallSurvey>,
): Promise<AccessHome> {
  const more = new Canaries(seed);
  const { dataset, descriptorFile, inputDir } = await make(folder, more);
  await publishOne(home, { dataset, ...smallRelease }, descriptorFile, inputDir);
  return { home, addresses, canaries: [...canaries, ...more.made] };
}

async function publishOne(
  home: string,
  address: { readonly dataset: string; readonly release: string; readonly version: string },
  descriptorFile: string,
  inputDir: string,
): Promise<void> {
  const { signal } = new AbortController();
  const quiet = (): void => undefined;
  const { release, version } = address;
  const { sources } = await ingestStep({ home, descriptorFile, inputDir, release, version }, quiet, signal);
  const rejected = sources.filter((source) => source.rejected > 0);
  if (rejected.length > 0) throw broken(`the survey has faults: ${JSON.stringify(rejected).slice(0, 2000)}`);
  await buildStep(home, address, 64, quiet, signal);
  await publishStep(home, address);
}
