import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';
import { request, sendRaw } from './raw-http.ts';

/** Sizes, times and rates of requests, by raw sockets against a server as an operator starts it. */
const { home, remove } = temporaryHome();
const perMinute = 40;
let server: Server;
let token: string;

beforeAll(async () => {
  writeFileSync(join(home, 'lingtai.yaml'), `limits: { requestsPerMinute: ${perMinute} }\n`);
  server = await serve(home);
  const made = await lingtai('token', 'make', 'ann', '--home', home);
  if (made.code !== 0) throw new Error(made.stderr);
  token = made.stdout.trim();
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  remove();
  expect(code).toBe(0);
});

const raw = (head: string | Buffer, options?: Parameters<typeof sendRaw>[2]) => sendRaw(server.url, head, options);
/** The code of our own error form. */
const codeOf = (text: string): string | undefined => /"code":"([A-Z0-9-]+)"/.exec(text)?.[1];
async function answers(): Promise<void> {
  expect((await fetch(`${server.url}/robots.txt`)).status).toBe(200);
}

describe('sizes', () => {
  test('address and headers together have 16 KiB', async () => {
    for (const head of [
      request(`GET /?q=${'a'.repeat(17_000)}`),
      request('GET /', { 'X-Long': 'a'.repeat(17_000) }),
      request('GET /', Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`X-${i}`, 'abcdefghijklmnopqrst']))),
    ]) {
      const { status, text, closed } = await raw(head);
      expect([status, codeOf(text), closed]).toEqual([431, 'HTTP-HEADERS', true]);
      expect(text).toMatch(/[\u0080-\u00ff]/);
    }
    expect((await raw(request(`GET /robots.txt?q=${'a'.repeat(15_000)}`))).status).toBe(200);
  });

  test('an address has at most 1,000 parameters, a form too, each said in the form of the service', async () => {
    const many = (count: number): string => Array.from({ length: count }, () => 'a').join('&');
    const refused = await raw(request(`GET /robots.txt?${many(1001)}`));
    expect([refused.status, codeOf(refused.text)]).toEqual([400, 'HTTP-PARAMETERS']);
    expect((await raw(request(`GET /robots.txt?${many(1000)}`))).status).toBe(200);
    const tap = await raw(request(`GET /tap/sync?${many(1001)}`));
    expect([tap.status, tap.headers['content-type']]).toEqual([400, 'application/x-votable+xml']);
    expect(tap.text).toContain('HTTP-PARAMETERS');
    const body = many(1001);
    const form = await raw(
      request(
        'POST /tap/sync',
        { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': `${body.length}` },
        body,
      ),
    );
    expect([form.status, form.text.includes('HTTP-PARAMETERS')]).toEqual([400, true]);
  });

  test('bodies are refused by their announced length, and cut off where they announce none', async () => {
    const types = { '/api/query/check': 'application/json', '/tap/sync': 'application/x-www-form-urlencoded' };
    for (const [path, type] of Object.entries(types)) {
      const announced = await raw(
        request(`POST ${path}`, { 'Content-Type': type, 'Content-Length': `${1 << 30}` }, 'QUERY='),
      );
      expect([path, announced.status]).toEqual([path, 413]);
      expect(announced.ms).toBeLessThan(5000);
      const head = request(`POST ${path}`, { 'Content-Type': type, 'Transfer-Encoding': 'chunked' });
      const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
      const chunked = await raw(head, { drops: { pieces: Array<string>(60).fill(chunk), everyMs: 5 } });
      expect([path, chunked.status]).toEqual([path, 413]);
    }
    await answers();
  });

  test('a multipart form has so many parts, and its fields so many bytes', async () => {
    const form = (count: number, value: string): FormData => {
      const data = new FormData();
      for (let i = 0; i < count; i++) data.append(`p${i}`, value);
      return data;
    };
    for (const data of [form(150, 'a'), form(5, 'a'.repeat(600_000))]) {
      const answer = await fetch(`${server.url}/tap/sync`, { method: 'POST', body: data });
      expect([400, 413]).toContain(answer.status);
      expect(await answer.text()).toContain('QUERY_STATUS" value="ERROR"');
    }
    await answers();
  });

  test('bodies in forms that nobody asked for are refused', async () => {
    for (const type of ['text/xml', 'application/x-yaml', 'application/octet-stream', 'nonsense']) {
      const { status } = await raw(
        request('POST /api/query/check', { 'Content-Type': type, 'Content-Length': '2' }, '{}'),
      );
      expect([type, status >= 400 && status < 500]).toEqual([type, true]);
    }
  });
});

