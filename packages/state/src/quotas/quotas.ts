import { fail, nearest } from '@lingtai/diagnostics';
import { type Selectable, sql } from 'kysely';
import { keptReason } from '../access/checks.ts';
import type { Actor } from '../accounts/account.ts';
import { audit } from '../accounts/audit.ts';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import type { Quota, QuotaLimits, QuotaSubject, UsageOfDay } from './quota.ts';

type Store = Pick<State, 'db'>;

/** All quotas, by whom they are for. */
export async function listQuotas({ db }: Store): Promise<Quota[]> {
  return (await translated(db.selectFrom('quota').selectAll().orderBy('subject').execute())).map(quotaOf);
}

function quotaOf(row: Selectable<Schema['quota']>): Quota {
  return { ...row, subject: row.subject as QuotaSubject };
}

/** Sets the limits of a subject, all of them: those that are not given are the site's again. No limits: the quota goes. */
export async function setQuota(
  { db }: Store,
  { subject, limits, ...said }: { readonly subject: string; readonly limits: QuotaLimits; readonly reason: string },
  by: Actor,
): Promise<void> {
  const reason = keptReason(said.reason);
  const known = await assertSubject({ db }, subject);
  if (known === 'anonymous') assertForAnybody(limits);
  await translated(
    db.transaction().execute(async (trx) => {
      if (Object.keys(limits).length === 0) {
        await trx.deleteFrom('quota').where('subject', '=', known).execute();
      } else {
        const values = { limits: JSON.stringify(limits), actor: by.actor, reason };
        await trx
          .insertInto('quota')
          .values({ subject: known, ...values })
          .onConflict((conflict) =>
            conflict.column('subject').doUpdateSet({ ...values, changed: sql`clock_timestamp()` }),
          )
          .execute();
      }
      await audit({ db: trx }, { ...by, action: 'quota.set', resource: `quota:${known}`, detail: { limits, reason } });
    }),
  );
}

/** `user:ann` and `group:domestic` must exist: a quota for nobody would seem to hold. */
async function assertSubject({ db }: Store, subject: string): Promise<QuotaSubject> {
  if (subject === 'anonymous' || subject === 'users') return subject;
  const [kind, name = ''] = subject.split(/:(.*)/s);
  const names =
    kind === 'user'
      ? (await translated(db.selectFrom('account').select('name').execute())).map((row) => row.name)
      : kind === 'group'
        ? (await translated(db.selectFrom('access_group').select('name').execute())).map((row) => row.name)
        : [];
  if (names.includes(name)) return subject as QuotaSubject;
  const close = nearest(
    subject,
    kind === 'user' || kind === 'group'
      ? names.map((one) => `${kind}:${one}`)
      : ['anonymous', 'users', 'group:NAME', 'user:NAME'],
  );
  throw fail(
    'not-found',
    'QUOTA-SUBJECT',
    {
      en: `There is nobody called "${subject}". A quota is for anonymous, users, group:NAME or user:NAME.`,
      zh: `没有名为“${subject}”的对象。限额的对象为 anonymous、users、group:名称 或 user:名称。`,
    },
    { place: { parameter: 'subject' }, nearest: close },
  );
}

/** Of these only accounts have any; a limit that nothing counts would seem to hold. */
const ofAccounts: readonly (keyof QuotaLimits)[] = ['bytesPerDay', 'storageBytes', 'tables', 'tokens'];

function assertForAnybody(limits: QuotaLimits): void {
  const wrong = ofAccounts.find((key) => limits[key] !== undefined);
  if (wrong === undefined) return;
  throw fail(
    'usage',
    'QUOTA-ACCOUNTS-ONLY',
    {
      en: `Only accounts have the limit "${wrong}"; anonymous cannot.`,
      zh: `限额“${wrong}”仅适用于账户，不适用于 anonymous。`,
    },
    { place: { parameter: wrong } },
  );
}

/** Adds to what accounts used. */
export async function addUsage({ db }: Store, usage: readonly UsageOfDay[]): Promise<void> {
  if (usage.length === 0) return;
  await translated(
    db
      .insertInto('usage_day')
      .values(usage.map((one) => ({ ...one, requests: String(one.requests), bytes: String(one.bytes) })))
      .onConflict((conflict) =>
        conflict.columns(['account', 'day']).doUpdateSet({
          requests: sql`usage_day.requests + excluded.requests`,
          bytes: sql`usage_day.bytes + excluded.bytes`,
        }),
      )
      .execute(),
  );
}

/** What an account used on a day. */
export async function usageOfDay({ db }: Store, account: string, day: string): Promise<UsageOfDay> {
  const row = await translated(
    db
      .selectFrom('usage_day')
      .select(['requests', 'bytes'])
      .where('account', '=', account)
      .where('day', '=', day)
      .executeTakeFirst(),
  );
  return { account, day, requests: Number(row?.requests ?? 0), bytes: Number(row?.bytes ?? 0) };
}
