import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';
import { request, sendRaw } from './raw-http.ts';

/** What a server that logs everything writes, and what of it must never be written. */
const { home, remove } = temporaryHome();
let server: Server;
let token: string;

beforeAll(async () => {
  server = await serve(home, { LINGTAI_LOG: 'trace' });
  const made = await lingtai('token', 'make', 'ann', '--home', home);
  if (made.code !== 0) throw new Error(made.stderr);
  token = made.stdout.trim();
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  remove();
  expect(code).toBe(0);
});

/** The log after a mark that is sent last has come. */
let marks = 0;
async function logged(): Promise<string> {
  const mark = `mark-${marks++}`;
  await fetch(`${server.url}/robots.txt?${mark}`);
  const come = (): string => {
    const text = server.log();
    expect(text).toContain(mark);
    return text;
  };
  return vi.waitFor(come, { timeout: 20_000 });
}

test('tokens, cookies, passwords and codes are in no line of the log', async () => {
  const canaries: string[] = [token];
  const canary = (): string => {
    const word = `canary${canaries.length}secret`;
    canaries.push(word);
    return word;
  };
  const paths = ['/', '/tap/sync', '/api/query/check', '/nothing', '/api/tiny/dr1/v1', '/demo/dr1/v1/spectra/1.fits'];
  for (const path of paths) {
    const query = ['token', 'code', 'password', 'state', 'access_token', 'id_token_hint', 'client_secret', 'session'];
    await fetch(`${server.url}${path}?${query.map((name) => `${name}=${canary()}`).join('&')}`, {
      headers: { cookie: `lingtai_session=${canary()}`, 'x-api-key': canary() },
    });
    await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${canary()}` } });
    await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    await fetch(`${server.url}${path}`, { headers: { authorization: `Basic ${btoa(`ann:${canary()}`)}` } });
    await fetch(`${server.url}${path}/${token}?x=${token}`, { headers: { referer: `http://x/?token=${canary()}` } });
    await fetch(`${server.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ password: canary(), code: canary() }),
    });
    await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"password":"${canary()}"`,
    });
  }
  await sendRaw(server.url, `GET /?token=${canary()} HTTP/1.1\r\nHost : x\r\nCookie: ${canary()}\r\n\r\n`);
  await sendRaw(server.url, request('GET /', { Authorization: canary(), 'X-Long': 'a'.repeat(17_000) }));
  const text = await logged();
  expect(text.split('\n').length).toBeGreaterThan(3 * paths.length);
  expect(canaries.length).toBeGreaterThan(50);
  expect(canaries.filter((word) => text.includes(word))).toEqual([]);
  expect(canaries.filter((word) => text.includes(btoa(`ann:${word}`)))).toEqual([]);
});

test('the secret of a token is in no file of the home or of its database', async () => {
  const headers = { authorization: `Bearer ${token}` };
  const made = await fetch(`${server.url}/tap/async`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ QUERY: 'SELECT COUNT(*) AS n FROM TAP_SCHEMA.tables', PHASE: 'RUN' }),
  });
  const phase = async (): Promise<string> => (await fetch(`${made.url}/phase`, { headers })).text();
  await expect.poll(phase, { timeout: 20_000 }).toBe('COMPLETED');
  const cluster = JSON.parse(readFileSync(join(home, 'state/cluster.json'), 'utf8')) as { dir: string };
  const files = [home, cluster.dir]
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const holds = files.map(holdsToken);
  expect(holds.filter((answer) => answer !== undefined).length).toBeGreaterThan(500);
  expect(files.filter((_, i) => holds[i])).toEqual([]);
});

/** Nothing of a file that has gone: a database at work takes one away at any moment. */
function holdsToken(path: string): boolean | undefined {
  try {
    return readFileSync(path).includes(token);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

test('nobody writes lines of his own into the log, nor what a terminal obeys', async () => {
  const forged = '{"level":50,"msg":"forged"}';
  const nasty = ['\n', '\r\n', '\u001b[2J\u001b[31m', '\u009b2J', '\u0007', '\u202e', '\u2028', '\u0085', '\u0000'];
  for (const sign of nasty) {
    const text = encodeURIComponent(`${sign}${forged}`);
    await fetch(`${server.url}/${text}?QUERY=${text}`, { headers: { accept: 'text/html' } });
    await fetch(`${server.url}/tap/sync?QUERY=${text}`);
    await fetch(`${server.url}/robots.txt`, { headers: { 'X-Forwarded-For': `1.2.3.4${encodeURIComponent(sign)}` } });
  }
  for (const byte of [0x1b, 0x9b, 0x85, 0x7f, 0x01, 0x0a]) {
    const sign = String.fromCharCode(byte);
    const heads = [`GET /x?a=${sign}${forged}`, `GET /x?a=${forged}`, `GET /${forged}`].map((line) => request(line));
    heads.push(request('GET /x', { 'X-Forwarded-For': `1.2.3.4${sign}2J${forged}` }));
    for (const head of heads) await sendRaw(server.url, Buffer.from(head, 'latin1'));
  }
  const lines = (await logged()).split('\n').filter((line) => line !== '');
  const json = lines.filter((line) => line.startsWith('{'));
  expect(json.length).toBeGreaterThan(20);
  for (const line of json) {
    expect((JSON.parse(line) as { msg?: string }).msg).not.toBe('forged');
    expect(line).toMatch(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u);
  }
  expect(lines.filter((line) => line.includes('forged') && !line.startsWith('{'))).toEqual([]);
});

test('what fails with a password in its address does not print it', async () => {
  const broken = temporaryHome();
  const secret = 'canary-of-the-database';
  writeFileSync(
    join(broken.home, 'lingtai.yaml'),
    `stores: { state: 'postgres://lingtai:${secret}@127.0.0.1:1/lingtai' }\nmail: { smtp: 'smtp://me:${secret}@127.0.0.1:1' }\n`,
  );
  for (const command of [
    ['serve', '--port', '0'],
    ['state', 'show'],
    ['token', 'list'],
  ]) {
    const { code, stdout, stderr } = await lingtai(...command, '--home', broken.home);
    expect([command[0], code === 0]).toEqual([command[0], false]);
    expect(stdout + stderr).not.toContain(secret);
  }
  broken.remove();
}, 60_000);
