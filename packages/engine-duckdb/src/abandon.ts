import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled } from './errors.ts';

/** The engine looks at an interrupt between two chunks; one chunk of a hard query can take longer than this. */
const graceMs = 1000;

/** Work that did not end in time after its signal. It goes on: what it uses is not free before `work` has settled. */
export class Abandoned extends Error {
  readonly work: Promise<unknown>;

  constructor(work: Promise<unknown>, cause: unknown) {
    super('abandoned', { cause });
    this.work = work;
  }
}

/**
 * The result of some work; when its signal has fired and it does not end within a moment, `Abandoned`. `interrupt` is
 * repeated until it has ended: what stands between two statements hears none.
 */
export async function orAbandoned<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  interrupt: () => void,
): Promise<T> {
  if (!signal) return work;
  const done = new AbortController();
  const late = async (): Promise<never> => {
    await fired(signal, done.signal);
    await sleep(graceMs, undefined, { signal: done.signal, ref: false });
    throw new Abandoned(work, cancelled(signal));
  };
  try {
    return await Promise.race([work, late()]);
  } catch (error) {
    if (error instanceof Abandoned) {
      const timer = setInterval(interrupt, graceMs).unref();
      const end = (): void => clearInterval(timer);
      work.then(end, end);
    }
    throw error;
  } finally {
    done.abort();
  }
}

function fired(signal: AbortSignal, done: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true, signal: done });
  });
}
