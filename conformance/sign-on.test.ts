import { createAccount, findAccount, rightsOf, startSession } from '@lingtai/state';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  freeAddress,
  openPortal,
  openTestProvider,
  type Portal,
  type Step,
  secretFile,
  type TestProvider,
  Visitor,
} from './sign-on-kit.ts';

/** Sign-in at other providers: OpenID Connect Core 1.0, Back-Channel Logout 1.0, Front-Channel Logout 1.0. */
const key = secretFile();
const event = 'http://schemas.openid.net/event/backchannel-logout';
const ann = {
  preferred_username: 'Ann.Li@institute.example',
  name: '李安',
  email: 'ann@example.org',
  email_verified: true,
  groups: ['/lamost/wg', '/other'],
  realm_access: { roles: ['site-domestic'] },
};
const users = {
  ann,
  // Like ORCID: a number as the subject and no e-mail address.
  '0000-0002-1825-0097': { name: 'Josiah Carberry' },
  unsure: { preferred_username: 'unsure', email: 'free@example.org', email_verified: false },
  mallory: { preferred_username: 'mallory', email: 'victim@example.org', email_verified: false },
  guest: { preferred_username: 'guest', affiliation: 'alum' },
};

let provider: TestProvider;
let second: TestProvider;
let portal: Portal;

beforeAll(async () => {
  const [at, other, site] = await Promise.all([
    freeAddress('127.0.0.4'),
    freeAddress('127.0.0.5'),
    freeAddress('127.0.0.2'),
  ]);
  const client = (name: string): Record<string, unknown> => ({
    client_id: 'lingtai',
    client_secret: key.secret,
    redirect_uris: [`${site}/sign-in/${name}/callback`],
    post_logout_redirect_uris: [`${site}/sign-in/${name}/signed-out`],
    backchannel_logout_uri: `${site}/sign-in/${name}/backchannel-logout`,
    backchannel_logout_session_required: true,
  });
  provider = await openTestProvider(at, [client('institute'), { ...client('strict'), client_id: 'strict' }], users);
  second = await openTestProvider(other, [client('second')], users);
  const common = { clientId: 'lingtai', clientSecret: { file: key.file } };
  portal = await openPortal(site, {
    signIn: {
      providers: [
        {
          ...common,
          name: 'institute',
          title: { en: 'The Institute', zh: '研究所' },
          issuer: at,
          scopes: ['openid', 'profile', 'email', 'groups'],
          groups: [
            { claim: 'groups', value: '/lamost/wg', group: 'working-group' },
            { claim: 'realm_access.roles', pattern: 'site-(.+)', group: '$1' },
          ],
        },
        {
          ...common,
          name: 'strict',
          clientId: 'strict',
          title: { en: 'The Strict', zh: '严格' },
          issuer: at,
          createAccounts: false,
          requiredClaims: [{ claim: 'affiliation', pattern: 'member|staff' }],
        },
        { ...common, name: 'second', title: { en: 'The Second', zh: '第二' }, issuer: other },
        { ...common, name: 'gone', title: { en: 'The Gone', zh: '失联' }, issuer: await freeAddress('127.0.0.6') },
      ],
    },
  });
}, 300_000);
afterAll(async () => {
  await portal?.close();
  await provider?.stop();
  await second?.stop();
  key.remove();
});

/** Goes through the provider's form. */
async function signIn(
  visitor: Visitor,
  login: string,
  {
    at = 'institute',
    back = '/',
    begin,
  }: { readonly at?: string; readonly back?: string; readonly begin?: string } = {},
): Promise<Step[]> {
  const steps = await visitor.go(begin ?? `${portal.url}/sign-in/${at}?return=${encodeURIComponent(back)}`);
  const form = steps.at(-1)!;
  if (!form.url.includes('/interaction/')) return steps;
  const body = new URLSearchParams({ login });
  return [...steps, ...(await visitor.go(form.url, { method: 'POST', body }))];
}

