/**
 * UWS 1.1 (IVOA REC 2016-10-24): asynchronous jobs of any service. How a service uses it:
 *
 *   const runner = new JobRunner({ store, files, kinds: { tap: { execute } }, workers: 2, log });   // in apps/server
 *   runner.start(); … await runner.stop();
 *   await uwsPlugin(scope, { path: '/tap/async', kind: 'tap', store, files, site, clock, askerOf, limits, prepare });
 *
 * `store` is `jobStore(state)` of @lingtai/state, `files` the `JobFiles` of apps/server (`directoryJobFiles(dir)`).
 * Parameter names are in capitals. PHASE, RUNID, ACTION, WAIT, EXECUTIONDURATION and DESTRUCTION are UWS's own and never
 * reach the service; everything else is kept in the job as it was sent. These types are stable.
 */
import type { Asker, Clock } from '@lingtai/access';
import type { Job, JobParameters, JobResult, JobStore } from '@lingtai/state';
import type { FastifyRequest } from 'fastify';
import type { SiteFacts } from '../context.ts';

export type { Job, JobError, JobParameters, JobPhase, JobResult, JobStore } from '@lingtai/state';

/** The files of jobs: results, uploads. A file is there whole or not at all. */
export interface JobFiles {
  /** Replaces a file of that name. When it returns, the bytes are on disk. An error of the source leaves nothing behind. */
  write(jobId: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly sizeBytes: number }>;
  /** The file, or a part of it (`to` exclusive); `undefined` where there is none. */
  read(
    jobId: string,
    name: string,
    range?: { readonly from: number; readonly to: number },
  ): Promise<JobFile | undefined>;
  /** Removes all files of a job; no error where there are none. */
  remove(jobId: string): Promise<void>;
  /** Ids of the jobs whose files were last written before this time. */
  ids(before: Date): Promise<string[]>;
}

export interface JobFile {
  /** Size of the whole file. */
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What a service says of a result that it writes. */
export interface ResultToWrite {
  /** `result` for TAP. */
  readonly name: string;
  readonly mime: string;
  readonly downloadName?: string;
}

export interface JobRun {
  /** Aborts when the owner aborts or deletes the job, its time is over, its lease is lost or the server stops. */
  readonly signal: AbortSignal;
  /**
   * Writes one result file to its end and gives back its entry for the list of results. `counts` is asked after the last
   * byte. Return the entries from `execute`: only then do they become results of the job.
   */
  sink(
    result: ResultToWrite,
    bytes: AsyncIterable<Uint8Array>,
    counts?: () => { readonly rows?: number; readonly complete?: boolean },
  ): Promise<JobResult>;
}

/** Runs one job to its end. A thrown `LingtaiError` becomes the job's error; anything else a plain sentence, and is logged. */
export type ExecuteJob = (job: Job, run: JobRun) => Promise<readonly JobResult[]>;

export interface UwsLimits {
  readonly executionDurationSeconds: { readonly default: number; readonly max: number };
  readonly destructionSeconds: { readonly default: number; readonly max: number };
  /** For how long WAIT may block at most. Default: 60. */
  readonly waitSeconds?: number;
}

/** A job that is about to be made, changed or queued. */
export interface JobRequest {
  readonly id: string;
  readonly asker: Asker;
  /** All parameters that the job then has. */
  readonly parameters: JobParameters;
  /** It shall run now: what is missing or wrong is to be refused. Before, it may still come. */
  readonly run: boolean;
}

/** Parameters of a body, by name in capitals. */
export type BodyReader = (request: FastifyRequest, jobId: string) => Promise<JobParameters>;

export interface UwsOptions {
  /** Where the job list lies on the site: `/tap/async`. */
  readonly path: string;
  readonly kind: string;
  readonly store: JobStore;
  readonly files: JobFiles;
  readonly site: SiteFacts;
  readonly clock: Clock;
  readonly limits: UwsLimits;
  askerOf(request: FastifyRequest): Asker;
  /**
   * Called before a job is made, changed or queued. It may refuse by throwing a `LingtaiError`, tell when the job will
   * probably have ended, and give parameters that replace those of the request (an upload's `param:` by its stored file).
   */
  prepare?(request: JobRequest): Promise<{ readonly quote?: Date; readonly parameters?: JobParameters } | undefined>;
  /** Refuses a result that the asker may not see any more, by throwing a `LingtaiError`. */
  assertReadable?(job: Job, result: JobResult, asker: Asker): Promise<void>;
  /** Reads multipart/form-data and keeps uploaded files with the job; absent: such bodies are refused. */
  readonly multipart?: BodyReader;
}
