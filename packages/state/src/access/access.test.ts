import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  auditReads,
  auditRecords,
  createAccount,
  createGroup,
  decideRequest,
  endGrant,
  findAccount,
  findPublication,
  joinGroup,
  listGrants,
  listReleaseAccessChanges,
  listRequests,
  makeGrant,
  makeRequest,
  publishRelease,
  reserveOwners,
  rightsOf,
  type State,
  setReleaseAccess,
  withdrawRequest,
} from '../index.ts';
import { release } from '../test-homes.ts';
import { storeKinds, testStores } from '../test-stores.ts';

const by = { actor: 'rita' };
const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
const code = (name: string) => expect.objectContaining({ diagnostics: [expect.objectContaining({ code: name })] });

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;

  beforeAll(async () => {
    state = await stores.open();
    await state.migrate();
    for (const name of ['ann', 'bob', 'rita']) await createAccount(state, { name }, by);
  });
  afterAll(() => stores.clean());

  const actions = async (resource: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const record of auditRecords(state, { resource })) found.push(`${record.actor} ${record.action}`);
    return found;
  };

  test('grants to accounts and groups: made, found with their dates, ended once', async () => {
    const wanted = { subjectKind: 'user', subject: 'ann', resource: 'set/r1/v0', reason: 'committee' } as const;
    const grant = await makeGrant(state, { ...wanted, starts: day('2026-01-01'), ends: day('2027-01-01') }, by);
    await makeGrant(state, { ...wanted, subjectKind: 'group', subject: 'approved', resource: 'set/r1/v0#t' }, by);
    await joinGroup(state, { account: 'ann', group: 'approved', reason: 'r', starts: day('2026-01-01') }, by);
    expect((await rightsOf(state, 'ann'))?.grants).toEqual([
      { resource: 'set/r1/v0', starts: day('2026-01-01'), ends: day('2027-01-01') },
      { resource: 'set/r1/v0#t', starts: expect.any(Date), group: 'approved' },
    ]);
    expect((await rightsOf(state, 'bob'))?.grants).toEqual([]);
    expect((await listGrants(state, { resource: 'set/r1' })).map((g) => g.subject)).toEqual(['approved', 'ann']);
    await endGrant(state, { id: grant.id, reason: 'over' }, by);
    expect((await rightsOf(state, 'ann'))?.grants.map((g) => g.resource)).toEqual(['set/r1/v0#t']);
    await expect(endGrant(state, { id: grant.id, reason: 'again' }, by)).rejects.toEqual(code('GRANT-UNKNOWN'));
    expect(await actions('set/r1/v0')).toEqual(['rita grant.make', 'rita grant.make', 'rita grant.end']);
  });

  test('grants of nothing, to nobody, without a reason, or that end before they begin are refused', async () => {
    const good = { subjectKind: 'user', subject: 'ann', resource: 'set', reason: 'r' } as const;
    for (const [change, refusal] of [
      [{ resource: 'set/r1/v0/x' }, 'ACCESS-RESOURCE'],
      [{ resource: 'set/r1#t' }, 'ACCESS-RESOURCE'],
      [{ resource: "set'; --" }, 'ACCESS-RESOURCE'],
      [{ reason: '  ' }, 'ACCESS-REASON'],
      [{ starts: day('2026-02-01'), ends: day('2026-01-01') }, 'ACCESS-DATES'],
      [{ subject: 'nobody' }, 'ACCOUNT-UNKNOWN'],
      [{ subjectKind: 'group', subject: 'nobody' }, 'GROUP-UNKNOWN'],
    ] as const)
      await expect(makeGrant(state, { ...good, ...change }, by)).rejects.toEqual(code(refusal));
  });

  test('requests: one at a time, decided once by somebody else, with the grant in the same breath', async () => {
    const wanted = { account: 'bob', resource: 'set/r2', reason: 'thesis' };
    const request = await makeRequest(state, wanted, { actor: 'bob' });
    await expect(makeRequest(state, wanted, { actor: 'bob' })).rejects.toEqual(code('REQUEST-OPEN'));
    const decision = { id: request.id, decision: 'approve', reason: 'fine', ends: day('2099-01-01') } as const;
    await expect(decideRequest(state, decision, { actor: 'bob' })).rejects.toEqual(code('REQUEST-OWN'));
    const both = await Promise.allSettled([decideRequest(state, decision, by), decideRequest(state, decision, by)]);
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await listGrants(state, { subject: 'bob' })).toMatchObject([
      { resource: 'set/r2', ends: day('2099-01-01') },
    ]);
    expect(await listRequests(state, { account: 'bob' })).toMatchObject([{ state: 'approved', reviewer: 'rita' }]);
    const second = await makeRequest(state, { ...wanted, resource: 'set/r3' }, { actor: 'bob' });
    await expect(withdrawRequest(state, { id: second.id, account: 'ann' }, { actor: 'ann' })).rejects.toEqual(
      code('REQUEST-UNKNOWN'),
    );
    expect((await withdrawRequest(state, { id: second.id, account: 'bob' }, { actor: 'bob' })).state).toBe('withdrawn');
    const third = await makeRequest(state, { ...wanted, resource: 'set/r3' }, { actor: 'bob' });
    expect(
      (await decideRequest(state, { id: third.id, decision: 'reject', reason: 'no' }, by)).grantId,
    ).toBeUndefined();
    expect(await listGrants(state, { resource: 'set/r3' })).toEqual([]);
  });

  test('steps of a release: several from the beginning, changed with numbers and reasons, parts too', async () => {
    const steps = [
      { audience: ['domestic', 'collaborator'], from: day('2026-01-01') },
      { audience: ['public'], from: day('2027-01-01') },
    ];
    const wanted = { ...release('v1'), audience: 'domestic,collaborator', from: day('2026-01-01'), access: steps };
    expect((await publishRelease(state, wanted)).publication.access).toEqual(steps);
    const at = { dataset: 'set', release: 'r1', version: 'v1' };
    const later = [{ audience: ['public'], from: day('2028-01-01') }];
    await setReleaseAccess(state, { ...at, steps: later, reason: 'a fault' }, by);
    await setReleaseAccess(state, { ...at, part: 't.c', steps, reason: 'unchecked' }, by);
    expect(await findPublication(state, at)).toMatchObject({
      access: later,
      partAccess: { 't.c': steps },
      audience: 'public',
      from: day('2028-01-01'),
      digest: wanted.digest,
    });
    expect((await listReleaseAccessChanges(state, at)).map((c) => [c.revision, c.part, c.reason])).toEqual([
      [2, 't.c', 'unchecked'],
      [1, undefined, 'a fault'],
    ]);
    expect(await actions('set/r1/v1')).toEqual([
      'terminal release.publish',
      'rita release.access',
      'rita release.access',
    ]);
    // Every object has a member of this name.
    const named = await setReleaseAccess(state, { ...at, part: 'constructor', steps, reason: 'r' }, by);
    expect(named.partAccess['constructor']).toEqual(steps);
    for (const [change, refusal] of [
      [{ steps: [] }, 'ACCESS-STEPS'],
      [{ steps: [{ audience: ['Public, all'], from: day('2026-01-01') }] }, 'ACCESS-STEPS'],
      [{ steps: [{ audience: ['public'], from: new Date('never') }] }, 'ACCESS-STEPS'],
      [{ steps: [{ audience: ['domestc'], from: day('2026-01-01') }] }, 'ACCESS-GROUP'],
      [{ version: 'v9' }, 'ACCESS-NOT-PUBLISHED'],
      [{ part: 'a b' }, 'ACCESS-RESOURCE'],
      [{ reason: '' }, 'ACCESS-REASON'],
      [{ reason: 'nul \0' }, 'ACCESS-REASON'],
      [{ reason: 'half \ud800' }, 'ACCESS-REASON'],
    ] as const)
      await expect(setReleaseAccess(state, { ...at, steps: later, reason: 'r', ...change }, by)).rejects.toEqual(
        code(refusal),
      );
  });

  test('owners of rows keep their names; a name is an account or a group, never both', async () => {
    await createGroup(state, { name: 'projectx', title: { en: 'X', zh: 'X' } }, by);
    const names = ['zoe', 'projectx', 'Not A Name', 'approved', 'ann', 'project-x', 'public'];
    const others = { groupsOnly: ['project-x'], nobody: ['Not A Name', 'public'] };
    expect(await reserveOwners(state, names)).toEqual({ made: ['zoe'], ...others });
    expect(await reserveOwners(state, names)).toEqual({ made: [], ...others });
    expect(await findAccount(state, 'zoe')).toMatchObject({ hasPassword: false });
    expect(await findAccount(state, 'projectx')).toBeUndefined();
    await expect(createAccount(state, { name: 'zoe' }, by)).rejects.toEqual(code('ACCOUNT-EXISTS'));
    await expect(createAccount(state, { name: 'projectx' }, by)).rejects.toEqual(code('ACCOUNT-EXISTS'));
    await expect(createGroup(state, { name: 'zoe', title: { en: 'Z', zh: 'Z' } }, by)).rejects.toEqual(
      code('GROUP-EXISTS'),
    );
  });

  test('a name is an account or a group, also when both are made at once', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `twin${n}`);
    const made = await Promise.all(
      names.map(async (name) => {
        const both = [
          createAccount(state, { name }, by),
          createGroup(state, { name, title: { en: 'T', zh: 'T' } }, by),
        ] as const;
        return (await Promise.allSettled(both)).map(({ status }) => status).sort();
      }),
    );
    expect(made).toEqual(names.map(() => ['fulfilled', 'rejected']));
  });

  test('reads are written together, and stay', async () => {
    const read = { at: day('2026-05-05'), actor: 'ann', asked: 'GET /x', address: '127.0.0.1' };
    await auditReads(state, [
      { ...read, resources: ['set/r9/v1'] },
      { ...read, actor: 'bob', resources: ['set/r9/v1#t', 'set/r9/v2'] },
    ]);
    await auditReads(state, []);
    expect(await actions('set/r9')).toEqual(['ann access.read', 'bob access.read']);
    await expect(sql`delete from audit where action = 'access.read'`.execute(state.db)).rejects.toThrow('append-only');
  });
});
