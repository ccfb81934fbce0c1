import { type Kysely, sql } from 'kysely';
import { audit } from '../accounts/audit.ts';
import type { Schema } from '../schema.ts';
import type { IdentityOptions, ProviderIdentity } from './identity.ts';

/**
 * Makes the memberships that come from a provider's claims what the claims say now: others are revoked, new ones begin.
 * Memberships from elsewhere stay as they are. Returns groups that do not exist here.
 */
export async function keepClaimGroups(
  trx: Kysely<Schema>,
  account: string,
  { provider, groups }: Pick<ProviderIdentity, 'provider' | 'groups'>,
  { at, address }: Pick<IdentityOptions, 'at' | 'address'>,
): Promise<readonly string[]> {
  const source = `claim:${provider}`;
  const by = { actor: `provider:${provider}`, ...(address === undefined ? {} : { address }) };
  const wanted = [...new Set(groups)];
  const known = (await trx.selectFrom('access_group').select('name').execute()).map(({ name }) => name);
  const held = await trx
    .selectFrom('membership')
    .select(['id', 'group_name'])
    .where('account', '=', account)
    .where('source', '=', source)
    .where('revoked', 'is', null)
    .execute();
  const detail = { account, provider };
  for (const { id, group_name } of held.filter((membership) => !wanted.includes(membership.group_name))) {
    await trx
      .updateTable('membership')
      .set({ revoked: sql<Date>`clock_timestamp()`, revoked_by: by.actor })
      .where('id', '=', id)
      .execute();
    await audit({ db: trx }, { ...by, action: 'group.leave', resource: `group:${group_name}`, detail });
  }
  for (const group of wanted.filter((name) => known.includes(name))) {
    if (held.some(({ group_name }) => group_name === group)) continue;
    await trx
      .insertInto('membership')
      .values({ account, group_name: group, grantor: by.actor, reason: source, starts: at, source })
      .execute();
    await audit({ db: trx }, { ...by, action: 'group.join', resource: `group:${group}`, detail });
  }
  return wanted.filter((name) => !known.includes(name));
}