describe('requests that two servers would read differently', () => {
  const chunked = { 'Transfer-Encoding': 'chunked' };
  test.each([
    ['two lengths', request('POST /tap/sync', { 'Content-Length': '0', 'content-length': '5' }, 'hello')],
    ['length and chunks', request('POST /tap/sync', { ...chunked, 'Content-Length': '5' }, '0\r\n\r\n')],
    ['a length that is none', request('POST /tap/sync', { 'Content-Length': '+5' }, 'hello')],
    ['an unknown coding', request('POST /tap/sync', { 'Transfer-Encoding': 'chunked, nonsense' }, '0\r\n\r\n')],
    ['a bad chunk', request('POST /tap/sync', chunked, 'zz\r\nhello\r\n0\r\n\r\n')],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : x\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n'],
    ['a null byte', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n'],
    ['a bare line feed in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: a\nX-B: b\r\n\r\n'],
    ['no HTTP at all', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
  ])('%s', async (_what, head) => {
    const { status, text, closed } = await raw(head);
    expect([status, closed]).toEqual([400, true]);
    expect(text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    await answers();
  });
});

describe('slow senders', () => {
  const drops = (text: string, everyMs: number) => ({ pieces: [...text], everyMs });

  test.concurrent('headers that come letter by letter are cut off', async () => {
    const { status, closed, ms } = await raw('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', {
      untilMs: 40_000,
      drops: drops('a'.repeat(200), 200),
    });
    expect([status, closed]).toEqual([408, true]);
    expect(ms).toBeLessThan(25_000);
  }, 60_000);

  test.concurrent('a connection that says nothing is closed too', async () => {
    const { closed, ms } = await raw('', { untilMs: 40_000 });
    expect(closed).toBe(true);
    expect(ms).toBeLessThan(25_000);
  }, 60_000);

  test.concurrent('many of them keep nobody from asking', async () => {
    const slow = Array.from({ length: 300 }, () => raw('GET / HTTP/1.1\r\nX-Slow: ', { untilMs: 6000 }));
    for (let i = 0; i < 10; i++) {
      const started = performance.now();
      await answers();
      expect(performance.now() - started).toBeLessThan(5000);
    }
    await Promise.all(slow);
  }, 60_000);
});

describe('rates', () => {
  /** As a web server in front of us sends a request on. */
  const from = (address: string, path = '/robots.txt', headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { headers: { 'X-Forwarded-For': address, ...headers } });
  /** Until the first refusal, at most `most`: who was refused may have one more request at any moment. */
  async function until(
    most: number,
    ask: (i: number) => Promise<Response>,
  ): Promise<{ good: number; refused?: Response }> {
    for (let i = 0; i < most; i++) {
      const answer = await ask(i);
      if (answer.status === 429) return { good: i, refused: answer };
      await answer.arrayBuffer();
    }
    return { good: most };
  }
  /** The bucket fills while it is emptied. */
  const about = { min: perMinute, max: perMinute + 15 };

  test('of one address: 429, when to come again, and how much is left', async () => {
    const first = await from('192.0.2.1');
    expect([first.status, first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual([
      200,
      `"address";q=${perMinute};w=60`,
      `"address";r=${perMinute - 1};t=2`,
    ]);
    const { good, refused } = await until(200, () => from('192.0.2.1'));
    expect(good).toBeGreaterThanOrEqual(about.min - 1);
    expect(good).toBeLessThanOrEqual(about.max);
    expect(Number(refused!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused!.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/);
    expect(refused!.headers.get('cache-control')).toBe('no-store');
    expect(await refused!.json()).toMatchObject({ status: 429, errors: [{ code: 'REQUESTS-TOO-MANY' }] });
    expect((await from('192.0.2.2')).status).toBe(200);
  });

  test('in the form of each protocol', async () => {
    const refusedAt = async (path: string, headers?: Record<string, string>): Promise<Response> =>
      (await until(200, () => from('192.0.2.3', path, headers))).refused!;
    await (await refusedAt('/robots.txt')).arrayBuffer();
    const tap = await refusedAt('/tap/sync?QUERY=SELECT+1');
    expect(tap.headers.get('content-type')).toBe('application/x-votable+xml');
    expect(await tap.text()).toMatch(/QUERY_STATUS" value="ERROR"[\s\S]*REQUESTS-TOO-MANY/);
    const page = await refusedAt('/', { accept: 'text/html' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await refusedAt('/nothing/at/all/is/here')).status).toBe(429);
  });

  test('an IPv6 line is one client, whatever its last 64 bits', async () => {
    const { good } = await until(200, (i) => from(`2001:db8:5:6:${(i * 7919).toString(16).slice(0, 4)}::${i}`));
    expect(good).toBeLessThanOrEqual(about.max);
    expect((await from('2001:db8:5:7::1')).status).toBe(200);
  });

  test('of a user, wherever he asks from; his neighbours are not counted with him', async () => {
    const authorization = `Bearer ${token}`;
    const { good, refused } = await until(200, (i) => from(`198.51.100.${i % 200}`, '/robots.txt', { authorization }));
    expect(good).toBeGreaterThanOrEqual(about.min);
    expect(good).toBeLessThanOrEqual(about.max);
    expect(refused!.headers.get('ratelimit-policy')).toBe(`"user";q=${perMinute};w=60`);
    expect((await from('198.51.100.1')).status).toBe(200);
  });

  test('nobody is another by saying so: only the next server’s word for an address counts', async () => {
    const { good } = await until(200, (i) => from(`203.0.113.${i % 250}, 192.0.2.4`));
    expect(good).toBeLessThanOrEqual(about.max);
    expect((await until(3, () => from('127.0.0.1, 192.0.2.4'))).good).toBeLessThan(3);
  });

  test('guessing tokens: 401 first, then the address is not believed', async () => {
    const seen = new Map<number, number>();
    for (let i = 0; i < 3000 && !seen.has(429); i++) {
      const { status } = await from('192.0.2.5', '/robots.txt', { authorization: `Bearer lt_guess${i}` });
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
    expect(seen.get(401)).toBeGreaterThanOrEqual(300);
    expect(seen.get(429)).toBe(1);
    expect((await from('192.0.2.6', '/robots.txt', { authorization: 'Bearer lt_guess' })).status).toBe(401);
  });

  test('programs of this machine itself are not counted', async () => {
    expect((await until(3 * perMinute, () => fetch(`${server.url}/robots.txt`))).good).toBe(3 * perMinute);
  });
});
