import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ColumnBatch } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { Engine, ResultStream } from '@lingtai/engine';
import type { Plan } from '@lingtai/query';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { afterEach, expect, test, vi } from 'vitest';
import { apiErrorHandler } from './errors.ts';
import { resultFormats } from './formats.ts';
import { respondTable } from './respond.ts';
import { threads } from './writers/parts.ts';

const fields = [{ name: 'n', scalar: 'int32' }] as const;
const plan: Plan = {
  root: { kind: 'scan', storage: { releaseDigest: '', releaseAddress: '', table: '' }, columns: [] },
  fields,
  reads: [],
};

interface Watched {
  readonly app: FastifyInstance;
  readonly signals: AbortSignal[];
  runs: number;
  /** Batches that were asked for. */
  asked: number;
}

/** What an engine says that is asked for the number of rows, and for that of values in each column. */
function counts(rows: number, columns: number): ResultStream {
  const length = 1;
  const vector = { kind: 'scalar' as const, type: 'int64' as const, length, values: BigInt64Array.of(BigInt(rows)) };
  return {
    fields: [],
    batches: Readable.from([{ rowCount: length, columns: Array.from({ length: columns }, () => vector) }]),
  };
}

const apps: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) {
    app.server.closeAllConnections();
    await app.close();
  }
});

interface More {
  readonly maxrec: number;
  readonly failAfter?: number;
  readonly batchRows?: number;
  /** What the route waits for before it answers. */
  readonly first?: (request: FastifyRequest) => Promise<unknown>;
}

/** A server whose engine counts up to `rows`, and fails after `failAfter` of them. */
function serverOf(rows: number, more: More): Watched {
  const app = Fastify();
  apps.push(app);
  const watched: Watched = { app, signals: [], runs: 0, asked: 0 };
  async function* batches(limit: number): AsyncIterable<ColumnBatch> {
    const size = more.batchRows ?? 1000;
    for (let from = 0; from < limit; from += size) {
      watched.asked++;
      if (from >= (more.failAfter ?? Number.POSITIVE_INFINITY))
        throw fail('internal', 'ENGINE-FAILED', { en: 'x', zh: 'x' });
      const length = Math.min(size, limit - from);
      yield {
        rowCount: length,
        columns: [{ kind: 'scalar', type: 'int32', length, values: Int32Array.from({ length }, (_, i) => from + i) }],
      };
      await new Promise((done) => setImmediate(done));
    }
  }
  const engine: Engine = {
    name: 'counting',
    capabilities: { prepared: false, keyLookup: false, copyCsv: false, copyParquet: false },
    run: async ({ root }, options) => {
      watched.runs++;
      if (options?.signal) watched.signals.push(options.signal);
      const limited = (relation: Plan['root']): number =>
        Math.min(rows, relation.kind === 'limit' ? relation.limit! : rows);
      if (root.kind === 'aggregate') return counts(limited(root.input), root.aggregates.length);
      return { fields, batches: batches(limited(root)) };
    },
    estimate: async () => ({}),
    close: async () => undefined,
  };
  app.setErrorHandler(apiErrorHandler);
  app.get('/:format', async (request, reply) => {
    await more.first?.(request);
    const format = resultFormats.find((f) => f.format === (request.params as { format: string }).format)!;
    return respondTable(engine, reply, {
      plan,
      maxrec: more.maxrec,
      limitName: 'MAXREC',
      format,
      head: { tableName: 't', infos: [] },
    });
  });
  return watched;
}

async function sent({ app }: Watched, path: string, method = 'GET'): Promise<ClientRequest> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return request({ host: '127.0.0.1', port, path, method }).end();
}

async function ask(watched: Watched, path: string, method?: string): Promise<IncomingMessage> {
  const [answer] = (await once(await sent(watched, path, method), 'response')) as [IncomingMessage];
  return answer;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text;
}

test('a small answer says in its headers that it is whole', async () => {
  const answer = await ask(serverOf(7, { maxrec: 100 }), '/csv');
  expect(answer.headers).toMatchObject({
    'lingtai-returned': '7',
    'lingtai-complete': 'true',
    'lingtai-total': '7',
    'content-type': 'text/csv;header=present; charset=utf-8',
  });
  expect((await textOf(answer)).trim().split('\r\n')).toHaveLength(8);
});

test('a cut answer names the limit and never a total that it does not know', async () => {
  const answer = await ask(serverOf(7, { maxrec: 6 }), '/json');
  expect(answer.headers).toMatchObject({
    'lingtai-returned': '6',
    'lingtai-complete': 'false',
    'lingtai-total': 'unknown',
    'lingtai-limit': 'MAXREC=6',
  });
  expect(JSON.parse(await textOf(answer))).toMatchObject({
    returned: 6,
    complete: false,
    total: 'unknown',
    limit: 'MAXREC=6',
  });
});

