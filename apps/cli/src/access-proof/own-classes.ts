import type { Installation } from '@lingtai/app-server';
import { createAccount, createGroup, joinGroup, listGrants, listGroups, makeToken, rightsOf } from '@lingtai/state';
import type { SignedIn, Term, UserClass } from './classes.ts';

type Store = Pick<Installation, 'state'>;

const mostPeople = 8;
const by = { actor: 'terminal' };

const kind = (name: string, account: string, more: Partial<UserClass> = {}): UserClass => ({
  ...{ name, account, roles: ['member'], groups: [], grants: [], by: 'token', scopes: ['read', 'tables', 'account'] },
  ...more,
});

/**
 * Classes of an operator's own home: everybody, a member of nothing, one of each group that there is or that a rule names,
 * a token that does not reach data, reviewers, operators, and some people who own rows or hold grants.
 */
export async function ownClasses(
  { state }: Store,
  audiences: readonly string[],
  owners: readonly string[],
): Promise<SignedIn[]> {
  const all = ['read', 'tables', 'account', 'admin'] as const;
  const known = (await listGroups(state)).map(({ name }) => name);
  for (const name of audiences.filter((audience) => !known.includes(audience)))
    await createGroup(state, { name, title: { en: name, zh: name } }, by);
  const groups = [...new Set([...known, ...audiences])];
  const made: (UserClass & { readonly group?: string })[] = [
    kind('member', 'proof_member'),
    ...groups.map((group, i) => ({ ...kind(group, `proof_group_${i}`), group })),
    kind('token for the account only', 'proof_token', { scopes: ['account'] }),
    kind('reviewer', 'proof_reviewer', { roles: ['reviewer'], scopes: all }),
    kind('operator', 'proof_operator', { roles: ['operator'], scopes: all }),
  ];
  const { account: _, ...nobody } = kind('anonymous', '');
  const signedIn: SignedIn[] = [{ ...nobody, by: 'nothing', headers: {} }];
  for (const { group, ...one } of made) {
    await createAccount(state, { name: one.account!, roles: [...one.roles] }, by);
    if (group !== undefined)
      await joinGroup(state, { account: one.account!, group, reason: 'proof', starts: new Date(0) }, by);
    signedIn.push(await withToken(state, { ...one, ...(await rights(state, one.account!))! }));
  }
  const holders = (await listGrants(state, { subjectKind: 'user' })).map(({ subject }) => subject);
  for (const account of [...new Set([...owners, ...holders])].slice(0, mostPeople)) {
    const own = await rights(state, account);
    if (own) signedIn.push(await withToken(state, kind(`account ${account}`, account, own)));
  }
  return signedIn;
}

interface Given {
  readonly starts: Date;
  readonly ends?: Date;
}

const term = (of: string, { starts, ends }: Given): Term => ({
  ...{ of, from: starts.toISOString() },
  ...(ends ? { until: ends.toISOString() } : {}),
});

/** What an account has, and its groups have, with the dates. `undefined`: there is none, or it was disabled. */
async function rights(
  state: Installation['state'],
  account: string,
): Promise<Pick<UserClass, 'roles' | 'groups' | 'grants'> | undefined> {
  const found = await rightsOf(state, account);
  if (!found) return undefined;
  const { roles, memberships, grants } = found;
  const own = grants.filter(({ group }) => group === undefined);
  const ofGroups = grants.flatMap((grant) =>
    memberships
      .filter(({ group }) => group === grant.group)
      .map((membership) => ({ ...grant, ...both(grant, membership) })),
  );
  return {
    roles,
    groups: memberships.map((membership) => term(membership.group, membership)),
    grants: [...own, ...ofGroups].map((grant) => term(grant.resource, grant)),
  };
}

/** The time in which both hold. */
function both(a: Given, b: Given): Given {
  const ends = [a.ends, b.ends].filter((end) => end !== undefined).sort((x, y) => x.getTime() - y.getTime())[0];
  return { starts: new Date(Math.max(a.starts.getTime(), b.starts.getTime())), ...(ends ? { ends } : {}) };
}

async function withToken(state: Installation['state'], one: UserClass): Promise<SignedIn> {
  const { secret } = await makeToken(state, { name: 'lingtai_proof', owner: one.account!, scopes: one.scopes });
  return { ...one, headers: { authorization: `Bearer ${secret}` } };
}
