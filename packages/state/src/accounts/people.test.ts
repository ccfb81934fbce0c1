import type { Place } from '@lingtai/diagnostics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AuditRecord,
  auditRecords,
  createAccount,
  findAccount,
  inTransaction,
  joinGroup,
  leaveGroup,
  listMemberships,
  makePeople,
  type Person,
  type PersonField,
  planPeople,
  type State,
} from '../index.ts';
import { storeKinds, testStores } from '../test-stores.ts';

const by = { actor: 'terminal' };
const day = (date: string): Date => new Date(`${date}T00:00:00Z`);

type Said = Partial<Person> & { readonly name: string };

/** Persons on the lines 2, 3 … of a list. */
function list(...said: readonly Said[]): Person[] {
  return said.map((person, at) => ({
    roles: [],
    groups: [],
    ...person,
    placeOf: (parameter: PersonField): Place => ({ line: at + 2, parameter }),
  }));
}

describe.each(storeKinds)('%s', (kind) => {
  const stores = testStores(kind);
  let state: State;

  beforeAll(async () => {
    state = await stores.open();
    await createAccount(state, { name: 'ann', email: 'Ann@example.org', displayName: 'Ann Wu' }, by);
    await createAccount(state, { name: 'zoe' }, by);
  });
  afterAll(() => stores.clean());

  const faultsOf = async (...people: readonly Said[]): Promise<string[]> =>
    (await planPeople(state, list(...people))).faults.map(
      ({ code, place, nearest }) =>
        `${code} ${place?.line} ${place?.parameter}${nearest === undefined ? '' : ` ${nearest}`}`,
    );

  async function bring(...people: readonly Said[]): Promise<string[]> {
    return inTransaction(state, async (store) => {
      const { plans, faults } = await planPeople(store, list(...people));
      expect(faults).toEqual([]);
      await makePeople(store, plans, by);
      return plans.flatMap(({ person, roles, groups }) =>
        roles || groups.length > 0 ? [`${person.name} ${roles ? 'new' : 'known'} ${groups.join(' ')}`] : [],
      );
    });
  }

  async function auditLines(): Promise<AuditRecord[]> {
    const lines: AuditRecord[] = [];
    for await (const line of auditRecords(state)) lines.push(line);
    return lines;
  }

  const auditCount = async (): Promise<number> => (await auditLines()).length;

  test('everything that is wrong is told at once, with its place and the nearest right name', async () => {
    expect(
      await faultsOf(
        { name: 'bob', email: 'bob@example.org', roles: ['reviewer', 'editer'], groups: ['working-grup'], reason: 'r' },
        { name: 'Bob Li', email: 'bob.example.org', displayName: 'two\u2028lines' },
        { name: 'bob', email: 'BOB@example.org' },
        { name: 'approved' },
        { name: 'operator' },
        { name: 'carl', email: 'ann@EXAMPLE.org', groups: ['approved'] },
        { name: 'dora', starts: day('2027-01-01') },
        { name: 'emil', groups: ['domestic'], reason: 'r', starts: day('2027-02-01'), ends: day('2027-01-01') },
        { name: 'fay', groups: ['domestic'], reason: 'r', ends: day('2020-01-01') },
      ),
    ).toEqual([
      'ACCOUNT-ROLES 2 roles editor',
      'GROUP-UNKNOWN 2 groups working-group',
      'ACCOUNT-NAME 3 name',
      'ACCOUNT-DISPLAY-NAME 3 displayName',
      'ACCOUNT-EMAIL 3 email',
      'PEOPLE-TWICE 4 name',
      'PEOPLE-TWICE 4 email',
      'PEOPLE-GROUP 5 name',
      'ACCOUNT-NAME-RESERVED 6 name',
      'PEOPLE-EMAIL 7 email',
      'ACCESS-REASON 7 reason',
      'PEOPLE-DATES 8 starts',
      'GROUP-DATES 9 ends',
      'GROUP-DATES 10 ends',
    ]);
  });

  test('accounts that are there are not changed: what differs is told', async () => {
    expect(
      await faultsOf(
        { name: 'ann', email: 'ann2@example.org', displayName: 'Ann W.', roles: ['operator'] },
        { name: 'zoe', email: 'zoe@example.org', roles: ['member'] },
      ),
    ).toEqual([
      'PEOPLE-DIFFERENT 2 email',
      'PEOPLE-DIFFERENT 2 displayName',
      'PEOPLE-DIFFERENT 2 roles',
      'PEOPLE-DIFFERENT 3 email',
    ]);
    expect(await faultsOf({ name: 'ann', email: 'ANN@example.org', displayName: 'Ann Wu' }, { name: 'zoe' })).toEqual(
      [],
    );
  });

  test('what is lacking is made and written down, and again is nothing', async () => {
    const people = [
      { name: 'gus', email: 'gus@example.org', displayName: '顾思', roles: ['reviewer'], groups: ['approved'] },
      { name: 'ann', groups: ['approved', 'domestic', 'approved'], ends: day('2099-01-01') },
    ].map((person) => ({ ...person, reason: 'list of 2026' }));
    await joinGroup(state, { account: 'ann', group: 'domestic', reason: 'before' }, by);
    expect(await bring(...people)).toEqual(['gus new approved', 'ann known approved']);
    expect(await findAccount(state, 'gus')).toMatchObject({
      email: 'gus@example.org',
      displayName: '顾思',
      roles: ['reviewer', 'member'],
      hasPassword: false,
    });
    expect(await listMemberships(state, { account: 'ann', group: 'approved' })).toMatchObject([
      { reason: 'list of 2026', grantor: 'terminal', ends: day('2099-01-01'), source: 'operator' },
    ]);
    const records = await auditLines();
    expect(records.slice(-3).map(({ actor, action, resource }) => [actor, action, resource])).toEqual([
      ['terminal', 'account.make', 'account:gus'],
      ['terminal', 'group.join', 'group:approved'],
      ['terminal', 'group.join', 'group:approved'],
    ]);
    const before = await auditCount();
    expect(await bring(...people)).toEqual([]);
    expect(await auditCount()).toBe(before);
  });

  test('a longer time is a second term; a membership that was taken back is lacking', async () => {
    const hal = { name: 'hal', groups: ['collaborator'], reason: 'r', starts: day('2026-01-01') };
    expect(await bring({ ...hal, ends: day('2098-01-01') })).toEqual(['hal new collaborator']);
    expect(await bring({ ...hal, ends: day('2097-01-01') })).toEqual([]);
    expect(await bring({ ...hal, ends: day('2099-01-01') })).toEqual(['hal known collaborator']);
    for (const { id, group } of await listMemberships(state, { account: 'hal' }))
      await leaveGroup(state, { group, id, reason: 'left' }, by);
    expect(await bring({ ...hal, ends: day('2099-01-01') })).toEqual(['hal known collaborator']);
    expect(await bring({ ...hal, ends: day('2099-01-01') })).toEqual([]);
  });

  test('one failure leaves nothing behind', async () => {
    const before = await auditCount();
    const plans = (await planPeople(state, list({ name: 'ida', groups: ['approved'], reason: 'r' }, { name: 'jan' })))
      .plans;
    await createAccount(state, { name: 'jan' }, by);
    await expect(makePeople(state, plans, by)).rejects.toThrow('ACCOUNT-EXISTS');
    expect(await findAccount(state, 'ida')).toBeUndefined();
    expect(await listMemberships(state, { account: 'ida' })).toEqual([]);
    expect(await auditCount()).toBe(before + 1);
  });

  test('two lists at once make everybody once', async () => {
    const people = ['kim', 'leo', 'mia'].map((name) => ({ name, groups: ['approved'], reason: 'r' }));
    const made = await Promise.all([bring(...people), bring(...people)]);
    expect(made.map(({ length }) => length).sort()).toEqual([0, 3]);
    expect(await listMemberships(state, { account: 'kim' })).toHaveLength(1);
  });
});
