import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailServer, processorTicks, Visitor } from './accounts-kit.ts';
import { ask, lingtai, present, type Server, serve, temporaryHome } from './lingtai.ts';

const { home, remove } = temporaryHome();
let server: Server;
let mail: Awaited<ReturnType<typeof mailServer>>;
const good = 'quiet orbit of nine lamps';
const visitor = (): Visitor => new Visitor(server.url);

beforeAll(async () => {
  mail = await mailServer();
  writeFileSync(join(home, 'lingtai.yaml'), `mail: { smtp: "${mail.url}", from: centre@example.org }\n`);
  server = await serve(home, { LINGTAI_LOG: 'info' });
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  await mail?.stop();
  remove();
  expect(code).toBe(0);
});

/** The address with a code in a text, as a path of the server under test. */
const linkIn = (text: string): URL => new URL(/http:\/\/\S+\?code=[\w-]+/.exec(text)![0]);
const codeIn = (text: string): string => linkIn(text).searchParams.get('code')!;

async function member(name: string): Promise<Visitor> {
  const one = visitor();
  const asked = await one.send('/api/account/register', {
    name,
    email: `${name}@example.org`,
    displayName: `The person ${name}`,
    password: good,
  });
  expect([asked.status, asked.json]).toEqual([202, { sent: 'mail' }]);
  const letter = await mail.next();
  expect(letter.to).toEqual([`${name}@example.org`]);
  expect((await one.send('/api/account/confirm', { code: codeIn(letter.text) })).json).toEqual({ name });
  expect((await one.signIn(name, good)).status).toBe(200);
  return one;
}

let operator: Visitor;

test('the first operator: a link from the terminal, once, for who sets a good password', async () => {
  const { stdout, code } = await lingtai('account', 'operator', 'olga', '--home', home);
  expect(code).toBe(0);
  const link = linkIn(stdout);
  expect(link.pathname).toBe('/confirm');
  const secret = codeIn(stdout);
  operator = visitor();
  expect((await operator.send('/api/account/confirm', { code: secret })).json).toEqual({
    wantsPassword: true,
    name: 'olga',
  });
  for (const [password, wrong] of [
    ['short', 'PASSWORD-SHORT'],
    ['password123', 'PASSWORD-LEAKED'],
    ['qwertyuiop1234', 'PASSWORD-GUESSED'],
    ['olgaolgaolga', 'PASSWORD-GUESSED'],
  ]) {
    const answer = await operator.send('/api/account/confirm', { code: secret, password });
    expect([password, answer.status, answer.text]).toEqual([password, 400, expect.stringContaining(wrong!)]);
  }
  expect((await operator.send('/api/account/confirm', { code: secret, password: good })).json).toEqual({
    name: 'olga',
  });
  expect((await operator.send('/api/account/confirm', { code: secret, password: good })).status).toBe(404);
  expect((await operator.signIn('olga', good)).status).toBe(200);
  expect((await operator.ask('/api/account')).json).toMatchObject({
    signedIn: true,
    name: 'olga',
    roles: ['operator', 'member'],
  });
}, 60_000);

