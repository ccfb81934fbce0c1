/** What one key may still do. */
export interface Rate {
  readonly allowed: boolean;
  /** Requests that may follow at once. */
  readonly remaining: number;
  /** Until everything may be used again. */
  readonly fullInSeconds: number;
  /** Until the next one; 0 when it is allowed. */
  readonly retrySeconds: number;
}

const minuteMs = 60_000;

/**
 * Token buckets (as the generic cell rate algorithm keeps them: one number for each key). A bucket holds the requests of
 * one minute and fills evenly. Keys lie in two generations; the older one is dropped after a minute, when its buckets are
 * full again, or when there are too many keys.
 */
export class RateLimiter {
  readonly #mostKeys: number;
  readonly #now: () => number;
  /** Per key: when its bucket will be full, in milliseconds. */
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #bornMs: number;

  constructor(options: { readonly mostKeys?: number; readonly now?: () => number } = {}) {
    this.#mostKeys = options.mostKeys ?? 200_000;
    this.#now = options.now ?? (() => performance.now());
    this.#bornMs = this.#now();
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Takes one request of `perMinute` from the bucket of a key. */
  take(key: string, perMinute: number): Rate {
    const now = this.#now();
    const stepMs = minuteMs / perMinute;
    const before = Math.max(this.#fullAt(key), now);
    // Steps are fractions: a bucket taken from to the last is off by less than a microsecond.
    const allowed = before + stepMs - now <= minuteMs + 0.001;
    const full = allowed ? before + stepMs : before;
    // A refused key is kept too: a flood of other keys must not make it forgotten while it asks.
    this.#keep(key, full, now);
    return rateAt(full, now, stepMs, allowed);
  }

  /** The same without taking any. */
  look(key: string, perMinute: number): Rate {
    const now = this.#now();
    const stepMs = minuteMs / perMinute;
    const full = Math.max(this.#fullAt(key), now);
    return rateAt(full, now, stepMs, full + stepMs - now <= minuteMs + 0.001);
  }

  #fullAt(key: string): number {
    return this.#young.get(key) ?? this.#old.get(key) ?? 0;
  }

  #keep(key: string, full: number, now: number): void {
    if (now - this.#bornMs > minuteMs || this.#young.size >= this.#mostKeys / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#bornMs = now;
    }
    this.#young.set(key, full);
  }
}

function rateAt(full: number, now: number, stepMs: number, allowed: boolean): Rate {
  const used = full - now;
  return {
    allowed,
    remaining: Math.max(0, Math.floor((minuteMs - used) / stepMs + 1e-6)),
    fullInSeconds: Math.ceil(used / 1000),
    // Of none a minute there is no next one: an hour stands for it.
    retrySeconds: allowed ? 0 : Math.min(3600, Math.max(1, Math.ceil((used + stepMs - minuteMs) / 1000))),
  };
}
