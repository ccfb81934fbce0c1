import { fail } from '@lingtai/diagnostics';
import { type Selectable, sql } from 'kysely';
import { keptReason } from '../access/checks.ts';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import { inTransaction } from '../transaction.ts';
import type { Actor } from './account.ts';
import { accountOf } from './accounts.ts';
import { audit } from './audit.ts';
import type { Membership, NewMembership } from './group.ts';
import { groupOf } from './groups.ts';

type Store = Pick<State, 'db'>;

/** Puts an account into a group for a time. Whoever is in it already gets a second term; both are kept. */
export async function joinGroup(state: Store, wanted: NewMembership, by: Actor): Promise<Membership> {
  const { account, group, starts, ends, source = 'operator' } = wanted;
  await accountOf(state, account);
  await groupOf(state, group);
  const reason = keptReason(wanted.reason);
  assertMembershipTerm(wanted);
  return translated(
    inTransaction(state, async ({ db }) => {
      const row = await db
        .insertInto('membership')
        .values({
          account,
          group_name: group,
          grantor: by.actor,
          reason,
          ...(starts === undefined ? {} : { starts }),
          ends: ends ?? null,
          source,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      const detail = { account, reason, starts: row.starts, ends: row.ends, source, membership: String(row.id) };
      await audit({ db }, { ...by, action: 'group.join', resource: `group:${group}`, detail });
      return membershipOfRow(row);
    }),
  );
}

/** Takes a membership back, from now on. */
export async function leaveGroup(
  state: Store,
  { group, id, ...said }: { readonly group: string; readonly id: string; readonly reason: string },
  by: Actor,
): Promise<Membership> {
  const reason = keptReason(said.reason);
  const row = /^\d{1,18}$/.test(id)
    ? await translated(
        state.db.transaction().execute(async (db) => {
          const found = await db
            .updateTable('membership')
            .set({ revoked: sql<Date>`clock_timestamp()`, revoked_by: by.actor })
            .where('id', '=', BigInt(id))
            .where('group_name', '=', group)
            .where('revoked', 'is', null)
            .returningAll()
            .executeTakeFirst();
          if (!found) return undefined;
          const detail = { account: found.account, reason, membership: id };
          await audit({ db }, { ...by, action: 'group.leave', resource: `group:${group}`, detail });
          return found;
        }),
      )
    : undefined;
  if (row) return membershipOfRow(row);
  throw fail('not-found', 'MEMBERSHIP-UNKNOWN', {
    en: `The group "${group}" has no membership ${id} that could be ended.`,
    zh: `用户组“${group}”中没有可终止的成员资格 ${id}。`,
  });
}

/** Memberships, the newest first; also those that are over. */
export async function listMemberships(
  { db }: Store,
  filter: { readonly account?: string; readonly group?: string } = {},
): Promise<Membership[]> {
  let query = db.selectFrom('membership').selectAll();
  if (filter.account !== undefined) query = query.where('account', '=', filter.account);
  if (filter.group !== undefined) query = query.where('group_name', '=', filter.group);
  return (await translated(query.orderBy('id', 'desc').execute())).map(membershipOfRow);
}

/** Refuses a time that ends before it begins; without a beginning it begins now. */
export function assertMembershipTerm({ starts, ends }: Pick<NewMembership, 'starts' | 'ends'>): void {
  if (ends === undefined || ends.getTime() > (starts ?? new Date()).getTime()) return;
  throw fail(
    'usage',
    'GROUP-DATES',
    { en: 'The end lies before the beginning.', zh: '结束时间早于开始时间。' },
    { place: { parameter: 'ends' } },
  );
}

function membershipOfRow(row: Selectable<Schema['membership']>): Membership {
  return {
    id: String(row.id),
    account: row.account,
    group: row.group_name,
    grantor: row.grantor,
    reason: row.reason,
    starts: row.starts,
    ...(row.ends === null ? {} : { ends: row.ends }),
    ...(row.revoked === null ? {} : { revoked: row.revoked }),
    ...(row.revoked_by === null ? {} : { revokedBy: row.revoked_by }),
    source: row.source,
  };
}
