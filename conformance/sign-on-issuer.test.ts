import { createHash, randomBytes } from 'node:crypto';
import { createAccount, joinGroup, startSession } from '@lingtai/state';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, present } from './lingtai.ts';
import { freeAddress, openPortal, type Portal, type Step, secretFile, Visitor } from './sign-on-kit.ts';

/** Lingtai as an OpenID provider, asked by hand: OpenID Connect Core 1.0, RFC 7636, RP-Initiated Logout 1.0. */
const key = secretFile();
/** Authlib, as many others, sends a secret without the encoding of RFC 6749, section 2.3.1. */
const plainKey = secretFile('plain-letters-and-digits-42');
const callback = 'http://127.0.0.3:9/callback';
const goodbye = 'http://127.0.0.3:9/goodbye';
let portal: Portal;

beforeAll(async () => {
  portal = await openPortal(await freeAddress('127.0.0.2'), {
    name: { en: 'Portal A', zh: '门户甲' },
    signIn: {
      clients: [
        {
          id: 'portal-b',
          title: { en: 'Portal B', zh: '门户乙' },
          secret: { file: key.file },
          redirectUris: [callback],
          postLogoutRedirectUris: [goodbye],
        },
        {
          id: 'authlib',
          title: { en: 'Authlib', zh: 'Authlib' },
          secret: { file: plainKey.file },
          redirectUris: [callback],
        },
        { id: 'open', title: { en: 'A program', zh: '程序' }, redirectUris: ['http://127.0.0.1:9/cb'] },
      ],
    },
  });
  const { state } = portal;
  await createAccount(
    state,
    { name: 'ann', displayName: '李安', email: 'ann@example.org', emailConfirmed: true },
    { actor: 'test' },
  );
  await joinGroup(state, { account: 'ann', group: 'approved', reason: 'a test' }, { actor: 'test' });
}, 300_000);
afterAll(async () => {
  await portal?.close();
  key.remove();
  plainKey.remove();
});

async function signedIn(name = 'ann'): Promise<Visitor> {
  const visitor = new Visitor();
  visitor.setCookie(
    portal.url,
    'lingtai_session',
    (await startSession(portal.state, { account: name, days: 1 })).secret,
  );
  return visitor;
}

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
const request = (changes: Record<string, string | undefined> = {}): string => {
  const parameters = {
    client_id: 'portal-b',
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid profile email groups',
    state: 'a state',
    nonce: 'a nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${portal.url}/oidc/auth?${new URLSearchParams(given)}`;
};

/** Follows redirects inside the portal; gives the address to which it sends the browser. */
async function answerOf(visitor: Visitor, url: string): Promise<{ readonly sentTo?: URL; readonly last: Step }> {
  let last = await visitor.ask(url);
  for (let n = 0; n < 10; n++) {
    const location = last.headers.get('location');
    if (location === null) return { last };
    const next = new URL(location, last.url);
    if (next.origin !== portal.url) return { sentTo: next, last };
    last = await visitor.ask(next.href);
  }
  throw new Error('too many redirects');
}

interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly error?: string;
}

const basic = (secret: string): string =>
  `Basic ${Buffer.from(`portal-b:${new URLSearchParams({ s: secret }).toString().slice(2)}`).toString('base64')}`;

