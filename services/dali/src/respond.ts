import { Readable } from 'node:stream';
import type { ColumnBatch, Field } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { Engine } from '@lingtai/engine';
import { type Plan, withMaxrec } from '@lingtai/query';
import type { FastifyReply } from 'fastify';
import { clientGone } from './client-gone.ts';
import { RowLimiter, readAhead } from './completeness.ts';
import { type LimitMet, limitMetOf } from './early-end.ts';
import { extentOf } from './extent.ts';
import type { FormatEntry } from './formats.ts';
import { resultEncoders, resultWriters } from './writers/index.ts';
import {
  type Completeness,
  completenessWords,
  type Measured,
  type ResultEncoder,
  type ResultHead,
} from './writers/writer.ts';

/** A tabular answer: what to run, how much of it, in which format, and what to say beside the rows. */
export interface TableAnswer {
  readonly plan: Plan;
  readonly maxrec: number;
  /** What the limit is called when it cuts: `MAXREC` or the site's own. */
  readonly limitName: string;
  readonly offset?: number;
  readonly format: FormatEntry;
  readonly head: Omit<ResultHead, 'fields' | 'again' | 'known'>;
  /** Last change of the columns before writing: a protocol's own field names or UCDs. */
  readonly present?: {
    readonly fields: (fields: readonly Field[]) => readonly Field[];
    readonly batch?: (batch: ColumnBatch) => ColumnBatch;
  };
  /** The run is stopped after this time, with class `timeout`. */
  readonly timeLimitSeconds?: number;
  /** Another limit than MAXREC that may end the rows, once they are under way. */
  readonly limitMet?: LimitMet;
  /** Name of the downloaded file without extension; absent: shown in place. */
  readonly fileName?: string;
}

/** Small answers are read ahead so that their headers say how many rows there are; large ones say so in trailers. */
const readAheadRows = 5000;

/** An answer under way: its bytes, and after the last of them what to say of its completeness. */
export interface TableBody {
  readonly mime: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly ending: () => Completeness;
  /** All rows are known already: `ending` tells it before the first byte. */
  readonly ended: boolean;
  /** The bytes in one piece, where all rows are known and the format is written in one pass. */
  readonly whole?: Buffer;
}

/** Runs the plan and gives the answer as a stream with flat memory. Rejects when it fails before the first rows. */
export async function tableBody(engine: Engine, answer: TableAnswer, signal: AbortSignal): Promise<TableBody> {
  const result = await engine.run(withMaxrec(answer.plan, answer.maxrec), { signal });
  const limiter = new RowLimiter(answer.maxrec, answer.limitMet);
  const { first, rest } = await readAhead(result.batches, limiter, readAheadRows);
  const ending = (): Completeness => completenessOf(limiter, answer);
  const mime = contentType(answer.format);
  const present = answer.present?.batch ?? ((batch: ColumnBatch): ColumnBatch => batch);
  const fields = answer.present ? answer.present.fields(result.fields) : result.fields;
  if (rest) {
    const again = (): ReturnType<ResultHead['again']> => {
      const second = new RowLimiter(answer.maxrec);
      const batches = presented([], runAgain(engine, answer, second, signal), present);
      return { batches, ending: () => completenessOf(second, answer) };
    };
    const measured = (): Promise<Measured | undefined> => measuredByEngine(engine, answer, signal);
    const head: ResultHead = { ...answer.head, fields, again, measured };
    const rows = answer.format.format === 'fits' ? allOf(rest, limiter) : rest;
    const bytes = resultWriters[answer.format.format](head, presented(first, rows, present), ending);
    return { mime, bytes, ending, ended: false };
  }
  const batches = first.map(present);
  const again = (): ReturnType<ResultHead['again']> => ({ batches: presented(batches), ending });
  const head: ResultHead = { ...answer.head, fields, known: ending(), again };
  if (answer.format.format === 'fits') {
    return { mime, bytes: resultWriters.fits(head, presented(batches), ending), ending, ended: true };
  }
  const whole = encoded(resultEncoders[answer.format.format](head), batches, ending());
  return { mime, bytes: Readable.from([whole]), ending, ended: true, whole };
}

