import { addUsage, type State, type UsageOfDay, usageOfDay } from '@lingtai/state';

const flushMs = 5000;

/** What one account used today. */
export type UsedToday = Pick<UsageOfDay, 'requests' | 'bytes'>;

const nothing: UsedToday = { requests: 0, bytes: 0 };
type Counted = Map<string, { day: string; requests: number; bytes: number }>;

interface Stored {
  readonly until: number;
  readonly usage: Promise<UsedToday>;
  /** What was last read. */
  known: UsedToday | undefined;
}

/** An answer under way to an account whose bytes are limited. */
export interface Delivery {
  readonly account: string;
  /** Bytes that have left so far. */
  readonly written: () => number;
  /** Its whole length, once that is known. */
  reserved: number;
}

/**
 * Counts what accounts use in a day. This process counts in memory and adds to the state store every few seconds, so that
 * several processes know of each other with that delay; what a process had not added when it was killed is not counted.
 * What is under way in this process counts too: with its length where that is known, else with what has left.
 */
export class Usage {
  readonly #state: Pick<State, 'db'>;
  readonly #today: () => string;
  readonly #failed: (error: unknown) => void;
  #pending: Counted = new Map();
  #last: Promise<void> = Promise.resolve();
  /** Being added to the store. */
  #flushing: Counted = new Map();
  readonly #stored = new Map<string, Stored>();
  /** Under way. None runs beside an addition, of which it would not be known whether it is in what was read. */
  readonly #reads = new Set<Promise<unknown>>();
  readonly #deliveries = new Map<string, Set<Delivery>>();
  readonly #timer: NodeJS.Timeout;

  constructor(state: Pick<State, 'db'>, now: () => Date, failed: (error: unknown) => void) {
    this.#state = state;
    this.#today = () => now().toISOString().slice(0, 10);
    this.#failed = failed;
    this.#timer = setInterval(() => void this.flush().catch(failed), flushMs).unref();
  }

  add(account: string, bytes: number): void {
    const day = this.#today();
    const key = `${account} ${day}`;
    const counted = this.#pending.get(key) ?? { day, requests: 0, bytes: 0 };
    this.#pending.set(key, { day, requests: counted.requests + 1, bytes: counted.bytes + bytes });
  }

  async ofToday(account: string): Promise<UsedToday> {
    const day = this.#today();
    const key = `${account} ${day}`;
    const found = await this.#storedOf(account, day, key);
    // What was added to the store meanwhile is in what is known now.
    return this.#sum(account, key, this.#stored.get(key)?.known ?? found);
  }

  /** The same without asking the store again. */
  knownToday(account: string): UsedToday {
    const key = `${account} ${this.#today()}`;
    return this.#sum(account, key, this.#stored.get(key)?.known);
  }

  /** Counts an answer while it is under way; what it gives ends that. */
  begin(delivery: Delivery): () => void {
    const { account } = delivery;
    const all = this.#deliveries.get(account) ?? new Set();
    this.#deliveries.set(account, all.add(delivery));
    return () => {
      all.delete(delivery);
      if (all.size === 0 && this.#deliveries.get(account) === all) this.#deliveries.delete(account);
    };
  }

  #sum(account: string, key: string, known: UsedToday = nothing): UsedToday {
    const counted = [known, this.#flushing.get(key) ?? nothing, this.#pending.get(key) ?? nothing];
    const underWay = [...(this.#deliveries.get(account) ?? [])].map((one) => Math.max(one.reserved, one.written()));
    return {
      requests: counted.reduce((sum, { requests }) => sum + requests, 0),
      bytes: counted.reduce((sum, { bytes }) => sum + bytes, 0) + underWay.reduce((sum, bytes) => sum + bytes, 0),
    };
  }

  #storedOf(account: string, day: string, key: string): Promise<UsedToday> {
    const kept = this.#stored.get(key);
    if (kept && kept.until > performance.now()) return kept.usage;
    if (this.#stored.size > 10_000) this.#stored.clear();
    const usage = this.#read(account, day);
    const stored: Stored = { until: performance.now() + flushMs, usage, known: kept?.known };
    this.#stored.set(key, stored);
    usage.then(
      (found) => {
        stored.known = found;
      },
      () => this.#stored.delete(key),
    );
    return usage;
  }

  #read(account: string, day: string): Promise<UsedToday> {
    const read = (): Promise<UsedToday> => usageOfDay(this.#state, account, day);
    const usage = this.#last.then(read, read);
    const done = (): void => void this.#reads.delete(usage);
    this.#reads.add(usage);
    usage.then(done, done);
    return usage;
  }

  /** Adds what was counted to the store, one after the other; what cannot be added now is added later. */
  flush(): Promise<void> {
    // Reads that begin from now on wait for this.
    const before = [...this.#reads];
    const flush = (): Promise<void> => this.#flush(before);
    this.#last = this.#last.then(flush, flush);
    return this.#last;
  }

  async #flush(reads: readonly Promise<unknown>[]): Promise<void> {
    await Promise.allSettled(reads);
    const counted = this.#pending;
    if (counted.size === 0) return;
    this.#pending = new Map();
    this.#flushing = counted;
    try {
      const rows = [...counted].map(([key, usage]) => ({ account: key.slice(0, key.indexOf(' ')), ...usage }));
      await addUsage(this.#state, rows);
      for (const [key, { requests, bytes }] of counted) this.#learn(key, { requests, bytes });
    } catch (error) {
      for (const [key, { day, requests, bytes }] of counted) {
        const later = this.#pending.get(key) ?? { requests: 0, bytes: 0 };
        this.#pending.set(key, { day, requests: later.requests + requests, bytes: later.bytes + bytes });
      }
      throw error;
    } finally {
      this.#flushing = new Map();
    }
  }

  /** What was added is known to be in the store; what others added is asked for at the next need. */
  #learn(key: string, added: UsedToday): void {
    const before = this.#stored.get(key)?.known;
    // What is read for the first time after this has it.
    if (!before) return;
    const known = { requests: before.requests + added.requests, bytes: before.bytes + added.bytes };
    this.#stored.set(key, { until: 0, usage: Promise.resolve(known), known });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush().catch(this.#failed);
  }
}
