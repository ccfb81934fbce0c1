import { createHash } from 'node:crypto';
import { audit } from '../accounts/audit.ts';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';
import { keepClaimGroups } from './claim-groups.ts';

/** An identity at a provider with which somebody can sign in to his account. */
export interface LinkedIdentity {
  /** Made of provider and subject. */
  readonly id: string;
  readonly provider: string;
  readonly subject: string;
  readonly email?: string;
  readonly linked: Date;
}

const idOf = (provider: string, subject: string): string =>
  createHash('sha256')
    .update(JSON.stringify([provider, subject]))
    .digest('hex')
    .slice(0, 32);

/** The identities of an account, the oldest first. */
export async function listIdentities({ db }: Pick<State, 'db'>, account: string): Promise<LinkedIdentity[]> {
  const rows = await translated(
    db
      .selectFrom('identity')
      .selectAll()
      .where('account', '=', account)
      .orderBy('linked')
      .orderBy('provider')
      .execute(),
  );
  return rows.map(({ provider, subject, email, linked }) => ({
    id: idOf(provider, subject),
    provider,
    subject,
    ...(email === null ? {} : { email }),
    linked,
  }));
}

/**
 * Takes an identity from an account, with the memberships that came from its claims. `last`: without it nobody could sign
 * in to the account any more, so it stays.
 */
export async function removeIdentity(
  { db }: Pick<State, 'db'>,
  wanted: { readonly account: string; readonly id: string; readonly address?: string },
): Promise<'removed' | 'unknown' | 'last'> {
  const { account, id, address } = wanted;
  return translated(
    db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('account')
        .select('password_hash')
        .where('name', '=', account)
        .forUpdate()
        .executeTakeFirst();
      const identities = await listIdentities({ db: trx }, account);
      const found = identities.find((identity) => identity.id === id);
      if (!row || !found) return 'unknown';
      if (row.password_hash === null && identities.length === 1) return 'last';
      const { provider, subject } = found;
      await trx.deleteFrom('identity').where('provider', '=', provider).where('subject', '=', subject).execute();
      const from = address === undefined ? {} : { address };
      if (!identities.some((other) => other.id !== id && other.provider === provider))
        await keepClaimGroups(trx, account, { provider, groups: [] }, { at: new Date(), ...from });
      const entry = {
        actor: account,
        action: 'account.unlink',
        resource: `account:${account}`,
        detail: { provider, subject },
      };
      await audit({ db: trx }, { ...entry, ...from });
      return 'removed';
    }),
  );
}
