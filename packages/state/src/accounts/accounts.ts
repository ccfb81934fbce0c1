import { fail, nearest } from '@lingtai/diagnostics';
import { type Kysely, type Selectable, sql } from 'kysely';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import { inTransaction } from '../transaction.ts';
import {
  type Account,
  type AccountChanges,
  type AccountRole,
  type Actor,
  accountRoles,
  type NewAccount,
} from './account.ts';
import { audit } from './audit.ts';
import { assertAccountName, assertDisplayName, assertEmail } from './name.ts';

type Store = Pick<State, 'db'>;
const clock = sql<Date>`clock_timestamp()`;

/** Roles that this software knows. */
export function rolesOf(roles: readonly string[]): AccountRole[] {
  return accountRoles.filter((role) => roles.includes(role));
}

/** The roles named, and `member`, which everybody has. Throws ACCOUNT-ROLES for a word that is none. */
export function knownRoles(words: readonly string[]): AccountRole[] {
  const unknown = words.find((word) => !accountRoles.some((role) => role === word));
  if (unknown === undefined) return accountRoles.filter((role) => role === 'member' || words.includes(role));
  throw fail(
    'usage',
    'ACCOUNT-ROLES',
    {
      en: `There is no role "${unknown}". Roles: ${accountRoles.join(', ')}.`,
      zh: `没有角色“${unknown}”。可用角色：${accountRoles.join('、')}。`,
    },
    { nearest: nearest(unknown, accountRoles) },
  );
}

/** Makes an account. A name or an address that another has is refused with ACCOUNT-EXISTS. */
export async function createAccount(state: Store, wanted: NewAccount, by: Actor): Promise<Account> {
  const { name, email, emailConfirmed = false, displayName = '', passwordHash, roles = ['member'], language } = wanted;
  assertAccountName(name);
  if (email !== undefined) assertEmail(email);
  assertDisplayName(displayName);
  const row = await translated(
    inTransaction(state, async ({ db }) => {
      const made = await db
        .insertInto('account')
        .values({
          name,
          email: email ?? null,
          email_confirmed: emailConfirmed ? clock : null,
          display_name: displayName,
          password_hash: passwordHash ?? null,
          roles: [...roles],
          language: language ?? null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (made) await audit({ db }, { ...by, action: 'account.make', resource: `account:${name}`, detail: { roles } });
      return made;
    }),
  );
  if (row) return accountOfRow(row);
  throw fail('conflict', 'ACCOUNT-EXISTS', {
    en: `There is an account "${name}" already, or one with this e-mail address.`,
    zh: `已有名为“${name}”的账户，或已有账户使用该电子邮件地址。`,
  });
}

/** Makes sure that there is an account of that name, without a password when it is new; says whether it is. */
export async function ensureAccount({ db }: Store, name: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await translated(
    db
      .insertInto('account')
      .values({ name })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst(),
  );
  return numInsertedOrUpdatedRows === 1n;
}

export async function findAccount({ db }: Store, name: string): Promise<Account | undefined> {
  const row = await translated(db.selectFrom('account').selectAll().where('name', '=', name).executeTakeFirst());
  return row && accountOfRow(row);
}

/** The account of an e-mail address, in whatever case it is written. */
export async function findAccountByEmail({ db }: Store, email: string): Promise<Account | undefined> {
  const row = await translated(
    db.selectFrom('account').selectAll().where(sql`lower(email)`, '=', email.toLowerCase()).executeTakeFirst(),
  );
  return row && accountOfRow(row);
}

/** The account that somebody signs in to, by name or confirmed address, and the digest of its password. */
export async function accountForSignIn(
  { db }: Store,
  login: string,
): Promise<{ readonly account: Account; readonly passwordHash?: string } | undefined> {
  const row = await translated(
    db
      .selectFrom('account')
      .selectAll()
      .where((e) =>
        e.or([
          e('name', '=', login),
          e.and([e(sql`lower(email)`, '=', login.toLowerCase()), e('email_confirmed', 'is not', null)]),
        ]),
      )
      .executeTakeFirst(),
  );
  if (!row) return undefined;
  return { account: accountOfRow(row), ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }) };
}

export async function listAccounts({ db }: Store): Promise<Account[]> {
  return (await translated(db.selectFrom('account').selectAll().orderBy('name').execute())).map(accountOfRow);
}

