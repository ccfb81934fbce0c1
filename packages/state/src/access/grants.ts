import { fail } from '@lingtai/diagnostics';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/account.ts';
import { accountOf } from '../accounts/accounts.ts';
import { audit } from '../accounts/audit.ts';
import { groupOf } from '../accounts/groups.ts';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import { assertResource, assertTerm, keptReason } from './checks.ts';
import type { Grant, GrantFilter, NewGrant } from './grant.ts';

type Store = Pick<State, 'db'>;

/** Grants a resource to an account or a group that exists. */
export async function makeGrant(state: Store, wanted: NewGrant, by: Actor): Promise<Grant> {
  await checkGrant(state, wanted);
  return translated(state.db.transaction().execute((db) => insertGrant(db, wanted, by)));
}

async function checkGrant(state: Store, wanted: NewGrant): Promise<void> {
  assertResource(wanted.resource);
  keptReason(wanted.reason);
  assertTerm(wanted.starts ?? new Date(), wanted.ends);
  if (wanted.subjectKind === 'user') await accountOf(state, wanted.subject);
  else await groupOf(state, wanted.subject);
}

/** The row and its line in the audit log. */
export async function insertGrant(db: Kysely<Schema>, wanted: NewGrant, by: Actor): Promise<Grant> {
  const { subjectKind, subject, resource, starts, ends } = wanted;
  const reason = keptReason(wanted.reason);
  const row = await db
    .insertInto('access_grant')
    .values({
      subject_kind: subjectKind,
      subject,
      resource,
      grantor: by.actor,
      reason,
      ...(starts === undefined ? {} : { starts }),
      ends: ends ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const detail = { grant: String(row.id), [subjectKind]: subject, reason, starts: row.starts, ends: row.ends };
  await audit({ db }, { ...by, action: 'grant.make', resource, detail });
  return grantOf(row);
}

/** Takes a grant back, from now on. */
export async function endGrant(
  state: Store,
  { id, reason }: { readonly id: string; readonly reason: string },
  by: Actor,
): Promise<Grant> {
  const kept = keptReason(reason);
  const row = /^\d{1,18}$/.test(id)
    ? await translated(
        state.db.transaction().execute(async (db) => {
          const found = await db
            .updateTable('access_grant')
            .set({ revoked: sql<Date>`clock_timestamp()`, revoked_by: by.actor })
            .where('id', '=', BigInt(id))
            .where('revoked', 'is', null)
            .returningAll()
            .executeTakeFirst();
          if (!found) return undefined;
          const detail = { grant: id, [found.subject_kind]: found.subject, reason: kept };
          await audit({ db }, { ...by, action: 'grant.end', resource: found.resource, detail });
          return found;
        }),
      )
    : undefined;
  if (row) return grantOf(row);
  throw fail('not-found', 'GRANT-UNKNOWN', {
    en: `There is no grant ${id} that could be ended.`,
    zh: `没有可终止的授权 ${id}。`,
  });
}

/** Grants, the newest first; also those that are over. */
export async function listGrants({ db }: Store, filter: GrantFilter = {}): Promise<Grant[]> {
  const { subjectKind, subject, resource } = filter;
  let query = db.selectFrom('access_grant').selectAll();
  if (subjectKind !== undefined) query = query.where('subject_kind', '=', subjectKind);
  if (subject !== undefined) query = query.where('subject', '=', subject);
  if (resource !== undefined)
    query = query.where((e) =>
      e.or([
        e('resource', '=', resource),
        sql<boolean>`starts_with(resource, ${`${resource}/`}) or starts_with(resource, ${`${resource}#`})`,
      ]),
    );
  return (await translated(query.orderBy('id', 'desc').execute())).map(grantOf);
}

/**
 * What was granted to an account or to one of some groups and nobody took back, with the dates: which are in force is for
 * who reads it to say, by the clock of the site.
 */
export async function grantsTo({ db }: Store, account: string, groups: readonly string[]): Promise<Grant[]> {
  const rows = await translated(
    db
      .selectFrom('access_grant')
      .selectAll()
      .where('revoked', 'is', null)
      .where((e) =>
        e.or([
          e.and([e('subject_kind', '=', 'user'), e('subject', '=', account)]),
          ...(groups.length === 0 ? [] : [e.and([e('subject_kind', '=', 'group'), e('subject', 'in', [...groups])])]),
        ]),
      )
      .orderBy('id')
      .execute(),
  );
  return rows.map(grantOf);
}

function grantOf(row: Selectable<Schema['access_grant']>): Grant {
  return {
    id: String(row.id),
    subjectKind: row.subject_kind,
    subject: row.subject,
    resource: row.resource,
    grantor: row.grantor,
    reason: row.reason,
    starts: row.starts,
    ...(row.ends === null ? {} : { ends: row.ends }),
    ...(row.revoked === null ? {} : { revoked: row.revoked }),
    ...(row.revoked_by === null ? {} : { revokedBy: row.revoked_by }),
  };
}
