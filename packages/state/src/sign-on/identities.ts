import { type Kysely, sql } from 'kysely';
import type { Actor } from '../accounts/account.ts';
import { audit } from '../accounts/audit.ts';
import { assertAccountName, assertDisplayName, assertEmail } from '../accounts/name.ts';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import { keepClaimGroups } from './claim-groups.ts';
import type { IdentityOptions, IdentitySignIn, ProviderIdentity } from './identity.ts';

type Db = Kysely<Schema>;

/**
 * The account of an identity that a provider vouches for: the one it is linked to, the one to which it shall be linked now,
 * or a new one. Names and e-mail addresses never decide: who has the same address elsewhere is somebody else until he has
 * signed in here and linked it. Groups are brought to what the provider says. All in one transaction.
 */
export async function signInWithIdentity(
  { db }: State,
  identity: ProviderIdentity,
  options: IdentityOptions,
): Promise<IdentitySignIn> {
  return translated(
    db.transaction().execute(async (trx) => {
      const key = JSON.stringify([identity.provider, identity.subject]);
      await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 7))`.execute(trx);
      const found = await accountOfIdentity(trx, identity, options);
      if (!('account' in found)) return found;
      const account = await trx
        .selectFrom('account')
        .select(['disabled'])
        .where('name', '=', found.account)
        .forUpdate()
        .executeTakeFirstOrThrow();
      if (account.disabled !== null) return { state: 'disabled' };
      await keepProfile(trx, found.account, identity);
      const unknownGroups = await keepClaimGroups(trx, found.account, identity, options);
      return { ...found, unknownGroups };
    }),
  );
}

type Found =
  | { readonly state: 'known' | 'linked' | 'created'; readonly account: string }
  | { readonly state: 'no-account' | 'linked-elsewhere' };

async function accountOfIdentity(trx: Db, identity: ProviderIdentity, options: IdentityOptions): Promise<Found> {
  const { provider, subject, email } = identity;
  const { linkTo, createAccounts } = options;
  const row = await trx
    .updateTable('identity')
    .set({ email: email ?? null })
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .returning('account')
    .executeTakeFirst();
  if (row && linkTo !== undefined && row.account !== linkTo) return { state: 'linked-elsewhere' };
  if (row) return { state: 'known', account: row.account };
  if (linkTo === undefined && !createAccounts) return { state: 'no-account' };
  const by = actorOf(identity, options);
  const account = linkTo ?? (await newAccount(trx, identity, by));
  await trx
    .insertInto('identity')
    .values({ provider, subject, account, email: email ?? null })
    .execute();
  const actor = linkTo === undefined ? by : { ...by, actor: linkTo };
  await audit(
    { db: trx },
    { ...actor, action: 'account.link', resource: `account:${account}`, detail: { provider, subject } },
  );
  return { state: linkTo === undefined ? 'created' : 'linked', account };
}

function actorOf({ provider }: ProviderIdentity, { address }: IdentityOptions): Actor {
  return { actor: `provider:${provider}`, ...(address === undefined ? {} : { address }) };
}

/** An account of the first name that is free; `ann` becomes `ann_2`. */
async function newAccount(trx: Db, { names, provider }: ProviderIdentity, by: Actor): Promise<string> {
  const usable = names.filter(isUsable);
  const base = usable[0] ?? 'user';
  const numbered = Array.from({ length: 998 }, (_, n) => `${base.slice(0, 28)}_${n + 2}`);
  for (const name of [...usable, ...numbered]) {
    const made = await trx
      .insertInto('account')
      .values({ name })
      .onConflict((conflict) => conflict.doNothing())
      .returning('name')
      .executeTakeFirst();
    if (!made) continue;
    await audit({ db: trx }, { ...by, action: 'account.make', resource: `account:${name}`, detail: { provider } });
    return name;
  }
  throw new Error(`no name is left for ${base}`);
}

/** Fills what the account lacks; what people have written themselves stays. */
async function keepProfile(trx: Db, account: string, identity: ProviderIdentity): Promise<void> {
  const { displayName, email, emailVerified } = identity;
  if (displayName !== undefined && passes(() => assertDisplayName(displayName)))
    await trx
      .updateTable('account')
      .set({ display_name: displayName })
      .where('name', '=', account)
      .where('display_name', '=', '')
      .execute();
  if (email === undefined || !emailVerified || !passes(() => assertEmail(email))) return;
  const other = await trx
    .selectFrom('account')
    .select('name')
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('name', '<>', account)
    .executeTakeFirst();
  if (other) return;
  await trx
    .updateTable('account')
    .set({ email, email_confirmed: sql<Date>`coalesce(email_confirmed, clock_timestamp())` })
    .where('name', '=', account)
    .where((e) => e.or([e('email', 'is', null), e(sql`lower(email)`, '=', email.toLowerCase())]))
    .execute();
}

const isUsable = (name: string): boolean => passes(() => assertAccountName(name));

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
