import { type Kysely, type Selectable, sql } from 'kysely';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { Actor } from './account.ts';

/** Something that must stay known. `action` is made of dotted words: `group.join`, `release.publish`. */
export interface AuditEntry extends Actor {
  readonly action: string;
  /** What it was done to: `account:ann`, `group:approved`, `lamost/dr9/v0`. */
  readonly resource?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditRecord extends AuditEntry {
  readonly id: bigint;
  readonly at: Date;
}

export interface AuditFilter {
  readonly since?: Date;
  /** Not included. */
  readonly until?: Date;
  readonly actor?: string;
  /** The action, or what its name begins with: `account` finds `account.sign-in`. */
  readonly action?: string;
  /** The resource, or what holds it: `lamost/dr9` finds `lamost/dr9/v0`. */
  readonly resource?: string;
}

/** Writes one line of the audit log; inside a transaction it is written with what it tells of, or not at all. */
export async function audit({ db }: { readonly db: Kysely<Schema> }, entry: AuditEntry): Promise<void> {
  const { actor, action, resource, detail, address } = entry;
  await translated(
    db
      .insertInto('audit')
      .values({
        actor,
        action,
        resource: resource ?? null,
        detail: detail === undefined ? null : JSON.stringify(detail),
        address: address ?? null,
      })
      .execute(),
  );
}

/** So many lines are read at once. */
const pageSize = 1000;

/** The lines of the log that the filter names, the oldest first, as many as there were when it was asked. */
export async function* auditRecords(
  { db }: { readonly db: Kysely<Schema> },
  filter: AuditFilter = {},
): AsyncGenerator<AuditRecord> {
  let after = 0n;
  const { rows } = await translated(sql<{ last: bigint | null }>`select max(id) as last from audit`.execute(db));
  const last = rows[0]?.last ?? 0n;
  while (after < last) {
    const page = await translated(pageAfter(db, filter, after, last));
    yield* page.map(recordOf);
    if (page.length < pageSize) return;
    after = page.at(-1)!.id;
  }
}

/** The newest lines that the filter names, the newest first. */
export async function recentAudit(
  { db }: { readonly db: Kysely<Schema> },
  filter: AuditFilter,
  limit: number,
): Promise<AuditRecord[]> {
  return (await translated(filtered(db, filter).orderBy('id', 'desc').limit(limit).execute())).map(recordOf);
}

function pageAfter(db: Kysely<Schema>, filter: AuditFilter, after: bigint, last: bigint): Promise<Row[]> {
  const query = filtered(db, filter).where('id', '>', after).where('id', '<=', last);
  return query.orderBy('id').limit(pageSize).execute();
}

function filtered(db: Kysely<Schema>, { since, until, actor, action, resource }: AuditFilter) {
  let query = db.selectFrom('audit').selectAll();
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<', until);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (action !== undefined)
    query = query.where((e) => e.or([e('action', '=', action), sql<boolean>`starts_with(action, ${`${action}.`})`]));
  if (resource !== undefined)
    query = query.where((e) =>
      e.or([
        e('resource', '=', resource),
        sql<boolean>`starts_with(resource, ${`${resource}/`}) or starts_with(resource, ${`${resource}#`})`,
      ]),
    );
  return query;
}

type Row = Selectable<Schema['audit']>;

function recordOf({ id, at, actor, action, resource, detail, address }: Row): AuditRecord {
  return {
    id,
    at,
    actor,
    action,
    ...(resource === null ? {} : { resource }),
    ...(detail === null ? {} : { detail }),
    ...(address === null ? {} : { address }),
  };
}