/** The account of that name; the error names the nearest. Only for those who may know the names. */
export async function accountOf(state: Store, name: string): Promise<Account> {
  const found = await findAccount(state, name);
  if (found) return found;
  throw fail(
    'not-found',
    'ACCOUNT-UNKNOWN',
    { en: `There is no account "${name}".`, zh: `没有名为“${name}”的账户。` },
    {
      nearest: nearest(
        name,
        (await listAccounts(state)).map((account) => account.name),
      ),
    },
  );
}

/** Changes an account; who is disabled is signed out everywhere. The last operator stays one. */
export async function changeAccount(state: Store, name: string, changes: AccountChanges, by: Actor): Promise<Account> {
  await accountOf(state, name);
  const { roles, disabled, displayName, language } = changes;
  if (displayName !== undefined) assertDisplayName(displayName);
  return translated(
    state.db.transaction().execute(async (db) => {
      await assertOperatorLeft(db, name, changes);
      const row = await db
        .updateTable('account')
        .set({
          name,
          ...(roles === undefined ? {} : { roles: [...roles] }),
          ...(disabled === undefined
            ? {}
            : { disabled: disabled ? sql<Date>`coalesce(disabled, clock_timestamp())` : null }),
          ...(displayName === undefined ? {} : { display_name: displayName }),
          ...(language === undefined ? {} : { language }),
        })
        .where('name', '=', name)
        .returningAll()
        .executeTakeFirstOrThrow();
      if (disabled === true)
        await db
          .updateTable('session')
          .set({ ended: clock })
          .where('account', '=', name)
          .where('ended', 'is', null)
          .execute();
      await audit({ db }, { ...by, action: 'account.change', resource: `account:${name}`, detail: { ...changes } });
      return accountOfRow(row);
    }),
  );
}

/** Locks the operators' rows, always in the same order, so that two cannot remove each other at once. */
async function assertOperatorLeft(
  db: Kysely<Schema>,
  name: string,
  { roles, disabled }: AccountChanges,
): Promise<void> {
  const operators = await db
    .selectFrom('account')
    .select('name')
    .where(sql<boolean>`'operator' = any(roles) and disabled is null`)
    .orderBy('name')
    .forUpdate()
    .execute();
  const goes = disabled === true || (roles !== undefined && !roles.includes('operator'));
  if (!goes || operators.length !== 1 || operators[0]!.name !== name) return;
  throw fail('conflict', 'ACCOUNT-LAST-OPERATOR', {
    en: 'This is the last operator who can sign in. Make another one first.',
    zh: '这是最后一位可登录的运维人员。请先设置另一位运维人员。',
  });
}

/** Sets a password's digest and signs the account out everywhere, except in the session named. */
export async function setPassword(
  state: Store,
  name: string,
  passwordHash: string,
  by: Actor & { readonly exceptSession?: string },
): Promise<void> {
  const { exceptSession, ...actor } = by;
  await translated(
    state.db.transaction().execute(async (db) => {
      await db.updateTable('account').set({ password_hash: passwordHash }).where('name', '=', name).execute();
      let sessions = db
        .updateTable('session')
        .set({ ended: clock })
        .where('account', '=', name)
        .where('ended', 'is', null);
      if (exceptSession !== undefined) sessions = sessions.where('id_sha256', '<>', exceptSession);
      await sessions.execute();
      await db
        .updateTable('one_time_code')
        .set({ used: clock })
        .where('account', '=', name)
        .where('purpose', '=', 'reset')
        .where('used', 'is', null)
        .execute();
      await audit({ db }, { ...actor, action: 'account.password', resource: `account:${name}` });
    }),
  );
}

function accountOfRow(row: Selectable<Schema['account']>): Account {
  return {
    name: row.name,
    ...(row.email === null ? {} : { email: row.email }),
    ...(row.email_confirmed === null ? {} : { emailConfirmed: row.email_confirmed }),
    displayName: row.display_name,
    roles: rolesOf(row.roles),
    created: row.created,
    ...(row.disabled === null ? {} : { disabled: row.disabled }),
    ...(row.last_sign_in === null ? {} : { lastSignIn: row.last_sign_in }),
    ...(row.language === null ? {} : { language: row.language }),
    hasPassword: row.password_hash !== null,
  };
}
