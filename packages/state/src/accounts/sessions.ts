import { createHash, randomBytes } from 'node:crypto';
import { fail } from '@lingtai/diagnostics';
import { type Selectable, sql } from 'kysely';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import { audit } from './audit.ts';
import type { NewSession, Session } from './session.ts';

type Store = Pick<State, 'db'>;

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const clock = sql<Date>`clock_timestamp()`;

/**
 * A new session with a value of 256 random bits for the cookie, which is kept nowhere. The account has signed in. Refused
 * when the account was disabled or got another password since that was looked at: what ended its sessions ends this one.
 */
export async function startSession(state: Store, wanted: NewSession): Promise<{ session: Session; secret: string }> {
  const { account, days, passwordHash, userAgent, address, provider, providerSid, providerSubject, idTokenHint } =
    wanted;
  const secret = randomBytes(32).toString('base64url');
  const row = await translated(
    state.db.transaction().execute(async (db) => {
      // Locks the account's row, as changes of password and state do before they end sessions.
      let signedIn = db
        .updateTable('account')
        .set({ last_sign_in: clock })
        .where('name', '=', account)
        .where('disabled', 'is', null);
      if (passwordHash !== undefined) signedIn = signedIn.where('password_hash', '=', passwordHash);
      if (!(await signedIn.returning('name').executeTakeFirst())) throw changedMeanwhile();
      await audit(
        { db },
        {
          actor: account,
          action: 'account.sign-in',
          resource: `account:${account}`,
          detail: { by: provider ?? 'password' },
          ...(address === undefined ? {} : { address }),
        },
      );
      return db
        .insertInto('session')
        .values({
          id_sha256: digestOf(secret),
          account,
          expires: sql<Date>`clock_timestamp() + ${`${days} days`}::interval`,
          user_agent: userAgent?.slice(0, 500) ?? null,
          address: address ?? null,
          provider: provider ?? null,
          provider_sid: providerSid ?? null,
          provider_subject: providerSubject ?? null,
          id_token_hint: idTokenHint ?? null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    }),
  );
  return { session: sessionOfRow(row), secret };
}

/** The session of a cookie's value; `undefined` when it never was, ended or expired. A use is noted once a minute at most. */
export async function sessionOf({ db }: Store, secret: string): Promise<Session | undefined> {
  const row = await translated(
    db
      .selectFrom('session')
      .selectAll()
      .select(sql<boolean>`last_used > clock_timestamp() - interval '1 minute'`.as('noted'))
      .where('id_sha256', '=', digestOf(secret))
      .where('ended', 'is', null)
      .where('expires', '>', clock)
      .executeTakeFirst(),
  );
  if (!row) return undefined;
  if (!row.noted)
    await translated(
      db.updateTable('session').set({ last_used: clock }).where('id_sha256', '=', row.id_sha256).execute(),
    );
  return sessionOfRow(row);
}

/** Ends a session by its id, in the store: no process believes the cookie for more than seconds. */
export async function endSession({ db }: Store, id: string): Promise<Session | undefined> {
  const row = await translated(
    db
      .updateTable('session')
      .set({ ended: clock })
      .where('id_sha256', '=', id)
      .where('ended', 'is', null)
      .returningAll()
      .executeTakeFirst(),
  );
  return row && sessionOfRow(row);
}

/** Ends all sessions of an account, or all but one; returns how many. */
export async function endSessionsOf({ db }: Store, account: string, except?: string): Promise<number> {
  let query = db.updateTable('session').set({ ended: clock }).where('account', '=', account).where('ended', 'is', null);
  if (except !== undefined) query = query.where('id_sha256', '<>', except);
  return (await translated(query.returning('id_sha256').execute())).length;
}

/** Sessions of an account that could still be used, the newest first. */
export async function sessionsOf({ db }: Store, account: string): Promise<Session[]> {
  const rows = await translated(
    db
      .selectFrom('session')
      .selectAll()
      .where('account', '=', account)
      .where('ended', 'is', null)
      .where('expires', '>', clock)
      .orderBy('last_used', 'desc')
      .execute(),
  );
  return rows.map(sessionOfRow);
}

/** Removes what can never be used again: sessions a month after their end, codes a week after, forgotten attempts. */
export async function sweepAccounts({ db }: Store): Promise<void> {
  await translated(
    db
      .deleteFrom('session')
      .where(sql<boolean>`least(coalesce(ended, expires), expires) < clock_timestamp() - interval '30 days'`)
      .execute(),
  );
  await translated(
    db.deleteFrom('one_time_code').where(sql<boolean>`expires < clock_timestamp() - interval '7 days'`).execute(),
  );
  await translated(
    db.deleteFrom('sign_in_attempt').where(sql<boolean>`last < clock_timestamp() - interval '2 days'`).execute(),
  );
}

function changedMeanwhile(): Error {
  return fail('conflict', 'SIGN-IN-CHANGED', {
    en: 'The account was changed while you signed in. Sign in again.',
    zh: '您登录期间该账户已被更改。请重新登录。',
  });
}

export function sessionOfRow(row: Selectable<Schema['session']>): Session {
  return {
    id: row.id_sha256,
    account: row.account,
    created: row.created,
    lastUsed: row.last_used,
    expires: row.expires,
    ...(row.user_agent === null ? {} : { userAgent: row.user_agent }),
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.provider === null ? {} : { provider: row.provider }),
    ...(row.provider_sid === null ? {} : { providerSid: row.provider_sid }),
    ...(row.provider_subject === null ? {} : { providerSubject: row.provider_subject }),
    ...(row.id_token_hint === null ? {} : { idTokenHint: row.id_token_hint }),
  };
}
