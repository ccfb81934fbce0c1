import { fail } from '@lingtai/diagnostics';
import type { Selectable } from 'kysely';
import { type ReleaseStep, stepsOf, storedSteps } from './access/steps.ts';
import type { Actor } from './accounts/account.ts';
import { audit } from './accounts/audit.ts';
import { stateError } from './errors.ts';
import type { Schema } from './schema.ts';
import type { State } from './state.ts';

/** The address of a release: `lamost/dr8/v1.1`. */
export interface PublicationAddress {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
}

export interface ReleaseToPublish extends PublicationAddress {
  /** Digest of the release's manifest. */
  readonly digest: string;
  readonly descriptorDigest: string;
  /** Who may see it at first (names of groups, joined by commas), from when. */
  readonly audience: string;
  readonly from: Date;
  /** All steps, where there are more than that one; it is the first of them. */
  readonly access?: readonly ReleaseStep[];
  /** Version of the Lingtai that publishes. */
  readonly softwareVersion: string;
}

export interface Publication extends ReleaseToPublish {
  readonly publishedAt: Date;
  readonly access: readonly ReleaseStep[];
  /** Steps of parts that were changed since: `table`, `table.column`, `product:NAME`. */
  readonly partAccess: Readonly<Record<string, readonly ReleaseStep[]>>;
  /** Number of its newest revision of metadata, where that was asked for: `publicationsInView`. */
  readonly revision?: number;
}

/** `created` is false where the same release had been published before; `publication` then is the earlier one, unchanged. */
export interface Published {
  readonly publication: Publication;
  readonly created: boolean;
}

export function publicationOf(row: Selectable<Schema['publication']>): Publication {
  const { dataset, release, version, digest, audience } = row;
  return {
    dataset,
    release,
    version,
    digest,
    descriptorDigest: row.descriptor_digest,
    audience,
    from: row.visible_from,
    // Absent while a store is not migrated yet.
    access: row.access ? stepsOf(row.access) : [{ audience: audience.split(','), from: row.visible_from }],
    partAccess: Object.fromEntries(Object.entries(row.part_access ?? {}).map(([part, s]) => [part, stepsOf(s)])),
    softwareVersion: row.software_version,
    publishedAt: row.published_at,
  };
}

/** Releases are published at the machine's own terminal, by no route. */
const terminal: Actor = { actor: 'terminal' };

/**
 * Publishes a release in one transaction, with its line of the audit log; when it returns, both are on disk. The same digest
 * again is no error and changes nothing. Another digest at a published address is refused: published bytes never change.
 */
export async function publishRelease(state: State, wanted: ReleaseToPublish, by: Actor = terminal): Promise<Published> {
  const { dataset, release, version, digest, audience, access = [] } = wanted;
  const published = await state.db
    .transaction()
    .execute(async (trx) => {
      const row = await trx
        .insertInto('publication')
        .values({
          dataset,
          release,
          version,
          digest,
          audience,
          descriptor_digest: wanted.descriptorDigest,
          visible_from: wanted.from,
          ...(access.length > 1 ? { access: JSON.stringify(storedSteps(access)) } : {}),
          software_version: wanted.softwareVersion,
        })
        .onConflict((conflict) => conflict.constraint('publication_address').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row) {
        const publication = publicationOf(row);
        const detail = { digest, access: storedSteps(publication.access), softwareVersion: wanted.softwareVersion };
        const resource = `${dataset}/${release}/${version}`;
        await audit({ db: trx }, { ...by, action: 'release.publish', resource, detail });
        return { publication, created: true };
      }
      const present = await trx
        .selectFrom('publication')
        .selectAll()
        .where('dataset', '=', dataset)
        .where('release', '=', release)
        .where('version', '=', version)
        .executeTakeFirstOrThrow();
      return { publication: publicationOf(present), created: false };
    })
    .catch((error: unknown) => {
      throw stateError(error);
    });
  if (published.publication.digest !== digest) throw alreadyPublished(published.publication, digest);
  return published;
}

function alreadyPublished(present: Publication, digest: string): Error {
  const address = `${present.dataset}/${present.release}/${present.version}`;
  const day = present.publishedAt.toISOString();
  return fail('conflict', 'STATE-PUBLISHED', {
    en: `${address} was published at ${day} with the digest ${present.digest}; this release has ${digest}. Published bytes never change: publish a correction as a new version.`,
    zh: `${address} 已于 ${day} 发布，摘要为 ${present.digest}；当前数据的摘要为 ${digest}。已发布的字节永不改变：请将更正作为新版本发布。`,
  });
}

/** All publications, by dataset, then in the order in which they were published. */
export async function listPublications(state: State): Promise<Publication[]> {
  const rows = await state.db
    .selectFrom('publication')
    .selectAll()
    .orderBy('dataset')
    .orderBy('published_at')
    .orderBy('release')
    .orderBy('version')
    .execute()
    .catch((error: unknown) => {
      throw stateError(error);
    });
  return rows.map(publicationOf);
}

/** The publication at an address, or `undefined`. */
export async function findPublication(state: State, address: PublicationAddress): Promise<Publication | undefined> {
  const row = await state.db
    .selectFrom('publication')
    .selectAll()
    .where('dataset', '=', address.dataset)
    .where('release', '=', address.release)
    .where('version', '=', address.version)
    .executeTakeFirst()
    .catch((error: unknown) => {
      throw stateError(error);
    });
  return row && publicationOf(row);
}
