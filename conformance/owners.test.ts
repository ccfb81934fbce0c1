import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';

/** What belongs to one person is nobody else's to see, to read, to query or to change. */
const { home, remove } = temporaryHome();
let server: Server;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await serve(home);
  for (const name of ['alice', 'bob']) {
    const made = await lingtai('token', 'make', name, '--home', home);
    if (made.code !== 0) throw new Error(made.stderr);
    tokens[name] = made.stdout.trim();
  }
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  remove();
  expect(code).toBe(0);
});

type Who = 'alice' | 'bob' | 'nobody';
const others: readonly Who[] = ['bob', 'nobody'];

async function ask(
  who: Who,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string; at: string }> {
  const authorization = who === 'nobody' ? {} : { Authorization: `Bearer ${tokens[who]}` };
  const headers = { ...(init.headers as Record<string, string>), ...authorization };
  const answer = await fetch(`${server.url}${path}`, { redirect: 'manual', ...init, headers });
  return { status: answer.status, text: await answer.text(), at: answer.headers.get('location') ?? '' };
}

const form = (parameters: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(parameters),
});
const query = (who: Who, text: string) => ask(who, '/tap/sync', form({ QUERY: text, RESPONSEFORMAT: 'csv' }));

async function job(who: Who, text: string, run = true): Promise<string> {
  const made = await ask(who, '/tap/async', form({ QUERY: text, ...(run ? { PHASE: 'RUN' } : {}) }));
  expect(made.status).toBe(303);
  const path = new URL(made.at).pathname;
  if (run) expect(await ended(who, path)).toBe('COMPLETED');
  return path;
}

/** The phase in which a job ends. */
async function ended(who: Who, path: string): Promise<string> {
  for (;;) {
    const { text } = await ask(who, `${path}?WAIT=30`);
    const phase = /<uws:phase>(\w+)</.exec(text)?.[1] ?? text;
    if (phase !== 'QUEUED' && phase !== 'EXECUTING') return phase;
  }
}

