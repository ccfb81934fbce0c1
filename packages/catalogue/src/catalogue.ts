import { type Asker, type Clock, visible } from '@lingtai/access';
import { compareReleases, compareVersions } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';
import type { CatalogueView } from '@lingtai/query';
import type { Publication } from '@lingtai/state';
import type { SiteNames } from './made.ts';
import { type OpenedRelease, type PublishedRelease, publishedRelease } from './published.ts';
import { catalogueView } from './view.ts';

export interface CatalogueOptions<R> {
  /** The publications as the state store has them now. */
  readonly publications: () => Promise<readonly Publication[]>;
  readonly open: (publication: Publication) => Promise<OpenedRelease<R>>;
  readonly clock: Clock;
  /** Asked for when a snapshot is made: a server knows its address only when it listens. */
  readonly site: () => SiteNames;
  /** For how long a list of publications is used before it is asked for again. */
  readonly maxAgeMs?: number;
}

/** What exists for one asker at one moment; the same throughout a request. */
export interface CatalogueSnapshot<R = unknown> {
  /** Visible releases: by dataset, newest first. */
  readonly releases: readonly PublishedRelease<R>[];
  readonly view: CatalogueView;
  /** The newest visible release of a dataset. */
  newest(dataset: string): PublishedRelease<R> | undefined;
  /**
   * The release at an address; without release and version the newest one, without version the newest of the release.
   * Throws class `not-found` with the nearest address: what the asker may not see does not exist for him.
   */
  releaseAt(dataset: string, release?: string, version?: string): PublishedRelease<R>;
}

/** What was published, for whom. Opened releases are kept: they never change. */
export class Catalogue<R = unknown> {
  readonly #options: CatalogueOptions<R>;
  readonly #opened = new Map<string, Promise<PublishedRelease<R>>>();
  readonly #snapshots = new Map<string, CatalogueSnapshot<R>>();
  #listed: { readonly at: number; readonly publications: Promise<readonly Publication[]> } | undefined;

  constructor(options: CatalogueOptions<R>) {
    this.#options = options;
  }

  async snapshot(asker: Asker): Promise<CatalogueSnapshot<R>> {
    const now = this.#options.clock.now();
    const seen = (await this.#publications()).filter((p) => visible(asker, p, now));
    const key = `${asker.key}\n${seen.map((p) => `${p.digest}@${p.dataset}/${p.release}/${p.version}`).join('\n')}`;
    const kept = this.#snapshots.get(key);
    if (kept) return kept;
    const releases = (await Promise.all(seen.map((p) => this.#open(p)))).sort(newestFirst);
    const snapshot = snapshotOf(releases, asker.key, this.#options.site());
    if (this.#snapshots.size >= 64) this.#snapshots.clear();
    this.#snapshots.set(key, snapshot);
    return snapshot;
  }

  /** Age is measured on the machine's own clock: the one for access decisions may be set by a test. */
  #publications(): Promise<readonly Publication[]> {
    const age = this.#listed ? performance.now() - this.#listed.at : Number.POSITIVE_INFINITY;
    if (this.#listed && age < (this.#options.maxAgeMs ?? 1000)) return this.#listed.publications;
    const publications = this.#options.publications();
    this.#listed = { at: performance.now(), publications };
    publications.catch(() => {
      this.#listed = undefined;
    });
    return publications;
  }

  #open(publication: Publication): Promise<PublishedRelease<R>> {
    const key = `${publication.dataset}/${publication.release}/${publication.version}`;
    const kept = this.#opened.get(key);
    if (kept) return kept;
    const opening = this.#options.open(publication).then((opened) => publishedRelease(publication, opened));
    this.#opened.set(key, opening);
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }
}

function newestFirst(a: PublishedRelease, b: PublishedRelease): number {
  if (a.dataset !== b.dataset) return a.dataset < b.dataset ? -1 : 1;
  return compareReleases(b.release, a.release) || compareVersions(b.version, a.version);
}

function snapshotOf<R>(
  releases: readonly PublishedRelease<R>[],
  audienceKey: string,
  site: SiteNames,
): CatalogueSnapshot<R> {
  const newest = (dataset: string) => releases.find((r) => r.dataset === dataset);
  return {
    releases,
    view: catalogueView(releases, audienceKey, site),
    newest,
    releaseAt(dataset, release, version) {
      const found = releases.find(
        (r) =>
          r.dataset === dataset &&
          (release === undefined || r.release === release) &&
          (version === undefined || r.version.toLowerCase() === version.toLowerCase()),
      );
      if (found) return found;
      const wanted = [dataset, release, version].filter((part) => part !== undefined).join('/');
      throw fail(
        'not-found',
        'CATALOGUE-NO-RELEASE',
        { en: `There is no release at "${wanted}".`, zh: `没有地址为“${wanted}”的数据发布。` },
        {
          nearest: nearest(
            wanted,
            releases.map((r) => r.address),
          ),
        },
      );
    },
  };
}