describe('registering', () => {
  test('where several wait under a name, the link that an operator passes on is for the one whose address he says', async () => {
    for (const email of ['first@two.example.org', 'second@two.example.org'])
      expect((await visitor().send('/api/account/register', { name: 'two', email, password: good })).status).toBe(202);
    const path = '/api/admin/accounts/two/code';
    await Promise.all([mail.next(), mail.next()]);
    const which = await operator.send(path, {});
    expect(which.status).toBe(409);
    for (const one of ['first', 'second']) expect(which.text).toContain(`${one}@two.example.org`);
    expect((await operator.send(`${path}?email=third@two.example.org`, {})).status).toBe(409);
    const { code } = (await operator.send(`${path}?email=First@two.example.org`, {})).json as { code: string };
    const [person, password] = [visitor(), 'lamps that only one has lit'];
    expect((await person.send('/api/account/confirm', { code, password })).json).toEqual({ name: 'two' });
    expect((await person.signIn('two', password)).status).toBe(200);
    expect((await person.ask('/api/account')).json).toMatchObject({ email: 'first@two.example.org' });
  });

  test('makes the account when its address is confirmed; before, there is none', async () => {
    const one = visitor();
    await one.send('/api/account/register', { name: 'ada', email: 'ada@example.org', password: good });
    expect((await one.signIn('ada', good)).status).toBe(401);
    const letter = await mail.next();
    expect(letter).toMatchObject({ from: 'centre@example.org', to: ['ada@example.org'] });
    expect(letter.text).toContain(`${server.url}/confirm?code=`);
    expect(letter.text).toMatch(/有人以此地址申请了账户“ada”/);
    await one.send('/api/account/confirm', { code: codeIn(letter.text) });
    expect((await one.signIn('ada@example.org', good)).status).toBe(200);
    expect((await one.ask('/api/account')).json).toMatchObject({ name: 'ada', emailConfirmed: true, groups: [] });
  });

  test('answers the same, whether name and address are free or not; a letter says what is so', async () => {
    const answers = [];
    for (const [name, email] of [
      ['ada', 'new1@example.org'],
      ['new_name', 'ADA@example.org'],
      ['free_name', 'free@example.org'],
    ]) {
      const { status, text } = await visitor().send('/api/account/register', { name, email, password: good });
      answers.push(`${status} ${text}`);
    }
    expect(new Set(answers).size).toBe(1);
    const letters = [await mail.next(), await mail.next(), await mail.next()];
    const to = (address: string) => letters.find((letter) => letter.to.includes(address))!.text;
    expect(to('new1@example.org')).toMatch(/not free/);
    expect(to('ADA@example.org')).toMatch(/already: "ada"/);
    expect(to('free@example.org')).toMatch(/confirm\?code=/);
  });

  test('whoever asks after a person, with her address, does not choose her password', async () => {
    const [person, thief] = [visitor(), visitor()];
    const wanted = { name: 'nora', email: 'nora@example.org' };
    await person.send('/api/account/register', { ...wanted, password: good });
    const first = codeIn((await mail.next()).text);
    await thief.send('/api/account/register', {
      ...wanted,
      email: 'Nora@example.org',
      password: 'lamps of a thief, six',
    });
    const second = codeIn((await mail.next()).text);
    expect((await person.send('/api/account/confirm', { code: first })).status).toBe(404);
    expect((await person.send('/api/account/confirm', { code: second })).json).toEqual({
      wantsPassword: true,
      name: 'nora',
    });
    const weak = await person.send('/api/account/confirm', { code: second, password: 'nora nora nora' });
    expect([weak.status, weak.text]).toEqual([400, expect.stringContaining('PASSWORD-GUESSED')]);
    expect((await person.send('/api/account/confirm', { code: second, password: good })).json).toEqual({
      name: 'nora',
    });
    expect((await thief.signIn('nora', 'lamps of a thief, six')).status).toBe(401);
    expect((await person.signIn('nora', good)).status).toBe(200);
  });

  test.each([
    [{ name: 'Ada', email: 'x@example.org', password: good }, 'ACCOUNT-NAME'],
    [{ name: 'x', email: 'x', password: good }, 'ACCOUNT-EMAIL'],
    [{ name: 'x', email: 'x@example.org\nBcc: y@example.org', password: good }, 'ACCOUNT-EMAIL'],
    [{ name: 'x', email: 'x@example.org', password: 'x@example.org' }, 'PASSWORD-GUESSED'],
    [{ name: 'x' }, 'ACCOUNT-BODY'],
    ['text', 'ACCOUNT-BODY'],
  ])('refuses %j', async (body, code) => {
    const answer = await visitor().send('/api/account/register', body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(code)]);
  });
});

