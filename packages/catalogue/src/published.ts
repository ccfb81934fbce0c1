import type { Descriptor, ReleaseEntry } from '@lingtai/descriptor';
import type { Manifest } from '@lingtai/release';
import type { Publication } from '@lingtai/state';

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
  readonly audience: string;
  readonly publishedFrom: Date;
  readonly descriptor: Descriptor;
  readonly entry: ReleaseEntry | undefined;
  readonly manifest: Manifest;
  readonly tableNames: readonly string[];
  readonly reader: R;
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
    audience: publication.audience,
    publishedFrom: publication.from,
    descriptor: opened.descriptor,
    entry: opened.descriptor.releases.find(
      (r) => r.release === release && r.version.toLowerCase() === version.toLowerCase(),
    ),
    manifest: opened.manifest,
    tableNames: opened.manifest.tables.map((t) => t.name),
    reader: opened.reader,
  };
}
