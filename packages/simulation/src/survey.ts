import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail } from '@lingtai/diagnostics';
import { type CatalogueLines, catalogueHeaders } from './catalogue.ts';
import { planSurvey } from './plan.ts';

export interface SimulationOptions {
  /** A folder that is empty or does not exist yet. */
  readonly outDir: string;
  /** Default 20,000: nine tenths of low, one tenth of medium resolution. */
  readonly spectra?: number;
  /** The same seed gives the same bytes. Default 1. */
  readonly seed?: number;
  readonly onProgress?: (done: { readonly spectra: number; readonly of: number }) => void;
  /** Default: as many as the machine has processors. The result does not depend on it. */
  readonly threads?: number;
  /** gzip the files (level 1). Default true. */
  readonly compress?: boolean;
}

export interface SimulationResult {
  readonly spectra: number;
  readonly lrs: number;
  readonly mrs: number;
  readonly plates: number;
  readonly sizeBytes: number;
  /** Rows of each catalogue. */
  readonly rows: Readonly<Record<keyof CatalogueLines, number>>;
}

export interface WorkerData {
  readonly outDir: string;
  readonly seed: number;
  readonly spectra: number;
  readonly compress: boolean;
}

export interface WorkerAnswer {
  readonly index: number;
  readonly spectra: number;
  readonly bytes: number;
  readonly lines: CatalogueLines;
}

/**
 * Makes the demonstration survey: `lrs/PLAN/spec-….fits.gz`, `mrs/PLAN/med-….fits.gz` and `catalogue/*.csv`, as
 * `surveys/demo/lingtai-demo.yaml` declares them. All data are simulated and every file says so (`SIMULATD = T`).
 * Throws `SIM-OPTIONS` for numbers out of range and `SIM-NOT-EMPTY` for a folder with something in it.
 */
export async function simulateSurvey(options: SimulationOptions): Promise<SimulationResult> {
  const { outDir, spectra = 20_000, seed = 1, compress = true } = options;
  checkOptions(spectra, seed);
  await checkEmpty(outDir);
  const plates = planSurvey(seed, spectra);
  const answers = await runWorkers({ outDir, seed, spectra, compress }, plates.length, options);
  const count = (kind: 'lrs' | 'mrs') =>
    plates.filter((plate) => plate.kind === kind).reduce((sum, plate) => sum + plate.fibres.length, 0);
  return {
    spectra,
    lrs: count('lrs'),
    mrs: count('mrs'),
    plates: plates.length,
    sizeBytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: await writeCatalogues(outDir, answers),
  };
}

function checkOptions(spectra: number, seed: number): void {
  if (Number.isInteger(spectra) && spectra >= 10 && spectra <= 500_000 && Number.isSafeInteger(seed) && seed >= 0)
    return;
  throw fail('usage', 'SIM-OPTIONS', {
    en: `The number of spectra must be 10 to 500000 and the seed a whole number from 0; got ${spectra} and ${seed}.`,
    zh: `光谱数应为 10 至 500000，种子应为非负整数；实际为 ${spectra} 与 ${seed}。`,
  });
}

async function checkEmpty(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  if ((await readdir(outDir)).length === 0) return;
  throw fail(
    'conflict',
    'SIM-NOT-EMPTY',
    { en: 'The folder for the simulated survey is not empty.', zh: '模拟巡天的目标文件夹不为空。' },
    { place: { file: outDir } },
  );
}

/** Hands plates one by one to the workers; answers come back in the order of the plates. */
async function runWorkers(
  data: WorkerData,
  plateCount: number,
  { threads, onProgress }: SimulationOptions,
): Promise<WorkerAnswer[]> {
  const answers: WorkerAnswer[] = new Array(plateCount);
  let next = 0;
  let done = 0;
  const runOne = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data });
      const give = () => {
        if (next < plateCount) worker.postMessage(next++);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (answer: WorkerAnswer) => {
        answers[answer.index] = answer;
        done += answer.spectra;
        onProgress?.({ spectra: done, of: data.spectra });
        give();
      });
      worker.on('error', reject);
      give();
    });
  const workers = Math.max(1, Math.min(threads ?? availableParallelism(), plateCount));
  await Promise.all(Array.from({ length: workers }, runOne));
  return answers;
}

async function writeCatalogues(outDir: string, answers: readonly WorkerAnswer[]): Promise<SimulationResult['rows']> {
  await mkdir(join(outDir, 'catalogue'), { recursive: true });
  const rows: Record<string, number> = {};
  for (const name of ['stellar', 'galaxy', 'qso', 'plates'] as const) {
    const lines = answers.flatMap((answer) => answer.lines[name]);
    rows[name] = lines.length;
    await writeFile(
      join(outDir, 'catalogue', `${name}.csv`),
      `${[catalogueHeaders[name].join(','), ...lines].join('\n')}\n`,
    );
  }
  return rows as SimulationResult['rows'];
}
