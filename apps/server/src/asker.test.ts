import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@lingtai/access';
import { errorHandler, errorText } from '@lingtai/service-dali';
import { makeToken, openState, revokeToken, type State } from '@lingtai/state';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { askerOf, recogniseAskers } from './asker.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-asker-'));
chmodSync(folder, 0o755);
let state: State;
let app: FastifyInstance;

beforeAll(async () => {
  state = await openState({ homeDir: join(folder, 'home'), systemDir: join(folder, 'system') });
  await state.migrate();
  app = Fastify();
  recogniseAskers(app, { state, clock: systemClock, baseUrl: () => 'http://127.0.0.1' });
  await app.register(async (scope) => {
    scope.setErrorHandler(errorHandler((error, _request, reply) => reply.type('text/plain').send(errorText(error))));
    scope.get('/who', async (request) => askerOf(request));
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await app.close();
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

const who = (authorization?: string) =>
  app.inject({ url: '/who', headers: authorization === undefined ? {} : { authorization } });

test('no token: anybody; a valid one: its user', async () => {
  expect((await who()).json()).toEqual({ kind: 'anonymous', key: 'public', id: 'anonymous', groups: [], grants: [] });
  const { secret } = await makeToken(state, { name: 'ann_laptop', owner: 'ann' });
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const answer = await who(`${scheme} ${secret}`);
    expect(answer.json()).toEqual({
      kind: 'user',
      key: 'public',
      id: 'user:ann',
      name: 'ann',
      roles: ['member'],
      groups: [],
      grants: [],
      scopes: ['read', 'tables'],
    });
    expect(answer.headers['x-vo-authenticated']).toBe('ann');
  }
});

test('a wrong, expired or malformed one is refused in the form of the service, never taken for anonymous', async () => {
  const old = await makeToken(state, { name: 'old', expires: new Date(Date.now() - 1000) });
  for (const [authorization, code] of [
    ['Bearer lt_wrong', 'TOKEN-UNKNOWN'],
    [`Bearer ${old.secret}`, 'TOKEN-EXPIRED'],
    ['Bearer', 'TOKEN-FORM'],
    ['Basic YTpi', 'TOKEN-FORM'],
    ['', 'TOKEN-FORM'],
  ] as const) {
    const { statusCode, headers, body } = await who(authorization);
    expect([statusCode, headers['content-type']]).toEqual([401, 'text/plain']);
    expect(body).toContain(code);
    expect(String(headers['www-authenticate'])).toContain('ivoa_bearer');
    expect(headers['x-vo-authenticated']).toBeUndefined();
  }
});

test('a revoked one is refused within seconds', async () => {
  const { secret } = await makeToken(state, { name: 'bob' });
  expect((await who(`Bearer ${secret}`)).statusCode).toBe(200);
  await revokeToken(state, 'bob');
  const now = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(now + 6000);
  const answer = await who(`Bearer ${secret}`);
  expect([answer.statusCode, answer.body]).toEqual([401, expect.stringContaining('TOKEN-REVOKED')]);
});