interface Who {
  readonly signedIn: boolean;
  readonly name?: string;
  readonly displayName?: string;
  readonly email?: string | null;
  readonly groups?: readonly { readonly name: string }[];
  readonly providers: readonly { readonly name: string }[];
}

const whoIs = async (visitor: Visitor): Promise<Who> =>
  JSON.parse((await visitor.ask(`${portal.url}/api/account`, { headers: { Accept: 'application/json' } })).text) as Who;

/** A session that the store ended is believed for five seconds at most. */
async function signedOut(visitor: Visitor): Promise<void> {
  await expect.poll(async () => (await whoIs(visitor)).signedIn, { timeout: 30_000, interval: 500 }).toBe(false);
}

const groupsOf = async (name: string): Promise<string[]> =>
  (await rightsOf(portal.state, name))!.memberships.map(({ group }) => group).sort();

describe('sign-in at a provider', () => {
  test('a first sign-in makes an account with name, address and groups from the claims', async () => {
    const visitor = new Visitor();
    const steps = await signIn(visitor, 'ann', { back: '/docs/api?x=1' });
    expect(steps.at(-1)!.url).toBe(`${portal.url}/docs/api?x=1`);
    expect(await whoIs(visitor)).toMatchObject({
      signedIn: true,
      name: 'ann_li',
      displayName: '李安',
      email: 'ann@example.org',
    });
    expect(await groupsOf('ann_li')).toEqual(['domestic', 'working-group']);
    const asked = new URL(steps.find(({ url }) => url.includes('/auth?'))!.url).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(asked.get('state')!.length).toBeGreaterThanOrEqual(43);
    expect(asked.get('nonce')!.length).toBeGreaterThanOrEqual(43);
  });

  test('groups go when the claims go; those from elsewhere stay', async () => {
    await portal.state.db
      .insertInto('membership')
      .values({ account: 'ann_li', group_name: 'approved', grantor: 'boss', reason: 'by hand', source: 'operator' })
      .execute();
    provider.setUsers({ ...users, ann: { ...ann, groups: ['/other'] } });
    await signIn(new Visitor(), 'ann');
    expect(await groupsOf('ann_li')).toEqual(['approved', 'domestic']);
    provider.setUsers(users);
    await signIn(new Visitor(), 'ann');
    expect(await groupsOf('ann_li')).toEqual(['approved', 'domestic', 'working-group']);
    const rows = await portal.state.db.selectFrom('membership').selectAll().where('account', '=', 'ann_li').execute();
    expect(rows.filter((row) => row.source === 'claim:institute')).toHaveLength(3);
    expect(rows.find((row) => row.revoked !== null)).toMatchObject({
      group_name: 'working-group',
      revoked_by: 'provider:institute',
    });
  });

  test('a provider without e-mail addresses does', async () => {
    const visitor = new Visitor();
    await signIn(visitor, '0000-0002-1825-0097');
    const who = await whoIs(visitor);
    expect(who).toMatchObject({ signedIn: true, displayName: 'Josiah Carberry', email: null });
    expect(who.name).toBe('institute_0000_0002_1825_0097');
  });

  test('the same e-mail address does not open another account, and an unconfirmed one is not taken over', async () => {
    await createAccount(
      portal.state,
      { name: 'victim', email: 'victim@example.org', emailConfirmed: true },
      { actor: 'test' },
    );
    const visitor = new Visitor();
    await signIn(visitor, 'mallory');
    expect(await whoIs(visitor)).toMatchObject({ signedIn: true, name: 'mallory', email: null });
    const unsure = new Visitor();
    await signIn(unsure, 'unsure');
    expect(await whoIs(unsure)).toMatchObject({ signedIn: true, name: 'unsure', email: null });
  });

  test('required claims and accounts that are not made by themselves', async () => {
    const visitor = new Visitor();
    const refused = (await signIn(visitor, 'guest', { at: 'strict' })).at(-1)!;
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('SIGN-ON-CLAIM');
    provider.setUsers({ ...users, guest: { ...users.guest, affiliation: ['alum', 'staff'] } });
    const unknown = (await signIn(visitor, 'guest', { at: 'strict' })).at(-1)!;
    expect(unknown.status).toBe(403);
    expect(unknown.text).toContain('SIGN-ON-NO-ACCOUNT');
    expect((await whoIs(visitor)).signedIn).toBe(false);
    expect(await findAccount(portal.state, 'guest')).toBeUndefined();
  });

  test('a provider that does not answer is said so in plain words; the site goes on', async () => {
    const visitor = new Visitor();
    const answer = await visitor.ask(`${portal.url}/sign-in/gone`);
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('The Gone does not answer');
    expect((await whoIs(visitor)).providers.map(({ name }) => name)).toContain('gone');
  });

  test('a disabled account stays out', async () => {
    await signIn(new Visitor(), 'mallory');
    await portal.state.db.updateTable('account').set({ disabled: new Date() }).where('name', '=', 'mallory').execute();
    const refused = (await signIn(new Visitor(), 'mallory')).at(-1)!;
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('SIGN-ON-DISABLED');
  });
});

