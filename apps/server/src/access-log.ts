import { AsyncLocalStorage } from 'node:async_hooks';
import type { Asker } from '@lingtai/access';
import type { ProductRead, RawRead } from '@lingtai/catalogue';
import type { Engine } from '@lingtai/engine';
import { type TableRead, tablesRead } from '@lingtai/query';
import type { RestrictedRead } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';
import { askerOf } from './asker.ts';

interface Noted {
  readonly tables: TableRead[];
  readonly products: ProductRead[];
  readonly files: RawRead[];
}

export interface AccessLogOptions {
  /** Which of these reads are not for everybody. */
  readonly restricted: (
    tables: readonly TableRead[],
    products: readonly ProductRead[],
    files: readonly RawRead[],
  ) => Promise<readonly string[]>;
  /** Writes lines into the audit log. */
  readonly write: (reads: readonly RestrictedRead[]) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

const flushMs = 500;
const mostWaiting = 500;
/** More lines than these are not kept for a store that is away. */
const mostKept = 20_000;
const longestAsked = 1000;

/**
 * Writes down who read data that not everybody may read: a line for each request or job, whatever service it asked. What is
 * read is noted where it is read, at the engine and at the files, so that no service has to think of it. Lines are written
 * together, at most half a second later.
 */
export class AccessLog {
  readonly #options: AccessLogOptions;
  readonly #current = new AsyncLocalStorage<Noted>();
  #waiting: RestrictedRead[] = [];
  /** Reads of which it is not yet known whether they are restricted; each waits for those before it. */
  #noting: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AccessLogOptions) {
    this.#options = options;
  }

  /** The engine, with what it reads noted. */
  watched(engine: Engine): Engine {
    return {
      name: engine.name,
      capabilities: engine.capabilities,
      run: (plan, options) => {
        this.noteTables(tablesRead(plan));
        return engine.run(plan, options);
      },
      estimate: (plan) => engine.estimate(plan),
      close: () => engine.close(),
    };
  }

  noteTables(reads: readonly TableRead[]): void {
    this.#current.getStore()?.tables.push(...reads);
  }

  noteProduct(read: ProductRead): void {
    this.#current.getStore()?.products.push(read);
  }

  noteFile(read: RawRead): void {
    this.#current.getStore()?.files.push(read);
  }

  /** Watches all routes: what a handler reads belongs to its request. */
  watch(app: FastifyInstance): void {
    const noted = new WeakMap<object, Noted>();
    // Bodies arrive in another context; handlers begin in that of this hook.
    app.addHook('preHandler', (request, _reply, done) => {
      if (askerOf(request).kind === 'anonymous') return done();
      const own: Noted = { tables: [], products: [], files: [] };
      noted.set(request, own);
      this.#current.run(own, done);
    });
    app.addHook('onResponse', async (request) => {
      const own = noted.get(request);
      if (own) await this.#add(own, askerOf(request), `${request.method} ${request.url}`, request.ip);
    });
    app.addHook('onClose', () => this.flush());
  }

  /** Work done later in the name of a user. */
  async during<T>(asker: string | undefined, asked: string, work: () => Promise<T>): Promise<T> {
    if (asker === undefined) return work();
    const own: Noted = { tables: [], products: [], files: [] };
    try {
      return await this.#current.run(own, work);
    } finally {
      await this.#add(own, { kind: 'user', name: asker }, asked);
    }
  }

  /** Writes all that was read so far; what cannot be written now waits for the next time. */
  async flush(): Promise<void> {
    await this.#noting;
    await this.#write();
  }

  /** Writes what is known to be restricted, whatever is still being looked at. */
  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const reads = this.#waiting;
    this.#waiting = [];
    this.#writing = this.#writing
      .then(() => this.#options.write(reads))
      .catch((error: unknown) => {
        this.#waiting = [...reads, ...this.#waiting].slice(-mostKept);
        this.#options.failed(error);
      });
    await this.#writing;
  }

  #add(
    { tables, products, files }: Noted,
    asker: Pick<Asker & { kind: 'user' }, 'kind' | 'name'> | Asker,
    asked: string,
    address?: string,
  ): Promise<void> {
    if (asker.kind !== 'user' || tables.length + products.length + files.length === 0) return Promise.resolve();
    const read = {
      at: new Date(),
      actor: asker.name,
      asked: asked.slice(0, longestAsked),
      ...(address === undefined ? {} : { address }),
    };
    const restricted = this.#options.restricted(tables, products, files).catch((error: unknown) => {
      this.#options.failed(error);
      return [];
    });
    this.#noting = Promise.all([restricted, this.#noting]).then(([resources]) => {
      if (resources.length > 0) this.#wait({ ...read, resources });
    });
    return this.#noting;
  }

  #wait(read: RestrictedRead): void {
    this.#waiting.push(read);
    if (this.#waiting.length >= mostWaiting) void this.#write();
    else this.#timer ??= setTimeout(() => void this.#write(), flushMs).unref();
  }
}
