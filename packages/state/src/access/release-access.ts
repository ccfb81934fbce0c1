import { fail } from '@lingtai/diagnostics';
import type { Actor } from '../accounts/account.ts';
import { audit } from '../accounts/audit.ts';
import { translated } from '../errors.ts';
import { type Publication, type PublicationAddress, publicationOf } from '../publications.ts';
import type { State } from '../state.ts';
import { assertAudience } from './audience.ts';
import { assertResource, keptReason } from './checks.ts';
import { type ReleaseStep, type StoredStep, stepsOf, storedSteps } from './steps.ts';

type Store = Pick<State, 'db'>;

/** A change of who may see a release or a part of it. */
export interface ReleaseAccessChange extends PublicationAddress {
  /** Numbered from 1 in each release. */
  readonly revision: number;
  /** Absent: the release itself. */
  readonly part?: string;
  readonly steps: readonly ReleaseStep[];
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
}

export interface NewReleaseAccess extends PublicationAddress {
  /** `table`, `table.column` or `product:NAME`; absent: the release itself. */
  readonly part?: string;
  readonly steps: readonly ReleaseStep[];
  readonly reason: string;
}

/** Sets who may see a release or a part of it from when. Every change is numbered, kept and audited. */
export async function setReleaseAccess(state: Store, wanted: NewReleaseAccess, by: Actor): Promise<Publication> {
  const { dataset, release, version, part, steps } = wanted;
  const resource = `${dataset}/${release}/${version}${part === undefined ? '' : `#${part}`}`;
  assertResource(resource);
  assertSteps(steps);
  const reason = keptReason(wanted.reason);
  await assertAudience(
    state,
    steps.flatMap(({ audience }) => audience),
  );
  return translated(
    state.db.transaction().execute(async (db) => {
      const row = await db
        .selectFrom('publication')
        .selectAll()
        .where('dataset', '=', dataset)
        .where('release', '=', release)
        .where('version', '=', version)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw notPublished(resource);
      const { access, partAccess } = publicationOf(row);
      const ofPart = part !== undefined && Object.hasOwn(partAccess, part) ? partAccess[part] : undefined;
      const before = part === undefined ? access : ofPart;
      const stored = storedSteps(steps);
      const changed = await db
        .updateTable('publication')
        .set(
          part === undefined
            ? ofRelease(stored)
            : { part_access: JSON.stringify({ ...row.part_access, [part]: stored }) },
        )
        .where('dataset', '=', dataset)
        .where('release', '=', release)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirstOrThrow();
      const { last } = await db
        .selectFrom('release_access_change')
        .select((e) => e.fn.max('revision').as('last'))
        .where('dataset', '=', dataset)
        .where('release', '=', release)
        .where('version', '=', version)
        .executeTakeFirstOrThrow();
      const revision = Number(last ?? 0) + 1;
      await db
        .insertInto('release_access_change')
        .values({
          ...{ dataset, release, version, revision, reason },
          part: part ?? '',
          access: JSON.stringify(stored),
          actor: by.actor,
        })
        .execute();
      const detail = { revision, reason, steps: stored, before: before && storedSteps(before) };
      await audit({ db }, { ...by, action: 'release.access', resource, detail });
      return publicationOf(changed);
    }),
  );
}

function ofRelease(stored: readonly StoredStep[]) {
  const [first] = stored;
  return { audience: first!.audience.join(','), visible_from: new Date(first!.from), access: JSON.stringify(stored) };
}

/** The changes of a release, the newest first. */
export async function listReleaseAccessChanges(
  { db }: Store,
  { dataset, release, version }: PublicationAddress,
): Promise<ReleaseAccessChange[]> {
  const rows = await translated(
    db
      .selectFrom('release_access_change')
      .selectAll()
      .where('dataset', '=', dataset)
      .where('release', '=', release)
      .where('version', '=', version)
      .orderBy('revision', 'desc')
      .execute(),
  );
  return rows.map(({ part, access, ...row }) => ({
    ...row,
    steps: stepsOf(access),
    ...(part === '' ? {} : { part }),
  }));
}

function assertSteps(steps: readonly ReleaseStep[]): void {
  const isName = (name: string): boolean => /^[a-z][a-z0-9-]{0,62}$/.test(name);
  const sound = ({ audience, from }: ReleaseStep): boolean =>
    audience.length > 0 && audience.every(isName) && !Number.isNaN(from.getTime());
  if (steps.length > 0 && steps.every(sound)) return;
  throw fail('usage', 'ACCESS-STEPS', {
    en: 'At least one step is wanted, each with names of groups (or "public") and a date.',
    zh: '至少需要一个步骤，每个步骤含用户组名称（或“public”）与日期。',
  });
}

function notPublished(resource: string): Error {
  return fail('not-found', 'ACCESS-NOT-PUBLISHED', {
    en: `${resource} is not published.`,
    zh: `${resource} 尚未发布。`,
  });
}
