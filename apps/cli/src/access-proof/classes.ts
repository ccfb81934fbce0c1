import type { Asker } from '@lingtai/access';
import type { Installation } from '@lingtai/app-server';
import {
  changeAccount,
  createAccount,
  createGroup,
  findAccount,
  joinGroup,
  listGroups,
  makeGrant,
  makeToken,
  startSession,
} from '@lingtai/state';
import type { Canaries } from './canaries.ts';
import { accessDays, owningGroup, rowOwner } from './survey.ts';

type User = Extract<Asker, { kind: 'user' }>;

/** Something that holds from a day or time to another; without them always. */
export interface Term {
  readonly of: string;
  readonly from?: string;
  readonly until?: string;
}

/** One kind of user, and how he is recognised. */
export interface UserClass {
  readonly name: string;
  /** Absent: nobody. */
  readonly account?: string;
  readonly roles: User['roles'];
  readonly groups: readonly Term[];
  readonly grants: readonly Term[];
  readonly by: 'nothing' | 'token' | 'cookie';
  readonly scopes: NonNullable<User['scopes']>;
}

export interface SignedIn extends UserClass {
  readonly headers: Readonly<Record<string, string>>;
}

const kind = (name: string, more: Partial<UserClass> = {}): UserClass => ({
  name,
  roles: ['member'],
  groups: [],
  grants: [],
  by: more.account === undefined ? 'nothing' : 'token',
  scopes: ['read', 'tables', 'account'],
  ...more,
});

const v = (version: string, part = ''): string => `canary/dr1/${version}${part}`;
const { domestic, first, international, rows } = accessDays;

/** The day before the restricted things of one class end. */
const termDays = { joined: '2026-01-15', left: '2026-02-15', granted: '2026-02-10', ended: rows } as const;

/** Every kind of user of the test survey. */
export const userClasses: readonly UserClass[] = [
  kind('anonymous'),
  kind('member', { account: 'mary' }),
  kind('working-group', { account: 'wendy', groups: [{ of: 'working-group' }] }),
  kind('working-group, by cookie', { account: 'wendy', groups: [{ of: 'working-group' }], by: 'cookie' }),
  kind('working-group, for a time', {
    account: 'walter',
    groups: [{ of: 'working-group', from: termDays.joined, until: termDays.left }],
  }),
  kind('approved', { account: 'april', groups: [{ of: 'approved' }] }),
  kind('domestic', { account: 'doris', groups: [{ of: 'domestic' }] }),
  kind('collaborator, by cookie', { account: 'carl', groups: [{ of: 'collaborator' }], by: 'cookie' }),
  kind('owner of rows', { account: rowOwner }),
  kind('group that owns rows', { account: 'xavier', groups: [{ of: owningGroup }] }),
  kind('grant of a release, for a time', {
    account: 'gina',
    grants: [{ of: v('v0'), from: termDays.granted, until: termDays.ended }],
  }),
  kind('grants of parts', {
    account: 'paula',
    grants: [v('v2', '#internal'), v('v2', '#stars.secret_note'), v('v2', '#product:raw'), v('v1', '#lrs')].map(
      (of) => ({ of }),
    ),
  }),
  kind('token for the account only', { account: 'wanda', groups: [{ of: 'working-group' }], scopes: ['account'] }),
  kind('reviewer', { account: 'rita', roles: ['reviewer'], scopes: ['read', 'tables', 'account', 'admin'] }),
  kind('editor', { account: 'eddie', roles: ['editor'] }),
  kind('operator', { account: 'oscar', roles: ['operator'], scopes: ['read', 'tables', 'account', 'admin'] }),
];

/** Days on which something changes for somebody. */
export const changeDays: readonly string[] = [
  ...new Set([...Object.values(accessDays), ...Object.values(termDays), first, domestic, international]),
].sort();

/** The beginning of a day; a time is itself. */
export const midnight = (day: string): Date => new Date(day.length === 10 ? `${day}T00:00:00Z` : day);

const within = ({ from, until }: Term, at: Date): boolean =>
  (from === undefined || midnight(from) <= at) && (until === undefined || at < midnight(until));

/** Names of what holds at a time. */
export const inForce = (terms: readonly Term[], at: Date): string[] =>
  terms.filter((term) => within(term, at)).map(({ of }) => of);

const by = { actor: 'terminal' };
const long = new Date('2020-01-01T00:00:00Z');

/**
 * Makes the accounts with their groups and grants, and signs them in. Names, addresses and reasons carry canaries of their
 * own, told with who may read them.
 */
export async function signInAll(
  { state }: Pick<Installation, 'state'>,
  classes: readonly UserClass[],
  canaries: Canaries,
): Promise<SignedIn[]> {
  const known = new Set((await listGroups(state)).map(({ name }) => name));
  const wanted = new Set(classes.flatMap(({ groups }) => groups.map(({ of }) => of)));
  for (const name of wanted)
    if (!known.has(name)) await createGroup(state, { name, title: { en: name, zh: name } }, by);
  const made = new Set<string>();
  const signedIn: SignedIn[] = [];
  for (const one of classes) {
    if (one.account !== undefined && !made.has(one.account)) await makeAccount(state, one, one.account, canaries);
    if (one.account !== undefined) made.add(one.account);
    signedIn.push({ ...one, headers: await headersOf(state, one, canaries) });
  }
  return signedIn;
}

async function makeAccount(
  state: Installation['state'],
  { roles, groups, grants }: UserClass,
  name: string,
  canaries: Canaries,
): Promise<void> {
  const displayName = canaries.word(`account:${name}`, 'account');
  const email = `${canaries.word(`account:${name}`, 'account')}@example.org`;
  // Owners of rows have an account since their release was published.
  if (await findAccount(state, name)) await changeAccount(state, name, { roles: [...roles], displayName }, by);
  else await createAccount(state, { name, roles: [...roles], displayName, email, emailConfirmed: true }, by);
  const term = ({ from, until }: Term) => ({
    starts: from === undefined ? long : midnight(from),
    ...(until === undefined ? {} : { ends: midnight(until) }),
  });
  for (const group of groups) {
    const reason = canaries.word('review', 'account');
    await joinGroup(state, { account: name, group: group.of, reason, ...term(group) }, by);
  }
  for (const grant of grants) {
    const reason = canaries.word('review', 'account');
    await makeGrant(state, { subjectKind: 'user', subject: name, resource: grant.of, reason, ...term(grant) }, by);
  }
}

async function headersOf(
  state: Installation['state'],
  one: UserClass,
  canaries: Canaries,
): Promise<Record<string, string>> {
  const { account, scopes } = one;
  if (account === undefined || one.by === 'nothing') return {};
  const own = canaries.word(`account:${account}`, 'account');
  if (one.by === 'token') {
    const { secret } = await makeToken(state, { name: own, owner: account, scopes });
    return { authorization: `Bearer ${secret}` };
  }
  const { secret } = await startSession(state, { account, days: 7, userAgent: own });
  return { cookie: `lingtai_session=${secret}` };
}
