import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement } from '@duckdb/node-api';
import { quoteText } from '@lingtai/engine';
import { cancelled } from './errors.ts';

export interface InstanceOptions {
  readonly memoryLimitBytes?: number;
  readonly threads?: number;
  /** Folder for what does not fit into memory; without it nothing is spilled. */
  readonly tempDirectory?: string;
  readonly tempLimitBytes?: number;
  /** The only folders that the engine may read: the release store and its derived files. */
  readonly allowedDirectories: readonly string[];
}

/**
 * An in-memory DuckDB that reads nothing but the allowed folders: no other files, no network, no extensions, and no
 * statement can change that any more.
 */
export async function openHardened(options: InstanceOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    ...(options.threads === undefined ? {} : { threads: `${options.threads}` }),
    ...(options.memoryLimitBytes === undefined ? {} : { memory_limit: `${options.memoryLimitBytes}B` }),
  });
  const connection = await instance.connect();
  const folders = options.allowedDirectories.map((folder) => quoteText(`${resolve(folder)}/`));
  const settings = [
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    "SET TimeZone = 'UTC'",
    `SET temp_directory = ${quoteText(options.tempDirectory === undefined ? '' : resolve(options.tempDirectory))}`,
    ...(options.tempLimitBytes === undefined ? [] : [`SET max_temp_directory_size = '${options.tempLimitBytes}B'`]),
    `SET allowed_directories = [${folders.join(', ')}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
  try {
    for (const setting of settings) await connection.run(setting);
  } finally {
    connection.closeSync();
  }
  return instance;
}

/** How long a connection is waited for that does not obey an interrupt. */
const closeMs = 10_000;

/** Prepared statements kept by each connection. */
const keptStatements = 64;

/** One connection and its prepared statements, least recently used first. */
export class Session {
  readonly connection: DuckDBConnection;
  readonly #prepared = new Map<string, DuckDBPreparedStatement>();
  #working = 0;

  constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  /** Whether a statement is being executed on another thread. */
  get working(): boolean {
    return this.#working > 0;
  }

  /** Executes something: until it has settled the connection is not closed, which would lock the two threads for ever. */
  async work<T>(execute: () => Promise<T>): Promise<T> {
    this.#working++;
    try {
      return await execute();
    } finally {
      this.#working--;
    }
  }

  async prepare(sql: string): Promise<DuckDBPreparedStatement> {
    const kept = this.#prepared.get(sql);
    const statement = kept ?? (await this.connection.prepare(sql));
    this.#prepared.delete(sql);
    this.#prepared.set(sql, statement);
    if (this.#prepared.size > keptStatements) {
      const [oldest, old] = this.#prepared.entries().next().value!;
      this.#prepared.delete(oldest);
      old.destroySync();
    }
    return statement;
  }
}

/** A fixed number of sessions on one instance; who comes when all are busy waits in line. */
export class SessionPool {
  readonly #instance: DuckDBInstance;
  readonly #free: Session[] = [];
  readonly #waiting: ((session: Session) => void)[] = [];
  readonly #size: number;
  readonly #all: Session[] = [];
  #opening = 0;

  constructor(instance: DuckDBInstance, size: number) {
    this.#instance = instance;
    this.#size = size;
  }

  /** A session for one run; give it back with `release`. Rejects when `signal` fires before one is free. */
  async acquire(signal?: AbortSignal): Promise<Session> {
    if (signal?.aborted) throw cancelled(signal);
    const free = this.#free.pop();
    if (free) return free;
    if (this.#all.length + this.#opening < this.#size) return this.#open();
    return new Promise((give, refuse) => {
      const take = (session: Session): void => {
        signal?.removeEventListener('abort', leave);
        give(session);
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        refuse(cancelled(signal!));
      };
      this.#waiting.push(take);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  release(session: Session): void {
    const next = this.#waiting.shift();
    if (next) next(session);
    else this.#free.push(session);
  }

  /** Interrupts what runs and closes the connections; false where one does not obey and stays open. */
  async close(): Promise<boolean> {
    const until = performance.now() + closeMs;
    const working = (): Session[] => this.#all.filter((session) => session.working);
    while (working().length > 0 && performance.now() < until) {
      for (const { connection } of working()) connection.interrupt();
      await sleep(20);
    }
    const left = working();
    for (const session of this.#all) if (!session.working) session.connection.closeSync();
    this.#all.length = 0;
    this.#free.length = 0;
    return left.length === 0;
  }

  async #open(): Promise<Session> {
    this.#opening++;
    try {
      const session = new Session(await this.#instance.connect());
      this.#all.push(session);
      return session;
    } finally {
      this.#opening--;
    }
  }
}
