import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';

/** Limits of one person, set on the terminal while the server runs, hold on every way to the data and are shown. */
const { home, remove } = temporaryHome();
let server: Server;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await serve(home);
  for (const name of ['ann', 'bob']) tokens[name] = await said('token', 'make', name);
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  remove();
  expect(code).toBe(0);
});

async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await lingtai(...args, '--home', home);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

const ask = (who: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, { ...init, headers: { Authorization: `Bearer ${tokens[who]}` } });
const query = (who: string, text = 'SELECT * FROM TAP_SCHEMA.columns'): Promise<Response> =>
  ask(who, `/tap/sync?${new URLSearchParams({ QUERY: text, RESPONSEFORMAT: 'csv', LANG: 'ADQL' })}`);
const rowsOf = async (answer: Response): Promise<number> => (await answer.text()).trimEnd().split('\n').length - 1;

interface Uses {
  readonly signedIn: boolean;
  readonly limits: readonly { readonly name: string; readonly used?: number; readonly limit?: number }[];
}
const usesOf = async (who: string): Promise<Uses> => (await (await ask(who, '/api/account/limits')).json()) as Uses;
const limitOf = async (who: string, name: string) => (await usesOf(who)).limits.find((one) => one.name === name);

/** Servers read quotas anew after some seconds. */
const soon = { timeout: 15_000, interval: 500 };

test('rows: what is more is cut, and the answer says that it is; others have what the site gives', async () => {
  const all = await rowsOf(await query('bob'));
  expect(all).toBeGreaterThan(5);
  await said('quota', 'set', 'user:ann', '--rows-per-result', '5', '--reason', 'a trial');
  await expect.poll(() => limitOf('ann', 'rowsPerResult'), soon).toMatchObject({ limit: 5 });
  const cut = await query('ann');
  expect(await rowsOf(cut)).toBe(5);
  // The limit is told in a trailer or header of the answer; VOTable has its own word for it.
  const votable = await (
    await ask('ann', `/tap/sync?LANG=ADQL&QUERY=${encodeURIComponent('SELECT * FROM TAP_SCHEMA.columns')}`)
  ).text();
  expect(votable).toContain('value="OVERFLOW"');
  expect(await rowsOf(await query('bob'))).toBe(all);
});

test('a job in his name has his limits', async () => {
  const made = await ask('ann', '/tap/async', {
    method: 'POST',
    body: new URLSearchParams({
      QUERY: 'SELECT * FROM TAP_SCHEMA.columns',
      RESPONSEFORMAT: 'csv',
      PHASE: 'RUN',
      LANG: 'ADQL',
    }),
  });
  const job = new URL(made.url).pathname;
  await expect.poll(async () => (await ask('ann', `${job}/phase`)).text(), soon).toBe('COMPLETED');
  expect(await rowsOf(await ask('ann', `${job}/results/result`))).toBe(5);
});

test('tables and their bytes', async () => {
  await said('quota', 'set', 'user:ann', '--tables', '1', '--reason', 'a trial');
  await expect.poll(() => limitOf('ann', 'tables'), soon).toMatchObject({ limit: 1, used: 0 });
  const keep = (name: string): Promise<Response> =>
    fetch(`${server.url}/api/user-tables`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${tokens['ann']}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, query: 'SELECT 1 AS one FROM TAP_SCHEMA.tables' }),
    });
  expect((await keep('first')).status).toBe(201);
  const second = await keep('second');
  expect(second.status).toBe(413);
  expect(await second.text()).toContain('USER-TABLE-COUNT');
  expect(await limitOf('ann', 'tables')).toMatchObject({ used: 1, limit: 1 });
});

