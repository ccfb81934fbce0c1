import Fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { assertOwnPage, assertSameOrigin, changes, cookieOf, setCookie } from './cookie.ts';

const secret = 'a'.repeat(43);
const app = Fastify();
let seen: unknown;
let look: (request: Parameters<typeof cookieOf>[0], reply: Parameters<typeof setCookie>[0]) => unknown;
app.all('/', async (request, reply) => {
  seen = look(request, reply);
  return {};
});
afterAll(() => app.close());

const ask = (headers: Record<string, string> = {}, method: 'GET' | 'POST' | 'DELETE' | 'HEAD' = 'GET') =>
  app.inject({ url: '/', method, headers });

test('with an https address the cookie is bound to the host and is sent over TLS only', async () => {
  look = (_request, reply) => setCookie(reply, 'https://data.example.org', { secret, expires: new Date(2e12) });
  expect((await ask()).headers['set-cookie']).toBe(
    `__Host-lingtai_session=${secret}; Path=/; Expires=Wed, 18 May 2033 03:33:20 GMT; HttpOnly; SameSite=Lax; Secure`,
  );
  look = (_request, reply) => setCookie(reply, 'http://127.0.0.1:8080');
  expect((await ask()).headers['set-cookie']).toBe(
    'lingtai_session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax',
  );
});

test.each([
  ['https://x.org', `__Host-lingtai_session=${secret}`, secret],
  ['https://x.org', `lingtai_session=${secret}`, undefined],
  ['http://x.org', `other=1; lingtai_session=${secret}; more=2`, secret],
  ['http://x.org', `Xlingtai_session=${secret}`, undefined],
  ['http://x.org', 'lingtai_session=short', undefined],
  ['http://x.org', `lingtai_session="${secret}"`, undefined],
  ['http://x.org', '', undefined],
])('%s reads %s', async (baseUrl, cookie, expected) => {
  look = (request) => cookieOf(request, baseUrl);
  await ask(cookie === '' ? {} : { cookie });
  expect(seen).toBe(expected);
});

test.each([
  [{ 'sec-fetch-site': 'same-origin' }, true, true],
  [{ origin: 'https://x.org' }, true, true],
  [{ origin: 'https://x.org', 'sec-fetch-site': 'cross-site' }, false, false],
  [{ origin: 'https://x.org.evil.example' }, false, false],
  [{ origin: 'http://x.org' }, false, false],
  [{ 'sec-fetch-site': 'same-site' }, false, false],
  [{ 'sec-fetch-site': 'none' }, false, false],
  [{}, false, true],
])('%j may change with a cookie: %s; may sign in: %s', async (headers, own, signIn) => {
  const passes = (check: typeof assertOwnPage) => {
    look = (request) => {
      try {
        check(request, 'https://x.org/portal');
        return true;
      } catch {
        return false;
      }
    };
    return ask(headers as Record<string, string>, 'POST').then(() => seen);
  };
  expect([await passes(assertSameOrigin), await passes(assertOwnPage)]).toEqual([own, signIn]);
});

test('reading changes nothing', async () => {
  look = (request) => changes(request);
  for (const [method, expected] of [
    ['GET', false],
    ['HEAD', false],
    ['POST', true],
    ['DELETE', true],
  ] as const) {
    await ask({}, method);
    expect([method, seen]).toEqual([method, expected]);
  }
});
