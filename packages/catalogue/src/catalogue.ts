import { type AccessRule, type Asker, anonymous, type Clock, dayOf } from '@lingtai/access';
import { fail, nearest } from '@lingtai/diagnostics';
import type { CatalogueView, TableRead, TableStorage, ViewTable } from '@lingtai/query';
import type { Publication } from '@lingtai/state';
import { cutRelease } from './cut.ts';
import { type KnownPublication, notOpen } from './listed.ts';
import type { SiteNames } from './made.ts';
import { newestFirst } from './order.ts';
import { type OpenedRelease, type PublishedRelease, publishedRelease } from './published.ts';
import { type RawRead, restrictedFiles } from './raw.ts';
import { type ProductRead, restrictedProducts, restrictedReads } from './restricted.ts';
import { embargoed, isRuled } from './row-rule.ts';
import { addressOf, enters, nextChange, type PartRule, rulesOfParts, type Sight, sightOf } from './sight.ts';
import { catalogueView, storedTable } from './view.ts';

export interface CatalogueOptions<R> {
  /** The publications as the state store has them now. */
  readonly publications: () => Promise<readonly KnownPublication[]>;
  readonly open: (publication: Publication) => Promise<OpenedRelease<R>>;
  readonly clock: Clock;
  /** Asked for when a snapshot is made: a server knows its address only when it listens. */
  readonly site: () => SiteNames;
  /**
   * The different texts of a column in the rows for which the table's rule holds, or `undefined` where there is no such row;
   * without a column no texts. Asked for tables with rows under embargo, once a day.
   */
  readonly ownersIn: (table: ViewTable, column: string | undefined) => Promise<ReadonlySet<string> | undefined>;
  /** For how long a list of publications is used before it is asked for again. */
  readonly maxAgeMs?: number;
}

/** What exists for one asker at one moment; the same throughout a request. */
export interface CatalogueSnapshot<R = unknown> {
  /** Visible releases: by dataset, newest first; each as the asker sees it. */
  readonly releases: readonly PublishedRelease<R>[];
  readonly view: CatalogueView;
  /** The newest visible release of a dataset. */
  newest(dataset: string): PublishedRelease<R> | undefined;
  /**
   * The release at an address; without release and version the newest one, without version the newest of the release.
   * Throws class `not-found` with the nearest address: what the asker may not see does not exist for him; but where
   * everybody may learn of it, class `unauthenticated` or `forbidden` says for whom it is.
   */
  releaseAt(dataset: string, release?: string, version?: string): PublishedRelease<R>;
}

/** A snapshot is the same until rights, publications or the day change. */
interface Kept<R> {
  readonly publications: readonly KnownPublication[];
  readonly from: number;
  readonly until: number;
  readonly snapshot: Promise<CatalogueSnapshot<R>>;
}

/** Tables with rows under embargo, and whose these are. */
type Embargoed = ReadonlyMap<string, ReadonlySet<string>>;

const mostKept = 4096;

/** What was published, for whom. Opened releases are kept: they never change. */
export class Catalogue<R = unknown> {
  readonly #options: CatalogueOptions<R>;
  readonly #opened = new Map<string, Promise<PublishedRelease<R>>>();
  readonly #seen = new Map<string, PublishedRelease<R>>();
  readonly #snapshots = new Map<string, CatalogueSnapshot<R>>();
  readonly #embargoed = new Map<string, Promise<Embargoed>>();
  readonly #parts = new WeakMap<Publication, readonly PartRule[]>();
  readonly #kept = new Map<string, Kept<R>>();
  #listed: { readonly at: number; readonly publications: Promise<readonly KnownPublication[]> } | undefined;

  constructor(options: CatalogueOptions<R>) {
    this.#options = options;
  }

  async snapshot(asker: Asker): Promise<CatalogueSnapshot<R>> {
    const now = this.#options.clock.now();
    const publications = await this.#publications();
    // Rows may belong to him by name.
    const who = asker.kind === 'user' ? `${asker.name}\n${asker.key}` : '';
    const kept = this.#kept.get(who);
    if (kept && kept.publications === publications && kept.from <= now.getTime() && now.getTime() < kept.until)
      return kept.snapshot;
    const { snapshot, until } = await this.#make(asker, publications, now);
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(who, { publications, from: now.getTime(), until, snapshot: Promise.resolve(snapshot) });
    return snapshot;
  }

  /** What of these reads not everybody may read now: addresses of releases, tables, columns and products. */
  async restricted(
    tables: readonly TableRead[],
    products: readonly ProductRead[] = [],
    files: readonly RawRead[] = [],
  ): Promise<string[]> {
    const everybody = await this.snapshot(anonymous);
    const restricted = [
      ...restrictedReads(tables, everybody),
      ...restrictedProducts(products, everybody),
      ...restrictedFiles(files, everybody),
    ];
    return [...new Set(restricted)].sort();
  }

