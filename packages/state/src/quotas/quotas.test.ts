import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUsage, createAccount, listQuotas, recentAudit, type State, setQuota, usageOfDay } from '../index.ts';
import { storeKinds, testStores } from '../test-stores.ts';

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;
  const by = { actor: 'chief' };

  beforeAll(async () => {
    state = await stores.open();
    await createAccount(state, { name: 'ann' }, by);
  });
  afterAll(() => stores.clean());

  test('a quota is set, replaced as a whole and taken away; each time it is written down', async () => {
    await setQuota(state, { subject: 'user:ann', limits: { tables: 3, rowsPerResult: 5 }, reason: 'trial' }, by);
    await setQuota(state, { subject: 'user:ann', limits: { rowsPerResult: 7 }, reason: 'more' }, by);
    expect(await listQuotas(state)).toEqual([
      { subject: 'user:ann', limits: { rowsPerResult: 7 }, actor: 'chief', reason: 'more', changed: expect.any(Date) },
    ]);
    await setQuota(state, { subject: 'user:ann', limits: {}, reason: 'over' }, by);
    expect(await listQuotas(state)).toEqual([]);
    const log = await recentAudit(state, { action: 'quota.set' }, 10);
    expect(log.map(({ detail }) => detail?.['reason'])).toEqual(['over', 'more', 'trial']);
  });

  test('a quota for nobody is refused, with the nearest name', async () => {
    await expect(
      setQuota(state, { subject: 'user:anne', limits: { tables: 1 }, reason: 'x' }, by),
    ).rejects.toMatchObject({
      diagnostics: [{ code: 'QUOTA-SUBJECT', nearest: 'user:ann' }],
    });
    await expect(setQuota(state, { subject: 'everyone', limits: {}, reason: 'x' }, by)).rejects.toThrow(
      /anonymous, users/,
    );
    expect(await listQuotas(state)).toEqual([]);
  });

  test('without a reason, or where nothing would count it, a quota is refused', async () => {
    for (const [subject, limits, reason, code] of [
      ['users', { tables: 1 }, ' ', 'ACCESS-REASON'],
      ['anonymous', { bytesPerDay: 1 }, 'x', 'QUOTA-ACCOUNTS-ONLY'],
      ['anonymous', { tables: 0 }, 'x', 'QUOTA-ACCOUNTS-ONLY'],
    ] as const)
      await expect(setQuota(state, { subject, limits, reason }, by)).rejects.toMatchObject({ diagnostics: [{ code }] });
    expect(await listQuotas(state)).toEqual([]);
  });

  test('use of a day adds up, whoever adds at the same time, and days are apart', async () => {
    const one = { account: 'ann', day: '2026-01-02', requests: 1, bytes: 2 ** 40 };
    await Promise.all(
      Array.from({ length: 20 }, () => addUsage(state, [one, { ...one, day: '2026-01-03', bytes: 1 }])),
    );
    expect(await usageOfDay(state, 'ann', '2026-01-02')).toMatchObject({ requests: 20, bytes: 20 * 2 ** 40 });
    expect(await usageOfDay(state, 'ann', '2026-01-03')).toMatchObject({ bytes: 20 });
    expect(await usageOfDay(state, 'ann', '2026-01-04')).toMatchObject({ requests: 0, bytes: 0 });
  });
});
