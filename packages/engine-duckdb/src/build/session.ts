import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { fail, LingtaiError } from '@lingtai/diagnostics';

export interface BuilderOptions {
  /** Where sorting spills; made when missing. */
  readonly tempDirectory: string;
  /** DuckDB's share of memory, all its instances together. The process needs about half a gigabyte beside it. */
  readonly memoryLimitBytes: number;
  readonly threads: number;
}

const folderPrefix = 'builder-';
const smallestInstance = 256 * 1_048_576;

/** One DuckDB instance in memory for one builder. */
export class Session {
  readonly #instance: DuckDBInstance;
  /** A folder of this session alone, gone when it closes. */
  readonly tempDirectory: string;
  readonly threads: number;
  /** What the builder, or for a single instance it alone, may use. */
  readonly memoryBytes: number;
  #serial = 0;

  private constructor(instance: DuckDBInstance, options: BuilderOptions) {
    this.#instance = instance;
    this.tempDirectory = options.tempDirectory;
    this.memoryBytes = options.memoryLimitBytes;
    this.threads = Math.max(1, options.threads);
  }

  static async open(options: BuilderOptions): Promise<Session> {
    await mkdir(options.tempDirectory, { recursive: true });
    await removeLeftovers(options.tempDirectory);
    return Session.#start(options, Math.max(smallestInstance, options.memoryLimitBytes));
  }

  /** Every instance has a folder of its own: DuckDB gives its spill files the same names in each. */
  static async #start(options: BuilderOptions, ownBytes: number): Promise<Session> {
    const folder = await mkdtemp(join(options.tempDirectory, `${folderPrefix}${process.pid}-`));
    const instance = await DuckDBInstance.create(':memory:', {
      temp_directory: join(folder, 'spill'),
      memory_limit: `${Math.floor(ownBytes / 1_048_576)}MiB`,
      threads: String(Math.max(1, options.threads)),
      // Files are read once: their bytes need not be kept.
      enable_external_file_cache: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    // Times without an offset are UTC, wherever this machine stands.
    await connection.run(`SET GLOBAL TimeZone = 'UTC'`);
    connection.closeSync();
    return new Session(instance, { ...options, tempDirectory: folder });
  }

  /** A name that this session has not given before. */
  name(prefix: string): string {
    this.#serial += 1;
    return `${prefix}_${this.#serial}`;
  }

  /** Runs `work` with a connection of its own; `signal` interrupts what runs on it. */
  async use<T>(signal: AbortSignal | undefined, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (signal?.aborted) throw cancelled();
    const connection = await this.#instance.connect();
    const stop = () => connection.interrupt();
    signal?.addEventListener('abort', stop);
    try {
      return await work(connection);
    } catch (error) {
      throw signal?.aborted ? cancelled() : asLingtaiError(error);
    } finally {
      signal?.removeEventListener('abort', stop);
      connection.closeSync();
    }
  }

  /**
   * Another instance, with one thread: there rows keep their order in every query. While it works the builder's own one
   * rests. The caller closes it.
   */
  async openSingle(fraction = 0.1): Promise<Session> {
    const share = Math.max(smallestInstance, this.memoryBytes * fraction);
    return Session.#start({ tempDirectory: this.tempDirectory, memoryLimitBytes: share, threads: 1 }, share);
  }

  /** A connection that the caller closes. */
  async connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  close(): void {
    this.#instance.closeSync();
    rmSync(this.tempDirectory, { recursive: true, force: true });
  }
}

/** Removes the folders of processes that were killed. */
async function removeLeftovers(tempDirectory: string): Promise<void> {
  for (const name of await readdir(tempDirectory)) {
    const pid = name.startsWith(folderPrefix) ? Number.parseInt(name.slice(folderPrefix.length), 10) : Number.NaN;
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(tempDirectory, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function cancelled(): LingtaiError {
  return fail('usage', 'INGEST-CANCELLED', {
    en: 'The work was cancelled; nothing was left half done.',
    zh: '操作已取消，没有留下任何未完成的内容。',
  });
}

/** What DuckDB or the file system said, in our words. */
export function asLingtaiError(error: unknown): Error {
  if (error instanceof LingtaiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || /no space left on device|failed to offload data block|disk quota exceeded/i.test(message)) {
    return fail(
      'unavailable',
      'INGEST-DISK-FULL',
      {
        en: 'The disk is full. Nothing was left half made: free some space and run the same command again.',
        zh: '磁盘空间已满。没有留下未完成的文件：请释放空间后重新运行同一命令。',
      },
      { cause: error },
    );
  }
  if (/out of memory/i.test(message)) {
    return fail(
      'unavailable',
      'INGEST-MEMORY',
      {
        en: 'The memory limit was too small for this table: raise it and run the same command again.',
        zh: '内存上限不足以处理此表：请提高上限后重新运行同一命令。',
      },
      { cause: error },
    );
  }
  return error instanceof Error ? error : new Error(message);
}

/** All rows of a small answer, as plain values (`bigint` for 64-bit integers). */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows() as unknown[][];
}
