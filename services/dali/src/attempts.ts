import { createHash } from 'node:crypto';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { clientOf, isLoopback } from './client-address.ts';
import { retryAfter } from './errors.ts';

/** Attempts under one key that have not succeeded. */
export interface AttemptRecord {
  readonly failures: number;
  readonly last: Date;
}

/** Keeps records where every process of a site sees them. */
export interface AttemptStore {
  /**
   * Replaces the record of a key by what `change` makes of it, in one step that no other process comes between.
   * `undefined` stands for no record, before and after.
   */
  change(
    key: string,
    change: (before: AttemptRecord | undefined) => AttemptRecord | undefined,
  ): Promise<AttemptRecord | undefined>;
}

export interface AttemptLimits {
  /** So many failures cost no wait. */
  readonly free: number;
  /** After the next one; it doubles with each. */
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
  /** A record is forgotten so long after the last failure. */
  readonly forgetSeconds: number;
}

/** Nobody can lock another out for longer than a minute; a guesser has one try in a minute. */
const ofName: AttemptLimits = { free: 8, firstWaitSeconds: 1, longestWaitSeconds: 60, forgetSeconds: 86_400 };
/** A class room behind one address mistypes more often; who goes on guessing waits for a quarter of an hour. */
const ofAddress: AttemptLimits = { free: 40, firstWaitSeconds: 2, longestWaitSeconds: 900, forgetSeconds: 86_400 };

export interface AttemptOptions {
  readonly store: AttemptStore;
  readonly now: () => Date;
  readonly name?: AttemptLimits;
  readonly address?: AttemptLimits;
}

/** Whose account is tried, whether it exists or not, and from where. */
export interface Attempt {
  readonly name: string;
  readonly address: string;
}

export interface AttemptLimiter {
  /**
   * Before a password or code is looked at: counts the attempt as failed, so that many at once are counted too. Rejects
   * with class `too-many` (SIGN-IN-WAIT) and a `Retry-After` when it comes too early; then nothing may be looked at.
   */
  begin(attempt: Attempt): Promise<void>;
  /** The attempt was right: the name begins anew, the address has one failure less. */
  succeeded(attempt: Attempt): Promise<void>;
}

/** Counts attempts to sign in by name and by address, with waits that grow. */
export function attemptLimiter({ store, now, name = ofName, address = ofAddress }: AttemptOptions): AttemptLimiter {
  const one = async (key: string, limits: AttemptLimits): Promise<void> => {
    const at = now();
    let waitMs = 0;
    await store.change(key, (found) => {
      const before = found && at.getTime() - found.last.getTime() < limits.forgetSeconds * 1000 ? found : undefined;
      waitMs = before ? before.last.getTime() + waitAfter(before.failures, limits) - at.getTime() : 0;
      return waitMs > 0 ? found : { failures: (before?.failures ?? 0) + 1, last: at };
    });
    if (waitMs > 0) throw tooEarly(Math.ceil(waitMs / 1000));
  };
  return {
    // Addresses first: attempts on a name that has to wait count against who makes them.
    // Whoever asks from this machine itself has no address to be counted by, as elsewhere: only the name is.
    begin: async (attempt) => {
      if (!isLoopback(attempt.address)) await one(addressKey(attempt), address);
      await one(nameKey(attempt), name);
    },
    succeeded: async (attempt) => {
      await store.change(nameKey(attempt), () => undefined);
      if (isLoopback(attempt.address)) return;
      await store.change(addressKey(attempt), (before) =>
        before && before.failures > 1 ? { ...before, failures: before.failures - 1 } : undefined,
      );
    },
  };
}

function waitAfter(failures: number, { free, firstWaitSeconds, longestWaitSeconds }: AttemptLimits): number {
  if (failures < free) return 0;
  return Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** (failures - free)) * 1000;
}

const addressKey = ({ address }: Attempt): string => `address:${clientOf(address)}`;

/** A digest: people type passwords where a name is asked for. */
function nameKey({ name }: Attempt): string {
  const plain = name.normalize('NFKC').trim().toLowerCase();
  return `name:${createHash('sha256').update(plain).digest('hex').slice(0, 32)}`;
}

function tooEarly(seconds: number): LingtaiError {
  const error = fail('too-many', 'SIGN-IN-WAIT', {
    en: `Too many attempts. Try again in ${seconds} seconds.`,
    zh: `尝试次数过多。请在 ${seconds} 秒后重试。`,
  });
  return retryAfter(error, seconds);
}