/** A FITS file has said how many rows come: where they end before, so does the connection, in the middle of the message. */
async function* allOf(rows: AsyncIterable<ColumnBatch>, limiter: RowLimiter): AsyncIterable<ColumnBatch> {
  yield* rows;
  if (limiter.endedBy === undefined) return;
  throw fail('too-many', 'RESULT-ENDED', {
    en: `The answer was ended by ${limiter.endedBy}.`,
    zh: `应答因 ${limiter.endedBy} 而中止。`,
  });
}

/** A small answer in one piece: the client learns its length, and it leaves in one write. */
function encoded(encoder: ResultEncoder, batches: readonly ColumnBatch[], ending: Completeness): Buffer {
  return Buffer.concat([
    ...encoder.begin(),
    ...batches.flatMap((batch) => encoder.rows(batch)),
    ...encoder.end(ending),
  ]);
}

/** Runs the plan and streams the answer. Every answer says whether it is complete. */
export async function respondTable(engine: Engine, reply: FastifyReply, answer: TableAnswer): Promise<FastifyReply> {
  const unread = new AbortController();
  const { timeLimitSeconds } = answer;
  const signal = AbortSignal.any([
    clientGone(reply),
    unread.signal,
    ...(timeLimitSeconds === undefined ? [] : [AbortSignal.timeout(timeLimitSeconds * 1000)]),
  ]);
  const limitMet = limitMetOf(reply.request);
  const { mime, bytes, ending, ended, whole } = await tableBody(
    engine,
    { ...answer, ...(limitMet ? { limitMet } : {}) },
    signal,
  );
  reply.header('Content-Type', mime);
  if (answer.fileName !== undefined) {
    reply.header('Content-Disposition', `attachment; filename="${answer.fileName}.${answer.format.extension}"`);
  }
  if (ended) {
    setCompleteness((name, value) => void reply.header(name, value), ending());
    return reply.send(whole ?? (await joined(bytes)));
  }
  if (reply.request.method === 'HEAD') {
    unread.abort();
    return reply.send(Readable.from([]));
  }
  reply.header('Trailer', 'Lingtai-Returned, Lingtai-Complete, Lingtai-Total, Lingtai-Limit');
  return reply.send(Readable.from(withTrailers(bytes, reply, ending), { objectMode: false }));
}

/** Not where the columns change before they are written: the engine knows nothing of that. */
async function measuredByEngine(
  engine: Engine,
  answer: TableAnswer,
  signal: AbortSignal,
): Promise<Measured | undefined> {
  const { plan, maxrec } = answer;
  const extent = answer.present ? undefined : await extentOf(engine, plan, maxrec, signal);
  if (!extent) return undefined;
  const returned = extent.rowCount;
  const overflow = returned === maxrec && (await rowsBeyond(engine, plan, maxrec, signal));
  return { extent, ending: completenessOf({ returned, overflow }, answer) };
}

/** Whether a plan has more rows than so many. */
async function rowsBeyond(engine: Engine, plan: Plan, rows: number, signal: AbortSignal): Promise<boolean> {
  const found = await extentOf(engine, { ...plan, fields: [] }, rows + 1, signal);
  return found !== undefined && found.rowCount > rows;
}

function contentType({ mime }: FormatEntry): string {
  return mime.startsWith('text/') || mime === 'application/json' ? `${mime}; charset=utf-8` : mime;
}

function completenessOf(
  {
    returned,
    overflow,
    endedBy,
  }: Pick<RowLimiter, 'returned' | 'overflow'> & { readonly endedBy?: string | undefined },
  answer: TableAnswer,
): Completeness {
  const offset = answer.offset ?? 0;
  if (endedBy !== undefined) return { returned, complete: false, total: 'unknown', limit: endedBy };
  if (overflow) return { returned, complete: false, total: 'unknown', limit: `${answer.limitName}=${answer.maxrec}` };
  // Past the end nothing comes back, and how many rows lie before it is not known from this answer.
  return { returned, complete: true, total: returned === 0 && offset > 0 ? 'unknown' : offset + returned };
}

function setCompleteness(set: (name: string, value: string) => void, completeness: Completeness): void {
  for (const [name, value] of completenessWords(completeness)) set(name, value);
}

async function joined(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
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

async function* presented(
  first: readonly ColumnBatch[],
  rest?: AsyncIterable<ColumnBatch>,
  present: (batch: ColumnBatch) => ColumnBatch = (batch) => batch,
): AsyncIterable<ColumnBatch> {
  for (const batch of first) yield present(batch);
  if (rest) for await (const batch of rest) yield present(batch);
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