test('valid tokens: one more than he may have is refused with the page that lists them, and his limit is shown', async () => {
  await said('quota', 'set', 'user:ann', '--tokens', '2', '--reason', 'a trial');
  const manager = await said('token', 'make', 'manager', '--owner', 'ann', '--scope', 'account', '--scope', 'read');
  const own = (init: RequestInit = {}): Promise<Response> =>
    fetch(`${server.url}/api/account/tokens`, {
      ...init,
      headers: { Authorization: `Bearer ${manager}`, 'content-type': 'application/json' },
    });
  const make = (name: string): Promise<Response> =>
    own({ method: 'POST', body: JSON.stringify({ name, scopes: ['read'] }) });
  await expect.poll(async () => ((await (await own()).json()) as { most: number }).most, soon).toBe(2);
  const refused = await make('script');
  expect(refused.status).toBe(413);
  expect(await refused.text()).toMatch(/TOKEN-MOST.*\/account#tokens/s);
  expect(await limitOf('ann', 'tokens')).toMatchObject({ used: 2, limit: 2 });
  await said('quota', 'set', 'user:ann', '--reason', 'over');
  await expect.poll(() => limitOf('ann', 'tokens'), soon).toMatchObject({ used: 2, limit: 100 });
  expect((await make('script')).status).toBe(201);
});

test('bytes of a day: at the limit 429 with the time until midnight UTC, in the form of the service; the page stays open', async () => {
  await said('quota', 'set', 'user:ann', '--bytes-per-day', '3000', '--reason', 'a trial');
  await expect.poll(() => limitOf('ann', 'bytesPerDay'), soon).toMatchObject({ limit: 3000 });
  await expect.poll(async () => (await query('ann')).status, soon).toBe(429);
  const refused = await query('ann');
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(86_400);
  expect(await refused.text()).toContain('QUERY_STATUS');
  const uses = await usesOf('ann');
  expect(uses.limits.find((one) => one.name === 'bytesPerDay')!.used).toBeGreaterThanOrEqual(3000);
  expect((await query('bob')).status).toBe(200);
  await said('quota', 'set', 'user:ann', '--reason', 'over');
  await expect.poll(async () => (await query('ann')).status, soon).toBe(200);
});

describe('bytes of a day, many at once', () => {
  const columns = 'TAP_SCHEMA.columns';
  /** Read as a whole before it leaves, so that its length is known. */
  const medium = `SELECT TOP 1500 a.*, b.description AS d FROM ${columns} AS a, ${columns} AS b`;
  /** Some ten MB, which leave as they come. */
  const large = `SELECT TOP 60000 a.*, b.description AS d FROM ${columns} AS a, ${columns} AS b, ${columns} AS c`;
  const download = (who: string, format: string, init: RequestInit = {}): Promise<Response> =>
    ask(
      who,
      `/tap/sync?${new URLSearchParams({ QUERY: large, RESPONSEFORMAT: format, MAXREC: '100000', LANG: 'ADQL' })}`,
      init,
    );
  const usedBy = async (who: string): Promise<number> => (await limitOf(who, 'bytesPerDay'))!.used!;
  async function newcomer(name: string, bytesPerDay?: number): Promise<void> {
    tokens[name] = await said('token', 'make', name);
    if (bytesPerDay === undefined) return;
    await said('quota', 'set', `user:${name}`, '--bytes-per-day', `${bytesPerDay}`, '--reason', 'a trial');
    await expect.poll(() => limitOf(name, 'bytesPerDay'), soon).toMatchObject({ limit: bytesPerDay });
  }

  test('answers of known length: those that fit together are given, the others refused before they begin', async () => {
    const one = (await (await query('bob', medium)).arrayBuffer()).byteLength;
    expect(one).toBeGreaterThan(100_000);
    await newcomer('carol', 3.5 * one);
    const answers = await Promise.all(Array.from({ length: 8 }, () => query('carol', medium)));
    const given = answers.filter(({ status }) => status === 200);
    expect(given.length).toBeGreaterThan(0);
    expect(given.length).toBeLessThanOrEqual(3);
    for (const answer of given) expect((await answer.arrayBuffer()).byteLength).toBe(one);
    for (const refused of answers.filter(({ status }) => status !== 200)) {
      expect([refused.status, Number(refused.headers.get('retry-after')) > 10]).toEqual([429, true]);
      expect(await refused.text()).toContain('QUOTA-BYTES');
    }
    expect(await usedBy('carol')).toBeLessThan(3.5 * one);
  });

  test('answers of unknown length end where nothing is left, and each says that it is not whole', async () => {
    const whole = (await (await download('bob', 'votable')).arrayBuffer()).byteLength;
    const most = Math.round(whole / 8);
    await newcomer('dave', most);
    const answers = await Promise.all(
      ['votable', 'votable', 'votable', 'votable'].map((format) => download('dave', format)),
    );
    let received = 0;
    for (const answer of answers) {
      const text = await answer.text();
      received += text.length;
      const end = text.slice(-2000);
      expect(end).toContain('value="OVERFLOW"');
      expect(end).toContain(`value="bytesPerDay=${most}"`);
      expect(end).toMatch(/<\/VOTABLE>\s*$/);
    }
    // Less than one whole of the four: what was on its way when the limit was met is all that comes beside.
    expect(received).toBeLessThan(whole);
    expect((await query('dave')).status).toBe(429);
  }, 60_000);

  test('a file that has said how many rows come breaks off in the middle of the message', async () => {
    const whole = (await (await download('bob', 'fits')).arrayBuffer()).byteLength;
    await newcomer('erin', Math.round(whole / 8));
    const broken = await Promise.all(
      [1, 2].map(async () => {
        const answer = await download('erin', 'fits');
        return answer.status === 200 && (await answer.arrayBuffer().catch(() => 'broken')) === 'broken';
      }),
    );
    expect(broken).toEqual([true, true]);
  }, 60_000);

  test('what had left counts when the receiver goes in the middle', async () => {
    await newcomer('fay');
    const control = new AbortController();
    const answer = await download('fay', 'votable', { signal: control.signal });
    const reader = answer.body!.getReader();
    let received = 0;
    while (received < 500_000) received += (await reader.read()).value!.byteLength;
    control.abort();
    await expect.poll(() => usedBy('fay'), soon).toBeGreaterThanOrEqual(500_000);
  }, 60_000);
});

test('everybody is shown the limits of those without an account', async () => {
  const answer = await fetch(`${server.url}/api/account/limits`);
  const uses = (await answer.json()) as Uses;
  expect(uses.signedIn).toBe(false);
  expect(uses.limits.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['queriesAtOnce', 'requestsPerMinute', 'rowsPerResult', 'syncSeconds']),
  );
});
