import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';
import type { SignOnPayload } from './tables.ts';

/** A client in which somebody is signed in through a session here that has ended. */
export interface Logout {
  readonly clientId: string;
  readonly account: string;
  /** The client's name for the session. */
  readonly sid: string;
}

export interface DueLogout extends Logout {
  readonly id: bigint;
}

/** A client that does not answer is asked so often, after waits that double from ten seconds on: for eleven hours. */
const mostAttempts = 12;
const now = sql<Date>`clock_timestamp()`;

/**
 * Ends the provider's sessions whose own session here has ended, for whatever reason, with all that was granted in them.
 * Their clients are noted to be told. Returns what was ended by this call.
 */
export async function collectLogouts({ db }: State): Promise<Logout[]> {
  return translated(
    db.transaction().execute(async (trx) => {
      const rows = await trx
        .deleteFrom('sign_on_payload')
        .where('model', '=', 'Session')
        .where('session', 'is not', null)
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom('session')
                .select('session.id_sha256')
                .whereRef('session.id_sha256', '=', 'sign_on_payload.session')
                .where('session.ended', 'is', null)
                .where('session.expires', '>', now),
            ),
          ),
        )
        .returning('payload')
        .execute();
      const ended = rows.flatMap(({ payload }) => authorizationsOf(payload));
      for (const { clientId, account, sid, grantId } of ended) {
        await trx
          .insertInto('sign_on_logout')
          .values({ client_id: clientId, account, sid })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        if (grantId === undefined) continue;
        const grant = createHash('sha256').update(grantId).digest('hex');
        await trx
          .deleteFrom('sign_on_payload')
          .where((e) =>
            e.or([e('grant_id', '=', grantId), e.and([e('model', '=', 'Grant'), e('id_sha256', '=', grant)])]),
          )
          .execute();
      }
      return ended.map(({ clientId, account, sid }) => ({ clientId, account, sid }));
    }),
  );
}

/** What a session of `oidc-provider` holds of its clients. */
function authorizationsOf(payload: SignOnPayload): (Logout & { readonly grantId?: string })[] {
  const { accountId, authorizations } = payload as {
    accountId?: string;
    authorizations?: Record<string, { sid?: string; grantId?: string }>;
  };
  if (accountId === undefined) return [];
  return Object.entries(authorizations ?? {}).flatMap(([clientId, { sid, grantId }]) =>
    sid === undefined ? [] : [{ clientId, account: accountId, sid, ...(grantId === undefined ? {} : { grantId }) }],
  );
}

/** The clients to tell now; each is given to one process only, and comes again later unless `logoutDelivered`. */
export async function claimLogouts({ db }: State): Promise<DueLogout[]> {
  const rows = await translated(
    db
      .updateTable('sign_on_logout')
      .set({
        attempts: sql<number>`attempts + 1`,
        due: sql<Date>`clock_timestamp() + make_interval(secs => 10 * power(2, attempts))`,
      })
      .where('id', 'in', (e) =>
        e
          .selectFrom('sign_on_logout')
          .select('id')
          .where('due', '<=', now)
          .orderBy('id')
          .limit(200)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .execute(),
  );
  return rows.map(({ id, client_id, account, sid }) => ({ id, clientId: client_id, account, sid }));
}

/** The client has been told, or is none any more. */
export async function logoutDelivered({ db }: State, id: bigint): Promise<void> {
  await translated(db.deleteFrom('sign_on_logout').where('id', '=', id).execute());
}

/** Removes what can never be used again. */
export async function sweepSignOn({ db }: State): Promise<void> {
  for (const table of ['sign_on_payload', 'sign_on_begun', 'sign_on_used_token'] as const)
    await translated(
      db.deleteFrom(table).where(sql<boolean>`expires < clock_timestamp() - interval '1 hour'`).execute(),
    );
  await translated(
    db.deleteFrom('sign_on_logout').where('attempts', '>=', mostAttempts).where('due', '<=', now).execute(),
  );
}

/** The session here (`session.id_sha256`) in which a client knows somebody by that word; `undefined` when it is over. */
export async function findSignOnSession({ db }: State, clientId: string, sid: string): Promise<string | undefined> {
  const row = await translated(
    db
      .selectFrom('sign_on_payload')
      .select('session')
      .where('model', '=', 'Session')
      .where('uid', 'is not', null)
      .where(sql<boolean>`payload #>> array['authorizations', ${clientId}, 'sid'] = ${sid}`)
      .executeTakeFirst(),
  );
  return row?.session ?? undefined;
}