describe('linking', () => {
  const ownPage = { Origin: '', 'Content-Type': 'application/json', Accept: 'application/json' };
  async function local(name: string): Promise<Visitor> {
    if (!(await findAccount(portal.state, name))) await createAccount(portal.state, { name }, { actor: 'test' });
    const visitor = new Visitor();
    visitor.setCookie(
      portal.url,
      'lingtai_session',
      (await startSession(portal.state, { account: name, days: 1 })).secret,
    );
    return visitor;
  }
  const link = (visitor: Visitor, origin: string): Promise<Step> =>
    visitor.ask(`${portal.url}/sign-in/institute`, {
      method: 'POST',
      headers: { ...ownPage, Origin: origin },
      body: JSON.stringify({ return: '/docs/api' }),
    });

  test('an account that is signed in takes an identity; then the identity opens it', async () => {
    provider.setUsers({ ...users, lea: { preferred_username: 'someone' } });
    const visitor = await local('lea_local');
    const begun = await link(visitor, portal.url);
    expect(begun.status).toBe(200);
    const { next } = JSON.parse(begun.text) as { next: string };
    const steps = await signIn(visitor, 'lea', { begin: next });
    expect(steps.at(-1)!.url).toBe(`${portal.url}/docs/api`);
    const elsewhere = new Visitor();
    await signIn(elsewhere, 'lea');
    expect((await whoIs(elsewhere)).name).toBe('lea_local');
  });

  test('the account shows its identities and gives one back; the last way to sign in stays', async () => {
    const visitor = new Visitor();
    await signIn(visitor, 'lea');
    const headers = { ...ownPage, Origin: portal.url };
    const list = async (): Promise<{ id: string; provider: string; subject: string }[]> =>
      (JSON.parse((await visitor.ask(`${portal.url}/api/account/identities`, { headers })).text) as { identities: [] })
        .identities;
    const remove = (id: string): Promise<Step> =>
      visitor.ask(`${portal.url}/api/account/identities/${id}`, { method: 'DELETE', headers: { Origin: portal.url } });
    const [only] = await list();
    expect(only).toMatchObject({ provider: 'institute', subject: 'lea' });
    expect(JSON.parse((await remove(only!.id)).text)).toMatchObject({ errors: [{ code: 'SIGN-ON-LAST-WAY' }] });
    expect((await remove('0'.repeat(32))).status).toBe(404);
    expect((await new Visitor().ask(`${portal.url}/api/account/identities`)).status).toBe(401);
    await portal.state.db.updateTable('account').set({ password_hash: 'x' }).where('name', '=', 'lea_local').execute();
    expect((await remove(only!.id)).status).toBe(200);
    expect(await list()).toEqual([]);
    await portal.state.db
      .insertInto('identity')
      .values({ provider: 'institute', subject: 'lea', account: 'lea_local' })
      .execute();
  });

  test('an identity of another account, a page elsewhere, and nobody, are refused', async () => {
    const visitor = await local('tom_local');
    const { next } = JSON.parse((await link(visitor, portal.url)).text) as { next: string };
    const refused = (await signIn(visitor, 'lea', { begin: next })).at(-1)!;
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('SIGN-ON-LINKED');
    expect((await link(visitor, 'https://evil.example')).status).toBe(403);
    expect((await link(new Visitor(), portal.url)).status).toBe(401);
  });
});

