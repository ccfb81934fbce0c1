import { fail } from '@lingtai/diagnostics';
import { type Kysely, type Selectable, sql, type UpdateObject } from 'kysely';
import { keptReason } from '../access/checks.ts';
import type { Actor } from '../accounts/account.ts';
import { findAccount } from '../accounts/accounts.ts';
import { audit } from '../accounts/audit.ts';
import { translated } from '../errors.ts';
import { findPublication, type PublicationAddress } from '../publications.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import type { Withdrawal } from './record.ts';

type Store = Pick<State, 'db'>;
type Action = Withdrawal['action'];
const now = sql<Date>`date_trunc('milliseconds', clock_timestamp())`;

export interface WithdrawalRequest extends PublicationAddress {
  readonly action: Action;
  readonly reason: string;
  /** An operator's account. */
  readonly by: string;
}

/** The first of two operators asks that a release be withdrawn, or brought back. Nothing happens to it yet. */
export async function askWithdrawal(state: State, wanted: WithdrawalRequest, from?: Actor): Promise<Withdrawal> {
  const { dataset, release, version, action, by } = wanted;
  await assertOperator(state, by);
  // Everybody who comes to the address reads it.
  const reason = keptReason(wanted.reason);
  const resource = addressOf(wanted);
  if (!(await findPublication(state, wanted))) throw notPublished(resource);
  return translated(
    state.db.transaction().execute(async (db) => {
      await lock(db, resource);
      if (((await lastOf(db, wanted))?.action === 'withdraw') === (action === 'withdraw'))
        throw already(resource, action);
      const waiting = await waitingOf(db, wanted);
      if (waiting) throw isWaiting(resource, waiting);
      const row = await db
        .insertInto('withdrawal')
        .values({ dataset, release, version, action, reason, asked_by: by })
        .returningAll()
        .executeTakeFirstOrThrow();
      await audit({ db }, { ...actorOf(by, from), action: `release.${action}-asked`, resource, detail: { reason } });
      return withdrawalOf(row);
    }),
  );
}

type Decision = Omit<WithdrawalRequest, 'reason'>;

/** Another operator confirms what waits for an address; from then on it holds. */
export function confirmWithdrawal(state: State, wanted: Decision, from?: Actor): Promise<Withdrawal> {
  const { action, by } = wanted;
  return decide(state, wanted, async (db, waiting, resource) => {
    if (waiting.asked_by === by) throw sameOperator(resource, by);
    const detail = { reason: waiting.reason, askedBy: waiting.asked_by };
    await audit({ db }, { ...actorOf(by, from), action: `release.${action}`, resource, detail });
    return { confirmed_by: by, confirmed_at: now };
  });
}

/** An operator drops what waits for an address. */
export function dropWithdrawal(state: State, wanted: Decision, from?: Actor): Promise<Withdrawal> {
  const { action, by } = wanted;
  return decide(state, wanted, async (db, _waiting, resource) => {
    await audit({ db }, { ...actorOf(by, from), action: `release.${action}-dropped`, resource });
    return { dropped_by: by, dropped_at: now };
  });
}

