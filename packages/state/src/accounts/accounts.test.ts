import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AuditRecord,
  accountForSignIn,
  audit,
  auditRecords,
  changeAccount,
  changeAttempts,
  checkToken,
  createAccount,
  createGroup,
  endProviderSessions,
  endSession,
  findAccount,
  findAccountByEmail,
  joinGroup,
  leaveGroup,
  listGroups,
  lookAtCode,
  makeCode,
  makeRegistration,
  makeToken,
  rightsOf,
  type State,
  sessionOf,
  sessionsOf,
  setPassword,
  startSession,
  sweepAccounts,
  takeCode,
  waitingCodes,
} from '../index.ts';
import { storeKinds, testStores } from '../test-stores.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const by = { actor: 'terminal' };
const day = (date: string): Date => new Date(`${date}T00:00:00Z`);

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;

  beforeAll(async () => {
    state = await stores.open();
    for (const name of ['ann', 'bob', 'carol']) await createAccount(state, { name, email: `${name}@example.org` }, by);
  });
  afterAll(() => stores.clean());

  async function lines(action: string): Promise<AuditRecord[]> {
    return all(auditRecords(state, { action }));
  }

  describe('accounts', () => {
    test('one for each name and address, whatever its case', async () => {
      await expect(createAccount(state, { name: 'ann' }, by)).rejects.toMatchObject({ class: 'conflict' });
      await expect(createAccount(state, { name: 'anna', email: 'Ann@Example.org' }, by)).rejects.toMatchObject({
        diagnostics: [{ code: 'ACCOUNT-EXISTS' }],
      });
      expect(await findAccountByEmail(state, 'ANN@example.ORG')).toMatchObject({ name: 'ann', roles: ['member'] });
      expect(await findAccount(state, 'anna')).toBeUndefined();
    });

    test.each([
      ['Ann', undefined, 'ACCOUNT-NAME'],
      ['a'.repeat(33), undefined, 'ACCOUNT-NAME'],
      ['public', undefined, 'ACCOUNT-NAME-RESERVED'],
      ['dan', 'dan', 'ACCOUNT-EMAIL'],
      ['dan', 'dan@example.org\r\nBcc: x@example.org', 'ACCOUNT-EMAIL'],
      ['dan', 'dan@example.org,eve@example.org', 'ACCOUNT-EMAIL'],
    ])('refuses %j with %j', async (name, email, code) => {
      await expect(createAccount(state, { name, ...(email ? { email } : {}) }, by)).rejects.toMatchObject({
        diagnostics: [{ code }],
      });
    });

    test('an address signs in only when it is confirmed', async () => {
      expect(await accountForSignIn(state, 'ann')).toMatchObject({ account: { name: 'ann' } });
      expect(await accountForSignIn(state, 'ann@example.org')).toBeUndefined();
      await createAccount(state, { name: 'eve', email: 'eve@example.org', emailConfirmed: true }, by);
      expect(await accountForSignIn(state, 'Eve@example.org')).toMatchObject({ account: { name: 'eve' } });
    });

    test('the last operator stays one; of two that remove each other at once one stays', async () => {
      await changeAccount(state, 'ann', { roles: ['operator'] }, by);
      for (const changes of [{ roles: ['member' as const] }, { disabled: true }])
        await expect(changeAccount(state, 'ann', changes, by)).rejects.toMatchObject({
          diagnostics: [{ code: 'ACCOUNT-LAST-OPERATOR' }],
        });
      await changeAccount(state, 'bob', { roles: ['operator'] }, by);
      const both = await Promise.allSettled(
        ['ann', 'bob'].map((name) => changeAccount(state, name, { roles: ['member'] }, by)),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('one that is disabled has no rights and no sessions', async () => {
      const { secret } = await startSession(state, { account: 'carol', days: 1 });
      expect(await rightsOf(state, 'carol')).toMatchObject({ name: 'carol' });
      await changeAccount(state, 'carol', { disabled: true }, by);
      expect([await rightsOf(state, 'carol'), await sessionOf(state, secret)]).toEqual([undefined, undefined]);
      await changeAccount(state, 'carol', { disabled: false }, by);
      expect(await rightsOf(state, 'carol')).toMatchObject({ name: 'carol' });
      expect(await sessionOf(state, secret)).toBeUndefined();
    });

    test('owners of earlier tokens and jobs have one, which nobody else can take', async () => {
      await makeToken(state, { name: 'old', owner: 'frank' });
      expect(await findAccount(state, 'frank')).toMatchObject({ hasPassword: false, roles: ['member'] });
      await expect(createAccount(state, { name: 'frank' }, by)).rejects.toMatchObject({ class: 'conflict' });
    });
  });

  describe('sessions', () => {
    test('are kept as digests, end in the store, and another sign-in has another value', async () => {
      const one = await startSession(state, { account: 'bob', days: 14, userAgent: 'x', address: '127.0.0.1' });
      const two = await startSession(state, { account: 'bob', days: 14 });
      expect(one.secret).toMatch(/^[\w-]{43}$/);
      expect(one.secret).not.toBe(two.secret);
      const { rows } = await sql<{ all: string }>`select string_agg(s::text, ' ') as all from session s`.execute(
        state.db,
      );
      expect(rows[0]!.all).toContain(one.session.id);
      expect(rows[0]!.all).not.toContain(one.secret);
      expect(await sessionOf(state, one.secret)).toMatchObject({ account: 'bob', id: one.session.id });
      await endSession(state, one.session.id);
      expect(await sessionOf(state, one.secret)).toBeUndefined();
      expect((await sessionsOf(state, 'bob')).map(({ id }) => id)).toEqual([two.session.id]);
      expect(
        await sessionOf(state, `${two.secret.slice(0, -1)}${two.secret.endsWith('A') ? 'B' : 'A'}`),
      ).toBeUndefined();
    });

    test('expire', async () => {
      const { secret, session } = await startSession(state, { account: 'bob', days: 1 });
      expect(session.expires.getTime() - session.created.getTime()).toBeCloseTo(86_400_000, -3);
      await sql`update session set expires = clock_timestamp() - interval '1 second' where id_sha256 = ${session.id}`.execute(
        state.db,
      );
      expect(await sessionOf(state, secret)).toBeUndefined();
    });

    test('a new password ends the others, and codes for a password', async () => {
      const [here, there] = [
        await startSession(state, { account: 'bob', days: 1 }),
        await startSession(state, { account: 'bob', days: 1 }),
      ];
      const code = await makeCode(state, { purpose: 'reset', account: 'bob', validSeconds: 60 });
      await setPassword(state, 'bob', 'digest', { actor: 'bob', exceptSession: here.session.id });
      expect(await sessionOf(state, here.secret)).toMatchObject({ account: 'bob' });
      expect(await sessionOf(state, there.secret)).toBeUndefined();
      expect(await lookAtCode(state, code.secret)).toBeUndefined();
      expect(await accountForSignIn(state, 'bob')).toMatchObject({ passwordHash: 'digest' });
    });

    test('none begins on a password that was replaced, or for an account that was disabled, while somebody signed in', async () => {
      await createAccount(state, { name: 'gail', passwordHash: 'old' }, by);
      const signIn = (passwordHash: string) => startSession(state, { account: 'gail', days: 1, passwordHash });
      const refused = { diagnostics: [{ code: 'SIGN-IN-CHANGED' }] };
      await setPassword(state, 'gail', 'new', by);
      await expect(signIn('old')).rejects.toMatchObject(refused);
      // Whichever of two at once comes first, no session of the old password is left.
      for (const [before, after] of [
        ['new', 'one'],
        ['one', 'two'],
        ['two', 'three'],
      ] as const) {
        await Promise.allSettled([
          ...Array.from({ length: 4 }, () => signIn(before)),
          setPassword(state, 'gail', after, by),
          signIn(before),
        ]);
        expect(await sessionsOf(state, 'gail')).toEqual([]);
      }
      await changeAccount(state, 'gail', { disabled: true }, by);
      await expect(signIn('three')).rejects.toMatchObject(refused);
    });

    test('a provider ends its own: one, or all of a person', async () => {
      const at = (sid: string, subject: string, provider = 'idp') =>
        startSession(state, { account: 'bob', days: 1, provider, providerSid: sid, providerSubject: subject });
      const made = [await at('1', 's'), await at('2', 's'), await at('3', 't'), await at('1', 's', 'other')];
      expect((await endProviderSessions(state, 'idp', { sid: '1' }))!.map(({ id }) => id)).toEqual([
        made[0]!.session.id,
      ]);
      expect(await endProviderSessions(state, 'idp', {})).toEqual([]);
      expect((await endProviderSessions(state, 'idp', { subject: 's' }))!.map(({ id }) => id)).toEqual([
        made[1]!.session.id,
      ]);
      for (const kept of made.slice(2)) expect(await sessionOf(state, kept.secret)).toMatchObject({ account: 'bob' });
    });

    test('a logout token counts once, also when it comes several times at once, and only when its sessions have ended', async () => {
      const begin = (sid: string) =>
        startSession(state, { account: 'carol', days: 1, provider: 'idp', providerSid: sid, providerSubject: 'c' });
      const token = { jti: 'once', expires: new Date(Date.now() + 60_000) };
      const said = (await lines('account.sign-out')).length;
      const { session, secret } = await begin('9');
      const { schema } = state.db;
      // Nobody can end a session now, and then nobody can write down that it ended.
      const tried = () => endProviderSessions(state, 'idp', { sid: '9', token }).catch((error: unknown) => error);
      await schema.alterTable('session').renameColumn('provider_sid', 'away').execute();
      const failed = [await tried()];
      await schema.alterTable('session').renameColumn('away', 'provider_sid').execute();
      await schema.alterTable('audit').renameTo('away').execute();
      failed.push(await tried());
      await schema.alterTable('away').renameTo('audit').execute();
      expect(failed).toEqual([expect.any(Error), expect.any(Error)]);
      expect(await sessionOf(state, secret)).toMatchObject({ account: 'carol' });
      const ended = await Promise.all(
        Array.from({ length: 5 }, () => endProviderSessions(state, 'idp', { sid: '9', token })),
      );
      expect(ended.flatMap((sessions) => sessions ?? []).map(({ id }) => id)).toEqual([session.id]);
      expect(ended.filter((sessions) => sessions === undefined)).toHaveLength(4);
      expect((await lines('account.sign-out')).length).toBe(said + 1);
      const later = await begin('9');
      expect(await endProviderSessions(state, 'idp', { sid: '9', token })).toBeUndefined();
      expect(await sessionOf(state, later.secret)).toMatchObject({ account: 'carol' });
    });
  });

  test('what can never be used again is removed after its time, and nothing else', async () => {
    const { session } = await startSession(state, { account: 'bob', days: 1 });
    const old = await startSession(state, { account: 'bob', days: 1 });
    await sql`update session set expires = clock_timestamp() - interval '31 days' where id_sha256 = ${old.session.id}`.execute(
      state.db,
    );
    await sweepAccounts(state);
    const { rows } = await sql<{ id_sha256: string }>`select id_sha256 from session`.execute(state.db);
    const ids = rows.map(({ id_sha256 }) => id_sha256);
    expect([ids.includes(session.id), ids.includes(old.session.id)]).toEqual([true, false]);
  });

  describe('codes', () => {
    test('are used once, also by two at once, and only for their purpose', async () => {
      const { secret } = await makeCode(state, { purpose: 'reset', account: 'ann', validSeconds: 60 });
      expect(await takeCode(state, secret, ['confirm', 'operator'])).toBeUndefined();
      const taken = await Promise.all([1, 2, 3].map(() => takeCode(state, secret, ['reset'])));
      expect(taken.filter((code) => code !== undefined)).toMatchObject([{ purpose: 'reset', account: 'ann' }]);
    });

    test('of several made at once, one is good', async () => {
      const made = await Promise.all(
        Array.from({ length: 6 }, () => makeCode(state, { purpose: 'reset', account: 'bob', validSeconds: 60 })),
      );
      const looked = await Promise.all(made.map(({ secret }) => lookAtCode(state, secret)));
      expect(looked.filter((code) => code !== undefined)).toHaveLength(1);
    });

    test('a new one makes the old one worthless; each has its time', async () => {
      const first = await makeCode(state, { purpose: 'reset', account: 'ann', validSeconds: 60 });
      const other = await makeCode(state, { purpose: 'reset', account: 'bob', validSeconds: 60 });
      const second = await makeCode(state, { purpose: 'reset', account: 'ann', validSeconds: 60 });
      expect(await lookAtCode(state, first.secret)).toBeUndefined();
      for (const { secret } of [other, second])
        expect(await lookAtCode(state, secret)).toMatchObject({ purpose: 'reset' });
      const late = await makeCode(state, { purpose: 'operator', account: 'ann', validSeconds: -1 });
      expect([await lookAtCode(state, late.secret), await takeCode(state, late.secret, ['operator'])]).toEqual([
        undefined,
        undefined,
      ]);
    });
  });

  describe('registrations', () => {
    const ask = (name: string, email: string, mailed = false) => {
      const detail = { name, displayName: '', passwordHash: `digest of ${email}`, mailed };
      return makeRegistration(state, { email, detail, validSeconds: 3600 });
    };
    const waitingAs = async (name: string) =>
      (await waitingCodes(state, 'confirm')).filter(({ detail }) => detail?.name === name);

    test('that an operator passes on wait one under a name, however many ask at once; then another may, when that one expired', async () => {
      const made = await Promise.all(Array.from({ length: 8 }, (_, n) => ask('hana', `hana${n}@example.org`)));
      expect(made.filter((one) => one !== undefined)).toHaveLength(1);
      const [first, ...others] = await waitingAs('hana');
      expect(others).toEqual([]);
      // Whose password this is only the bearer of the code can say now.
      expect(first!.detail).toMatchObject({ passwordHash: `digest of ${first!.email}`, contested: true });
      await sql`update one_time_code set expires = clock_timestamp() where email = ${first!.email}`.execute(state.db);
      expect(await ask('hana', 'other@example.org')).toMatchObject({ secret: expect.any(String) });
      expect(await waitingAs('hana')).toMatchObject([{ email: 'other@example.org', detail: { contested: false } }]);
    });

    test('who asks again at the same address waits no longer than before, and under another name frees the first', async () => {
      const first = await ask('ines', 'ines@example.org');
      await sql`update one_time_code set expires = expires - interval '50 minutes' where email = 'ines@example.org'`.execute(
        state.db,
      );
      const again = await ask('ines', 'Ines@example.org');
      expect(await lookAtCode(state, first!.secret)).toBeUndefined();
      expect(again!.expires.getTime()).toBeLessThan(Date.now() + 11 * 60_000);
      expect(await waitingAs('ines')).toMatchObject([{ email: 'Ines@example.org', detail: { contested: true } }]);
      await ask('ines_li', 'ines@example.org');
      expect(await waitingAs('ines')).toEqual([]);
      expect(await ask('ines', 'another@example.org')).toBeDefined();
    });

    test('that are mailed wait side by side: the address that answers gets the name', async () => {
      const made = await Promise.all(['a', 'b'].map((who) => ask('jun', `${who}@example.org`, true)));
      expect(made.map((one) => one !== undefined)).toEqual([true, true]);
      const waiting = await waitingAs('jun');
      expect(waiting.map(({ email }) => email).sort()).toEqual(['a@example.org', 'b@example.org']);
      expect(waiting.every(({ detail }) => detail!.contested)).toBe(true);
    });
  });

  describe('groups', () => {
    test('the usual ones are there; others can be made', async () => {
      expect((await listGroups(state)).map(({ name }) => name)).toEqual([
        'approved',
        'collaborator',
        'domestic',
        'working-group',
      ]);
      await createGroup(state, { name: 'pilot', title: { en: 'Pilot', zh: '先导' } }, by);
      for (const name of ['pilot', 'public', 'A', ''])
        await expect(createGroup(state, { name, title: { en: 'x', zh: 'x' } }, by)).rejects.toThrow();
    });

    test('who is in one, by whom, why and for how long; taken back it is no right any more, but kept', async () => {
      const joined = await joinGroup(
        state,
        { account: 'ann', group: 'pilot', reason: 'builder', starts: day('2026-01-01'), ends: day('2027-01-01') },
        { actor: 'bob' },
      );
      expect(joined).toMatchObject({ grantor: 'bob', reason: 'builder', source: 'operator' });
      expect((await rightsOf(state, 'ann'))!.memberships).toEqual([
        { group: 'pilot', starts: day('2026-01-01'), ends: day('2027-01-01') },
      ]);
      await expect(leaveGroup(state, { group: 'approved', id: joined.id, reason: 'x' }, by)).rejects.toMatchObject({
        class: 'not-found',
      });
      await leaveGroup(state, { group: 'pilot', id: joined.id, reason: 'left the project' }, { actor: 'bob' });
      expect((await rightsOf(state, 'ann'))!.memberships).toEqual([]);
      expect((await lines('group')).filter(({ resource }) => resource === 'group:pilot')).toMatchObject([
        { action: 'group.make', actor: 'terminal' },
        { action: 'group.join', actor: 'bob', detail: { account: 'ann', reason: 'builder' } },
        { action: 'group.leave', actor: 'bob', detail: { account: 'ann', reason: 'left the project' } },
      ]);
    });

    test.each([
      [{ account: 'nobody', group: 'pilot', reason: 'x' }, 'ACCOUNT-UNKNOWN'],
      [{ account: 'ann', group: 'pilots', reason: 'x' }, 'GROUP-UNKNOWN'],
      [{ account: 'ann', group: 'pilot', reason: '  ' }, 'ACCESS-REASON'],
      [{ account: 'ann', group: 'pilot', reason: 'x', ends: day('2020-01-01') }, 'GROUP-DATES'],
    ])('refuses %j', async (wanted, code) => {
      await expect(joinGroup(state, wanted, by)).rejects.toMatchObject({ diagnostics: [{ code }] });
    });
  });

  describe('the audit log', () => {
    test('is never changed, not even by the tables’ owner', async () => {
      await audit(state, { actor: 'ann', action: 'test.one', resource: 'a/b/c', detail: { n: 1 }, address: '::1' });
      for (const statement of ['update audit set actor = $$x$$', 'delete from audit', 'truncate audit'])
        await expect(sql.raw(statement).execute(state.db)).rejects.toThrow(/append-only/);
      expect(await lines('test')).toMatchObject([
        { actor: 'ann', action: 'test.one', resource: 'a/b/c', address: '::1' },
      ]);
    });

    test('is found by time, actor, action and resource, in order and whole', async () => {
      const { rows } = await sql<{ n: bigint }>`select count(*) as n from audit`.execute(state.db);
      await sql`insert into audit (actor, action, resource, at)
      select 'many', 'bulk.row', 'x/y', '2020-01-01'::timestamptz + i * interval '1 second' from generate_series(1, 2500) i`.execute(
        state.db,
      );
      const kept = await all(auditRecords(state));
      expect(BigInt(kept.length)).toBe(rows[0]!.n + 2500n);
      expect(kept.every(({ id }, i) => i === 0 || kept[i - 1]!.id < id)).toBe(true);
      const found = async (filter: Parameters<typeof auditRecords>[1]) =>
        (await all(auditRecords(state, filter))).length;
      expect(await found({ actor: 'many' })).toBe(2500);
      expect(await found({ action: 'bulk' })).toBe(2500);
      expect(await found({ action: 'bul' })).toBe(0);
      expect(await found({ resource: 'x' })).toBe(2500);
      expect(await found({ since: new Date('2020-01-01T00:00:10Z'), until: new Date('2020-01-01T00:00:20Z') })).toBe(
        10,
      );
    });

    test('what fails leaves no line', async () => {
      const before = (await lines('account')).length;
      await expect(createAccount(state, { name: 'ann' }, by)).rejects.toThrow();
      expect((await lines('account')).length).toBe(before);
    });
  });

  test('attempts under one key are counted one after the other', async () => {
    const count = () =>
      changeAttempts(state, 'name:x', (before) => ({ failures: (before?.failures ?? 0) + 1, last: new Date() }));
    await Promise.all(Array.from({ length: 20 }, count));
    expect((await count())!.failures).toBe(21);
    expect(await changeAttempts(state, 'name:x', () => undefined)).toBeUndefined();
    expect((await count())!.failures).toBe(1);
  });

  test('tokens carry scopes; those from before there were any are good for reading and for tables', async () => {
    const { secret } = await makeToken(state, { name: 'scoped', owner: 'ann', scopes: ['read', 'admin'] });
    expect(await checkToken(state, secret)).toMatchObject({ token: { scopes: ['read', 'admin'] } });
    await sql`update token set scopes = null where name = 'scoped'`.execute(state.db);
    expect(await checkToken(state, secret)).toMatchObject({ token: { scopes: ['read', 'tables'] } });
  });
});