describe('what comes back from elsewhere is refused', () => {
  /** Begins, signs in at the provider, and stops before the portal sees the answer. */
  async function callbackOf(visitor: Visitor, at = 'institute', login = 'ann'): Promise<string> {
    let step = await visitor.ask(`${portal.url}/sign-in/${at}`);
    for (let n = 0; n < 10; n++) {
      if (step.status === 200) {
        step = await visitor.ask(step.url, { method: 'POST', body: new URLSearchParams({ login }) });
        continue;
      }
      const next = new URL(step.headers.get('location')!, step.url).href;
      if (next.includes('/callback')) return next;
      step = await visitor.ask(next);
    }
    throw new Error('no callback');
  }
  async function refused(visitor: Visitor, url: string, code: string, status: number): Promise<void> {
    const answer = await visitor.ask(url);
    expect(answer.text).toContain(code);
    expect(answer.status).toBe(status);
    expect((await whoIs(visitor)).signedIn).toBe(false);
  }

  test('in another browser, twice, or with another state', async () => {
    const visitor = new Visitor();
    const url = await callbackOf(visitor);
    await refused(new Visitor(), url, 'SIGN-ON-STATE', 400);
    const other = new Visitor();
    await other.ask(`${portal.url}/sign-in/institute`);
    await refused(other, url, 'SIGN-ON-STATE', 400);
    await refused(visitor, url.replace(/state=[^&]+/, 'state=forged'), 'SIGN-ON-STATE', 400);
    expect((await visitor.ask(url)).status).toBe(303);
    expect((await whoIs(visitor)).signedIn).toBe(true);
    expect((await visitor.ask(url)).text).toContain('SIGN-ON-STATE');
  });

  test('mix-up: the state of one provider with the answer of another', async () => {
    const visitor = new Visitor();
    const url = await callbackOf(visitor);
    await refused(visitor, url.replace('/institute/', '/second/'), 'SIGN-ON-STATE', 400);
    const mixed = await callbackOf(visitor);
    await refused(
      visitor,
      mixed.replace(/iss=[^&]+/, `iss=${encodeURIComponent(second.issuer)}`),
      'SIGN-ON-ANSWER',
      403,
    );
  });

  test('a code of somebody else, and an error', async () => {
    const visitor = new Visitor();
    const foreign = new URL(await callbackOf(new Visitor(), 'institute', 'guest')).searchParams.get('code')!;
    // The foreign code belongs to another PKCE challenge and another nonce.
    await refused(visitor, (await callbackOf(visitor)).replace(/code=[^&]+/, `code=${foreign}`), 'SIGN-ON-ANSWER', 403);
    const steps = await signIn(new Visitor(), 'nobody of that name');
    expect(steps.at(-1)!.status).toBe(403);
    expect(steps.at(-1)!.text).toContain('access_denied');
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    '/%09/evil.example',
    '%2F%2Fevil.example',
  ])('an address elsewhere as the way back: %s', async (back) => {
    const steps = await signIn(new Visitor(), 'ann', { back });
    expect(new URL(steps.at(-1)!.url).origin).toBe(portal.url);
  });

  test('a session that somebody planted is not the one that is signed in', async () => {
    const visitor = new Visitor();
    const planted = 'A'.repeat(43);
    visitor.setCookie(portal.url, 'lingtai_session', planted);
    await signIn(visitor, 'ann');
    expect(visitor.cookie(portal.url, 'lingtai_session')).not.toBe(planted);
    const first = visitor.cookie(portal.url, 'lingtai_session')!;
    await signIn(visitor, 'ann');
    expect(visitor.cookie(portal.url, 'lingtai_session')).not.toBe(first);
    const old = new Visitor();
    old.setCookie(portal.url, 'lingtai_session', first);
    expect((await whoIs(old)).signedIn).toBe(false);
  });
});