describe('signing in', () => {
  test('a wrong password and a name that is none get the same answer', async () => {
    const answers = [];
    for (const name of ['ada', 'nobody_here', 'free@example.org', "' or 1=1 --"]) {
      const { status, text, headers } = await visitor().signIn(name, 'wrong horse battery');
      answers.push([status, text, headers.get('set-cookie')]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject([401, expect.stringContaining('SIGN-IN-WRONG'), null]);
  });

  test('and take the same work', async () => {
    const work = async (name: string): Promise<number> => {
      const before = processorTicks(home);
      // As many as cost no wait.
      for (let i = 0; i < 7; i++) await visitor().signIn(name, 'wrong horse battery');
      return processorTicks(home) - before;
    };
    // What else the machine does is in the time, so that they take turns.
    let [known, unknown] = [0, 0];
    for (const turn of ['a', 'b', 'c']) {
      await member(`timed_${turn}`);
      known += await work(`timed_${turn}`);
      unknown += await work(`untimed_${turn}`);
    }
    expect(unknown / known).toBeGreaterThan(0.6);
    expect(unknown / known).toBeLessThan(1.7);
  }, 60_000);

  test('gives a new cookie each time, whatever the browser brings; the old session ends', async () => {
    const one = visitor();
    one.cookie = `lingtai_session=${'A'.repeat(43)}`;
    const { headers } = await one.signIn('ada', good);
    const set = headers.get('set-cookie')!;
    expect(set).toMatch(/^lingtai_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(set).not.toContain('A'.repeat(43));
    const first = one.cookie;
    await one.signIn('ada', good);
    expect(one.cookie).not.toBe(first);
    const before = visitor();
    before.cookie = first;
    expect((await before.ask('/api/account')).json).toMatchObject({ signedIn: false });
  });

  test('signing out ends the session in the store: the cookie is worth nothing', async () => {
    const one = visitor();
    await one.signIn('ada', good);
    const kept = one.cookie;
    expect((await one.send('/api/account/sign-out', {})).status).toBe(200);
    expect(one.cookie).toBe('');
    const again = visitor();
    again.cookie = kept;
    expect((await again.ask('/api/account')).json).toMatchObject({ signedIn: false });
    expect((await again.ask('/api/account/tokens')).status).toBe(401);
  });

  test('guessing meets waits that grow, and the right password after them', async () => {
    await member('guessed');
    let guesses = 0;
    const guess = () => visitor().signIn('guessed', `guess number ${guesses++}`);
    const waited = async (refused: Awaited<ReturnType<typeof guess>>): Promise<void> => {
      const seconds = Number(refused.headers.get('retry-after'));
      expect([refused.status, seconds > 0]).toEqual([429, true]);
      await new Promise((later) => setTimeout(later, seconds * 1000 + 200));
    };
    for (let i = 0; i < 8; i++) expect((await guess()).status).toBe(401);
    // On a slow machine a guess may take longer than the first wait, and so meet none; the next one is twice as long.
    let early = await guess();
    while (early.status === 401) early = await guess();
    await waited(early);
    expect((await guess()).status).toBe(401);
    await waited(await visitor().signIn('guessed', good));
    expect((await visitor().signIn('guessed', good)).status).toBe(200);
  }, 60_000);
});

describe('a cookie changes nothing', () => {
  test.each([
    ['from a page elsewhere', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['from a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['without a word of where it comes from', {}],
    ['with a false origin', { origin: 'null' }],
  ])('%s', async (_what, headers) => {
    const one = visitor();
    await one.signIn('ada', good);
    for (const [path, init] of [
      ['/api/account/tokens', { body: '{"name":"stolen"}', headers: { 'content-type': 'application/json' } }],
      ['/api/account/sign-out', { body: '{}', headers: { 'content-type': 'application/json' } }],
      ['/tap/async', { body: new URLSearchParams({ QUERY: 'SELECT 1 AS x FROM TAP_SCHEMA.schemas', LANG: 'ADQL' }) }],
      ['/api/user-tables', { body: '{}', headers: { 'content-type': 'application/json' } }],
    ] as const) {
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST',
        ...init,
        headers: { cookie: one.cookie, ...('headers' in init ? init.headers : {}), ...headers },
      });
      expect([path, answer.status, await answer.text()]).toEqual([path, 403, expect.stringContaining('ACCOUNT-CSRF')]);
    }
    expect((await one.ask('/api/account')).json).toMatchObject({ signedIn: true });
  });

  test('but reads; answers to a user are for no shared cache', async () => {
    const one = visitor();
    await one.signIn('ada', good);
    const { status, headers } = await one.ask('/api/user-tables', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(status).toBe(200);
    expect(headers.get('x-vo-authenticated')).toBe('ada');
    expect(headers.get('vary')).toMatch(/cookie/i);
    expect(headers.get('cache-control')).toMatch(/private|no-store/);
  });
});

describe('passwords', () => {
  test('a change asks for the old one and ends the other sessions', async () => {
    const here = await member('carla');
    const there = visitor();
    await there.signIn('carla', good);
    const change = (old: string, password: string) => here.send('/api/account/password', { old, password });
    expect((await change('wrong', 'other words in a row')).status).toBe(403);
    expect((await change(good, 'carla@example.org')).text).toContain('PASSWORD-GUESSED');
    expect((await change(good, 'other words in a row')).status).toBe(200);
    expect((await here.ask('/api/account')).json).toMatchObject({ signedIn: true });
    expect((await there.ask('/api/account')).json).toMatchObject({ signedIn: false });
    expect((await visitor().signIn('carla', good)).status).toBe(401);
  });

  test('a forgotten one is replaced by mail; nobody learns which addresses are known', async () => {
    const one = await member('dora');
    const answers = [];
    for (const email of ['nobody@example.org', 'dora@example.org']) {
      const { status, text } = await visitor().send('/api/account/reset-request', { email });
      answers.push(`${status} ${text}`);
    }
    expect(answers[0]).toBe(answers[1]);
    const letter = await mail.next();
    expect(letter.to).toEqual(['dora@example.org']);
    const code = codeIn(letter.text);
    expect((await visitor().send('/api/account/confirm', { code, password: good })).status).toBe(404);
    expect((await visitor().send('/api/account/reset', { code, password: 'a new one, long enough' })).status).toBe(200);
    expect((await visitor().send('/api/account/reset', { code, password: 'a third one, long enough' })).status).toBe(
      404,
    );
    expect((await one.ask('/api/account')).json).toMatchObject({ signedIn: false });
    expect((await visitor().signIn('dora', 'a new one, long enough')).status).toBe(200);
    expect(mail.letters.filter(({ to }) => to.includes('nobody@example.org'))).toEqual([]);
  });
});

describe('tokens', () => {
  const bearer = (secret: string, path: string, init: RequestInit = {}) =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${secret}` },
    });
  const make = async (who: Visitor, name: string, scopes?: readonly string[]): Promise<string> => {
    const { status, json } = await who.send('/api/account/tokens', { name, days: 1, ...(scopes ? { scopes } : {}) });
    expect(status).toBe(201);
    return (json as { secret: string }).secret;
  };

  test('are made, listed without their secret, used and revoked', async () => {
    const one = await member('emil');
    const secret = await make(one, 'laptop');
    const { text } = await one.ask('/api/account/tokens');
    expect(text).toMatch(/"laptop".*"scopes":\["read","tables"\]/);
    expect(text).not.toContain(secret);
    const answer = await bearer(secret, '/api/user-tables');
    expect([answer.status, answer.headers.get('x-vo-authenticated')]).toEqual([200, 'emil']);
    expect((await one.send('/api/account/tokens/laptop', {}, 'DELETE')).status).toBe(200);
    const after = await bearer(secret, '/api/user-tables');
    expect(after.status).toBe(401);
    expect(after.headers.get('www-authenticate')).toBe('ivoa_bearer, Bearer realm="Lingtai", error="invalid_token"');
  });

  test('are good for their scopes and nothing else', async () => {
    const one = await member('fred');
    const read = await make(one, 'read_only', ['read']);
    const tables = await make(one, 'tables_only', ['tables']);
    const account = await make(one, 'account_only', ['account']);
    const json = { 'content-type': 'application/json' };
    const drop = { method: 'DELETE' };
    const token = { method: 'POST', headers: json, body: '{"name":"more","scopes":["read","tables"]}' };
    const status = async (secret: string, path: string, init?: RequestInit): Promise<number> =>
      (await bearer(secret, path, init)).status;
    for (const [path, init, expected] of [
      ['/api', {}, [200, 403, 403]],
      ['/tap/sync?LANG=ADQL&QUERY=SELECT+schema_name+FROM+TAP_SCHEMA.schemas', {}, [200, 403, 403]],
      ['/tap/async', {}, [403, 200, 403]],
      ['/tap/tables/user_fred.none', drop, [403, 404, 403]],
      ['/api/user-tables/none', drop, [403, 404, 403]],
      ['/api/account/tokens', {}, [403, 403, 200]],
      ['/api/account/tokens', token, [403, 403, 403]],
      ['/api/admin/accounts', {}, [403, 403, 403]],
      ['/api/account', {}, [200, 200, 200]],
    ] as const) {
      const seen = [
        await status(read, path, init),
        await status(tables, path, init),
        await status(account, path, init),
      ];
      expect([path, seen]).toEqual([path, expected]);
    }
    const refused = await bearer(read, '/tap/async');
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="tables"');
    const admin = await one.send('/api/account/tokens', { name: 'admin', scopes: ['admin'] });
    expect([admin.status, admin.text]).toEqual([403, expect.stringContaining('TOKEN-SCOPES')]);
  });

  test('win over a cookie, and need no page of ours', async () => {
    const one = await member('gina');
    const secret = await make(one, 'script');
    const other = visitor();
    await other.signIn('ada', good);
    const answer = await bearer(secret, '/api/user-tables', { headers: { cookie: other.cookie } });
    expect(answer.headers.get('x-vo-authenticated')).toBe('gina');
  });

  test.skipIf(!present())(
    'in pyvo: two lines',
    async () => {
      const one = await member('hans');
      const secret = await make(one, 'pyvo');
      const seen = await ask<{ owner: string; rows: number; phase: string; methods: string[]; anonymous: number }>(
        'accounts.py',
        `${server.url}/tap`,
        secret,
      );
      expect(seen).toMatchObject({ owner: 'hans', phase: 'COMPLETED', anonymous: 0 });
      expect(seen.rows).toBeGreaterThan(0);
      expect(seen.methods).toEqual(['anonymous', 'ivo://ivoa.net/sso#cookie', 'ivo://ivoa.net/sso#token']);
    },
    60_000,
  );
});

describe('sessions', () => {
  test('are listed to their owner and ended by him', async () => {
    const here = await member('iris');
    const there = visitor();
    await there.signIn('iris', good);
    const { sessions } = (await here.ask('/api/account/sessions')).json as {
      sessions: { id: string; current: boolean }[];
    };
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = sessions.find(({ current }) => !current)!;
    expect((await operator.send(`/api/account/sessions/${other.id}`, {}, 'DELETE')).status).toBe(404);
    expect((await here.send(`/api/account/sessions/${other.id}`, {}, 'DELETE')).status).toBe(204);
    expect((await there.ask('/api/account')).json).toMatchObject({ signedIn: false });
    expect((await here.ask('/api/account')).json).toMatchObject({ signedIn: true });
  });
});

describe('administration', () => {
  const routes = [
    ['GET', '/api/admin/accounts'],
    ['POST', '/api/admin/accounts'],
    ['PATCH', '/api/admin/accounts/ada'],
    ['POST', '/api/admin/accounts/ada/code'],
    ['GET', '/api/admin/registrations'],
    ['GET', '/api/admin/groups'],
    ['POST', '/api/admin/groups'],
    ['GET', '/api/admin/groups/approved/members'],
    ['POST', '/api/admin/groups/approved/members'],
    ['DELETE', '/api/admin/groups/approved/members/1'],
    ['GET', '/api/admin/requests'],
    ['POST', '/api/admin/requests/1/decision'],
    ['GET', '/api/admin/grants'],
    ['POST', '/api/admin/grants'],
    ['GET', '/api/admin/audit'],
  ] as const;

  test.each(routes)('%s %s is for operators', async (method, path) => {
    const one = visitor();
    await one.signIn('ada', good);
    const as = (who: Visitor) => (method === 'GET' ? who.ask(path) : who.send(path, {}, method));
    expect([(await as(visitor())).status, (await as(one)).status]).toEqual([401, 403]);
  });

  test('groups: who joins, why and until when; a person sees his own', async () => {
    const one = visitor();
    await one.signIn('ada', good);
    const path = '/api/admin/groups/working-group/members';
    const joined = await operator.send(path, { account: 'ada', reason: 'pipeline', ends: '2099-01-01' });
    expect([joined.status, joined.json]).toEqual([
      201,
      expect.objectContaining({ account: 'ada', grantor: 'olga', ends: '2099-01-01T00:00:00.000Z' }),
    ]);
    expect((await one.ask('/api/account')).json).toMatchObject({
      groups: [
        { name: 'working-group', title: { en: 'Working group', zh: '工作组' }, ends: '2099-01-01T00:00:00.000Z' },
      ],
    });
    const { id } = joined.json as { id: string };
    expect((await operator.send(`${path}/${id}`, {}, 'DELETE')).status).toBe(400);
    expect((await operator.send(`${path}/${id}`, { reason: 'done' }, 'DELETE')).status).toBe(200);
    expect((await one.ask('/api/account')).json).toMatchObject({ groups: [] });
  });

  test('who is disabled is out at once, with cookie and token; the last operator cannot be', async () => {
    const one = await member('jack');
    const made = (await one.send('/api/account/tokens', { name: 'script' })).json as { secret: string };
    expect((await operator.send('/api/admin/accounts/jack', { disabled: true }, 'PATCH')).status).toBe(200);
    expect((await one.ask('/api/account')).json).toMatchObject({ signedIn: false });
    const answer = await fetch(`${server.url}/api`, { headers: { authorization: `Bearer ${made.secret}` } });
    expect(answer.status).toBe(401);
    expect((await visitor().signIn('jack', good)).text).toContain('ACCOUNT-DISABLED');
    const last = await operator.send('/api/admin/accounts/olga', { roles: ['member'] }, 'PATCH');
    expect([last.status, last.text]).toEqual([409, expect.stringContaining('ACCOUNT-LAST-OPERATOR')]);
  });

  test('an account that the operator makes; its code is passed on', async () => {
    expect((await operator.send('/api/admin/accounts', { name: 'kurt', roles: ['reviewer'] })).status).toBe(201);
    const { code } = (await operator.send('/api/admin/accounts/kurt/code', {})).json as { code: string };
    const kurt = visitor();
    expect((await kurt.send('/api/account/reset', { code, password: good })).status).toBe(200);
    await kurt.signIn('kurt', good);
    expect((await kurt.ask('/api/admin/requests')).status).toBe(200);
    expect((await kurt.ask('/api/admin/accounts')).status).toBe(403);
  });

  test('a reviewer grants nothing to himself or to a group of his', async () => {
    const kurt = visitor();
    await kurt.signIn('kurt', good);
    await operator.send('/api/admin/groups/collaborator/members', { account: 'kurt', reason: 'is one' });
    const grant = async (who: Visitor, subjectKind: string, subject: string): Promise<unknown> => {
      const answer = await who.send('/api/admin/grants', { subjectKind, subject, resource: 'demo', reason: 'because' });
      return [answer.status, (answer.json as { errors?: { code: string }[] }).errors?.[0]?.code];
    };
    expect(await grant(kurt, 'user', 'kurt')).toEqual([403, 'GRANT-OWN']);
    expect(await grant(kurt, 'group', 'collaborator')).toEqual([403, 'GRANT-OWN']);
    expect((await kurt.ask('/api/account')).json).toMatchObject({ grants: [] });
    expect(await grant(kurt, 'user', 'ada')).toEqual([201, undefined]);
    expect(await grant(operator, 'user', 'kurt')).toEqual([201, undefined]);
  });

  test.each(['nul \0', 'half \ud800'])('what the store cannot hold is refused, not a failure: %j', async (text) => {
    const one = visitor();
    const ada = visitor();
    await ada.signIn('ada', good);
    const answers = [
      await one.signIn(text, good),
      await one.send('/api/account/confirm', { code: text }),
      await ada.send('/api/account/requests', { resource: 'demo/r9', reason: text }),
      await operator.send('/api/admin/groups', { name: 'odd', title: { en: text, zh: text } }),
      await operator.send('/api/admin/groups/approved/members', { account: 'ada', reason: text }),
      await operator.send('/api/admin/accounts/ada', { displayName: text }, 'PATCH'),
      await operator.send('/api/admin/grants', { subjectKind: 'user', subject: 'ada', resource: 'demo', reason: text }),
      await operator.send('/api/admin/quotas/user:ada', { reason: text, tables: 3 }, 'PUT'),
      await operator.send('/api/admin/accounts/%00', { displayName: 'x' }, 'PATCH'),
      await operator.send('/api/account/tokens/%00', {}, 'DELETE'),
      await operator.ask('/api/admin/audit?actor=%00'),
      await operator.ask('/api/admin/audit?actor=a&actor=b'),
      await operator.ask('/api/admin/audit?since=2026-02-30'),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  });

  test('the audit log tells all of it, in files that a spreadsheet may open', async () => {
    await operator.send('/api/admin/accounts', { name: 'lena', displayName: '=HYPERLINK("http://evil.example")' });
    await operator.send('/api/admin/groups/approved/members', { account: 'lena', reason: '=1+1' });
    const csv = await operator.ask('/api/admin/audit?format=csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const lines = csv.text.split('\r\n');
    expect(lines[0]).toBe('id,at,actor,action,resource,detail,address');
    const all = (await operator.ask('/api/admin/audit?format=json')).json as { action: string; actor: string }[];
    const actions = new Set(all.map(({ action }) => action));
    for (const action of [
      'account.make',
      'account.sign-in',
      'account.sign-in-failed',
      'account.sign-out',
      'account.password',
      'account.change',
      'token.make',
      'token.revoke',
      'group.join',
      'group.leave',
    ])
      expect(actions).toContain(action);
    expect(lines.length - 2).toBe(all.length);
    const cli = await lingtai('audit', '--home', home, '--format', 'json', '--action', 'group');
    expect((JSON.parse(cli.stdout) as { action: string }[]).map(({ action }) => action)).toEqual([
      'group.join',
      'group.leave',
      'group.join',
      'group.join',
    ]);
    expect(csv.text + cli.stdout).not.toContain(good);
  });
});

test('no password, code, cookie or token is in the log', () => {
  const log = server.log();
  expect(log).toContain('/api/account/sign-in');
  for (const secret of [good, 'lt_', operator.cookie.split('=')[1]!, 'code=']) expect(log).not.toContain(secret);
});
