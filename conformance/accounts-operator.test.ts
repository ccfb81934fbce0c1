import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Visitor } from './accounts-kit.ts';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';

/** A site that sends no mail: the operator passes on what a letter would have said. */
const { home, remove } = temporaryHome();
let server: Server;
const good = 'quiet orbit of nine lamps';
const codeIn = (text: string): string => /\?code=([\w-]{43})/.exec(text)![1]!;
const cli = (...args: readonly string[]) => lingtai(...args, '--home', home);

beforeAll(async () => {
  server = await serve(home);
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  remove();
  expect(code).toBe(0);
});

test('who asks for an account waits for the operator; his address stays unconfirmed', async () => {
  const one = new Visitor(server.url);
  const wanted = { name: 'ann', email: 'ann@example.org', password: good };
  expect((await one.send('/api/account/register', wanted)).json).toEqual({ sent: 'operator' });
  let list = '';
  while (!list.includes('waits to be confirmed: ann <ann@example.org>')) list = (await cli('account', 'list')).stdout;
  expect((await one.signIn('ann', good)).status).toBe(401);
  const first = await cli('account', 'code', 'ann');
  const link = await cli('account', 'code', 'ann');
  expect(link.stdout).toMatch(/\/confirm\?code=/);
  expect((await one.send('/api/account/confirm', { code: codeIn(first.stdout) })).status).toBe(404);
  expect((await one.send('/api/account/confirm', { code: codeIn(link.stdout) })).json).toEqual({ name: 'ann' });
  expect((await one.signIn('ann', good)).status).toBe(200);
  expect((await one.ask('/api/account')).json).toMatchObject({ name: 'ann', emailConfirmed: false });
  expect((await new Visitor(server.url).signIn('ann@example.org', good)).status).toBe(401);
});

test('one waits under a name: whoever asks for the same is told the same, and the code asks its bearer for a password', async () => {
  const [person, thief] = [new Visitor(server.url), new Visitor(server.url)];
  const ask = (who: Visitor, email: string, password: string) =>
    who.send('/api/account/register', { name: 'mia', email, password });
  const answers = [await ask(thief, 'thief@example.org', 'six lamps of a thief')];
  let said = '';
  while (!said.includes('mia')) said = (await cli('account', 'list')).stdout;
  answers.push(await ask(person, 'mia@example.org', good));
  expect(answers[1]).toMatchObject({ status: answers[0]!.status, text: answers[0]!.text });
  let noted = '';
  while (!noted.includes('mia')) noted = (await cli('audit', '--action', 'account.register-taken')).stdout;
  const list = (await cli('account', 'list')).stdout.split('\n').filter((line) => line.includes('mia'));
  expect(list).toEqual([expect.stringContaining('mia <thief@example.org>')]);
  const code = codeIn((await cli('account', 'code', 'mia')).stdout);
  expect((await person.send('/api/account/confirm', { code })).json).toEqual({ wantsPassword: true, name: 'mia' });
  expect((await person.send('/api/account/confirm', { code, password: good })).json).toEqual({ name: 'mia' });
  expect((await thief.signIn('mia', 'six lamps of a thief')).status).toBe(401);
  expect((await person.signIn('mia', good)).status).toBe(200);
});

test('a forgotten password: the operator sees the question in the audit log and makes a code', async () => {
  const one = new Visitor(server.url);
  expect((await one.send('/api/account/reset-request', { email: 'ann@example.org' })).status).toBe(202);
  let asked = '';
  while (!asked.includes('account:ann')) asked = (await cli('audit', '--action', 'account.reset-asked')).stdout;
  const link = await cli('account', 'code', 'ann');
  expect(link.stdout).toMatch(/\/reset\?code=/);
  const password = 'another orbit, ten lamps';
  expect((await one.send('/api/account/reset', { code: codeIn(link.stdout), password })).status).toBe(200);
  expect((await one.signIn('ann', password)).status).toBe(200);
});

test('the user of a token from before there were accounts is let in by the operator, and by nobody else', async () => {
  const token = (await cli('token', 'make', 'bob')).stdout.trim();
  const made = await fetch(`${server.url}/tap/async`, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ LANG: 'ADQL', QUERY: 'SELECT schema_name FROM TAP_SCHEMA.schemas' }),
  });
  expect(made.status).toBe(303);
  const thief = new Visitor(server.url);
  await thief.send('/api/account/register', { name: 'bob', email: 'thief@example.org', password: good });
  const bob = new Visitor(server.url);
  const link = await cli('account', 'code', 'bob');
  expect(link.stdout).toMatch(/\/reset\?code=/);
  expect((await thief.signIn('bob', good)).status).toBe(401);
  await bob.send('/api/account/reset', { code: codeIn(link.stdout), password: 'the lamps of bob are lit' });
  expect((await bob.signIn('bob', 'the lamps of bob are lit')).status).toBe(200);
  expect((await bob.ask('/tap/async')).text).toContain(
    new URL(made.headers.get('location')!).pathname.split('/').pop(),
  );
});

test('where only operators make accounts, nobody else asks for one', async () => {
  await server.stop();
  writeFileSync(
    join(home, 'lingtai.yaml'),
    'signIn: { registration: operator, passwordMinimum: 12, sessionDays: 2 }\n',
  );
  server = await serve(home);
  const one = new Visitor(server.url);
  expect((await one.ask('/api/account')).json).toMatchObject({ registration: 'operator', passwordMinimum: 12 });
  const asked = await one.send('/api/account/register', { name: 'eve', email: 'eve@example.org', password: good });
  expect([asked.status, asked.text]).toEqual([403, expect.stringContaining('REGISTER-CLOSED')]);
  expect((await cli('account', 'add', 'eve')).code).toBe(0);
  const code = codeIn((await cli('account', 'code', 'eve')).stdout);
  expect((await one.send('/api/account/reset', { code, password: 'vK3#tqL9wz!' })).text).toContain('PASSWORD-SHORT');
  expect((await one.send('/api/account/reset', { code, password: good })).status).toBe(200);
  const { headers } = await one.signIn('eve', good);
  const days =
    (Date.parse(/Expires=([^;]+)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '') - Date.now()) / 86_400_000;
  expect(Math.abs(days - 2)).toBeLessThan(0.01);
}, 300_000);
