import type { Worker } from 'node:worker_threads';
import { buildServer, type Installation, openInstallation } from '@lingtai/app-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lingtai, serve, temporaryHome } from './lingtai.ts';

/** A server that is told to stop while a large result is written. */
const { home, remove } = temporaryHome();
const rows = 20_000;
const query = 'SELECT t0.*, t1.obsid AS other FROM demo_dr1_v1.lrs AS t0, demo_dr1_v1.lrs AS t1';
const path = `/tap/sync?${new URLSearchParams({ LANG: 'ADQL', QUERY: query, MAXREC: String(rows), FORMAT: 'csv' })}`;

beforeAll(async () => {
  const made = await lingtai('demo', '--no-serve', '--spectra', '300', '--home', home);
  if (made.code !== 0) throw new Error(made.stderr.slice(-2000));
}, 300_000);
afterAll(() => remove());

/** The answer after its first bytes. */
async function begun(url: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const answer = await fetch(`${url}${path}`);
  expect(answer.status).toBe(200);
  const reader = answer.body!.getReader();
  expect((await reader.read()).done).toBe(false);
  return reader;
}

async function linesOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let lines = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read())
    lines += Buffer.from(next.value).toString('latin1').split('\n').length - 1;
  return lines;
}

test('what is under way is written to its end, and no thread is left behind', async () => {
  const installation: Installation = await openInstallation(home);
  let [threads, ended] = [0, 0];
  const seen = (worker: Worker): void => {
    threads++;
    worker.once('exit', () => ended++);
  };
  process.on('worker', seen);
  try {
    const app = await buildServer(installation, { softwareVersion: '0.0.0-test', logLevel: 'silent' });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`${url}${path}`);
    const closed = app.close();
    expect(await linesOf(answer.body!.getReader())).toBe(rows + 1);
    await closed;
    expect(threads).toBeGreaterThan(0);
    expect(ended).toBe(threads);
    await expect(fetch(url)).rejects.toThrow();
  } finally {
    process.off('worker', seen);
    await installation.close();
  }
}, 60_000);

test('SIGTERM waits for who reads, cuts off who does not, and the cut never looks like the end', async () => {
  const server = await serve(home);
  const [reads, sleeps] = [await begun(server.url), await begun(server.url)];
  const stopped = server.stop();
  expect(await linesOf(reads)).toBeGreaterThan(rows / 2);
  expect(await stopped).toBe(0);
  await expect(linesOf(sleeps)).rejects.toThrow();
}, 60_000);

test('a server whose port is taken says so and ends', { timeout: 60_000 }, async () => {
  const server = await serve(home);
  const taken = await lingtai('serve', '--home', home, '--port', new URL(server.url).port);
  await server.stop();
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('SERVE-PORT') });
});
