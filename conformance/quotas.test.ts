import { afterAll, beforeAll, expect, test } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';

/** Limits of one person, set on the terminal while the server runs, hold on every way to the data and are shown. */
const { home, remove } = temporaryHome();
let server: Server;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  server = await serve(home);
  for (const name of ['ann', 'bob']) tokens[name] = await said('token', 'make', name);
}, 120_000);
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

test('everybody is shown the limits of those without an account', async () => {
  const answer = await fetch(`${server.url}/api/account/limits`);
  const uses = (await answer.json()) as Uses;
  expect(uses.signedIn).toBe(false);
  expect(uses.limits.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['queriesAtOnce', 'requestsPerMinute', 'rowsPerResult', 'syncSeconds']),
  );
});
