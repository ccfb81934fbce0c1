import { fail } from '@lingtai/diagnostics';
import { type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/account.ts';
import { accountOf } from '../accounts/accounts.ts';
import { audit } from '../accounts/audit.ts';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import { assertResource, assertTerm, keptReason } from './checks.ts';
import { insertGrant } from './grants.ts';
import type { AccessRequest, AccessRequestState, RequestDecision } from './request.ts';

type Store = Pick<State, 'db'>;
const decidedNow = sql<Date>`date_trunc('milliseconds', clock_timestamp())`;

/** Asks for access. The same question again is refused while the first is open. */
export async function makeRequest(
  state: Store,
  wanted: { readonly account: string; readonly resource: string; readonly reason: string },
  by: Actor,
): Promise<AccessRequest> {
  const { account, resource } = wanted;
  assertResource(resource);
  const reason = keptReason(wanted.reason);
  await accountOf(state, account);
  return translated(
    state.db.transaction().execute(async (db) => {
      const row = await db
        .insertInto('access_request')
        .values({ account, resource, reason })
        .onConflict((conflict) =>
          conflict.columns(['account', 'resource']).where('state', '=', 'submitted').doNothing(),
        )
        .returningAll()
        .executeTakeFirst();
      if (!row) throw askedAlready(resource);
      await audit({ db }, { ...by, action: 'request.make', resource, detail: { request: String(row.id), reason } });
      return requestOf(row);
    }),
  );
}

/** Takes back a request of one's own that nobody has decided. */
export async function withdrawRequest(
  state: Store,
  { id, account }: { readonly id: string; readonly account: string },
  by: Actor,
): Promise<AccessRequest> {
  return translated(
    state.db.transaction().execute(async (db) => {
      const row = await db
        .updateTable('access_request')
        .set({ state: 'withdrawn', decided: decidedNow })
        .where('id', '=', idOf(id))
        .where('account', '=', account)
        .where('state', '=', 'submitted')
        .returningAll()
        .executeTakeFirst();
      if (!row) throw notOpen(id);
      await audit({ db }, { ...by, action: 'request.withdraw', resource: row.resource, detail: { request: id } });
      return requestOf(row);
    }),
  );
}

/** Approves or rejects a request; approving makes the grant in the same transaction. Nobody decides on his own. */
export async function decideRequest(
  state: Store,
  { id, decision, ...said }: RequestDecision & { readonly id: string },
  by: Actor,
): Promise<AccessRequest> {
  const reason = keptReason(said.reason);
  assertTerm(new Date(), said.ends);
  return translated(
    state.db.transaction().execute(async (db) => {
      const open = await db
        .selectFrom('access_request')
        .selectAll()
        .where('id', '=', idOf(id))
        .where('state', '=', 'submitted')
        .forUpdate()
        .executeTakeFirst();
      if (!open) throw notOpen(id);
      if (open.account === by.actor) throw ownRequest();
      const { account, resource } = open;
      const ends = said.ends === undefined ? {} : { ends: said.ends };
      const grant =
        decision === 'approve'
          ? await insertGrant(db, { subjectKind: 'user', subject: account, resource, reason, ...ends }, by)
          : undefined;
      const row = await db
        .updateTable('access_request')
        .set({
          state: grant ? 'approved' : 'rejected',
          reviewer: by.actor,
          decision_reason: reason,
          ends: said.ends ?? null,
          decided: decidedNow,
          grant_id: grant ? BigInt(grant.id) : null,
        })
        .where('id', '=', open.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      const detail = { request: id, account, decision, reason, ...(grant ? { grant: grant.id } : {}), ...ends };
      await audit({ db }, { ...by, action: 'request.decide', resource, detail });
      return requestOf(row);
    }),
  );
}

/** Requests, the newest first. */
export async function listRequests(
  { db }: Store,
  filter: { readonly account?: string; readonly state?: AccessRequestState } = {},
): Promise<AccessRequest[]> {
  let query = db.selectFrom('access_request').selectAll();
  if (filter.account !== undefined) query = query.where('account', '=', filter.account);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  return (await translated(query.orderBy('id', 'desc').execute())).map(requestOf);
}

const idOf = (id: string): bigint => (/^\d{1,18}$/.test(id) ? BigInt(id) : -1n);

function askedAlready(resource: string): Error {
  return fail('conflict', 'REQUEST-OPEN', {
    en: `You have asked for ${resource} already; the request is not decided yet.`,
    zh: `您已申请过 ${resource}，该申请尚待审批。`,
  });
}

function notOpen(id: string): Error {
  return fail('not-found', 'REQUEST-UNKNOWN', {
    en: `There is no request ${id} waiting for a decision.`,
    zh: `没有待审批的申请 ${id}。`,
  });
}

function ownRequest(): Error {
  return fail('forbidden', 'REQUEST-OWN', {
    en: 'Nobody decides on a request of his own.',
    zh: '不能审批自己提交的申请。',
  });
}

function requestOf(row: Selectable<Schema['access_request']>): AccessRequest {
  return {
    id: String(row.id),
    account: row.account,
    resource: row.resource,
    reason: row.reason,
    state: row.state,
    made: row.made,
    ...(row.reviewer === null ? {} : { reviewer: row.reviewer }),
    ...(row.decision_reason === null ? {} : { decisionReason: row.decision_reason }),
    ...(row.ends === null ? {} : { ends: row.ends }),
    ...(row.decided === null ? {} : { decided: row.decided }),
    ...(row.grant_id === null ? {} : { grantId: String(row.grant_id) }),
  };
}
