import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ColumnBatch } from '@lingtai/columns';
import { fail, LingtaiError } from '@lingtai/diagnostics';
import { packed } from './packed-batch.ts';
import type { PartedFormat } from './part-formats.ts';
import type { Answer, Order } from './part-thread.ts';
import type { PlainHead, ResultPart } from './writer.ts';

/** More would not help: the engine and the thread that serves have work too. */
const mostThreads = 4;

/** The parts of one result. */
export interface ThreadRun {
  /** So many parts keep the threads busy. */
  readonly mostUnderway: number;
  /** Makes a part in some thread. The memory of the batches goes there, where they own it. */
  make(batches: readonly ColumnBatch[], before: number): Promise<ResultPart>;
  /** No more parts will be asked for, and those under way are not wanted any more. */
  close(): void;
}

/** Threads that make parts of results; they start when they are first needed and stay for the next result. */
export class PartThreads {
  readonly size: number;
  readonly #threads: PartThread[] = [];
  #runs = 0;

  constructor(size: number = Math.min(mostThreads, availableParallelism())) {
    this.size = size;
  }

  /** Parts that are being made, or wait for it. */
  get underway(): number {
    return this.#threads.reduce((sum, thread) => sum + thread.underway, 0);
  }

  open(format: PartedFormat, head: PlainHead): ThreadRun {
    const run = ++this.#runs;
    const told = new Set<PartThread>();
    return {
      mostUnderway: this.size,
      make: (batches, before) => {
        const thread = this.#idlest();
        if (!told.has(thread)) thread.tell({ kind: 'open', run, format, head });
        told.add(thread);
        return thread.make(run, batches, before);
      },
      close: () => {
        for (const thread of told) thread.tell({ kind: 'close', run });
      },
    };
  }

  /** Threads that run. */
  get running(): number {
    return this.#threads.length;
  }

  /** Ends all threads, each when it has made what it was asked for. Results that go on get new ones. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  #idlest(): PartThread {
    const staying = this.#threads.filter((thread) => !thread.ending);
    const idlest = staying.reduce<PartThread | undefined>(
      (best, thread) => (best && best.underway <= thread.underway ? best : thread),
      undefined,
    );
    if (idlest && (idlest.underway === 0 || staying.length >= this.size)) return idlest;
    const thread = new PartThread(() => this.#lost(thread));
    this.#threads.push(thread);
    return thread;
  }

  #lost(thread: PartThread): void {
    const place = this.#threads.indexOf(thread);
    if (place >= 0) this.#threads.splice(place, 1);
  }
}

class PartThread {
  readonly #worker = new Worker(new URL('./part-thread.ts', import.meta.url), { name: 'results' });
  readonly #asked = new Map<number, PromiseWithResolvers<ResultPart>>();
  #count = 0;
  /** Is given no more work. */
  ending = false;

  constructor(lost: () => void) {
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (cause) => {
      this.ending = true;
      this.#fail(cause);
    });
    this.#worker.once('exit', () => {
      lost();
      this.#fail(new Error('the thread has ended'));
    });
  }

  get underway(): number {
    return this.#asked.size;
  }

  tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  make(run: number, batches: readonly ColumnBatch[], before: number): Promise<ResultPart> {
    const id = ++this.#count;
    const order: Order = { kind: 'make', run, id, batches: batches.map(packed), before };
    this.#worker.postMessage(
      order,
      batches.flatMap(({ blocks }) => blocks ?? []),
    );
    // Not before it is sent: what could not be would be waited for for ever.
    const asked = Promise.withResolvers<ResultPart>();
    this.#asked.set(id, asked);
    // A process that has nothing else to wait for waits for this.
    this.#worker.ref();
    return asked.promise;
  }

  async end(): Promise<void> {
    this.ending = true;
    await Promise.allSettled([...this.#asked.values()].map(({ promise }) => promise));
    await this.#worker.terminate();
  }

  #answered(answer: Answer): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if (this.#asked.size === 0) this.#worker.unref();
    if ('part' in answer) asked?.resolve(answer.part);
    else asked?.reject(errorOf(answer));
  }

  #fail(cause: unknown): void {
    const all = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of all) reject(threadFailed(cause));
  }
}

function errorOf(answer: Exclude<Answer, { part: unknown }>): Error {
  if ('failed' in answer) return threadFailed(new Error(answer.failed));
  return new LingtaiError(answer.refused.class, answer.refused.diagnostics);
}

const threadFailed = (cause: unknown): Error =>
  fail('internal', 'RESULT-FAILED', { en: 'The result could not be written.', zh: '无法写出结果。' }, { cause });
