import { createHash } from 'node:crypto';
import { fail } from '@lingtai/diagnostics';
import { addressText, manifestName, type ReleaseAddress, releasePrefix } from './address.ts';
import type { ArraysShape } from './arrays.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ObjectStore } from './store.ts';

/** What a release is: its files, rows and members with their digests. Its own SHA-256 is the release's digest. */
export interface Manifest extends ReleaseAddress {
  readonly format: 'lingtai-release/1';
  readonly software: { readonly name: string; readonly version: string };
  readonly descriptor: { readonly path: string; readonly sha256: string };
  /** In which order rows, packs and arrays stand: the columns; `key` is each table's own. Rows without a position come last. */
  readonly canonicalOrder: readonly string[];
  /** Every file but the manifest, by its path below the release. */
  readonly files: Readonly<Record<string, FileEntry>>;
  readonly tables: readonly TableManifest[];
  readonly products: readonly ProductManifest[];
  readonly maps: readonly MapManifest[];
  /** The open tree first, then those of rows under embargo by name; absent: no table has rows with an embargo. */
  readonly trees?: readonly TreeManifest[];
  readonly report: { readonly path: string; readonly rejects: string; readonly text: string };
  readonly totals: {
    readonly files: number;
    readonly sizeBytes: number;
    readonly rows: number;
    readonly products: number;
    readonly rejectedRows: number;
    readonly rejectedProducts: number;
  };
}

export interface FileEntry {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/**
 * Rows, products, maps of one month in which embargoes end, in files of their own. What `tables`, `products` and `maps`
 * say of files holds for all trees together; a file is of the tree whose path its own path begins with.
 */
export interface TreeManifest {
  /** Empty: rows without an embargo. `restricted/until-2027-03/`; `restricted/for-ever/` where it cannot be read as a day. */
  readonly path: string;
  /** The days (UTC, `YYYY-MM-DD`) on whose beginning the first and the last of its rows become free; absent: always, or never. */
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly tables: readonly Pick<TableManifest, 'name' | 'rowCount' | 'statistics'>[];
  readonly products: readonly Pick<ProductManifest, 'name' | 'count' | 'sizeBytes'>[];
}

export interface TableManifest {
  readonly name: string;
  readonly key: string;
  readonly position?: { readonly ra: string; readonly dec: string };
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly arraysize?: number | '*' }[];
  readonly partitions: readonly PartitionManifest[];
  readonly statistics: Readonly<Record<string, ColumnStatistics>>;
}

/** What a column holds. Integers beyond 2^53 are text; not-a-number and infinities do not count. */
export interface ColumnStatistics {
  readonly min?: number | string | boolean;
  readonly max?: number | string | boolean;
  readonly nulls?: number;
  /** About how many different values. */
  readonly distinctEstimate?: number;
}

export interface PartitionManifest {
  readonly path: string;
  readonly order?: number;
  readonly pixel?: number;
  readonly rowCount: number;
  readonly rowGroups: readonly RowGroupManifest[];
}

export interface RowGroupManifest {
  readonly rowCount: number;
  /** Smallest and largest `_healpix_29`, decimal; absent for rows without a position. */
  readonly lo?: string;
  readonly hi?: string;
  /** Digest of the decoded values of each column. */
  readonly columnDigests: Readonly<Record<string, string>>;
  /** CRC-32 of each column's stored bytes: says where a damaged file is damaged. */
  readonly storedCrc32: Readonly<Record<string, string>>;
}

export interface ProductManifest {
  readonly name: string;
  readonly table: string;
  readonly count: number;
  readonly sizeBytes: number;
  /** Sorted by id: `id, pack, offset, size, sha256, crc32, file, arrays_row`. */
  readonly index: readonly string[];
  readonly packs: readonly { readonly path: string; readonly count: number; readonly sizeBytes: number }[];
  /** Spectra as columns: one file beside each pack, rows in the same order. */
  readonly arrays: readonly {
    readonly path: string;
    readonly rowCount: number /** Of each row group. */;
    readonly storedCrc32: readonly string[];
  }[];
  readonly shape?: ArraysShape;
}

/** Where a table has rows. `path` tells of which tree: a table has a map for each tree that has rows with positions. */
export interface MapManifest {
  readonly table: string;
  readonly path: string;
  readonly order: number;
  readonly skyFraction: number;
}

export function manifestBytes(manifest: Manifest): Uint8Array {
  return Buffer.from(canonicalJson(manifest));
}

/** SHA-256 of the bytes as 64 hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The manifest of a release and its digest. Throws class `not-found` when the release does not exist. */
export async function readManifest(
  store: ObjectStore,
  address: ReleaseAddress,
): Promise<{ manifest: Manifest; digest: string }> {
  const key = releasePrefix(address) + manifestName;
  if ((await store.head(key)) === undefined) throw noRelease(store, address);
  const bytes = await store.read(key);
  return { manifest: parseManifest(bytes, key, address), digest: sha256Hex(bytes) };
}

function noRelease(store: ObjectStore, address: ReleaseAddress) {
  const text = addressText(address);
  return fail('not-found', 'RELEASE-NONE', {
    en: `There is no release ${text} in ${store.name}. Build it first.`,
    zh: `${store.name} 中没有数据发布 ${text}。请先构建。`,
  });
}

function parseManifest(bytes: Uint8Array, key: string, address: ReleaseAddress): Manifest {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString()) as Manifest;
    if (value.format === 'lingtai-release/1' && addressText(value) === addressText(address)) return value;
  } catch {
    // A text that is not JSON is as wrong as one of another form.
  }
  throw fail(
    'data',
    'RELEASE-MANIFEST',
    {
      en: `The manifest is not one of the release ${addressText(address)} in the form lingtai-release/1. Verify the release.`,
      zh: `此清单不是数据发布 ${addressText(address)} 的 lingtai-release/1 格式清单。请校验该发布。`,
    },
    { place: { file: key } },
  );
}
