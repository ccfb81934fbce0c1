import type { Descriptor, ReleaseEntry } from '@lingtai/descriptor';
import type { Manifest, ProductManifest, TableManifest } from '@lingtai/release';
import type { Publication } from '@lingtai/state';
import { HeldRows } from './held.ts';
import { RawRule } from './raw.ts';
import type { RowRule } from './row-rule.ts';

/** What the catalogue needs of an opened release; `R` is the application's reader, passed through untouched. */
export interface OpenedRelease<R> {
  readonly manifest: Manifest;
  readonly digest: string;
  readonly descriptor: Descriptor;
  readonly reader: R;
}

/** One release that was published: what the state store says of it, and what it holds. */
export interface PublishedRelease<R = unknown> {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
  /** `dataset/release/version`, as in every page address. */
  readonly address: string;
  /** The schema of its tables in queries: `demo_dr1_v1`. */
  readonly schemaName: string;
  readonly digest: string;
  /** Number of the revision of metadata that describes it; 0: as it was built. */
  readonly revision: number;
  readonly publishedFrom: Date;
  readonly descriptor: Descriptor;
  readonly entry: ReleaseEntry | undefined;
  readonly manifest: SeenManifest;
  readonly tableNames: readonly string[];
  /** Rules on rows, by table. */
  readonly rowRules: ReadonlyMap<string, RowRule>;
  readonly held: HeldRows;
  /** Tables with rows that somebody does not see today. */
  readonly ownedTables: ReadonlySet<string>;
  /** Nothing of it is kept from the asker. */
  readonly whole: boolean;
  /** Tables of which he sees some rows or columns only. */
  readonly partly: ReadonlySet<string>;
  /** Which of its files he may have as they are: see `rawFilesOf`. */
  readonly raw: RawRule;
  /** Reads all of the release: what it gives is shown only where this object names it. */
  readonly reader: R;
}

/** What is told of the contents; a count that is not given is not for the asker to know. */
export interface SeenManifest {
  readonly tables: readonly (Pick<TableManifest, 'name' | 'columns' | 'statistics'> &
    Partial<Pick<TableManifest, 'rowCount'>>)[];
  readonly products: readonly (Pick<ProductManifest, 'name' | 'table'> &
    Partial<Pick<ProductManifest, 'count' | 'sizeBytes'>>)[];
  readonly totals: Partial<Pick<Manifest['totals'], 'rows' | 'products' | 'sizeBytes'>>;
}

/** `lamost/dr8/v1.1` → `lamost_dr8_v1_1`: a name that ADQL takes without quotes. */
export function schemaNameOf(address: string): string {
  return address.replace(/[^A-Za-z0-9]+/g, '_').toLowerCase();
}

export function publishedRelease<R>(publication: Publication, opened: OpenedRelease<R>): PublishedRelease<R> {
  const { dataset, release, version } = publication;
  const address = `${dataset}/${release}/${version}`;
  return {
    dataset,
    release,
    version,
    address,
    schemaName: schemaNameOf(address),
    digest: publication.digest,
    revision: publication.revision ?? 0,
    publishedFrom: publication.from,
    descriptor: opened.descriptor,
    entry: opened.descriptor.releases.find(
      (r) => r.release === release && r.version.toLowerCase() === version.toLowerCase(),
    ),
    manifest: opened.manifest,
    tableNames: opened.manifest.tables.map((t) => t.name),
    rowRules: new Map(),
    held: new HeldRows(opened.manifest.trees),
    ownedTables: new Set(),
    whole: true,
    partly: new Set(),
    raw: new RawRule(opened.manifest, publication.digest, opened.descriptor),
    reader: opened.reader,
  };
}