async function keep(who: Who, name: string, text: string): Promise<void> {
  const body = JSON.stringify({ name, query: text });
  const made = await ask(who, '/api/user-tables', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
}

const secret = 'SELECT schema_name, 4711 AS secret_column FROM TAP_SCHEMA.schemas';

describe('jobs', () => {
  test('are listed, read, run, changed and deleted by their owner only', async () => {
    const done = await job('alice', secret);
    const waiting = await job('alice', secret, false);
    for (const who of others) {
      for (const part of [
        '',
        '?WAIT=1',
        '/phase',
        '/parameters',
        '/results',
        '/results/result',
        '/error',
        '/owner',
        '/quote',
        '/destruction',
        '/executionduration',
      ]) {
        const { status, text } = await ask(who, `${done}${part}`);
        expect([who, part, status]).toEqual([who, part, 403]);
        expect(text).not.toMatch(/secret|4711|alice/);
      }
      const changes: readonly (readonly [string, RequestInit])[] = [
        ['', { method: 'DELETE' }],
        ['', form({ ACTION: 'DELETE' })],
        ['/phase', form({ PHASE: 'RUN' })],
        ['/phase', form({ PHASE: 'ABORT' })],
        ['/parameters', form({ QUERY: 'SELECT 1 FROM TAP_SCHEMA.tables' })],
        ['/executionduration', form({ EXECUTIONDURATION: '1' })],
        ['/destruction', form({ DESTRUCTION: '2000-01-01T00:00:00Z' })],
      ];
      for (const [part, init] of changes)
        expect([who, part, (await ask(who, `${waiting}${part}`, init)).status]).toEqual([who, part, 403]);
      expect((await ask(who, '/tap/async')).text).not.toContain(done.split('/').at(-1));
      expect((await ask(who, '/tap/async?PHASE=COMPLETED&LAST=100')).text).not.toContain('jobref');
      // The same job through the list of another service.
      expect((await ask(who, done.replace('/tap/async', '/tap/table-update'))).status).toBe(404);
    }
    expect((await ask('alice', `${waiting}/phase`)).text).toBe('PENDING');
    expect((await ask('alice', `${waiting}/parameters`)).text).toContain('secret_column');
    expect((await ask('alice', `${done}/results/result`)).text).toContain('4711');
    expect((await ask('alice', '/tap/async')).text).toContain(done.split('/').at(-1));
    for (const path of [done, waiting]) await ask('alice', path, { method: 'DELETE' });
    expect((await ask('alice', done)).status).toBe(404);
  }, 60_000);

  test('of nobody are in no list', async () => {
    const path = await job('nobody', 'SELECT 1 AS one FROM TAP_SCHEMA.schemas');
    const id = path.split('/').at(-1)!;
    for (const who of ['alice', ...others] as const) expect((await ask(who, '/tap/async')).text).not.toContain(id);
  }, 60_000);
});

describe('tables', () => {
  /** What the metadata of queries tell of tables. */
  async function told(who: Who): Promise<string> {
    const texts = [
      await query(who, 'SELECT * FROM TAP_SCHEMA.schemas'),
      await query(who, 'SELECT * FROM TAP_SCHEMA.tables'),
      await query(who, 'SELECT * FROM TAP_SCHEMA.columns'),
      await ask(who, '/tap/tables'),
      await ask(who, '/tap/capabilities'),
      await ask(who, '/tap/examples'),
      await ask(who, '/api/user-tables'),
      await ask(who, '/api/query/samples'),
    ];
    for (const { status } of texts) expect(status).toBe(200);
    return texts.map((t) => t.text).join('\n');
  }
  const check = (who: Who, text: string) =>
    ask(who, '/api/query/check', {
      method: 'POST',
      body: JSON.stringify({ query: text }),
      headers: { 'content-type': 'application/json' },
    });

  test('are named nowhere, and a query of them says no more than one of a table that is not there', async () => {
    await keep('alice', 'zodiac', secret);
    expect(await told('alice')).toMatch(/user_alice\.zodiac/);
    for (const who of others) {
      expect(await told(who)).not.toMatch(/zodiac|secret_column|user_alice/);
      for (const [own, none] of [
        ['user_alice.zodiac', 'user_alice.zodiak'],
        ['zodiac', 'zodiak'],
        ['"user_alice"."zodiac"', '"user_alice"."zodiak"'],
        ['user_alice.zodia', 'user_alice.zodik'],
      ] as const) {
        const texts = [];
        for (const name of [own, none]) {
          const asked = `SELECT secret_column FROM ${name}`;
          const sync = await query(who, asked);
          expect(sync.status).toBe(400);
          const checked = await check(who, asked);
          texts.push(
            `${sync.text}\n${checked.text}`
              .replaceAll(name, 'NAME')
              .replaceAll(name.replaceAll('"', ''), 'NAME')
              .replaceAll(JSON.stringify(name).slice(1, -1), 'NAME')
              .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'NOW'),
          );
        }
        expect([who, own, texts[0]]).toEqual([who, own, texts[1]]);
      }
      const changes: readonly (readonly [string, RequestInit])[] = [
        ['/tap/tables/user_alice.zodiac', { method: 'DELETE' }],
        ['/api/user-tables/user_alice.zodiac', { method: 'DELETE' }],
        [
          '/tap/load/user_alice.zodiac',
          { method: 'POST', body: 'schema_name,secret_column\nx,1\n', headers: { 'content-type': 'text/csv' } },
        ],
        [
          '/api/user-tables/user_alice.zodiac',
          { method: 'POST', body: '{"shared":"public"}', headers: { 'content-type': 'application/json' } },
        ],
        ['/tap/table-update', form({ table: 'user_alice.zodiac', index: 'secret_column', PHASE: 'RUN' })],
      ];
      for (const [path, init] of changes)
        expect([who, path, (await ask(who, path, init)).status]).toEqual([who, path, who === 'nobody' ? 401 : 403]);
    }
    expect((await query('alice', 'SELECT COUNT(*) AS n FROM user_alice.zodiac')).status).toBe(200);
  }, 60_000);

  test('that are shared are seen by all and changed by none; no longer shared they are gone', async () => {
    await keep('alice', 'open_sky', secret);
    const share = (shared: string) =>
      ask('alice', '/api/user-tables/open_sky', {
        method: 'POST',
        body: JSON.stringify({ shared }),
        headers: { 'content-type': 'application/json' },
      });
    expect((await share('public')).status).toBe(200);
    for (const who of others) {
      expect((await query(who, 'SELECT secret_column FROM user_alice.open_sky')).text).toContain('4711');
      expect(await told(who)).toMatch(/user_alice\.open_sky/);
      expect(await told(who)).not.toMatch(/zodiac/);
      const dropped = await ask(who, '/tap/tables/user_alice.open_sky', { method: 'DELETE' });
      expect(dropped.status).toBe(who === 'nobody' ? 401 : 403);
    }
    expect((await share('private')).status).toBe(200);
    for (const who of others) {
      expect((await query(who, 'SELECT secret_column FROM user_alice.open_sky')).status).toBe(400);
      expect(await told(who)).not.toMatch(/open_sky/);
    }
  }, 60_000);

  test('that a job reads are those of its owner', async () => {
    const made = await ask('bob', '/tap/async', form({ QUERY: 'SELECT * FROM user_alice.zodiac', PHASE: 'RUN' }));
    const path = new URL(made.at).pathname;
    expect(await ended('bob', path)).toBe('ERROR');
    expect((await ask('bob', `${path}/error`)).text).not.toMatch(/4711/);
  }, 60_000);
});

test('a token that is wrong, cut or of a removed user is refused, and is in no answer', async () => {
  for (const token of ['x', `${tokens['alice']}x`, tokens['alice']!.slice(0, -1), '']) {
    const answer = await fetch(`${server.url}/tap/async`, { headers: { Authorization: `Bearer ${token}` } });
    expect([token, answer.status]).toEqual([token, 401]);
    if (token.length > 1) expect(await answer.text()).not.toContain(token);
  }
});
