import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Server, serve, temporaryHome } from './lingtai.ts';

/** Clients that go, or take away what is used, leave nothing behind and stop what ran for them. */
const { home, remove } = temporaryHome();
let server: Server;

beforeAll(async () => {
  writeFileSync(join(home, 'lingtai.yaml'), 'limits: { syncSeconds: 60, asyncSeconds: 60, queriesAtOncePerUser: 1 }\n');
  server = await serve(home);
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  remove();
  expect(code).toBe(0);
});

/** Files of any depth below folders of the home. */
function files(...folders: string[]): string[] {
  return folders.flatMap((folder) => {
    try {
      const entries = readdirSync(join(home, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
    } catch {
      return [];
    }
  });
}
const uploads = ['tmp/uploads', 'tmp/tables/upload'] as const;
const jobs = ['user/jobs', 'user/tables/job'] as const;
const nothing = (folders: readonly string[]) =>
  vi.waitFor(() => expect(files(...folders)).toEqual([]), { timeout: 20_000, interval: 100 });
const atLeast = (count: number, ...folders: string[]) =>
  vi.waitFor(() => expect(files(...folders).length).toBeGreaterThanOrEqual(count), { timeout: 20_000, interval: 5 });

const csv = `a,b,c\n${'1,2.5,some text\n'.repeat(600_000)}`;
const quick = 'SELECT COUNT(*) AS n FROM TAP_SCHEMA.tables';
const endless = 'SELECT SUM(x.c * y.c * z.c) FROM big AS x, big AS y, big AS z'.replaceAll(
  'big',
  '(SELECT LENGTH(t.description || u.description) AS c FROM TAP_SCHEMA.columns AS t, TAP_SCHEMA.columns AS u)',
);

function request(path: string, parts: readonly (readonly [string, string])[], cut: number): string {
  const field = ([name, value]: readonly [string, string]): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${name === 'file' ? '; filename="t.csv"' : ''}\r\n\r\n${value}\r\n`;
  const body = `${parts.map(field).join('')}--b--\r\n`;
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n\r\n`;
  return head + body.slice(0, body.length - cut);
}

/** Sends a request and goes when `leave` says so. */
async function goAway(text: string, leave: () => Promise<unknown>): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(text);
  await leave();
  socket.destroy();
}

const form = (parameters: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(parameters),
  redirect: 'manual',
});
async function answers(): Promise<void> {
  const answer = await fetch(`${server.url}/tap/sync`, form({ QUERY: quick, RESPONSEFORMAT: 'csv' }));
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/^n\r\n\d+\r\n$/)]);
}
const ofSync = [
  ['QUERY', 'SELECT COUNT(*) AS n FROM tap_upload.mine'],
  ['UPLOAD', 'mine,param:file'],
  ['file', csv],
] as const;

test('a sender that goes in the middle of an upload', async () => {
  await goAway(request('/tap/sync', ofSync, 1_000_000), () => atLeast(1, ...uploads));
  await nothing(uploads);
  await answers();
}, 60_000);

test('a sender that goes while his upload is read', async () => {
  // Two files: that of the request, and the rows as they are written.
  await goAway(request('/tap/sync', ofSync, 0), () => atLeast(2, ...uploads));
  await nothing(uploads);
  await answers();
}, 60_000);

test('a sender that goes while his query runs', async () => {
  const parts = [
    ['QUERY', endless],
    ['UPLOAD', 'mine,param:file'],
    ['file', 'a\n1\n'],
  ] as const;
  await goAway(request('/tap/sync', parts, 0), async () => {
    await atLeast(1, 'tmp/tables/upload');
    await sleep(500);
  });
  await nothing(uploads);
  // One query of a user runs at once: the next one has its turn only when that one has stopped.
  await answers();
}, 60_000);

async function made(parameters: Record<string, string>): Promise<string> {
  const answer = await fetch(`${server.url}/tap/async`, form(parameters));
  expect(answer.status).toBe(303);
  return `${server.url}${new URL(answer.headers.get('location')!).pathname}`;
}

test('a job that is deleted while it runs, and one whose time of destruction has come', async () => {
  const job = await made({ QUERY: endless, PHASE: 'RUN' });
  await vi.waitFor(async () => expect(await (await fetch(`${job}/phase`)).text()).toBe('EXECUTING'), {
    timeout: 10_000,
  });
  expect((await fetch(job, { method: 'DELETE', redirect: 'manual' })).status).toBe(303);
  expect((await fetch(job)).status).toBe(404);
  await nothing(jobs);
  const next = await made({ QUERY: endless, PHASE: 'RUN' });
  await vi.waitFor(async () => expect(await (await fetch(`${next}/phase`)).text()).toBe('EXECUTING'), {
    timeout: 10_000,
  });
  await fetch(`${next}/destruction`, form({ DESTRUCTION: new Date(Date.now() - 1000).toISOString() }));
  await vi.waitFor(async () => expect((await fetch(next)).status).toBe(404), { timeout: 45_000, interval: 500 });
  await nothing(jobs);
  await answers();
}, 90_000);

test('a job that is deleted while its upload comes', async () => {
  const job = await made({ QUERY: 'SELECT * FROM tap_upload.mine' });
  const { pathname, hostname, port } = new URL(job);
  const text = request(
    `${pathname}/parameters`,
    [
      ['UPLOAD', 'mine,param:file'],
      ['file', 'a\n1\n'],
    ],
    3,
  );
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (bytes) => {
    answer += bytes.toString();
  });
  socket.on('error', () => undefined);
  socket.write(text);
  await atLeast(1, 'tmp/uploads');
  expect((await fetch(job, { method: 'DELETE', redirect: 'manual' })).status).toBe(303);
  socket.write('-\r\n');
  await vi.waitFor(() => expect(answer).toMatch(/^HTTP\/1\.1 404 /), { timeout: 10_000 });
  socket.destroy();
  await nothing([...uploads, ...jobs]);
}, 60_000);
