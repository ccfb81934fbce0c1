import { addUsage, type State, type UsageOfDay, usageOfDay } from '@lingtai/state';

const flushMs = 5000;

/** What one account used today. */
export type UsedToday = Pick<UsageOfDay, 'requests' | 'bytes'>;

/**
 * Counts what accounts use in a day. This process counts in memory and adds to the state store every few seconds, so that
 * several processes know of each other with that delay; what a process had not added when it was killed is not counted.
 */
export class Usage {
  readonly #state: Pick<State, 'db'>;
  readonly #today: () => string;
  readonly #failed: (error: unknown) => void;
  #pending = new Map<string, { day: string; requests: number; bytes: number }>();
  readonly #stored = new Map<string, { readonly until: number; readonly usage: Promise<UsageOfDay> }>();
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
    const stored = await this.#storedOf(account, day, key);
    const pending = this.#pending.get(key) ?? { requests: 0, bytes: 0 };
    return { requests: stored.requests + pending.requests, bytes: stored.bytes + pending.bytes };
  }

  #storedOf(account: string, day: string, key: string): Promise<UsageOfDay> {
    const kept = this.#stored.get(key);
    if (kept && kept.until > performance.now()) return kept.usage;
    if (this.#stored.size > 10_000) this.#stored.clear();
    const usage = usageOfDay(this.#state, account, day);
    this.#stored.set(key, { until: performance.now() + flushMs, usage });
    usage.catch(() => this.#stored.delete(key));
    return usage;
  }

  /** Adds what was counted to the store; what cannot be added now is added later. */
  async flush(): Promise<void> {
    const counted = this.#pending;
    if (counted.size === 0) return;
    this.#pending = new Map();
    try {
      const rows = [...counted].map(([key, usage]) => ({ account: key.slice(0, key.indexOf(' ')), ...usage }));
      await addUsage(this.#state, rows);
      for (const key of counted.keys()) this.#stored.delete(key);
    } catch (error) {
      for (const [key, { day, requests, bytes }] of counted) {
        const later = this.#pending.get(key) ?? { requests: 0, bytes: 0 };
        this.#pending.set(key, { day, requests: later.requests + requests, bytes: later.bytes + bytes });
      }
      throw error;
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush().catch(this.#failed);
  }
}
