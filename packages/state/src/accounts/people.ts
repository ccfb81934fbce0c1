import { type Diagnostic, fail, LingtaiError, type LocalText, nearest, type Place } from '@lingtai/diagnostics';
import { sql } from 'kysely';
import { keptReason } from '../access/checks.ts';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';
import { inTransaction } from '../transaction.ts';
import type { Account, AccountRole, Actor } from './account.ts';
import { createAccount, knownRoles, listAccounts } from './accounts.ts';
import type { Membership } from './group.ts';
import { listGroups } from './groups.ts';
import { assertMembershipTerm, joinGroup, listMemberships } from './memberships.ts';
import { assertAccountName, assertDisplayName, assertEmail } from './name.ts';

type Store = Pick<State, 'db'>;

export type PersonField = 'name' | 'email' | 'displayName' | 'roles' | 'groups' | 'starts' | 'ends' | 'reason';

/** What a list says of one person. Absent: it says nothing. */
export interface Person {
  readonly name: string;
  readonly email?: string;
  readonly displayName?: string;
  /** Beside `member`, which everybody is. */
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** The time in all of the groups, and why. */
  readonly starts?: Date;
  readonly ends?: Date;
  readonly reason?: string;
  /** Where the list says it, for whoever has to mend it. */
  readonly placeOf: (field: PersonField) => Place;
}

/** What has to be done for one person; without `roles` the account is there already. */
export interface PersonPlan {
  readonly person: Person;
  readonly roles?: readonly AccountRole[];
  /** The groups that the person has to join. */
  readonly groups: readonly string[];
}

export interface PeoplePlan {
  readonly plans: readonly PersonPlan[];
  /** Everything that speaks against the list: with one of them nothing is to be made. */
  readonly faults: readonly Diagnostic[];
}

/** What the store knows, and what the list has said so far. */
interface Known {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly accountByEmail: ReadonlyMap<string, Account>;
  readonly memberships: ReadonlyMap<string, readonly Membership[]>;
  readonly groups: readonly string[];
  readonly seenNames: Map<string, Person>;
  readonly seenEmails: Map<string, Person>;
}

/**
 * Compares a list of people with the store: what it lacks is planned, and nothing is ever taken away. Inside a transaction
 * other lists wait until it ends.
 */
export async function planPeople({ db }: Store, people: readonly Person[]): Promise<PeoplePlan> {
  await translated(sql`select pg_advisory_xact_lock(hashtextextended('people', 8))`.execute(db));
  const accounts = await listAccounts({ db });
  const known: Known = {
    accounts: new Map(accounts.map((account) => [account.name, account])),
    accountByEmail: new Map(
      accounts.flatMap((account) => (account.email === undefined ? [] : [[account.email.toLowerCase(), account]])),
    ),
    memberships: Map.groupBy(await listMemberships({ db }), ({ account }) => account),
    groups: (await listGroups({ db })).map(({ name }) => name),
    seenNames: new Map(),
    seenEmails: new Map(),
  };
  const faults: Diagnostic[] = [];
  const plans = people.map((person): PersonPlan => {
    const account = known.accounts.get(person.name);
    const groups = [...new Set(person.groups)].filter((group) => !isMember(person, group, known));
    faults.push(
      ...nameFaults(person, account, known),
      ...textFaults(person),
      ...emailFaults(person, account, known),
      ...(account ? differences(person, account) : []),
      ...groupFaults(person, groups, known),
    );
    return { person, groups, ...(account ? {} : { roles: rolesOf(person) }) };
  });
  return { plans, faults };
}

/** Makes the accounts and memberships that are planned: all of them, or nothing. */
export async function makePeople(state: Store, plans: readonly PersonPlan[], by: Actor): Promise<void> {
  await inTransaction(state, async (store) => {
    for (const { person, roles, groups } of plans) {
      const { name, email, displayName, starts, ends, reason = '' } = person;
      const said = { ...(email === undefined ? {} : { email }), ...(displayName === undefined ? {} : { displayName }) };
      if (roles) await createAccount(store, { name, roles, ...said }, by);
      const term = { ...(starts ? { starts } : {}), ...(ends ? { ends } : {}) };
      for (const group of groups) await joinGroup(store, { account: name, group, reason, ...term }, by);
    }
  });
}

/** Whether the store has a membership that is not taken back and holds all of the time that the list gives. */
function isMember({ name, starts, ends }: Person, group: string, { memberships }: Known): boolean {
  const from = starts?.getTime() ?? Date.now();
  const to = ends?.getTime() ?? Number.POSITIVE_INFINITY;
  return (memberships.get(name) ?? []).some(
    (m) =>
      m.group === group &&
      m.revoked === undefined &&
      m.starts.getTime() <= from &&
      (m.ends?.getTime() ?? Number.POSITIVE_INFINITY) >= to,
  );
}

