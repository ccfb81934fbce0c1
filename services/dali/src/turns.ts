import { fail } from '@lingtai/diagnostics';
import type { FastifyReply } from 'fastify';
import { clientGone } from './client-gone.ts';

export interface TurnLimits {
  /** Queries that run at the same time, of everybody. */
  readonly atOnce: number;
  /** Of one asker. */
  readonly atOncePerUser: number;
  /** Who waits longer is refused. */
  readonly waitSeconds: number;
  /** More of one asker do not wait: they are refused at once. Default: 32 */
  readonly waitingPerUser?: number;
}

interface Waiting {
  readonly asker: string;
  readonly atOnce: number;
  readonly begin: () => void;
}

/** Who may run a query now. All others wait in the order in which they came, but nobody for those who have had enough. */
export class Turns {
  readonly #limits: Required<TurnLimits>;
  readonly #running = new Map<string, number>();
  readonly #line: Waiting[] = [];
  #all = 0;

  constructor(limits: TurnLimits) {
    this.#limits = { waitingPerUser: 32, ...limits };
  }

  /** Queries of an asker that run now. */
  running(asker: string): number {
    return this.#running.get(asker) ?? 0;
  }

  /**
   * Resolves when this asker may run a query; what it gives ends the turn and may be called again.
   * Rejects with class `too-many` (QUERY-BUSY) when too many of his wait or the time is over, and when `gone` fires.
   */
  async take(asker: string, gone?: AbortSignal, atOnce: number = this.#limits.atOncePerUser): Promise<() => void> {
    const { waitingPerUser } = this.#limits;
    if (this.#line.filter((waiting) => waiting.asker === asker).length >= waitingPerUser) throw this.#busy(atOnce);
    gone?.throwIfAborted();
    if (!this.#hasRoom(asker, atOnce)) await this.#wait(asker, gone, atOnce);
    else this.#begin(asker);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#end(asker);
    };
  }

  #wait(asker: string, gone: AbortSignal | undefined, atOnce: number): Promise<void> {
    return new Promise((begin, refuse) => {
      const leave = (reason: unknown): void => {
        settle();
        this.#line.splice(this.#line.indexOf(waiting), 1);
        refuse(reason);
      };
      const left = (): void => leave(gone!.reason);
      const settle = (): void => {
        clearTimeout(timer);
        gone?.removeEventListener('abort', left);
      };
      const waiting: Waiting = {
        asker,
        atOnce,
        begin: () => {
          settle();
          this.#begin(asker);
          begin();
        },
      };
      const timer = setTimeout(() => leave(this.#busy(atOnce)), this.#limits.waitSeconds * 1000);
      gone?.addEventListener('abort', left);
      this.#line.push(waiting);
    });
  }

  #hasRoom(asker: string, atOnce: number): boolean {
    return this.#all < this.#limits.atOnce && this.running(asker) < atOnce;
  }

  #begin(asker: string): void {
    this.#all++;
    this.#running.set(asker, this.running(asker) + 1);
  }

  #end(asker: string): void {
    this.#all--;
    const left = this.#running.get(asker)! - 1;
    if (left > 0) this.#running.set(asker, left);
    else this.#running.delete(asker);
    const next = this.#line.findIndex((waiting) => this.#hasRoom(waiting.asker, waiting.atOnce));
    if (next >= 0) this.#line.splice(next, 1)[0]!.begin();
  }

  #busy(atOncePerUser: number) {
    const { atOnce } = this.#limits;
    return fail('too-many', 'QUERY-BUSY', {
      en: `This query did not get its turn: ${atOncePerUser} queries of one user run at once, ${atOnce} of all. Try again when others have ended; an ADQL query sent to /tap/async as a job waits in line.`,
      zh: `查询未能排到：每个用户最多同时运行 ${atOncePerUser} 个查询，全站最多 ${atOnce} 个。请稍后重试；以作业形式提交到 /tap/async 的 ADQL 查询会排队等候。`,
    });
  }
}

/** Takes a turn that lasts until the answer has left, or the client has gone: then the signal fires. */
export async function turnFor(turns: Turns, asker: string, reply: FastifyReply, atOnce?: number): Promise<AbortSignal> {
  const gone = clientGone(reply);
  const end = await turns.take(asker, gone, atOnce);
  const { raw } = reply;
  raw.once('finish', end);
  raw.once('close', end);
  if (raw.destroyed) end();
  return gone;
}
