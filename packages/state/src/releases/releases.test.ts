import { loadReleaseFamily, type ReleaseFamily } from '@lingtai/descriptor';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addMetadataRevision,
  addReleaseRecord,
  askWithdrawal,
  auditRecords,
  changeAccount,
  confirmWithdrawal,
  createAccount,
  dropWithdrawal,
  findPublication,
  listMetadataRevisions,
  listReleaseFamilies,
  listReleaseRecords,
  listWithdrawals,
  listWithdrawn,
  loadReleaseRecords,
  publicationsInView,
  publishRelease,
  type State,
} from '../index.ts';
import { release } from '../test-homes.ts';
import { storeKinds, testStores } from '../test-stores.ts';

const by = { actor: 'terminal' };
const family: ReleaseFamily = loadReleaseFamily(`
lingtai: 1
dataset: lamost
policy: { title: { en: Policy, zh: 政策 }, url: "https://example.org/policy" }
records:
  - { release: dr1, version: v1, released: "2013-08" }
  - { release: dr2, version: v1, released: "2014-12" }
`);

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;
  beforeAll(async () => {
    state = await stores.open();
    for (const name of ['ann', 'bob', 'carl']) await createAccount(state, { name, roles: ['operator'] }, by);
    await createAccount(state, { name: 'dora', roles: ['reviewer'] }, by);
  });
  afterAll(() => stores.clean());
  const actionsOf = async (resource: string): Promise<string[]> => {
    const lines: string[] = [];
    for await (const { actor, action } of auditRecords(state, { resource })) lines.push(`${actor} ${action}`);
    return lines;
  };

  test('records are loaded once, changed where the document changed, and each time that something changed is audited', async () => {
    expect(await loadReleaseRecords(state, family, by)).toEqual({
      added: ['dr1/v1', 'dr2/v1'],
      changed: [],
      unchanged: [],
    });
    expect(await loadReleaseRecords(state, family, by)).toMatchObject({ unchanged: ['dr1/v1', 'dr2/v1'] });
    expect(await actionsOf('lamost')).toEqual(['terminal release.records']);
    const [first, ...rest] = family.records;
    const later = { ...family, records: [{ ...first!, public: '2015-03-19' }, ...rest] };
    expect(await loadReleaseRecords(state, later, by)).toEqual({
      added: [],
      changed: ['dr1/v1'],
      unchanged: ['dr2/v1'],
    });
    expect((await listReleaseRecords(state)).map((r) => r.record.public)).toEqual(['2015-03-19', undefined]);
    expect((await listReleaseFamilies(state)).map((f) => f.facts)).toEqual([{ policy: family.policy }]);
    expect(await addReleaseRecord(state, 'lamost', { release: 'dr1', version: 'v1' }, by)).toBe(false);
    expect(await addReleaseRecord(state, 'lamost', { release: 'dr3', version: 'v1' }, by)).toBe(true);
    expect((await listReleaseRecords(state)).map((r) => r.record.public)).toEqual(['2015-03-19', undefined, undefined]);
  });

  test('revisions are numbered, kept and never changed; the publication tells the newest', async () => {
    const wanted = release('v1');
    await publishRelease(state, wanted);
    expect((await publicationsInView(state))[0]?.revision).toBe(0);
    const made = await Promise.all(
      ['a', 'b', 'c'].map((note) => addMetadataRevision(state, { ...wanted, changes: { note }, note }, by)),
    );
    expect(made.map((r) => r.revision).sort()).toEqual([1, 2, 3]);
    expect((await listMetadataRevisions(state, wanted)).map((r) => r.revision)).toEqual([1, 2, 3]);
    expect((await publicationsInView(state))[0]?.revision).toBe(3);
    for (const change of [sql`update metadata_revision set note = 'x'`, sql`delete from metadata_revision`])
      await expect(change.execute(state.db)).rejects.toThrow(/append-only/);
    await expect(
      addMetadataRevision(state, { ...wanted, version: 'v9', changes: {}, note: 'x' }, by),
    ).rejects.toMatchObject({ class: 'not-found' });
  });

  test('a release is withdrawn and reinstated by two different operators, and is not listed between', async () => {
    const wanted = release('v2');
    const address = { dataset: wanted.dataset, release: wanted.release, version: wanted.version };
    await publishRelease(state, wanted);
    const listed = async (): Promise<boolean> => (await publicationsInView(state)).some((p) => p.version === 'v2');
    const ask = (name: string) => askWithdrawal(state, { ...address, action: 'withdraw', reason: 'wrong', by: name });
    const confirm = (name: string) => confirmWithdrawal(state, { ...address, action: 'withdraw', by: name });
    const code = (code: string) => expect.objectContaining({ diagnostics: [expect.objectContaining({ code })] });
    await expect(ask('dora')).rejects.toEqual(code('WITHDRAW-OPERATOR'));
    await expect(ask('nobody')).rejects.toEqual(code('WITHDRAW-OPERATOR'));
    await expect(confirm('bob')).rejects.toEqual(code('WITHDRAW-NOTHING'));
    for (const reason of [' ', 'x'.repeat(2001), 'nul \0'])
      await expect(askWithdrawal(state, { ...address, action: 'withdraw', reason, by: 'ann' })).rejects.toEqual(
        code('ACCESS-REASON'),
      );
    await ask('ann');
    await expect(ask('bob')).rejects.toEqual(code('WITHDRAW-WAITING'));
    await expect(confirm('ann')).rejects.toEqual(code('WITHDRAW-SAME'));
    await expect(confirm('dora')).rejects.toEqual(code('WITHDRAW-OPERATOR'));
    expect(await listed()).toBe(true);
    await dropWithdrawal(state, { ...address, action: 'withdraw', by: 'ann' });
    await expect(confirm('bob')).rejects.toEqual(code('WITHDRAW-NOTHING'));
    await ask('ann');
    await changeAccount(state, 'bob', { disabled: true }, by);
    await expect(confirm('bob')).rejects.toEqual(code('WITHDRAW-OPERATOR'));
    expect(await confirm('carl')).toMatchObject({ askedBy: 'ann', confirmedBy: 'carl', reason: 'wrong' });
    expect(await listed()).toBe(false);
    expect(await findPublication(state, address)).toBeDefined();
    expect((await listWithdrawn(state)).map((w) => w.version)).toEqual(['v2']);
    await expect(ask('ann')).rejects.toEqual(code('WITHDRAW-ALREADY'));
    await askWithdrawal(state, { ...address, action: 'reinstate', reason: 'was right', by: 'carl' });
    expect(await listed()).toBe(false);
    await confirmWithdrawal(state, { ...address, action: 'reinstate', by: 'ann' });
    expect(await listed()).toBe(true);
    expect(await listWithdrawn(state)).toEqual([]);
    expect((await listWithdrawals(state)).map((w) => w.action)).toEqual(['withdraw', 'reinstate']);
    expect((await actionsOf(`${address.dataset}/${address.release}/v2`)).slice(-4)).toEqual([
      'ann release.withdraw-asked',
      'carl release.withdraw',
      'carl release.reinstate-asked',
      'ann release.reinstate',
    ]);
  });
});
