import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';

/** What a worker answers: a value, or why the data are refused. */
export type WorkerAnswer<Out> = { readonly value: Out } | { readonly refused: readonly Diagnostic[] };

/** Runs the same program in threads of its own on all cores, one task at a time each. */
export class WorkerPool<In, Out> {
  readonly size: number;
  readonly #start: () => Worker;
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];

  constructor(program: URL, workerData: unknown, size: number = availableParallelism()) {
    this.size = size;
    this.#start = () => new Worker(program, { workerData });
  }

  /** A thread that has nothing to do; threads are started as they are needed. */
  async #free(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#workers.length >= this.size) return new Promise((resolve) => this.#waiting.push(resolve));
    const worker = this.#start();
    this.#workers.push(worker);
    return worker;
  }

  /** Results in the order of the tasks; a few tasks run ahead, no more. */
  async *map(tasks: Iterable<In> | AsyncIterable<In>): AsyncGenerator<Out> {
    const running: Promise<Out>[] = [];
    for await (const task of tasks) {
      const result = this.#run(task);
      result.catch(() => undefined);
      running.push(result);
      if (running.length >= this.size * 2) yield await running.shift()!;
    }
    for (const result of running) yield await result;
  }

  async #run(task: In): Promise<Out> {
    const worker = await this.#free();
    try {
      const answer = await asked<WorkerAnswer<Out>>(worker, task);
      if ('refused' in answer) throw new LingtaiError('conflict', answer.refused);
      return answer.value;
    } finally {
      const next = this.#waiting.shift();
      if (next) next(worker);
      else this.#idle.push(worker);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((w) => w.terminate()));
  }
}

function asked<Answer>(worker: Worker, task: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
    };
    const onMessage = (answer: Answer): void => {
      done();
      resolve(answer);
    };
    const onError = (error: unknown): void => {
      done();
      reject(error);
    };
    const onExit = (code: number): void => {
      done();
      reject(new Error(`A worker thread ended with code ${code}.`));
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(task);
  });
}
