import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkToken, countValidTokens, listTokens, makeToken, revokeToken, type State } from './index.ts';
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

  test('an owner has no more valid ones than he may, however many are made at once; expired and revoked ones do not count', async () => {
    const make = (name: string, more: { readonly expires?: Date } = {}) =>
      makeToken(state, { name, owner: 'frida', most: 4, ...more });
    await make('used_up', { expires: new Date(Date.now() - 1000) });
    await make('taken_back');
    await revokeToken(state, 'taken_back', { actor: 'frida', owner: 'frida' });
    const [oldest, used] = [await make('oldest'), await make('used')];
    await checkToken(state, used.secret);
    const atOnce = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => make(`n${n}`)));
    expect(atOnce.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await countValidTokens(state, 'frida')).toBe(4);
    const full = {
      class: 'too-large',
      diagnostics: [
        {
          code: 'TOKEN-MOST',
          text: {
            en: expect.stringMatching(/4 valid tokens.*longest: oldest, /),
            zh: expect.stringMatching(/4 个.*oldest、/),
          },
        },
      ],
    };
    await expect(make('one_more')).rejects.toMatchObject(full);
    expect((await listTokens(state, 'frida')).map(({ name }) => name)).not.toContain('one_more');
    await makeToken(state, { name: 'elsewhere', owner: 'gerd', most: 1 });
    await revokeToken(state, 'oldest', { actor: 'frida', owner: 'frida' });
    expect(await checkToken(state, oldest.secret)).toEqual({ state: 'revoked' });
    await make('one_more');
    await expect(makeToken(state, { name: 'none', owner: 'gustav', most: 0 })).rejects.toMatchObject({
      diagnostics: [{ text: { en: expect.stringMatching(/tokens\.$/) } }],
    });
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
