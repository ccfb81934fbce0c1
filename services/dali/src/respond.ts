import { Readable } from 'node:stream';
import type { ColumnBatch, Field } from '@lingtai/columns';
import type { Engine } from '@lingtai/engine';
import { type Plan, withMaxrec } from '@lingtai/query';
import type { FastifyReply } from 'fastify';
import { RowLimiter, readAhead } from './completeness.ts';
import type { FormatEntry } from './formats.ts';
import { resultWriters } from './writers/index.ts';
import type { Completeness, ResultHead } from './writers/writer.ts';

/** A tabular answer: what to run, how much of it, in which format, and what to say beside the rows. */
export interface TableAnswer {
  readonly plan: Plan;
  readonly maxrec: number;
  /** What the limit is called when it cuts: `MAXREC` or the site's own. */
  readonly limitName: string;
  readonly offset?: number;
  readonly format: FormatEntry;
  readonly head: Omit<ResultHead, 'fields' | 'again'>;
  /** Last change of the columns before writing: a protocol's own field names or UCDs. */
  readonly present?: {
    readonly fields: (fields: readonly Field[]) => readonly Field[];
    readonly batch?: (batch: ColumnBatch) => ColumnBatch;
  };
  /** Name of the downloaded file without extension; absent: shown in place. */
  readonly fileName?: string;
}

/** Small answers are read ahead so that their headers say how many rows there are; large ones say so in trailers. */
const readAheadRows = 5000;

/** Runs the plan and streams the answer with flat memory. Every answer says whether it is complete. */
export async function respondTable(engine: Engine, reply: FastifyReply, answer: TableAnswer): Promise<FastifyReply> {
  const abort = new AbortController();
  reply.raw.once('close', () => abort.abort());
  const result = await engine.run(withMaxrec(answer.plan, answer.maxrec), { signal: abort.signal });
  const limiter = new RowLimiter(answer.maxrec);
  const { batches, ended } = await readAhead(limiter.limit(result.batches), readAheadRows);
  const ending = (): Completeness => completenessOf(limiter, answer);
  const { present } = answer;
  const presented = (rows: AsyncIterable<ColumnBatch>) => (present?.batch ? mapBatches(rows, present.batch) : rows);
  const head: ResultHead = {
    ...answer.head,
    fields: present ? present.fields(result.fields) : result.fields,
    again: () => {
      const second = new RowLimiter(answer.maxrec);
      return {
        batches: presented(runAgain(engine, answer, second, abort.signal)),
        ending: () => completenessOf(second, answer),
      };
    },
  };
  reply.header('Content-Type', contentType(answer.format));
  if (answer.fileName !== undefined) {
    reply.header('Content-Disposition', `attachment; filename="${answer.fileName}.${answer.format.extension}"`);
  }
  const body = resultWriters[answer.format.format](head, presented(batches), ending);
  if (ended) {
    setCompleteness((name, value) => void reply.header(name, value), ending());
    return reply.send(await whole(body));
  }
  reply.header('Trailer', 'Lingtai-Returned, Lingtai-Complete, Lingtai-Total, Lingtai-Limit');
  return reply.send(Readable.from(withTrailers(body, reply, ending), { objectMode: false }));
}

function contentType({ mime }: FormatEntry): string {
  return mime.startsWith('text/') || mime === 'application/json' ? `${mime}; charset=utf-8` : mime;
}

function completenessOf(limiter: RowLimiter, answer: TableAnswer): Completeness {
  const { returned, overflow } = limiter;
  const offset = answer.offset ?? 0;
  if (overflow) return { returned, complete: false, total: 'unknown', limit: `${answer.limitName}=${answer.maxrec}` };
  // Past the end nothing comes back, and how many rows lie before it is not known from this answer.
  return { returned, complete: true, total: returned === 0 && offset > 0 ? 'unknown' : offset + returned };
}

function setCompleteness(set: (name: string, value: string) => void, completeness: Completeness): void {
  set('Lingtai-Returned', String(completeness.returned));
  set('Lingtai-Complete', completeness.complete ? 'true' : 'false');
  set('Lingtai-Total', String(completeness.total));
  if (completeness.limit !== undefined) set('Lingtai-Limit', completeness.limit);
}

/** A small answer in one piece: the client learns its length, and it leaves in one write. */
async function whole(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* withTrailers(
  body: AsyncIterable<Uint8Array>,
  reply: FastifyReply,
  ending: () => Completeness,
): AsyncIterable<Uint8Array> {
  yield* body;
  const trailers: Record<string, string> = {};
  setCompleteness((name, value) => {
    trailers[name] = value;
  }, ending());
  reply.raw.addTrailers(trailers);
}

async function* mapBatches(
  batches: AsyncIterable<ColumnBatch>,
  map: (batch: ColumnBatch) => ColumnBatch,
): AsyncIterable<ColumnBatch> {
  for await (const batch of batches) yield map(batch);
}

async function* runAgain(
  engine: Engine,
  answer: TableAnswer,
  limiter: RowLimiter,
  signal: AbortSignal,
): AsyncIterable<ColumnBatch> {
  const { batches } = await engine.run(withMaxrec(answer.plan, answer.maxrec), { signal });
  yield* limiter.limit(batches);
}

/** The number in the only cell of a plan's result. */
export async function singleCount(engine: Engine, plan: Plan, signal?: AbortSignal): Promise<number> {
  const result = await engine.run(plan, signal ? { signal } : {});
  for await (const batch of result.batches) {
    const vector = batch.columns[0];
    if (batch.rowCount > 0 && vector?.kind === 'scalar') return Number(vector.values[0]);
  }
  return 0;
}
