import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobStore } from '@lingtai/state';
import { shownError } from '../errors.ts';
import { jobErrorOf } from './job-error.ts';
import { type Ending, type StopReason, stopEnding, tooLong } from './stop.ts';
import type { ExecuteJob, JobFiles, JobRun } from './types.ts';

export interface RunnerOptions {
  readonly store: JobStore;
  readonly files: JobFiles;
  /** How the jobs of each kind are run. */
  readonly kinds: Readonly<Record<string, ExecuteJob>>;
  /** How many jobs run at once. */
  readonly workers: number;
  /** Told of faults that are ours. */
  readonly log: (error: unknown, what: string) => void;
  /** For how long a job stays its worker's without a sign of life. Default: 15. */
  readonly leaseSeconds?: number;
}

interface Running {
  readonly job: Job;
  readonly control: AbortController;
  /** Until when nobody else may run it, by this machine's clock. */
  leaseEnds: number;
}

/** What does not obey its signal is left alone after this time. */
const graceMs = 5000;
const expireEveryMs = 30_000;
const orphanAgeMs = 3_600_000;
const longestTimerMs = 2 ** 31 - 1;

/** Takes jobs from the queue and runs them, until it is stopped. Many runners may work on one store. */
export class JobRunner {
  readonly #options: Required<RunnerOptions>;
  readonly #worker = randomUUID();
  readonly #running = new Map<string, Running>();
  readonly #ends = new Set<Promise<void>>();
  #timers: NodeJS.Timeout[] = [];
  #unwatch: () => void = () => undefined;
  #filling: Promise<void> | undefined;
  #fillAgain = false;
  #stopped = true;

  constructor(options: RunnerOptions) {
    this.#options = { leaseSeconds: 15, ...options };
  }

