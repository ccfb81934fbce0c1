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
export function orAbandoned<T>(work: Promise<T>, signal: AbortSignal | undefined, interrupt: () => void): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const late = (): void => {
      reject(new Abandoned(work, cancelled(signal)));
      timer = setInterval(interrupt, graceMs).unref();
    };
    const fired = (): void => {
      timer = setTimeout(late, graceMs).unref();
    };
    const ended = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', fired);
    };
    if (signal.aborted) fired();
    else signal.addEventListener('abort', fired, { once: true });
    work.finally(ended).then(resolve, reject);
  });
}
