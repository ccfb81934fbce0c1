import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { assertServerVersion, stateError } from './errors.ts';
import { findPublication, openState, publishRelease, type State } from './index.ts';
import { migrationNames as migrations } from './migrations.ts';
import { release } from './test-homes.ts';
import { storeKinds, testStores } from './test-stores.ts';

const withCode = (errorClass: string, code: string): unknown =>
  expect.objectContaining({
    class: errorClass,
    diagnostics: [
      expect.objectContaining({
        code,
        text: { en: expect.stringMatching(/\w/), zh: expect.stringMatching(/[一-鿿]/) },
      }),
    ],
  });

describe.each(storeKinds)('the server of a store %s', (kind) => {
  const stores = testStores(kind);
  let server: State;
  const open: State[] = [];

  async function byUrl(url: string): Promise<State> {
    const state = await openState({ url, homeDir: '/nonexistent' });
    open.push(state);
    return state;
  }

  async function newDatabase(name: string): Promise<string> {
    await sql`create database ${sql.ref(name)}`.execute(server.db);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  const refused = (url: string): Promise<unknown> =>
    openState({ url, homeDir: '/nonexistent' }).then(
      () => 'opened',
      (error) => error,
    );
  beforeAll(async () => {
    server = await stores.open(await stores.newStore());
  });
  afterEach(async () => {
    for (const state of open.splice(0)) await state.close();
  });
  afterAll(async () => {
    await stores.clean();
  });

  describe('any PostgreSQL by URL', () => {
    test('is migrated, used, shown without its password and left running', async () => {
      const url = await newDatabase('centre');
      const state = await byUrl(url);
      expect((await state.status()).pending).toEqual(migrations);
      expect(await state.migrate()).toEqual(migrations);
      expect(await state.migrate()).toEqual([]);
      await publishRelease(state, release('v1'));
      const status = await state.status();
      expect(status).toMatchObject({ kind: 'server', applied: migrations, pending: [], unknown: [] });
      expect(status.url).not.toContain(new URL(url).password);
      await state.close();
      expect(await findPublication(await byUrl(url), release('v1'))).toMatchObject({ digest: 'digest of v1' });
    });

    test('many processes may migrate at once: each migration runs once', async () => {
      const url = await newDatabase('crowd');
      const states = await Promise.all(Array.from({ length: 6 }, () => byUrl(url)));
      const ran = await Promise.all(states.map((state) => state.migrate()));
      expect(ran.flat()).toEqual(migrations);
    });

    test('a store that was never migrated says so', async () => {
      const state = await byUrl(await newDatabase('bare'));
      await expect(publishRelease(state, release('v1'))).rejects.toEqual(withCode('conflict', 'STATE-NOT-MIGRATED'));
    });

    test('a store of a newer Lingtai is left alone', async () => {
      const state = await byUrl(await newDatabase('newer'));
      await state.migrate();
      await sql`insert into kysely_migration (name, timestamp) values ('0999-future', '2030')`.execute(state.db);
      await expect(state.migrate()).rejects.toEqual(withCode('conflict', 'STATE-NEWER'));
      expect((await state.status()).unknown).toEqual(['0999-future']);
    });

    test('a user without rights is told which', async () => {
      const url = new URL(await newDatabase('strict'));
      const owned = new URL(url);
      await sql`create role reader login password 'secret'`.execute(server.db);
      [url.username, url.password] = ['reader', 'secret'];
      await expect((await byUrl(url.href)).migrate()).rejects.toEqual(withCode('usage', 'STATE-RIGHTS'));
      const owner = await byUrl(owned.href);
      await owner.migrate();
      await sql`grant select on kysely_migration to reader`.execute(owner.db);
      expect(await (await byUrl(url.href)).migrate()).toEqual([]);
    });
  });

  describe('a wrong URL', () => {
    test('that is none is refused', async () => {
      for (const url of ['', 'localhost:5432', 'mysql://a@b/c'])
        expect(await refused(url)).toEqual(withCode('usage', 'STATE-URL'));
    });
    test('with a wrong password, database, port or host says which it is', async () => {
      const change = (edit: (url: URL) => void): string => {
        const url = new URL(server.url);
        edit(url);
        return url.href;
      };
      expect(
        await refused(
          change((url) => {
            url.password = 'wrong';
          }),
        ),
      ).toEqual(withCode('usage', 'STATE-LOGIN'));
      expect(
        await refused(
          change((url) => {
            url.pathname = '/nowhere';
          }),
        ),
      ).toEqual(withCode('usage', 'STATE-NO-DATABASE'));
      expect(
        await refused(
          change((url) => {
            // Nothing listens there, and no program is given it by chance.
            url.port = '1';
          }),
        ),
      ).toEqual(withCode('unavailable', 'STATE-UNREACHABLE'));
      expect(
        await refused(
          change((url) => {
            url.hostname = 'no-such-host.invalid';
          }),
        ),
      ).toEqual(withCode('unavailable', 'STATE-UNREACHABLE'));
    });
  });
});

describe('errors', () => {
  test('a server that is too old is refused', () => {
    expect(() => assertServerVersion('13.22')).toThrow(
      expect.objectContaining({ class: 'unsupported', message: expect.stringContaining('13.22') }),
    );
    for (const version of ['14.0', '15.3', '18.4', '19beta1'])
      expect(() => assertServerVersion(version.replace('beta', '.'))).not.toThrow();
  });
  test('a full disk, a lost connection and the unforeseen are told apart, and insides are not shown', () => {
    expect(stateError(Object.assign(new Error('could not extend file'), { code: '53100' }))).toEqual(
      withCode('unavailable', 'STATE-DISK-FULL'),
    );
    expect(stateError(new Error('Connection terminated unexpectedly'))).toEqual(
      withCode('unavailable', 'STATE-UNREACHABLE'),
    );
    expect(stateError(new Error('secret inside'))).toEqual(withCode('internal', 'STATE-INTERNAL'));
    expect(stateError(new Error('secret inside')).message).not.toContain('secret');
  });
});