test('neither secrets nor tokens are in the log, and what was refused is', () => {
  expect(portal.log()).toContain('sign-in failed');
  expect(portal.log()).not.toContain(key.secret);
  expect(portal.log()).not.toMatch(/eyJ|code=\w|state=\w|code_verifier=\w/);
});

describe('sign-out at the provider', () => {
  const now = (): number => Math.floor(Date.now() / 1000);
  const send = async (token: string, at = 'institute'): Promise<Response> =>
    fetch(`${portal.url}/sign-in/${at}/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    });
  async function signedIn(login = 'ann'): Promise<{ visitor: Visitor; sid: string }> {
    const visitor = new Visitor();
    await signIn(visitor, login);
    const { name } = await whoIs(visitor);
    const row = await portal.state.db
      .selectFrom('session')
      .selectAll()
      .where('account', '=', name!)
      .where('ended', 'is', null)
      .orderBy('created', 'desc')
      .executeTakeFirstOrThrow();
    return { visitor, sid: row.provider_sid! };
  }
  const claims = (sid: string): Record<string, unknown> & { iat: number } => ({
    iss: provider.issuer,
    aud: 'lingtai',
    iat: now(),
    exp: now() + 120,
    jti: crypto.randomUUID(),
    sid,
    sub: 'ann',
    events: { [event]: {} },
  });

  test('ends the session that the token names and no other; a token counts once', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    const token = await provider.logoutToken(claims(one.sid));
    const answer = await send(token);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    await signedOut(one.visitor);
    expect((await whoIs(other.visitor)).signedIn).toBe(true);
    expect((await send(token)).status).toBe(400);
  });

  test('a token whose sessions could not be ended counts when the provider sends it again', async () => {
    const { visitor, sid } = await signedIn();
    const token = await provider.logoutToken(claims(sid));
    const { schema } = portal.state.db;
    await schema.alterTable('session').renameColumn('provider_sid', 'away').execute();
    const failed = [(await send(token)).ok];
    await schema.alterTable('session').renameColumn('away', 'provider_sid').execute();
    await schema.alterTable('audit').renameTo('away').execute();
    failed.push((await send(token)).ok);
    await schema.alterTable('away').renameTo('audit').execute();
    expect(failed).toEqual([false, false]);
    expect((await whoIs(visitor)).signedIn).toBe(true);
    expect((await send(token)).status).toBe(200);
    await signedOut(visitor);
    expect((await send(token)).status).toBe(400);
  });

  test('a subject without a session ends all of his', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    const { sid: _, ...all } = claims(one.sid);
    expect((await send(await provider.logoutToken(all))).status).toBe(200);
    await signedOut(one.visitor);
    await signedOut(other.visitor);
  });

  test('forged, expired, for others, without what it needs: refused, and nobody is signed out', async () => {
    const { visitor, sid } = await signedIn();
    const good = claims(sid);
    const { jti: _jti, ...noJti } = good;
    const { iat: _iat, ...noIat } = good;
    const { events: _events, ...noEvents } = good;
    const { sid: _sid, sub: _sub, ...nobody } = good as typeof good & { sid: string; sub: string };
    const bad: readonly [string, Promise<string>][] = [
      ['signed with another key', provider.logoutToken(good, { forged: true })],
      ['not a token', Promise.resolve('eyJhbGciOiJub25lIn0.e30.')],
      ['for another client', provider.logoutToken({ ...good, aud: 'strict' })],
      ['of another issuer', provider.logoutToken({ ...good, iss: second.issuer })],
      ['expired', provider.logoutToken({ ...good, iat: now() - 400, exp: now() - 200 })],
      ['too old, though without an end', provider.logoutToken({ ...good, iat: now() - 600, exp: now() + 600 })],
      ['from the future', provider.logoutToken({ ...good, iat: now() + 300, exp: now() + 600 })],
      ['with a nonce', provider.logoutToken({ ...good, nonce: 'n' })],
      ['without jti', provider.logoutToken(noJti)],
      ['without iat', provider.logoutToken(noIat)],
      ['without events', provider.logoutToken(noEvents)],
      ['with another event', provider.logoutToken({ ...good, events: { other: {} } })],
      ['for nobody', provider.logoutToken(nobody)],
      ['another kind of token', provider.logoutToken(good, { typ: 'at+jwt' })],
    ];
    for (const [what, token] of bad) {
      const answer = await send(await token);
      expect([what, answer.status]).toEqual([what, 400]);
      expect(((await answer.json()) as { error: string }).error).toBe('invalid_request');
    }
    expect((await send(await provider.logoutToken(good), 'second')).status).toBe(400);
    expect((await whoIs(visitor)).signedIn).toBe(true);
    // Clocks differ: half a minute ahead is no forgery.
    expect((await send(await provider.logoutToken({ ...good, iat: now() + 30 }))).status).toBe(200);
    await signedOut(visitor);
  });

  test('a frame of the provider ends the session without our cookie', async () => {
    const { visitor, sid } = await signedIn();
    const frame = (iss: string, of: string): Promise<Response> =>
      fetch(`${portal.url}/sign-in/institute/frontchannel-logout?${new URLSearchParams({ iss, sid: of })}`);
    expect((await frame(second.issuer, sid)).status).toBe(400);
    expect((await frame(provider.issuer, '')).status).toBe(400);
    expect((await frame(provider.issuer, 'another')).status).toBe(200);
    expect((await whoIs(visitor)).signedIn).toBe(true);
    const answer = await frame(provider.issuer, sid);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${provider.issuer}`);
    await signedOut(visitor);
  });

  test('sign-out here leads to the provider and back', async () => {
    const { visitor } = await signedIn();
    const answer = await visitor.ask(`${portal.url}/api/account/sign-out`, {
      method: 'POST',
      headers: { Origin: portal.url, Accept: 'application/json' },
    });
    const { next } = JSON.parse(answer.text) as { next: string };
    const url = new URL(next);
    expect(url.origin).toBe(provider.issuer);
    expect(url.searchParams.get('id_token_hint')).toMatch(/^eyJ/);
    const page = (await visitor.go(next)).at(-1)!;
    expect(page.status).toBe(200);
    const xsrf = /name="xsrf" value="(\w+)"/.exec(page.text)![1]!;
    const steps = await visitor.go(`${provider.issuer}/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect(steps.at(-1)!.url).toBe(`${portal.url}/`);
    expect((await signIn(visitor, 'ann')).some(({ url: at }) => at.includes('/interaction/'))).toBe(true);
  });

  test('while the provider is away, sign-out works here', async () => {
    const { visitor } = await signedIn();
    await provider.stop();
    try {
      const headers = { Origin: portal.url, Accept: 'application/json' };
      expect(
        (await visitor.ask(`${portal.url}/api/account/sign-out`, { method: 'POST', headers })).status,
      ).toBeLessThan(300);
      expect((await whoIs(visitor)).signedIn).toBe(false);
    } finally {
      await provider.start();
    }
  });
});
