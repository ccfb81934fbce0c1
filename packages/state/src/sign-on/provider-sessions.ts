import { type Kysely, sql } from 'kysely';
import { audit } from '../accounts/audit.ts';
import type { Session } from '../accounts/session.ts';
import { sessionOfRow } from '../accounts/sessions.ts';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';

/** What a provider says has ended: one of its sessions (`sid`), or all of one of its subjects. */
export interface ProviderLogout {
  readonly sid?: string;
  readonly subject?: string;
  /** The logout token that says so; it counts once (OpenID Connect Back-Channel Logout 1.0, 2.6 item 7). */
  readonly token?: { readonly jti: string; readonly expires: Date };
}

/**
 * Ends what was signed in at a provider and returns the sessions; `undefined` where the token had been obeyed already. All
 * in one transaction: a token whose sessions could not be ended counts when the provider sends it again.
 */
export async function endProviderSessions(
  { db }: Pick<State, 'db'>,
  provider: string,
  { token, ...whose }: ProviderLogout,
): Promise<Session[] | undefined> {
  return translated(
    db.transaction().execute(async (trx) => {
      if (token && !(await noteToken(trx, provider, token))) return undefined;
      const sessions = await endSessions(trx, provider, whose);
      for (const { account } of sessions)
        await audit(
          { db: trx },
          { actor: `provider:${provider}`, action: 'account.sign-out', resource: `account:${account}` },
        );
      return sessions;
    }),
  );
}

/** False where it was noted before; waits for whoever notes it now. */
async function noteToken(
  trx: Kysely<Schema>,
  provider: string,
  { jti, expires }: NonNullable<ProviderLogout['token']>,
): Promise<boolean> {
  const row = await trx
    .insertInto('sign_on_used_token')
    .values({ provider, jti, expires })
    .onConflict((conflict) => conflict.doNothing())
    .returning('jti')
    .executeTakeFirst();
  return row !== undefined;
}

async function endSessions(
  trx: Kysely<Schema>,
  provider: string,
  { sid, subject }: Pick<ProviderLogout, 'sid' | 'subject'>,
): Promise<Session[]> {
  if (sid === undefined && subject === undefined) return [];
  let query = trx
    .updateTable('session')
    .set({ ended: sql<Date>`clock_timestamp()` })
    .where('provider', '=', provider)
    .where('ended', 'is', null);
  if (sid !== undefined) query = query.where('provider_sid', '=', sid);
  if (subject !== undefined) query = query.where('provider_subject', '=', subject);
  return (await query.returningAll().execute()).map(sessionOfRow);
}
