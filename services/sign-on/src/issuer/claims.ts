import type { Clock } from '@lingtai/access';
import { findAccount, rightsOf, type State } from '@lingtai/state';

/** What other portals learn of a user, by the scopes that they ask for. */
export const issuerClaims: Readonly<Record<string, readonly string[]>> = {
  openid: ['sub'],
  profile: ['name', 'preferred_username'],
  email: ['email', 'email_verified'],
  groups: ['groups'],
};

export interface IssuerAccount {
  readonly accountId: string;
  claims(): Promise<{ sub: string; [claim: string]: unknown }>;
}

/** An account as a subject; `undefined` where there is none, or it was disabled. Groups are those of this moment. */
export async function issuerAccount(state: State, clock: Clock, name: string): Promise<IssuerAccount | undefined> {
  const [account, rights] = await Promise.all([findAccount(state, name), rightsOf(state, name)]);
  if (!account || !rights) return undefined;
  const now = clock.now().getTime();
  const groups = rights.memberships
    .filter(({ starts, ends }) => starts.getTime() <= now && (ends === undefined || now < ends.getTime()))
    .map(({ group }) => group);
  const { email, emailConfirmed, displayName } = account;
  return {
    accountId: name,
    claims: async () => ({
      sub: name,
      preferred_username: name,
      ...(displayName === '' ? {} : { name: displayName }),
      ...(email === undefined ? {} : { email, email_verified: emailConfirmed !== undefined }),
      groups: [...new Set(groups)].sort(),
    }),
  };
}