async function exchange(
  code: string,
  changes: Record<string, string> = {},
  secret = key.secret,
  at = portal.url,
): Promise<{ status: number; body: Tokens }> {
  const answer = await fetch(`${at}/oidc/token`, {
    method: 'POST',
    headers: { Authorization: basic(secret) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: callback,
      code_verifier: verifier,
      ...changes,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Tokens };
}

async function codeFor(visitor: Visitor): Promise<string> {
  const { sentTo } = await answerOf(visitor, request());
  return sentTo!.searchParams.get('code')!;
}

const userinfo = (token: string): Promise<Response> =>
  fetch(`${portal.url}/oidc/me`, { headers: { Authorization: `Bearer ${token}` } });

describe('a client of the portal', () => {
  test('learns who is signed in, without a question to him', async () => {
    const visitor = await signedIn();
    const { sentTo } = await answerOf(visitor, request());
    expect(`${sentTo!.origin}${sentTo!.pathname}`).toBe(callback);
    expect(sentTo!.searchParams.get('state')).toBe('a state');
    expect(sentTo!.searchParams.get('iss')).toBe(`${portal.url}/oidc`);
    const { status, body } = await exchange(sentTo!.searchParams.get('code')!);
    expect(status).toBe(200);
    const keys = createRemoteJWKSet(new URL(`${portal.url}/oidc/jwks`));
    const { payload } = await jwtVerify(body.id_token, keys, { issuer: `${portal.url}/oidc`, audience: 'portal-b' });
    expect(payload).toMatchObject({ sub: 'ann', nonce: 'a nonce', preferred_username: 'ann', name: '李安' });
    expect(payload).toMatchObject({ email: 'ann@example.org', email_verified: true, groups: ['approved'] });
    expect(payload['sid']).toMatch(/^[\w-]{20,}$/);
    expect(await (await userinfo(body.access_token)).json()).toMatchObject({ sub: 'ann', groups: ['approved'] });
  });

  test('learns no more than the scopes say', async () => {
    const { sentTo } = await answerOf(await signedIn(), request({ scope: 'openid' }));
    const { body } = await exchange(sentTo!.searchParams.get('code')!);
    expect(Object.keys((await (await userinfo(body.access_token)).json()) as object)).toEqual(['sub']);
  });

  test('whoever is not signed in goes to the sign-in page, and from there back', async () => {
    const visitor = new Visitor();
    const begun = await visitor.ask(request());
    const asked = await visitor.ask(begun.headers.get('location')!);
    const page = new URL(asked.headers.get('location')!, portal.url);
    expect(page.pathname).toBe('/sign-in');
    const back = page.searchParams.get('return')!;
    expect(back).toMatch(/^\/oidc\/interaction\/[\w-]+$/);
    visitor.setCookie(
      portal.url,
      'lingtai_session',
      (await startSession(portal.state, { account: 'ann', days: 1 })).secret,
    );
    const { sentTo } = await answerOf(visitor, `${portal.url}${back}`);
    expect(sentTo!.searchParams.get('code')).toMatch(/./);
    expect((await new Visitor().ask(`${portal.url}${back}`)).status).toBe(400);
  });

  test('without PKCE, with a plain challenge, or with another verifier: refused', async () => {
    const visitor = await signedIn();
    const errorOf = async (url: string): Promise<string | null> =>
      (await answerOf(visitor, url)).sentTo!.searchParams.get('error');
    expect(await errorOf(request({ code_challenge: undefined, code_challenge_method: undefined }))).toBe(
      'invalid_request',
    );
    expect(await errorOf(request({ code_challenge_method: 'plain' }))).toBe('invalid_request');
    const wrong = await exchange(await codeFor(visitor), { code_verifier: randomBytes(32).toString('base64url') });
    expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_grant']);
    const other = await fetch(`${portal.url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'open',
        code: await codeFor(visitor),
        redirect_uri: callback,
        code_verifier: verifier,
      }),
    });
    expect(other.status).toBe(400);
  });

  test.each([
    ['an address that is not registered', { redirect_uri: 'https://evil.example/callback' }],
    ['a registered address with something behind it', { redirect_uri: `${callback}/more` }],
    ['another port', { redirect_uri: callback.replace(':9/', ':10/') }],
    ['a client that is not known', { client_id: 'nobody' }],
  ])('%s: a page says so, and nobody is sent anywhere', async (_, changes) => {
    const { sentTo, last } = await answerOf(await signedIn(), request(changes));
    expect(sentTo).toBeUndefined();
    expect(last.status).toBe(400);
    expect(last.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(last.text).toContain('无法登录');
  });

  test('a code counts once, for one client, with its secret', async () => {
    const visitor = await signedIn();
    const code = await codeFor(visitor);
    expect((await exchange(code, {}, 'another secret')).status).toBe(401);
    const all = await Promise.all(Array.from({ length: 16 }, () => exchange(code)));
    const given = all.filter(({ status }) => status === 200);
    expect(given).toHaveLength(1);
    const { body } = given[0]!;
    expect((await exchange(code)).body.error).toBe('invalid_grant');
    // A code that comes twice was stolen: what was given for it is worth nothing any more (RFC 6749, section 4.1.2).
    expect((await userinfo(body.access_token)).status).toBe(401);
  });

  test('of two that come with one code at the same instant, at two servers of one store, exactly one gets tokens', async () => {
    const second = await portal.beside();
    try {
      const visitor = await signedIn();
      // Each server fetches the keys and looks at the client before the first code.
      for (const at of [portal.url, second.url]) expect((await exchange('none', {}, key.secret, at)).status).toBe(400);
      const tokens = () =>
        portal.state.db.selectFrom('sign_on_payload').select('grant_id').where('model', '=', 'AccessToken');
      for (let round = 0; round < 12; round++) {
        const code = await codeFor(visitor);
        const before = (await tokens().execute()).length;
        const both = await Promise.all([portal.url, second.url].map((at) => exchange(code, {}, key.secret, at)));
        const given = both.filter(({ status }) => status === 200);
        expect([round, given.length]).toEqual([round, 1]);
        const refused = both.find(({ status }) => status !== 200)!;
        expect([refused.status, refused.body.error, refused.body.access_token]).toEqual([
          400,
          'invalid_grant',
          undefined,
        ]);
        expect((await tokens().execute()).length - before).toBeLessThanOrEqual(1);
      }
    } finally {
      await second.stop();
    }
  });

  test('the end of the session ends the tokens, and the next request asks again who it is', async () => {
    const visitor = await signedIn();
    const { body } = await exchange(await codeFor(visitor));
    expect((await userinfo(body.access_token)).status).toBe(200);
    const headers = { Origin: portal.url, Accept: 'application/json' };
    expect((await visitor.ask(`${portal.url}/api/account/sign-out`, { method: 'POST', headers })).status).toBeLessThan(
      300,
    );
    expect((await userinfo(body.access_token)).status).toBe(401);
    expect((await answerOf(visitor, request({ prompt: 'none' }))).sentTo!.searchParams.get('error')).toBe(
      'login_required',
    );
  });

  test('a disabled account is known to nobody', async () => {
    await createAccount(portal.state, { name: 'bob' }, { actor: 'test' });
    const { body } = await exchange(await codeFor(await signedIn('bob')));
    await portal.state.db.updateTable('account').set({ disabled: new Date() }).where('name', '=', 'bob').execute();
    expect((await userinfo(body.access_token)).status).toBe(401);
  });

  test('somebody else in the same browser is somebody else for the client', async () => {
    await createAccount(portal.state, { name: 'eve' }, { actor: 'test' });
    const visitor = await signedIn();
    await codeFor(visitor);
    visitor.setCookie(
      portal.url,
      'lingtai_session',
      (await startSession(portal.state, { account: 'eve', days: 1 })).secret,
    );
    const { sentTo, last } = await answerOf(visitor, request());
    expect(sentTo).toBeUndefined();
    // The page posts itself: what was granted to the first one ends before the second one is known.
    const form = Object.fromEntries(
      [...last.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const action = /action="([^"]+)"/.exec(last.text)![1]!;
    const confirmed = await visitor.ask(action, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { Origin: portal.url },
    });
    const after = await answerOf(visitor, new URL(confirmed.headers.get('location')!, action).href);
    const { body } = await exchange(after.sentTo!.searchParams.get('code')!);
    expect(((await (await userinfo(body.access_token)).json()) as { sub: string }).sub).toBe('eve');
  });
});

describe('sign-out that a client asks for', () => {
  const end = (parameters: Record<string, string>): string =>
    `${portal.url}/oidc/session/end?${new URLSearchParams(parameters)}`;
  async function issued(): Promise<{ visitor: Visitor; id_token: string }> {
    const visitor = await signedIn();
    return { visitor, id_token: (await exchange(await codeFor(visitor))).body.id_token };
  }
  const isSignedIn = async (visitor: Visitor): Promise<boolean> =>
    (JSON.parse((await visitor.ask(`${portal.url}/api/account`)).text) as { signedIn: boolean }).signedIn;

  test('with its ID token: ends the session and leads back', async () => {
    const { visitor, id_token } = await issued();
    const answer = await visitor.ask(end({ id_token_hint: id_token, post_logout_redirect_uri: goodbye, state: 'x&y' }));
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`${goodbye}?state=x%26y`);
    expect(await isSignedIn(visitor)).toBe(false);
  });

  test('an address that is not registered is not followed', async () => {
    const { visitor, id_token } = await issued();
    const answer = await visitor.ask(
      end({ id_token_hint: id_token, post_logout_redirect_uri: 'https://evil.example/' }),
    );
    expect(answer.headers.get('location')).toBe('/');
    expect(await isSignedIn(visitor)).toBe(false);
  });

  test('a link without an ID token, or with a forged one, asks the person first', async () => {
    const { visitor, id_token } = await issued();
    const [head, , signature] = id_token.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'ann', aud: 'portal-b', iss: `${portal.url}/oidc` })).toString(
      'base64url',
    );
    for (const forged of [{}, { id_token_hint: `${head}.${claims}.${signature}` }, { id_token_hint: 'nonsense' }]) {
      const page = await visitor.ask(end({ client_id: 'portal-b', post_logout_redirect_uri: goodbye, ...forged }));
      expect(page.status).toBe(200);
      expect(page.text).toContain('Do you want to sign out of Portal A');
      expect(await isSignedIn(visitor)).toBe(true);
    }
    const elsewhere = await visitor.ask(`${portal.url}/oidc/sign-out`, {
      method: 'POST',
      headers: { Origin: 'https://evil.example' },
    });
    expect(elsewhere.status).toBe(403);
    expect(await isSignedIn(visitor)).toBe(true);
    const done = await visitor.ask(`${portal.url}/oidc/sign-out`, { method: 'POST', headers: { Origin: portal.url } });
    expect(done.text).toContain('您已从所有门户退出登录');
    expect(await isSignedIn(visitor)).toBe(false);
  });

  test('an ID token of somebody else ends only his session', async () => {
    const [one, other] = [await issued(), await issued()];
    await other.visitor.ask(end({ id_token_hint: one.id_token }));
    // The same account: the browser's own session ends as well; another account's does not.
    expect(await isSignedIn(one.visitor)).toBe(false);
    const eve = await signedIn('eve');
    await eve.ask(end({ id_token_hint: one.id_token }));
    expect(await isSignedIn(eve)).toBe(true);
  });
});

test.skipIf(!present())('Authlib signs in as a client of ours', async () => {
  const cookie = (await startSession(portal.state, { account: 'ann', days: 1 })).secret;
  const issuer = `${portal.url}/oidc`;
  const told = await ask<{ idToken: object; userinfo: object; replayed: string }>(
    'oidc_client.py',
    issuer,
    'authlib',
    plainKey.secret,
    callback,
    cookie,
  );
  expect(told.idToken).toMatchObject({ sub: 'ann', iss: issuer, aud: 'authlib', groups: ['approved'] });
  expect(told.userinfo).toMatchObject({ sub: 'ann', name: '李安', email_verified: true });
  expect(told.replayed).toBe('invalid_grant');
});

test('keys are the same after a restart of another process, and their private parts are not told', async () => {
  const { keys } = (await (await fetch(`${portal.url}/oidc/jwks`)).json()) as { keys: Record<string, unknown>[] };
  expect(keys.map((one) => one['alg']).sort()).toEqual(['ES256', 'RS256']);
  for (const one of keys)
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(one).not.toHaveProperty(secret);
  const stored = await portal.state.db
    .selectFrom('sign_on_key')
    .select(['id', 'secret'])
    .where('purpose', '=', 'signing')
    .execute();
  expect(stored.map(({ id }) => id).sort()).toEqual(keys.map((one) => one['kid']).sort());
});
