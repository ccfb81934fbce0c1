import type { Diagnostic, ErrorClass } from '@lingtai/diagnostics';

/** Phases of UWS 1.1 section 2.1.3 that a job of ours can be in. */
export type JobPhase = 'PENDING' | 'QUEUED' | 'EXECUTING' | 'COMPLETED' | 'ERROR' | 'ABORTED';

/** Values by parameter name. Names are in capitals; a name may have several values. */
export type JobParameters = Readonly<Record<string, readonly string[]>>;

/** Why a job ended without a result, as its owner reads it. */
export interface JobError {
  readonly class: ErrorClass;
  readonly diagnostics: readonly Diagnostic[];
}

/** One whole result file of a job. */
export interface JobResult {
  /** Name in the list of results, `result` for TAP. */
  readonly name: string;
  /** Name under which the job's files keep it. */
  readonly file: string;
  readonly mime: string;
  readonly sizeBytes: number;
  /** Rows of a table, and whether these were all. */
  readonly rows?: number;
  readonly complete?: boolean;
  /** What a browser calls the downloaded file. */
  readonly downloadName?: string;
  /** What of releases it was made of: who may see that no more does not get it. */
  readonly reads?: readonly ResultRead[];
}

/** A table of a release that a result was made of. */
export interface ResultRead {
  /** `dataset/release/version`. */
  readonly address: string;
  readonly digest: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** As whose owner rows under embargo were read; absent: there were none. */
  readonly owners?: 'all' | readonly string[];
}

export interface Job {
  /** 130 random bits in base32: who knows the address of an anonymous job may use it. */
  readonly id: string;
  /** Which service runs it: `tap`. */
  readonly kind: string;
  /** The user whose job it is; absent for a job that was made without a token. */
  readonly owner?: string;
  readonly runId?: string;
  readonly phase: JobPhase;
  readonly parameters: JobParameters;
  readonly created: Date;
  /** When it is expected to end. */
  readonly quote?: Date;
  /** 0: unlimited. */
  readonly executionDurationSeconds: number;
  /** When job and results are removed. */
  readonly destruction: Date;
  /** Start of the last attempt. */
  readonly started?: Date;
  readonly ended?: Date;
  readonly error?: JobError;
  readonly results: readonly JobResult[];
  /** How often it was begun. */
  readonly attempts: number;
  readonly abortRequested: boolean;
}

export interface NewJob {
  /** From `newId()`. */
  readonly id: string;
  readonly kind: string;
  readonly owner?: string;
  readonly runId?: string;
  readonly parameters: JobParameters;
  readonly quote?: Date;
  readonly executionDurationSeconds: number;
  readonly destruction: Date;
  /** Queue it at once. */
  readonly run?: boolean;
}

export interface JobFilter {
  readonly kind: string;
  readonly owner: string;
  /** Any of these; absent: all. */
  readonly phases?: readonly string[];
  /** Created later than this. */
  readonly after?: Date;
  /** Only so many, the newest first; without it the oldest come first. */
  readonly last?: number;
}

/** What may be changed of a job that is still PENDING. Parameters replace those of the same names. */
export interface JobChanges {
  readonly parameters?: JobParameters;
  readonly runId?: string;
  readonly quote?: Date;
}

/**
 * The jobs of the state store. Everything is one statement or transaction; errors are `stateError`s. A job that does not
 * exist: `undefined` from `get`, `not-found` (JOB-UNKNOWN) from what changes it. What the phase forbids: `conflict`
 * (JOB-PHASE).
 */
export interface JobStore {
  /** A new id: 130 random bits. Files may be kept under it before the job is made. */
  newId(): string;
  create(job: NewJob): Promise<Job>;
  get(id: string): Promise<Job | undefined>;
  list(filter: JobFilter): Promise<Job[]>;
  /** While PENDING only. */
  change(id: string, changes: JobChanges): Promise<Job>;
  /** PENDING → QUEUED; any later phase stays as it is. */
  run(id: string): Promise<Job>;
  /** PENDING or QUEUED → ABORTED; EXECUTING: its worker is told and ends it; a job that has ended stays as it is. */
  abort(id: string): Promise<Job>;
  setDestruction(id: string, destruction: Date): Promise<Job>;
  setExecutionDuration(id: string, seconds: number): Promise<Job>;
  /** Forgets the job; a worker that runs it is told. False where there was none. Its files are the caller's to remove. */
  remove(id: string): Promise<boolean>;

  /**
   * A queued job of one of the kinds becomes this worker's, for the lease's time: the oldest of the owner who has fewest
   * running. No two workers get the same.
   */
  claim(kinds: readonly string[], worker: string, leaseSeconds: number): Promise<Job | undefined>;
  /** Prolongs the worker's leases and tells of each job whether it shall go on. `lost`: it is no longer his. */
  renew(worker: string, leaseSeconds: number, ids: readonly string[]): Promise<Map<string, 'run' | 'abort' | 'lost'>>;
  /** The end of a job; false where the worker no longer holds it, and then nothing changes. */
  complete(id: string, worker: string, results: readonly JobResult[]): Promise<boolean>;
  fail(id: string, worker: string, error: JobError): Promise<boolean>;
  /** Ends in ABORTED; an error tells why, where it was not its owner who wanted it. */
  aborted(id: string, worker: string, error?: JobError): Promise<boolean>;
  /** Gives a job back to the queue as if never begun: its worker stops in good order. */
  giveBack(id: string, worker: string): Promise<boolean>;
  /**
   * Jobs whose worker is gone: queued again, or after two restarts ended in ERROR (JOB-CRASHED), or ABORTED where that was
   * wanted. Returns how many.
   */
  recover(kinds: readonly string[]): Promise<number>;
  /** Forgets the jobs whose destruction has passed; returns their ids. */
  expire(kinds: readonly string[]): Promise<string[]>;
  /** Which of these ids are jobs. */
  existing(ids: readonly string[]): Promise<Set<string>>;

  /** Calls back with the id of each job that is created, changes its phase, shall be aborted or is removed; `undefined`: any may have. */
  watch(changed: (id: string | undefined) => void): () => void;
  /** Resolves with the job once its phase is no longer `phase`, or with what it is then when the signal aborts. */
  waitWhile(id: string, phase: JobPhase, signal: AbortSignal): Promise<Job | undefined>;
  /** Ends the connection that listens. */
  close(): Promise<void>;
}
