import { sql } from 'kysely';
import { translated } from '../errors.ts';
import { listPublications, type Publication } from '../publications.ts';
import type { State } from '../state.ts';
import { listWithdrawn } from './withdrawals.ts';

/** The publications that are not withdrawn, each with the number of its newest revision of metadata (0: none). */
export async function publicationsInView(state: State): Promise<Publication[]> {
  const [publications, withdrawn, revisions] = await Promise.all([
    listPublications(state),
    listWithdrawn(state),
    translated(
      state.db
        .selectFrom('metadata_revision')
        .select(['dataset', 'release', 'version', sql<number>`max(revision)`.as('revision')])
        .groupBy(['dataset', 'release', 'version'])
        .execute(),
    ),
  ]);
  const key = (at: { dataset: string; release: string; version: string }): string =>
    `${at.dataset}/${at.release}/${at.version}`;
  const hidden = new Set(withdrawn.map(key));
  const newest = new Map(revisions.map((row) => [key(row), row.revision]));
  return publications
    .filter((publication) => !hidden.has(key(publication)))
    .map((publication) => ({ ...publication, revision: newest.get(key(publication)) ?? 0 }));
}