/** What becomes of the request that waits for an address, told in one transaction with it. */
async function decide(
  state: State,
  wanted: Decision,
  change: (db: Kysely<Schema>, waiting: Row, resource: string) => Promise<UpdateObject<Schema, 'withdrawal'>>,
): Promise<Withdrawal> {
  const { action, by } = wanted;
  await assertOperator(state, by);
  const resource = addressOf(wanted);
  return translated(
    state.db.transaction().execute(async (db) => {
      await lock(db, resource);
      const waiting = await waitingOf(db, wanted);
      if (waiting?.action !== action) throw nothingWaits(resource, action);
      const row = await db
        .updateTable('withdrawal')
        .set(await change(db, waiting, resource))
        .where('id', '=', waiting.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      return withdrawalOf(row);
    }),
  );
}

/** The releases that are withdrawn now, each with the decision that holds. */
export async function listWithdrawn({ db }: Store): Promise<Withdrawal[]> {
  const rows = await translated(
    db
      .selectFrom('withdrawal')
      .selectAll()
      .distinctOn(['dataset', 'release', 'version'])
      .where('confirmed_at', 'is not', null)
      .orderBy('dataset')
      .orderBy('release')
      .orderBy('version')
      .orderBy('confirmed_at', 'desc')
      .orderBy('id', 'desc')
      .execute(),
  );
  return rows.filter((row) => row.action === 'withdraw').map(withdrawalOf);
}

/** Every decision, also those that wait or were overtaken, the oldest first; dropped ones are left to the audit log. */
export async function listWithdrawals({ db }: Store): Promise<Withdrawal[]> {
  const rows = await translated(
    db.selectFrom('withdrawal').selectAll().where('dropped_at', 'is', null).orderBy('id').execute(),
  );
  return rows.map(withdrawalOf);
}

type Row = Selectable<Schema['withdrawal']>;

function waitingOf(db: Kysely<Schema>, at: PublicationAddress): Promise<Row | undefined> {
  return ofAddress(db, at).where('confirmed_at', 'is', null).where('dropped_at', 'is', null).executeTakeFirst();
}

function lastOf(db: Kysely<Schema>, at: PublicationAddress): Promise<Row | undefined> {
  return ofAddress(db, at)
    .where('confirmed_at', 'is not', null)
    .orderBy('confirmed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function ofAddress(db: Kysely<Schema>, { dataset, release, version }: PublicationAddress) {
  return db
    .selectFrom('withdrawal')
    .selectAll()
    .where('dataset', '=', dataset)
    .where('release', '=', release)
    .where('version', '=', version);
}

async function lock(db: Kysely<Schema>, resource: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`withdrawal ${resource}`}, 0))`.execute(db);
}

const addressOf = ({ dataset, release, version }: PublicationAddress): string => `${dataset}/${release}/${version}`;
/** Who decides is the operator, wherever the command comes from. */
const actorOf = (by: string, from: Actor | undefined): Actor => ({ ...from, actor: by });

function withdrawalOf(row: Row): Withdrawal {
  const { id, dataset, release, version, reason } = row;
  return {
    id,
    dataset,
    release,
    version,
    action: row.action,
    reason,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    ...(row.confirmed_by === null ? {} : { confirmedBy: row.confirmed_by }),
    ...(row.confirmed_at === null ? {} : { confirmedAt: row.confirmed_at }),
  };
}

async function assertOperator(state: Store, name: string): Promise<void> {
  const account = await findAccount(state, name);
  if (account?.roles.includes('operator') && account.disabled === undefined) return;
  throw fail('forbidden', 'WITHDRAW-OPERATOR', {
    en: `"${name}" is not an operator of this site. Two different operators withdraw a release.`,
    zh: `“${name}”不是本站的运维人员。撤回数据须由两位不同的运维人员完成。`,
  });
}

function notPublished(address: string): Error {
  return fail('not-found', 'RELEASE-NOT-PUBLISHED', {
    en: `There is no published release at ${address}.`,
    zh: `${address} 处没有已发布的数据。`,
  });
}

function already(address: string, action: Action): Error {
  return action === 'withdraw'
    ? fail('conflict', 'WITHDRAW-ALREADY', { en: `${address} is withdrawn already.`, zh: `${address} 已被撤回。` })
    : fail('conflict', 'WITHDRAW-NOT', { en: `${address} is not withdrawn.`, zh: `${address} 未被撤回。` });
}

function isWaiting(address: string, row: Row): Error {
  return fail('conflict', 'WITHDRAW-WAITING', {
    en: `${row.asked_by} has asked for this already (${row.action} ${address}); another operator confirms it.`,
    zh: `${row.asked_by} 已就 ${address} 提出申请（${row.action}），须由另一位运维人员确认。`,
  });
}

function nothingWaits(address: string, action: Action): Error {
  return fail('not-found', 'WITHDRAW-NOTHING', {
    en: `Nobody has asked for this (${action} ${address}).`,
    zh: `没有人就 ${address} 提出此申请（${action}）。`,
  });
}

function sameOperator(address: string, by: string): Error {
  return fail('forbidden', 'WITHDRAW-SAME', {
    en: `${by} has asked for this himself; another operator must confirm it for ${address}.`,
    zh: `该申请由 ${by} 本人提出；${address} 须由另一位运维人员确认。`,
  });
}