  /** Begins at once; whatever a dead server left is taken over when its lease is over. */
  start(): void {
    const { store, files, leaseSeconds } = this.#options;
    this.#stopped = false;
    this.#unwatch = store.watch((id) => this.#changed(id));
    this.#timers = [
      setInterval(() => this.#safely(this.#tick(), 'renewing the leases of jobs failed'), (leaseSeconds * 1000) / 3),
      setInterval(() => this.#safely(this.#expire(), 'removing old jobs failed'), expireEveryMs),
    ];
    this.#safely(this.#tick(), 'taking over jobs failed');
    this.#safely(this.#expire(), 'removing old jobs failed');
    this.#safely(removeOrphans(store, files), 'removing files without a job failed');
  }

  /** Takes no more jobs and gives those that run back to the queue. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unwatch();
    for (const timer of this.#timers) clearInterval(timer);
    await this.#filling;
    for (const { control } of this.#running.values()) control.abort('stop' satisfies StopReason);
    await Promise.all(this.#ends);
  }

  #safely(work: Promise<unknown>, what: string): void {
    work.catch((error: unknown) => {
      if (!this.#stopped) this.#options.log(error, what);
    });
  }

  #changed(id: string | undefined): void {
    if (id === undefined) this.#safely(this.#renew([...this.#running.keys()]), 'renewing the leases of jobs failed');
    else if (this.#running.has(id)) this.#safely(this.#renew([id]), 'renewing the lease of a job failed');
    this.#fill();
  }

  async #tick(): Promise<void> {
    const late = Date.now();
    for (const { control, leaseEnds } of this.#running.values())
      if (leaseEnds < late) control.abort('lost' satisfies StopReason);
    await this.#renew([...this.#running.keys()]);
    await this.#options.store.recover(this.#kinds());
    this.#fill();
  }

  #kinds(): string[] {
    return Object.keys(this.#options.kinds);
  }

  async #renew(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { store, leaseSeconds } = this.#options;
    const leaseEnds = Date.now() + leaseSeconds * 1000;
    for (const [id, told] of await store.renew(this.#worker, leaseSeconds, ids)) {
      const running = this.#running.get(id);
      if (!running) continue;
      if (told === 'run') running.leaseEnds = leaseEnds;
      else running.control.abort(told satisfies StopReason);
    }
  }

  /** Takes jobs while there are free workers. One at a time; a wish that comes meanwhile is kept. */
  #fill(): void {
    this.#fillAgain = true;
    this.#filling ??= this.#claimAll()
      .catch((error: unknown) => this.#options.log(error, 'taking a job from the queue failed'))
      .finally(() => {
        this.#filling = undefined;
      });
  }

  async #claimAll(): Promise<void> {
    const { store, leaseSeconds, workers } = this.#options;
    while (this.#fillAgain && !this.#stopped && this.#running.size < workers) {
      this.#fillAgain = false;
      const leaseEnds = Date.now() + leaseSeconds * 1000;
      const job = await store.claim(this.#kinds(), this.#worker, leaseSeconds);
      if (!job) continue;
      this.#fillAgain = true;
      this.#begin({ job, control: new AbortController(), leaseEnds });
    }
  }

  #begin(running: Running): void {
    const { id } = running.job;
    this.#running.set(id, running);
    const end = this.#run(running)
      .catch((error: unknown) => this.#options.log(error, 'ending a job failed'))
      .finally(() => {
        this.#running.delete(id);
        this.#ends.delete(end);
        if (!this.#stopped) this.#fill();
      });
    this.#ends.add(end);
    if (running.job.abortRequested) running.control.abort('abort' satisfies StopReason);
    if (this.#stopped) running.control.abort('stop' satisfies StopReason);
  }

  async #run({ job, control }: Running): Promise<void> {
    const { store, files } = this.#options;
    const ending = await this.#endingOf(job, control);
    const kept = await this.#settle(job, ending);
    // A job that was deleted while it ran: what it wrote last goes too.
    if (!kept && (await store.get(job.id)) === undefined) await files.remove(job.id);
  }

  async #endingOf(job: Job, control: AbortController): Promise<Ending> {
    const { kinds, log } = this.#options;
    const { signal } = control;
    const seconds = job.executionDurationSeconds;
    const stopAt = (): void => control.abort('timeout' satisfies StopReason);
    const timer = seconds > 0 ? setTimeout(stopAt, Math.min(seconds * 1000, longestTimerMs)) : undefined;
    const reason = (): StopReason | undefined => signal.reason as StopReason | undefined;
    try {
      const work = kinds[job.kind]!(job, this.#jobRun(job, signal));
      return { phase: 'COMPLETED', results: await untilStopped(work, signal) };
    } catch (error) {
      const stopped = reason();
      if (stopped) return stopEnding(stopped, stopped === 'timeout' ? tooLong(seconds) : undefined);
      if (shownError(error).class === 'internal') log(error, `job ${job.id} failed`);
      return { phase: 'ERROR', error: jobErrorOf(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  #jobRun(job: Job, signal: AbortSignal): JobRun {
    const { files } = this.#options;
    return {
      signal,
      sink: async ({ name, mime, downloadName }, bytes, counts) => {
        // Each attempt has files of its own: one that lost its lease can spoil nothing.
        const file = `${job.attempts}-${name}`;
        const { sizeBytes } = await files.write(job.id, file, whileRunning(bytes, signal));
        return { name, file, mime, sizeBytes, ...(downloadName === undefined ? {} : { downloadName }), ...counts?.() };
      },
    };
  }

  /** Writes the end into the store; while the store cannot be reached it tries again for as long as the job is ours. */
  async #settle(job: Job, ending: Ending): Promise<boolean> {
    for (;;) {
      try {
        return await this.#write(job, ending);
      } catch (error) {
        const running = this.#running.get(job.id);
        if (shownError(error).class !== 'unavailable' || !running || running.leaseEnds < Date.now()) throw error;
        await sleep(300);
      }
    }
  }

  async #write({ id }: Job, ending: Ending): Promise<boolean> {
    const { store } = this.#options;
    if (ending.phase === 'COMPLETED') return store.complete(id, this.#worker, ending.results);
    if (ending.phase === 'ERROR') return store.fail(id, this.#worker, ending.error);
    if (ending.phase === 'ABORTED') return store.aborted(id, this.#worker, ending.error);
    return ending.phase === 'QUEUED' && store.giveBack(id, this.#worker);
  }

  async #expire(): Promise<void> {
    const { store, files } = this.#options;
    for (const id of await store.expire(this.#kinds())) await files.remove(id);
  }
}

/** Files that a killed server left of jobs that never came to be, or were removed. Young ones may be of a job that is just made. */
async function removeOrphans(store: JobStore, files: JobFiles): Promise<void> {
  const ids = await files.ids(new Date(Date.now() - orphanAgeMs));
  const jobs = await store.existing(ids);
  for (const id of ids.filter((one) => !jobs.has(one))) await files.remove(id);
}

/** The work's result; when the signal has aborted, and the work does not end, an error. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController();
  const overdue = new Promise<never>((_, reject) => {
    const wait = (): void =>
      void sleep(graceMs, undefined, { signal: done.signal }).then(
        () => reject(signal.reason),
        () => undefined,
      );
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    done.abort();
  }
}

async function* whileRunning(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<Uint8Array> {
  for await (const piece of bytes) {
    signal.throwIfAborted();
    yield piece;
  }
  signal.throwIfAborted();
}
