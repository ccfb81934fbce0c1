import type { Account, Grant, Membership } from '@lingtai/state';
import type { FastifyRequest } from 'fastify';
import type { AccountsContext } from './context.ts';
import type { AccountJson } from './schemas/admin-answers.ts';
import type { OwnAccountJson } from './schemas/answers.ts';

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;

/** What a page needs to know of who asks, and how one can sign in. */
export async function ownAccountJson(context: AccountsContext, request: FastifyRequest): Promise<OwnAccountJson> {
  const { registration, passwordMinimum } = context.rules;
  const site = { registration, passwordMinimum, providers: [...context.providers] };
  const asker = context.askerOf(request);
  const account = asker.kind === 'user' ? await context.store.findAccount(asker.name) : undefined;
  if (!account) return { signedIn: false, ...site };
  const [memberships, groups] = await Promise.all([
    context.store.listMemberships({ account: account.name }),
    context.store.listGroups(),
  ]);
  const now = context.clock.now().getTime();
  const inForce = (term: Pick<Membership | Grant, 'starts' | 'ends' | 'revoked'>): boolean =>
    term.revoked === undefined &&
    term.starts.getTime() <= now &&
    (term.ends === undefined || now < term.ends.getTime());
  const joined = memberships.filter(inForce);
  const grants = await context.store.grantsTo(
    account.name,
    joined.map(({ group }) => group),
  );
  return {
    signedIn: true,
    ...site,
    name: account.name,
    displayName: account.displayName,
    email: account.email ?? null,
    emailConfirmed: account.emailConfirmed !== undefined,
    hasPassword: account.hasPassword,
    roles: [...account.roles],
    groups: joined.map(({ group, ends }) => ({
      name: group,
      title: groups.find(({ name }) => name === group)?.title ?? { en: group, zh: group },
      ends: iso(ends),
    })),
    grants: grants.filter(inForce).map(({ resource, ends }) => ({ resource, ends: iso(ends) })),
  };
}

/** An account as operators see it. */
export function accountJson(account: Account): AccountJson {
  return {
    name: account.name,
    displayName: account.displayName,
    email: account.email ?? null,
    emailConfirmed: iso(account.emailConfirmed),
    hasPassword: account.hasPassword,
    roles: [...account.roles],
    created: account.created.toISOString(),
    disabled: iso(account.disabled),
    lastSignIn: iso(account.lastSignIn),
  };
}
