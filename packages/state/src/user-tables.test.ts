import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type State, type UserTableStore, userTableStore } from './index.ts';
import { storeKinds, testStores } from './test-stores.ts';

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;
  let tables: UserTableStore;

  beforeAll(async () => {
    state = await stores.open();
    tables = userTableStore(state);
  });
  afterAll(async () => {
    await stores.clean();
  });

  const columns = [
    { name: 'ra', scalar: 'float64', unit: 'deg', ucd: 'pos.eq.ra', description: '赤经' },
    { name: 'flux', scalar: 'float32', arraysize: '*' },
  ] as const;
  const file = (n: number) => ({ path: `user/ann/${n}.parquet`, rowCount: n, sizeBytes: 10 * n });

  test('a table is found as it was made; its name is taken, for its owner', async () => {
    const made = await tables.create({ owner: 'ann', name: 'mine', columns, files: [file(1)], description: 'd' });
    expect(await tables.find('ann', 'mine')).toEqual(made);
    expect(made).toMatchObject({
      columns,
      rowCount: 1,
      sizeBytes: 10,
      sharedWith: 'private',
      indexes: [],
      description: 'd',
    });
    await expect(tables.create({ owner: 'ann', name: 'mine', columns, files: [] })).rejects.toMatchObject({
      class: 'conflict',
    });
    await tables.create({ owner: 'bob', name: 'mine', columns, files: [] });
    expect(await tables.find('eve', 'mine')).toBeUndefined();
  });

  test('all that append at once do', async () => {
    await tables.create({ owner: 'ann', name: 'grows', columns, files: [] });
    await Promise.all([1, 2, 3, 4, 5, 6].map((n) => tables.append('ann', 'grows', file(n))));
    const table = (await tables.find('ann', 'grows'))!;
    expect(table.files.map((one) => one.rowCount).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect([table.rowCount, table.sizeBytes]).toEqual([21, 210]);
  });

  test('is described, indexed once and shared; others see only what is public', async () => {
    await tables.create({ owner: 'zoe', name: 'open', columns, files: [file(3)] });
    await tables.create({ owner: 'zoe', name: 'shut', columns, files: [file(4)] });
    await tables.index('zoe', 'open', 'ra');
    expect((await tables.index('zoe', 'open', 'ra')).indexes).toEqual(['ra']);
    expect(await tables.describe('zoe', 'open', { description: 'now' })).toMatchObject({ description: 'now', columns });
    const names = async (owner: string | undefined): Promise<string[]> =>
      (await tables.visibleTo(owner)).map((table) => `${table.owner}.${table.name}`);
    expect(await names(undefined)).toEqual([]);
    await tables.share('zoe', 'open', 'public');
    expect(await names(undefined)).toEqual(['zoe.open']);
    expect(await names('bob')).toEqual(['bob.mine', 'zoe.open']);
    expect(await names('zoe')).toEqual(['zoe.open', 'zoe.shut']);
    expect(await tables.usage('zoe')).toEqual({ tables: 2, sizeBytes: 70 });
  });

  test('is dropped; what is not there is named with the nearest', async () => {
    await tables.create({ owner: 'tim', name: 'stars', columns, files: [file(2)] });
    await expect(tables.append('tim', 'star', file(1))).rejects.toMatchObject({
      class: 'not-found',
      diagnostics: [{ nearest: 'stars' }],
    });
    expect((await tables.drop('tim', 'stars')).files).toEqual([file(2)]);
    await expect(tables.drop('tim', 'stars')).rejects.toMatchObject({ class: 'not-found' });
  });
});