test('exactly MAXREC rows are all of them', async () => {
  const answer = await ask(serverOf(6, { maxrec: 6 }), '/csv');
  expect(answer.headers).toMatchObject({ 'lingtai-returned': '6', 'lingtai-complete': 'true' });
});

test.each([
  [30_000, 'true', '30000'],
  [25_000, 'false', 'unknown'],
])('a large answer (MAXREC %d) says it in its trailers', async (maxrec, complete, total) => {
  const answer = await ask(serverOf(30_000, { maxrec }), '/csv');
  expect(answer.headers['trailer']).toContain('Lingtai-Complete');
  expect(answer.headers['lingtai-complete']).toBeUndefined();
  expect((await textOf(answer)).trim().split('\r\n')).toHaveLength(maxrec + 1);
  expect(answer.trailers).toMatchObject({
    'lingtai-returned': String(maxrec),
    'lingtai-complete': complete,
    'lingtai-total': total,
  });
});

test('FITS measures in a run of its own and holds the same rows', async () => {
  const watched = serverOf(30_000, { maxrec: 50_000 });
  const answer = await ask(watched, '/fits');
  const bytes: Buffer[] = [];
  for await (const chunk of answer) bytes.push(chunk as Buffer);
  const file = Buffer.concat(bytes);
  expect(watched.runs).toBe(2);
  expect(file.toString('latin1')).toMatch(/NAXIS2 {2}= {16}30000/);
  expect(file.length % 2880).toBe(0);
  expect(answer.trailers).toMatchObject({ 'lingtai-returned': '30000', 'lingtai-complete': 'true' });
});

test.each([
  [30_000, 'true', '30000'],
  [29_000, 'false', 'unknown'],
])(
  'FITS that is measured by the engine says before its rows whether it is whole (MAXREC %d)',
  async (maxrec, complete, total) => {
    const answer = await ask(serverOf(30_000, { maxrec }), '/fits');
    const file = await textOf(answer);
    expect(file).toContain(`LTRETURN= ${String(Math.min(maxrec, 30_000)).padStart(20)}`);
    expect(file).toContain(`LTCOMPL = ${(complete === 'true' ? 'T' : 'F').padStart(20)}`);
    expect(answer.trailers).toMatchObject({ 'lingtai-complete': complete, 'lingtai-total': total });
  },
);

test('a failure before the first row is an error answer', async () => {
  const answer = await ask(serverOf(10, { maxrec: 100, failAfter: 0 }), '/csv');
  expect(answer.statusCode).toBe(500);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['lingtai-complete']).toBeUndefined();
  expect(JSON.parse(await textOf(answer))).toMatchObject({ status: 500, errors: [{ code: 'ENGINE-FAILED' }] });
});

test('a failure in the middle breaks the connection: half an answer never looks whole', async () => {
  const answer = await ask(serverOf(50_000, { maxrec: 100_000, failAfter: 20_000 }), '/csv');
  await expect(textOf(answer)).rejects.toThrow();
  expect(answer.complete).toBe(false);
});

test('a client that hangs up cancels the run', async () => {
  const watched = serverOf(1e9, { maxrec: 1e9 });
  const answer = await ask(watched, '/csv');
  await once(answer, 'readable');
  expect(watched.signals[0]!.aborted).toBe(false);
  answer.destroy();
  await once(watched.signals[0]!, 'abort');
  const { asked } = watched;
  await untilQuiet(watched);
  // As many parts as the threads take, and one more: what is begun is made to its end, though nobody reads it.
  expect(watched.asked - asked).toBeLessThanOrEqual((threads.size + 2) * batchesOfPart);
});

/** 4096 rows are a part of CSV. */
const batchesOfPart = 5;

/** Until nothing is asked of the engine any more, and no thread has work. */
async function untilQuiet(watched: Watched): Promise<void> {
  for (let asked = -1; asked !== watched.asked || threads.underway > 0; ) {
    ({ asked } = watched);
    await new Promise((done) => setTimeout(done, 200));
  }
}

test('who has gone before his answer begins is not answered', async () => {
  const watched = serverOf(1e9, { maxrec: 1e9, first: ({ raw }) => once(raw.socket, 'close') });
  const asking = await sent(watched, '/csv');
  asking.on('error', () => undefined);
  await once(watched.app.server, 'request');
  asking.destroy();
  await vi.waitFor(() => expect(watched.signals).toHaveLength(1), { timeout: 20_000 });
  expect(watched.signals[0]!.aborted).toBe(true);
  await untilQuiet(watched);
});

test('HEAD of a large answer reads no further than its headers need', async () => {
  const watched = serverOf(1e9, { maxrec: 1e9 });
  const answer = await ask(watched, '/csv', 'HEAD');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({ 'content-type': 'text/csv;header=present; charset=utf-8' });
  expect(answer.headers['content-length']).toBeUndefined();
  expect(watched.signals[0]!.aborted).toBe(true);
  await untilQuiet(watched);
  expect(watched.asked).toBeLessThan(10);
});
