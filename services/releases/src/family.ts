import { type Asker, isOperator } from '@lingtai/access';
import type { CatalogueSnapshot } from '@lingtai/catalogue';
import { compareReleases, compareVersions, type FamilyFacts, type ReleaseRecord } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';
import type { Publication, Withdrawal } from '@lingtai/state';
import { within } from './dates.ts';
import { addressKey, type KnownReleases } from './registry.ts';
import type { ReleaseFamilyDetail, ReleaseItem } from './schemas.ts';

interface Addressed {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
}

/** For whom, and of what. */
export interface Seen {
  readonly asker: Asker;
  readonly snapshot: CatalogueSnapshot;
  readonly known: KnownReleases;
}

/** Releases of a dataset that the asker may learn of: newest first, versions of one release together. */
function releasesOf(seen: Seen, dataset: string): ReleaseItem[] {
  const { known, snapshot } = seen;
  const addresses = new Map<string, Addressed>();
  for (const at of [...known.records, ...snapshot.releases, ...known.withdrawnAt.values()])
    if (at.dataset === dataset && !addresses.has(addressKey(at))) addresses.set(addressKey(at), at);
  return [...addresses.values()]
    .flatMap((at) => itemOf(seen, at) ?? [])
    .sort((a, b) => compareReleases(b.release, a.release) || compareVersions(b.version, a.version));
}

/** One release, or `undefined` where the asker may not learn of it. */
export function itemOf(seen: Seen, at: Addressed): ReleaseItem | undefined {
  const { known, snapshot, asker } = seen;
  const key = addressKey(at);
  const stored = known.recordAt.get(key);
  const publication = known.publicationAt.get(key);
  const withdrawn = known.withdrawnAt.get(key);
  const open = snapshot.releases.find((release) => addressKey(release) === key);
  if (!stored && !open && !withdrawn) return undefined;
  if (stored?.record.listed === false && !open && !isOperator(asker)) return undefined;
  const { release, version } = stored ?? open ?? at;
  const facts = known.families.get(at.dataset);
  // What is told of data that are here, but not for this asker, is what leads him to them.
  const closed = publication !== undefined && !open;
  return present({
    dataset: at.dataset,
    release,
    version,
    address: `${at.dataset}/${release}/${version}`,
    ...saidBy(stored?.record, facts, closed),
    title: stored?.record.title ?? open?.entry?.title,
    note: closed ? undefined : (open?.entry?.note ?? stored?.record.note),
    date: dateOf(stored?.record, publication),
    access: publication?.access.map((step) => ({ audience: [...step.audience], from: step.from.toISOString() })),
    loaded: publication !== undefined,
    visible: open !== undefined,
    digest: open?.digest,
    revision: open?.revision,
    withdrawn: withdrawn && tombstoneOf(withdrawn, publication),
  }) as ReleaseItem;
}

function saidBy(record: ReleaseRecord | undefined, facts: FamilyFacts | undefined, closed: boolean) {
  return {
    batch: record?.batch,
    internal: record?.internal,
    public: record?.public,
    dateNote: record?.dateNote,
    audience: record?.audience,
    observed: closed ? undefined : record?.observed,
    counts: closed ? undefined : record?.counts,
    selection: closed ? undefined : record?.selection,
    policy: record?.policy ?? facts?.policy,
    approval: record?.approval ?? facts?.approval,
    oldAddresses: record?.oldAddresses,
    counted: record?.counted !== false,
    sources: record?.sources,
  };
}

function dateOf(record: ReleaseRecord | undefined, publication: Publication | undefined): string | undefined {
  const said = record?.released ?? record?.internal ?? record?.public;
  return said ?? publication?.access[0]?.from.toISOString().slice(0, 10);
}

function tombstoneOf(withdrawal: Withdrawal, publication: Publication | undefined) {
  return present({
    at: (withdrawal.confirmedAt ?? withdrawal.askedAt).toISOString(),
    reason: withdrawal.reason,
    digest: publication?.digest,
  });
}

export type FamilyOrder = 'version' | 'date';

/** The family of a dataset for one asker. Throws `not-found` where he may learn of none of its releases. */
export function familyOf(
  seen: Seen,
  dataset: string,
  { order = 'version', until }: { readonly order?: FamilyOrder; readonly until?: string } = {},
): ReleaseFamilyDetail {
  const all = releasesOf(seen, dataset);
  if (all.length === 0) throw noFamily(seen, dataset);
  const releases = all.filter((item) => until === undefined || (item.date !== undefined && within(item.date, until)));
  // Sorting is stable: what has the same date stays in the order of versions.
  if (order === 'date')
    releases.sort((a, b) => ((a.date ?? '') === (b.date ?? '') ? 0 : (a.date ?? '') < (b.date ?? '') ? 1 : -1));
  const facts = seen.known.families.get(dataset);
  return {
    ...factsOf(seen, dataset),
    seasons: (facts?.seasons ?? []).map((season) => ({ ...season })),
    count: releases.filter((item) => item.counted).length,
    releases,
  };
}

/** What holds for the whole dataset and belongs to every page of its releases. */
export function factsOf(
  { known, snapshot }: Seen,
  dataset: string,
): Omit<ReleaseFamilyDetail, 'seasons' | 'count' | 'releases'> {
  const facts = known.families.get(dataset);
  return present({
    dataset,
    title: snapshot.newest(dataset)?.descriptor.title ?? facts?.title,
    policy: facts?.policy,
    parts: [...(facts?.parts ?? [])],
    counts: [...(facts?.counts ?? [])],
    sources: (facts?.sources ?? []).map((source) => ({ ...source })),
  });
}

function noFamily({ known, snapshot }: Seen, dataset: string): Error {
  const names = [
    ...new Set([
      ...snapshot.releases.map((release) => release.dataset),
      ...known.records.filter(({ record }) => record.listed !== false).map((record) => record.dataset),
    ]),
  ];
  return fail(
    'not-found',
    'RELEASES-NONE',
    { en: `There is no dataset "${dataset}".`, zh: `没有数据集“${dataset}”。` },
    { nearest: nearest(dataset, names) },
  );
}

/** The members that are there: the schemas' optional members are absent, never `undefined`. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