  async #make(
    asker: Asker,
    publications: readonly KnownPublication[],
    now: Date,
  ): Promise<{ snapshot: CatalogueSnapshot<R>; until: number }> {
    const rules: Pick<AccessRule, 'steps'>[] = publications.map(({ access }) => ({ steps: access }));
    const seen = await Promise.all(
      publications.map(async (publication) => {
        const entered = enters(asker, publication, now);
        if (!entered) return [];
        const release = await this.#open(publication);
        const parts = this.#parts.get(publication) ?? rulesOfParts(publication, release);
        this.#parts.set(publication, parts);
        rules.push(...parts.map(({ rule }) => rule));
        const embargoed = await this.#embargoedIn(release, dayOf(now));
        const sight = sightOf(release, parts, embargoed, entered, asker, now);
        const cut = this.#cut(release, sight);
        return cut.tableNames.length === 0 && entered === 'parts' ? [] : [{ release: cut, key: sight.key }];
      }),
    );
    const list = seen.flat();
    const shut = publications.filter((p) => p.listed && !list.some(({ release }) => release.address === addressOf(p)));
    const key = [
      ...list.map(({ release, key: k }) => `${releaseKey(release)} ${k}`),
      ...shut.map((p) => `${asker.kind} ${JSON.stringify([addressOf(p), p.access, p.listed])}`),
    ].join('\n');
    const known = this.#snapshots.get(key);
    const snapshot =
      known ??
      snapshotOf({
        releases: list.map((s) => s.release).sort(newestFirst),
        audienceKey: key,
        site: this.#options.site(),
        shut: [...shut].sort(newestFirst),
        kind: asker.kind,
      });
    if (!known && this.#snapshots.size >= 64) this.#snapshots.clear();
    this.#snapshots.set(key, snapshot);
    return { snapshot, until: nextChange(rules, now) };
  }

  #cut(release: PublishedRelease<R>, sight: Sight): PublishedRelease<R> {
    if (sight.key === '') return release;
    const key = `${releaseKey(release)} ${sight.key}`;
    const known = this.#seen.get(key);
    if (known) return known;
    if (this.#seen.size >= 256) this.#seen.clear();
    const cut = cutRelease(release, sight);
    this.#seen.set(key, cut);
    return cut;
  }

  /** The tables of a release that have rows under embargo on a day, with their owners. */
  #embargoedIn(release: PublishedRelease<R>, day: Date): Promise<Embargoed> {
    const tables = release.descriptor.tables
      .filter(isRuled)
      .filter((t) => release.tableNames.includes(t.name) && release.held.mayLast(t.name, day));
    if (tables.length === 0) return none;
    const key = `${release.digest} ${day.getTime()}`;
    const known = this.#embargoed.get(key);
    if (known) return known;
    const asked = Promise.all(
      tables.map(async (table) => {
        const rule = embargoed(table, day);
        const { rowCount: _, held, ...whole } = storedTable(release, table.name, this.#options.site())!;
        const storage: TableStorage = held ? { ...whole.storage, part: 'held' } : whole.storage;
        const some = { ...whole, storage, rowRule: rule.condition, ruleColumns: rule.columns };
        const owners = await this.#options.ownersIn(some, table.rows.owner);
        return owners ? [[table.name, owners] as const] : [];
      }),
    ).then((found) => new Map(found.flat()));
    if (this.#embargoed.size >= 256) this.#embargoed.clear();
    this.#embargoed.set(key, asked);
    asked.catch(() => this.#embargoed.delete(key));
    return asked;
  }

  /** Age is measured on the machine's own clock: the one for access decisions may be set by a test. */
  #publications(): Promise<readonly KnownPublication[]> {
    const age = this.#listed ? performance.now() - this.#listed.at : Number.POSITIVE_INFINITY;
    if (this.#listed && age < (this.#options.maxAgeMs ?? 1000)) return this.#listed.publications;
    const publications = this.#newer(this.#listed?.publications);
    this.#listed = { at: performance.now(), publications };
    publications.catch(() => {
      this.#listed = undefined;
    });
    return publications;
  }

  /** The list as it is now; the same object where nothing has changed. */
  async #newer(before: Promise<readonly KnownPublication[]> | undefined): Promise<readonly KnownPublication[]> {
    const now = await this.#options.publications();
    const then = await before?.catch(() => undefined);
    return then && JSON.stringify(then) === JSON.stringify(now) ? then : now;
  }

  #open(publication: Publication): Promise<PublishedRelease<R>> {
    const key = `${addressOf(publication)}@${publication.digest} ${publication.from.getTime()} ${publication.revision ?? 0}`;
    const kept = this.#opened.get(key);
    if (kept) return kept;
    const opening = this.#options.open(publication).then((opened) => publishedRelease(publication, opened));
    this.#opened.set(key, opening);
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }
}

const none: Promise<Embargoed> = Promise.resolve(new Map());

const releaseKey = ({ address, digest, publishedFrom, revision }: PublishedRelease): string =>
  `${address}@${digest} ${publishedFrom.getTime()} ${revision}`;

interface SnapshotParts<R> {
  readonly releases: readonly PublishedRelease<R>[];
  readonly audienceKey: string;
  readonly site: SiteNames;
  /** What he may learn of and not see. */
  readonly shut: readonly KnownPublication[];
  readonly kind: Asker['kind'];
}

function snapshotOf<R>({ releases, audienceKey, site, shut, kind }: SnapshotParts<R>): CatalogueSnapshot<R> {
  const newest = (dataset: string) => releases.find((r) => r.dataset === dataset);
  return {
    releases,
    view: catalogueView(releases, audienceKey, site),
    newest,
    releaseAt(dataset, release, version) {
      const isMeant = (r: Pick<Publication, 'dataset' | 'release' | 'version'>): boolean =>
        r.dataset === dataset &&
        (release === undefined || r.release === release) &&
        (version === undefined || r.version.toLowerCase() === version.toLowerCase());
      const found = releases.find(isMeant);
      if (found) return found;
      const closed = shut.find(isMeant);
      if (closed) throw notOpen(closed, kind);
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
