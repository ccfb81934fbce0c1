import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobStore, jobStore, openState } from '@lingtai/state';

export interface JobsCrashOptions {
  readonly jobs: number;
  /** How often a worker process is killed with SIGKILL while jobs are queued and running. */
  readonly kills: number;
  /** The same seed draws the same jobs and pauses. */
  readonly seed: number;
  readonly log?: (line: string) => void;
}

export interface JobsCrashReport {
  readonly jobs: number;
  readonly kills: number;
  /** How often a job had to be begun again. */
  readonly struck: number;
  readonly completed: number;
  /** Jobs that were struck three times and say so. */
  readonly gaveUp: number;
  /** What was not as promised; empty when all is well. */
  readonly failures: readonly string[];
}

interface Scene {
  readonly store: JobStore;
  readonly folder: string;
  readonly url: string;
  readonly random: () => number;
  readonly log: (line: string) => void;
}

const limitMs = 240_000;

/**
 * Two worker processes run seeded jobs, one of them is killed with SIGKILL again and again and replaced. In the end every
 * job has ended: COMPLETED with a whole result, or in ERROR (JOB-CRASHED) after its third crash; none is lost.
 */
export async function jobsCrashTest(options: JobsCrashOptions): Promise<JobsCrashReport> {
  const root = await mkdtemp(join(tmpdir(), 'lingtai-jobs-'));
  const state = await openState({ homeDir: join(root, 'home') });
  const store = jobStore(state);
  const folder = join(root, 'jobs');
  const log = options.log ?? (() => undefined);
  try {
    await state.migrate();
    return await play({ store, folder, url: state.url, random: randomOf(options.seed), log }, options);
  } finally {
    await store.close();
    await state.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** `lingtai bench jobs`: the same as Markdown. Throws when anything was not as promised. */
export async function run({ rows = 100, log }: { rows?: number; log: (line: string) => void }): Promise<string> {
  const begun = performance.now();
  const report = await jobsCrashTest({ jobs: rows, kills: Math.max(5, Math.round(rows / 5)), seed: 20261121, log });
  if (report.failures.length > 0) throw new Error(`${report.failures.length} failures:\n${report.failures.join('\n')}`);
  return [
    '## Crash safety of jobs',
    '',
    `${report.jobs} jobs in two worker processes with four workers each; one process was killed with SIGKILL ${report.kills} times and started again. ${report.struck} times a running job was lost with its process and begun again.`,
    `None was lost: ${report.completed} ended COMPLETED, each with a result whole to the byte; ${report.gaveUp} were struck three times and ended in ERROR saying so. ${Math.round((performance.now() - begun) / 1000)} s.`,
  ].join('\n');
}

async function play(scene: Scene, { jobs, kills }: JobsCrashOptions): Promise<JobsCrashReport> {
  const { store, random, log } = scene;
  const workers = [await startWorker(scene), await startWorker(scene)];
  const ids: string[] = [];
  try {
    const making = makeJobs(scene, jobs, ids);
    for (let kill = 1; kill <= kills; kill++) {
      await sleep(150 + 250 * random());
      const victim = Math.floor(random() * workers.length);
      await end(workers[victim]!);
      log(`kill ${kill}/${kills}`);
      workers[victim] = await startWorker(scene);
    }
    await making;
    await allEnded(store, ids);
  } finally {
    for (const worker of workers) await end(worker);
  }
  return judged(scene, ids, jobs, kills);
}

async function makeJobs({ store, random }: Scene, jobs: number, ids: string[]): Promise<void> {
  for (let i = 0; i < jobs; i++) {
    const id = store.newId();
    await store.create({
      id,
      kind: 'crash',
      parameters: { PIECES: [String(5 + Math.floor(random() * 60))] },
      executionDurationSeconds: 600,
      destruction: new Date(Date.now() + 3_600_000),
      run: true,
    });
    ids.push(id);
    await sleep(20 * random());
  }
}

async function startWorker({ url, folder }: Scene): Promise<ChildProcess> {
  const program = new URL('./_jobs-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, url, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'close').then(() => Promise.reject(new Error('a worker process ended by itself'))),
  ]);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function all(store: JobStore, ids: readonly string[]): Promise<(Job | undefined)[]> {
  return Promise.all(ids.map((id) => store.get(id)));
}

async function allEnded(store: JobStore, ids: readonly string[]): Promise<void> {
  const limit = Date.now() + limitMs;
  while ((await all(store, ids)).some((job) => job?.phase === 'QUEUED' || job?.phase === 'EXECUTING')) {
    if (Date.now() > limit) return;
    await sleep(200);
  }
}

async function judged(
  { store, folder }: Scene,
  ids: readonly string[],
  jobs: number,
  kills: number,
): Promise<JobsCrashReport> {
  const failures: string[] = [];
  let [completed, gaveUp, struck] = [0, 0, 0];
  for (const [i, job] of (await all(store, ids)).entries()) {
    struck += Math.max(0, (job?.attempts ?? 1) - 1);
    const crashed = job?.error?.diagnostics[0]?.code === 'JOB-CRASHED';
    if (job?.phase === 'COMPLETED') completed++;
    else if (job?.phase === 'ERROR' && crashed && job.attempts === 3) gaveUp++;
    else failures.push(`job ${i} (${ids[i]}): ${job ? `${job.phase} after ${job.attempts} attempts` : 'is lost'}`);
    if (job?.phase === 'COMPLETED') failures.push(...(await faultsOf(folder, job)));
  }
  if (ids.length !== jobs) failures.push(`${ids.length} of ${jobs} jobs were made`);
  return { jobs, kills, struck, completed, gaveUp, failures };
}

/** The result must be the whole one, of the attempt that the job names. */
async function faultsOf(folder: string, job: Job): Promise<string[]> {
  const pieces = Number(job.parameters['PIECES']?.[0]);
  const wanted = Array.from({ length: pieces }, (_, i) => `${i}\n`).join('');
  const [result] = job.results;
  if (!result) return [`${job.id}: COMPLETED without a result`];
  const text = await readFile(join(folder, job.id, result.file), 'utf8').catch((error: unknown) => String(error));
  if (text !== wanted || result.sizeBytes !== wanted.length || result.rows !== pieces)
    return [`${job.id}: its result is not whole; files: ${(await readdir(join(folder, job.id))).join(', ')}`];
  return [];
}

function randomOf(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
