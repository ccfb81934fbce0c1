import { fail } from '@lingtai/diagnostics';
import { type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/account.ts';
import { audit } from '../accounts/audit.ts';
import { translated } from '../errors.ts';
import { findPublication, type PublicationAddress } from '../publications.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import type { MetadataRevision } from './record.ts';

type Store = Pick<State, 'db'>;

export interface NewRevision extends PublicationAddress {
  readonly changes: Readonly<Record<string, unknown>>;
  readonly note: string;
}

/** Keeps a correction under the next number of its release. Only published releases have revisions. */
export async function addMetadataRevision(state: State, wanted: NewRevision, by: Actor): Promise<MetadataRevision> {
  const { dataset, release, version, changes, note } = wanted;
  const resource = `${dataset}/${release}/${version}`;
  if (!(await findPublication(state, wanted))) throw notPublished(resource);
  return translated(
    state.db.transaction().execute(async (db) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`revision ${resource}`}, 0))`.execute(db);
      const { next } = await db
        .selectFrom('metadata_revision')
        .select(({ fn }) => sql<number>`coalesce(${fn.max('revision')}, 0) + 1`.as('next'))
        .where('dataset', '=', dataset)
        .where('release', '=', release)
        .where('version', '=', version)
        .executeTakeFirstOrThrow();
      const row = await db
        .insertInto('metadata_revision')
        .values({
          dataset,
          release,
          version,
          revision: next,
          changes: JSON.stringify(changes),
          note,
          actor: by.actor,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await audit({ db }, { ...by, action: 'release.revise', resource, detail: { revision: next, note } });
      return revisionOf(row);
    }),
  );
}

/** The revisions of a release, or of all, the first first. */
export async function listMetadataRevisions({ db }: Store, at?: PublicationAddress): Promise<MetadataRevision[]> {
  let query = db.selectFrom('metadata_revision').selectAll();
  if (at)
    query = query.where('dataset', '=', at.dataset).where('release', '=', at.release).where('version', '=', at.version);
  const rows = await translated(
    query.orderBy('dataset').orderBy('release').orderBy('version').orderBy('revision').execute(),
  );
  return rows.map(revisionOf);
}

function revisionOf(row: Selectable<Schema['metadata_revision']>): MetadataRevision {
  const { dataset, release, version, revision, changes, note, actor, at } = row;
  return { dataset, release, version, revision, changes, note, actor, at };
}

function notPublished(address: string): Error {
  return fail('not-found', 'RELEASE-NOT-PUBLISHED', {
    en: `There is no published release at ${address}.`,
    zh: `${address} 处没有已发布的数据。`,
  });
}