function nameFaults(person: Person, account: Account | undefined, known: Known): Diagnostic[] {
  const { name } = person;
  const place = person.placeOf('name');
  const earlier = known.seenNames.get(name);
  if (earlier) return [fault('PEOPLE-TWICE', saidTwice(name, earlier.placeOf('name')), place)];
  known.seenNames.set(name, person);
  if (account) return [];
  if (known.groups.includes(name))
    return [
      fault(
        'PEOPLE-GROUP',
        {
          en: `"${name}" is a group: no account can have its name.`,
          zh: `“${name}”是用户组：账户不能使用其名称。`,
        },
        place,
      ),
    ];
  return faultsOf(() => assertAccountName(name), place);
}

function textFaults(person: Person): Diagnostic[] {
  const { displayName, roles } = person;
  return [
    ...(displayName === undefined ? [] : faultsOf(() => assertDisplayName(displayName), person.placeOf('displayName'))),
    ...roles.flatMap((role) => faultsOf(() => knownRoles([role]), person.placeOf('roles'))),
  ];
}

function emailFaults(person: Person, account: Account | undefined, known: Known): Diagnostic[] {
  const { name, email } = person;
  if (email === undefined) return [];
  const place = person.placeOf('email');
  const key = email.toLowerCase();
  const earlier = known.seenEmails.get(key);
  if (earlier) return [fault('PEOPLE-TWICE', saidTwice(email, earlier.placeOf('email')), place)];
  known.seenEmails.set(key, person);
  const owner = known.accountByEmail.get(key);
  if (owner && owner.name !== name)
    return [
      fault(
        'PEOPLE-EMAIL',
        {
          en: `The account "${owner.name}" has this address.`,
          zh: `账户“${owner.name}”已使用该地址。`,
        },
        place,
      ),
    ];
  return account ? [] : faultsOf(() => assertEmail(email), place);
}

/** Where the list says something else than the store of an account that is there: nobody's address changes by a list. */
function differences(person: Person, account: Account): Diagnostic[] {
  const { email, displayName } = person;
  const roles = rolesOf(person).filter((role) => person.roles.includes(role) && !account.roles.includes(role));
  const differs = (field: PersonField, here: string): Diagnostic =>
    fault(
      'PEOPLE-DIFFERENT',
      here === ''
        ? {
            en: `The account "${account.name}" is there already and has nothing here. A list does not change it: leave the cell empty.`,
            zh: `账户“${account.name}”已存在，此项为空。名单不会更改它：请将单元格留空。`,
          }
        : {
            en: `The account "${account.name}" is there already and has "${here}" here. A list does not change it: write that, or leave the cell empty.`,
            zh: `账户“${account.name}”已存在，此项为“${here}”。名单不会更改它：请照此填写，或将单元格留空。`,
          },
      person.placeOf(field),
    );
  return [
    ...(email === undefined || email.toLowerCase() === account.email?.toLowerCase()
      ? []
      : [differs('email', account.email ?? '')]),
    ...(displayName === undefined || displayName === account.displayName
      ? []
      : [differs('displayName', account.displayName)]),
    ...(roles.length === 0 ? [] : [differs('roles', account.roles.join(';'))]),
  ];
}

function groupFaults(person: Person, toJoin: readonly string[], { groups }: Known): Diagnostic[] {
  const { starts, ends, reason = '' } = person;
  const unknown = toJoin.filter((group) => !groups.includes(group));
  const withoutGroup = person.groups.length === 0 && (starts ?? ends) !== undefined;
  return [
    ...unknown.map((group) =>
      fault(
        'GROUP-UNKNOWN',
        { en: `There is no group "${group}".`, zh: `没有名为“${group}”的用户组。` },
        person.placeOf('groups'),
        nearest(group, groups),
      ),
    ),
    ...(withoutGroup
      ? [
          fault(
            'PEOPLE-DATES',
            {
              en: 'These dates are those of memberships, and no group is named.',
              zh: '日期是成员资格的起止时间，但此行未写用户组。',
            },
            person.placeOf(starts ? 'starts' : 'ends'),
          ),
        ]
      : []),
    ...(toJoin.length === 0
      ? []
      : [
          ...faultsOf(() => keptReason(reason), person.placeOf('reason')),
          ...faultsOf(() => assertMembershipTerm(person), person.placeOf('ends')),
        ]),
  ];
}

/** The roles that the store knows of those named. */
function rolesOf({ roles }: Person): AccountRole[] {
  return knownRoles(roles.filter((role) => faultsOf(() => knownRoles([role]), {}).length === 0));
}

function saidTwice(what: string, { line }: Place): LocalText {
  return line === undefined
    ? { en: `"${what}" is in the list twice.`, zh: `名单中“${what}”出现了两次。` }
    : { en: `"${what}" is in the list already, on line ${line}.`, zh: `“${what}”已在名单第 ${line} 行出现。` };
}

function fault(code: string, text: LocalText, place: Place, near?: string): Diagnostic {
  return fail('data', code, text, { place, nearest: near }).diagnostics[0]!;
}

/** What a check says against a text of the list, at its place there. */
function faultsOf(check: () => unknown, place: Place): Diagnostic[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    return error.diagnostics.map((diagnostic) => ({ ...diagnostic, place }));
  }
}
