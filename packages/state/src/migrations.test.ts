import { type Kysely, sql } from 'kysely';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { publishRelease, type State } from './index.ts';
import { lossOf } from './migration-loss.ts';
import { migrationNames, tablesMadeBy } from './migrations.ts';
import type { Schema } from './schema.ts';
import { storeTables } from './store-tables.ts';
import { schemaText } from './test-catalogue.ts';
import { release } from './test-homes.ts';
import { storeKinds, testStores } from './test-stores.ts';

const refusal = (code: string, ...texts: string[]): unknown =>
  expect.objectContaining({
    diagnostics: [
      expect.objectContaining({
        code,
        text: {
          en: expect.stringMatching(new RegExp(texts.join('.*'))),
          zh: expect.stringMatching(/[一-鿿]/),
        },
      }),
    ],
  });

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  afterEach(() => stores.end());
  afterAll(() => stores.clean());

  test('each step up, back and up again leaves the same schema; before the first there is nothing', async () => {
    const state = await stores.open(await stores.newStore());
    const schemas: string[][] = [await schemaText(state.db)];
    for (const name of migrationNames) {
      expect(await state.migrate(name)).toEqual([name]);
      schemas.push(await schemaText(state.db));
      expect([...(await storeTables(state.db)).keys()].sort()).toEqual(
        tablesMadeBy((await state.status()).applied).sort(),
      );
    }
    expect(schemas[0]).toEqual([]);
    for (let i = migrationNames.length - 1; i > 0; i--) {
      expect(await state.migrate(migrationNames[i - 1])).toEqual([migrationNames[i]]);
      expect(await schemaText(state.db)).toEqual(schemas[i]);
    }
    expect(await state.migrate('none')).toEqual([migrationNames[0]]);
    expect(await schemaText(state.db)).toEqual([]);
    expect(await state.migrate()).toEqual(migrationNames);
    expect(await schemaText(state.db)).toEqual(schemas.at(-1));
  });

  test('going back with rows is refused and says which, how many; nothing is changed', async () => {
    const state = await stores.open();
    await publishRelease(state, release('v1'));
    await sql`insert into token (name, owner, secret_sha256) values ('a', 'ann', 'x'), ('b', 'bob', 'y')`.execute(
      state.db,
    );
    const before = [await schemaText(state.db), (await state.status()).applied];
    await expect(state.migrate('0001')).rejects.toEqual(
      refusal('STATE-BACK-LOSES', '0001-publications', 'token \\(2 rows\\)'),
    );
    await expect(state.migrate('none')).rejects.toEqual(refusal('STATE-BACK-LOSES', 'publication \\(1 row\\)'));
    expect([await schemaText(state.db), (await state.status()).applied]).toEqual(before);
    await sql`delete from token`.execute(state.db);
    await expect(state.migrate('0001')).rejects.toEqual(
      refusal('STATE-BACK-LOSES', '0001-publications', 'audit \\(1 row\\)'),
    );
    // Its lines cannot be removed, but by who administers the database.
    await sql`alter table audit disable trigger user`.execute(state.db);
    await sql`delete from audit`.execute(state.db);
    expect(await state.migrate('0001')).toEqual(migrationNames.slice(1).reverse());
    expect(await state.migrate('0003')).toEqual(migrationNames.slice(1, 3));
    await state.migrate();
    const { rows } = await sql<{ version: string }>`select version from publication`.execute(state.db);
    expect(rows).toEqual([{ version: 'v1' }]);
  });

  test('a name that is none names the nearest', async () => {
    const state = await stores.open();
    await expect(state.migrate('0002-jobs-token-user-tables')).rejects.toMatchObject({
      class: 'usage',
      diagnostics: [{ code: 'STATE-MIGRATION-UNKNOWN', nearest: '0002-jobs-tokens-user-tables' }],
    });
  });

  test('a store of a newer Lingtai is not taken back', async () => {
    const state = await stores.open();
    await sql`insert into kysely_migration (name, timestamp) values ('0999-future', '2030')`.execute(state.db);
    await expect(state.migrate('0001')).rejects.toEqual(refusal('STATE-NEWER', '0999-future'));
  });

  test('columns and rows that a migration writes count as lost only where somebody gave or changed them', async () => {
    const state = await stores.open();
    const lost = (change: string): Promise<unknown> => lossAfter(state, change);
    expect(await lost('')).toEqual([]);
    expect(await lost("insert into thing values (1, 'x', 7, default)")).toEqual([]);
    expect(await lost("insert into thing values (1, 'x', 8, default), (2, 'y', 7, null)")).toEqual([
      { table: 'thing', column: 'priority', rowCount: 1n },
    ]);
    expect(await lost("insert into thing values (1, 'x', 7, 'said')")).toEqual([
      { table: 'thing', column: 'remark', rowCount: 1n },
    ]);
    expect(await lost("update seed set name = 'other' where name = 'a'")).toEqual([{ table: 'seed', rowCount: 2n }]);
    expect(await lost("insert into seed values ('c')")).toEqual([{ table: 'seed', rowCount: 3n }]);
  });
});

/** What going back loses of a table with two new columns and of one with two rows of its migration's own. */
async function lossAfter(state: State, change: string): Promise<unknown> {
  const run = async (trx: Kysely<Schema>, ...statements: string[]): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(trx);
  };
  const up = [
    'alter table thing add column priority integer not null default 7',
    'alter table thing add column remark text',
    'create table seed (name text)',
    "insert into seed values ('a'), ('b')",
  ];
  const down = ['drop table seed', 'alter table thing drop column priority', 'alter table thing drop column remark'];
  const undo = new Error('undone');
  let found: unknown;
  await state.db
    .transaction()
    .execute(async (trx) => {
      await run(trx, 'create table thing (id integer, name text)', ...up, ...(change === '' ? [] : [change]));
      found = await lossOf(trx, { back: () => run(trx, ...down), forth: () => run(trx, ...up) });
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return found;
}
