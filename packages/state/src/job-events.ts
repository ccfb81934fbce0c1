import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import { openClient } from './pool.ts';
import type { State } from './state.ts';

/** Changes that no notice tells of (a connection was lost) are seen after this time. */
const usualPollMs = 1000;
const reconnectMs = 300;

type Watcher = (id: string | undefined) => void;

/** Notices of changed jobs, by LISTEN on a connection of its own that is made anew when it is lost. */
export class JobEvents {
  readonly #state: State;
  readonly #pollMs: number;
  readonly #watchers = new Set<Watcher>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #closed = false;

  constructor(state: State, pollMs: number = usualPollMs) {
    this.#state = state;
    this.#pollMs = pollMs;
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    void this.ready();
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves when notices come, or when they cannot be had now: whoever waits looks by himself from time to time. */
  ready(): Promise<void> {
    if (this.#client || this.#closed) return Promise.resolve();
    this.#connecting ??= this.#connect()
      .catch(() => void this.#again())
      .finally(() => {
        this.#connecting = undefined;
      });
    return this.#connecting;
  }

  /** The next change of a job, or of the time: `happened` never fails. */
  next(id: string, signal: AbortSignal): { readonly happened: Promise<void>; cancel(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const watcher: Watcher = (changed) => {
      if (changed === undefined || changed === id) end();
    };
    const timer = setTimeout(() => end(), this.#pollMs);
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      this.#watchers.delete(watcher);
      resolve();
    };
    this.#watchers.add(watcher);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    return { happened: promise, cancel: end };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connecting;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
    this.#tell(undefined);
    this.#watchers.clear();
  }

  async #connect(): Promise<void> {
    // An embedded server that was restarted has a new address once the store has been used again.
    await sql`select 1`.execute(this.#state.db);
    const lost = (): void => {
      if (this.#client !== client) return;
      this.#client = undefined;
      void this.#again();
    };
    const client: pg.Client = await openClient(this.#state.url, () => lost());
    client.on('notification', ({ payload }) => this.#tell(payload));
    await client.query('listen lingtai_job');
    if (this.#closed) return client.end();
    this.#client = client;
    this.#tell(undefined);
  }

  async #again(): Promise<void> {
    this.#tell(undefined);
    await sleep(reconnectMs, undefined, { ref: false });
    if (!this.#closed && this.#watchers.size > 0) await this.ready();
  }

  #tell(id: string | undefined): void {
    for (const watcher of [...this.#watchers]) watcher(id);
  }
}
