import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { ColumnBatch, Field } from '@lingtai/columns';
import type { PrintedQuery } from '@lingtai/engine';
import { orAbandoned } from './abandon.ts';
import { joinBatches } from './batches.ts';
import { bindAll } from './bind.ts';
import { ChunkReader, checkTypes } from './chunk.ts';
import type { Session } from './connection.ts';
import { cancelled, engineError } from './errors.ts';
import { chunksOf, chunksOfAll, type NextChunk } from './next-chunk.ts';
import { denseChunks } from './sparse.ts';

export interface Run {
  readonly printed: PrintedQuery;
  /** What to run for the rows behind those of the last statement, which gave so many. */
  readonly following?: (rows: number) => PrintedQuery | undefined;
  readonly fields: readonly Field[];
  /** The result has no more rows than these; infinite where nothing is known. */
  readonly mostRows: number;
  /** The result has about so many rows at most. */
  readonly likelyRows: number;
  /** The same rows come in the same order when it is run again. */
  readonly repeatable: boolean;
  /** Rows that a batch has at least, but for the last one; absent: the engine's own chunks. */
  readonly batchRows: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called once, when the session is free again: with the seconds in which the engine worked when all rows were given. */
  readonly done: (seconds?: number) => void;
}

type Chunk = Awaited<ReturnType<DuckDBResult['fetchChunk']>>;

/**
 * Results of about so many rows at most are collected in the engine and come in full chunks; a stream's chunks are as small as
 * the filter leaves them, and each costs a turn of the event loop.
 */
export const rowsKept = 100_000;

/** Small chunks are put together up to about so many rows, but none is held back for long. */
const fullRows = 2048;
const mostChunks = 64;
const holdMs = 20;

/**
 * Starts a printed query on a session. When it rejects, `done` was not called and the session is the caller's again, but
 * after `Abandoned` only when that work has settled.
 */
export async function startRun(session: Session, run: Run): Promise<AsyncIterableIterator<ColumnBatch>> {
  const { signal, printed, fields } = run;
  if (signal?.aborted) throw cancelled(signal);
  const interrupt = (): void => session.connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    const statement = await session.prepare(printed.sql);
    bindAll(statement, printed.parameters);
    const small = run.likelyRows <= rowsKept;
    const started = async (): Promise<[DuckDBResult, NextChunk, Chunk]> => {
      const result = await (small ? statement.run() : statement.stream());
      const next = chunksOfRun(session, run, result, small);
      return [result, next, await next()];
    };
    const begun = performance.now();
    const [result, next, first] = await orAbandoned(session.work(started), signal, interrupt);
    const typeIds = fields.map((_, i) => result.columnTypeId(i));
    checkTypes(fields, typeIds);
    return new RunningBatches(session, run, next, first, performance.now() - begun);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

function chunksOfRun(session: Session, run: Run, result: DuckDBResult, small: boolean): NextChunk {
  if (run.following) return chunksOfAll(session, result, run.following);
  return !small && run.repeatable ? denseChunks(session, run.printed, run.fields, result) : chunksOf(result);
}

/** The batches of a running query. Not a generator: one that was never started could not be told to let go. */
class RunningBatches implements AsyncIterableIterator<ColumnBatch> {
  readonly #session: Session;
  readonly #run: Run;
  readonly #next: NextChunk;
  readonly #reader: ChunkReader;
  /** The next chunk: the engine works on it while the caller writes the last one. */
  #ahead: Promise<Chunk>;
  #fetching = false;
  #open = true;
  #left = false;
  #given = 0;
  #workedMs: number;

  constructor(session: Session, run: Run, next: NextChunk, first: Chunk, workedMs: number) {
    this.#workedMs = workedMs;
    this.#session = session;
    this.#run = run;
    this.#next = next;
    this.#reader = new ChunkReader(run.fields);
    this.#ahead = Promise.resolve(first);
    run.signal?.addEventListener('abort', this.#abort, { once: true });
    if (!first || first.rowCount === 0) this.#close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ColumnBatch>> {
    const { signal, batchRows } = this.#run;
    try {
      if (signal?.aborted) throw cancelled(signal);
      const held: ColumnBatch[] = [];
      let rows = 0;
      while (this.#open && (rows === 0 || rows < (batchRows ?? 0))) {
        const batch = await orAbandoned(this.#batch(), signal, () => this.#session.connection.interrupt());
        if (!batch) break;
        held.push(batch);
        rows += batch.rowCount;
      }
      return rows === 0 ? { done: true, value: undefined } : { done: false, value: joinBatches(held, rows) };
    } catch (cause) {
      this.#leave();
      throw engineError(cause, signal);
    }
  }

  async return(): Promise<IteratorResult<ColumnBatch>> {
    this.#leave();
    return { done: true, value: undefined };
  }

  /** The next chunk, and what comes behind it at once where a filter leaves them small. */
  async #batch(): Promise<ColumnBatch | undefined> {
    const chunks: DuckDBDataChunk[] = [];
    const until = performance.now() + holdMs;
    let rows = 0;
    while (rows < fullRows && chunks.length < mostChunks && (rows === 0 || performance.now() < until)) {
      const chunk = await this.#ahead;
      const rowCount = chunk?.rowCount ?? 0;
      rows += rowCount;
      if (!chunk || rowCount === 0 || this.#left) this.#close();
      else chunks.push(chunk);
      if (this.#given + rows >= this.#run.mostRows) this.#close();
      if (!this.#open) break;
      this.#fetchAhead();
    }
    this.#given += rows;
    return chunks.length === 0 || this.#left ? undefined : this.#reader.read(...chunks);
  }

  #fetchAhead(): void {
    this.#ahead = this.#fetch();
    // Told to whoever asks for the next batch; nobody may.
    this.#ahead.catch(() => undefined);
  }

  async #fetch(): Promise<Chunk> {
    this.#fetching = true;
    const begun = performance.now();
    try {
      return await this.#session.work(this.#next);
    } finally {
      this.#fetching = false;
      this.#workedMs += performance.now() - begun;
      if (this.#left) this.#close();
    }
  }

  readonly #abort = (): void => this.#leave();

  #leave(): void {
    if (!this.#open) return;
    this.#left = true;
    this.#session.connection.interrupt();
    // A fetch under way still uses the session; it closes when it ends.
    if (!this.#fetching) this.#close();
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#run.signal?.removeEventListener('abort', this.#abort);
    this.#run.done(this.#left ? undefined : this.#workedMs / 1000);
  }
}
