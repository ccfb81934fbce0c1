import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkToken, listTokens, makeToken, revokeToken, type State } from './index.ts';
import { storeKinds, testStores } from './test-stores.ts';

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;

  beforeAll(async () => {
    state = await stores.open();
  });
  afterAll(async () => {
    await stores.clean();
  });

  test('a token names its user until it is revoked', async () => {
    const { token, secret } = await makeToken(state, { name: 'ann' });
    expect(secret).toMatch(/^lt_[\w-]{43}$/);
    expect(token).toMatchObject({ name: 'ann', owner: 'ann' });
    expect(await checkToken(state, secret)).toMatchObject({ state: 'valid', token: { owner: 'ann' } });
    expect((await listTokens(state))[0]).toMatchObject({ name: 'ann', lastUsed: expect.any(Date) });
    await revokeToken(state, 'ann');
    expect(await checkToken(state, secret)).toEqual({ state: 'revoked' });
    expect(await checkToken(state, `${secret}x`)).toEqual({ state: 'unknown' });
  });

  test('the secret is kept nowhere', async () => {
    const { secret } = await makeToken(state, { name: 'secret_keeper' });
    const { rows } = await sql<{ all: string }>`select string_agg(token::text, ' ') as all from token`.execute(
      state.db,
    );
    expect(rows[0]!.all).toContain('secret_keeper');
    expect(rows[0]!.all).not.toContain(secret);
    expect(rows[0]!.all).not.toContain(secret.slice(3));
  });

  test('expires, and its name is free again', async () => {
    const first = await makeToken(state, { name: 'bob', expires: new Date(Date.now() - 1000) });
    expect(await checkToken(state, first.secret)).toEqual({ state: 'expired' });
    const second = await makeToken(state, { name: 'bob', expires: new Date(Date.now() + 60_000) });
    expect(await checkToken(state, second.secret)).toMatchObject({ state: 'valid', token: { owner: 'bob' } });
    await expect(makeToken(state, { name: 'bob' })).rejects.toMatchObject({
      class: 'conflict',
      diagnostics: [{ code: 'TOKEN-EXISTS', text: { zh: expect.stringMatching(/[一-鿿]/) } }],
    });
  });

  test('users name their tokens without meeting each other; who revokes by name says whose', async () => {
    const [one, other] = [
      await makeToken(state, { name: 'laptop', owner: 'dora' }),
      await makeToken(state, { name: 'laptop', owner: 'emil', scopes: ['read'] }),
    ];
    expect(await checkToken(state, one.secret)).toMatchObject({ token: { owner: 'dora', scopes: ['read', 'tables'] } });
    await expect(revokeToken(state, 'laptop')).rejects.toMatchObject({
      diagnostics: [{ code: 'TOKEN-AMBIGUOUS', text: { en: expect.stringContaining('dora, emil') } }],
    });
    expect(await checkToken(state, one.secret)).toMatchObject({ state: 'valid' });
    await expect(revokeToken(state, 'laptop', { actor: 'ann', owner: 'ann' })).rejects.toMatchObject({
      class: 'not-found',
    });
    await revokeToken(state, 'laptop', { actor: 'emil', owner: 'emil' });
    expect(await checkToken(state, other.secret)).toEqual({ state: 'revoked' });
    expect(await checkToken(state, one.secret)).toMatchObject({ state: 'valid' });
  });

  test.each(['', 'Bob', 'a b', '1a', 'a-b', 'ünal', `a${'b'.repeat(32)}`])('"%s" is no name', async (name) => {
    await expect(makeToken(state, { name })).rejects.toMatchObject({ class: 'usage' });
    await expect(makeToken(state, { name: 'fine', owner: name })).rejects.toMatchObject({ class: 'usage' });
  });

  test('to revoke what is not there names the nearest', async () => {
    await makeToken(state, { name: 'carol' });
    await expect(revokeToken(state, 'carl')).rejects.toMatchObject({
      class: 'not-found',
      diagnostics: [{ nearest: 'carol' }],
    });
  });
});
