import { crc32 } from 'node:zlib';
import type { LocalText } from '@lingtai/diagnostics';
import { manifestName, type ReleaseAddress, releasePrefix } from './address.ts';
import { digestOf } from './files.ts';
import { type Manifest, manifestBytes, readManifest, sha256Hex } from './manifest.ts';
import { openParquet, storeBuffer } from './parquet-read.ts';
import { indexFilesOf, ProductIndex } from './product-index.ts';
import type { ObjectStore } from './store.ts';
import { treeOfFile } from './tree.ts';

export interface VerifyOptions extends ReleaseAddress {
  readonly store: ObjectStore;
  /** The digest that was published. Without it a change of the manifest itself may stay unseen. */
  readonly digest?: string;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

/** One thing that is not as it was built. */
export interface Damage {
  readonly path: string;
  readonly kind: 'changed' | 'missing' | 'extra';
  readonly text: LocalText;
  /** Where in the file, as far as can be told: row groups and columns of a table, members of a pack. */
  readonly places: readonly string[];
}

export interface VerifyReport {
  readonly digest: string;
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly damages: readonly Damage[];
}

const textOf = {
  changed: { en: 'The bytes are not those that were built.', zh: '字节与构建时不符。' },
  missing: { en: 'The file is missing.', zh: '文件缺失。' },
  extra: { en: 'The file is not of this release.', zh: '该文件不属于此发布。' },
} as const;

const damage = (path: string, kind: Damage['kind'], places: readonly string[] = []): Damage => ({
  path,
  kind,
  text: textOf[kind],
  places,
});

/** Reads every byte of a release and says what is changed, missing or too much. Throws class `not-found` when there is no manifest. */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { store, digest: expected } = options;
  const { manifest, digest } = await readManifest(store, options);
  const prefix = releasePrefix(options);
  const damages: Damage[] = [];
  const canonical = sha256Hex(manifestBytes(manifest)) === digest;
  if ((expected !== undefined && expected !== digest) || !canonical) damages.push(damage(manifestName, 'changed'));
  const sizes = new Map<string, number>();
  for await (const { key, sizeBytes } of store.list(prefix)) sizes.set(key.slice(prefix.length), sizeBytes);
  for (const path of sizes.keys())
    if (path !== manifestName && !Object.hasOwn(manifest.files, path)) damages.push(damage(path, 'extra'));
  let bytesRead = 0;
  for (const [path, entry] of Object.entries(manifest.files)) {
    options.signal?.throwIfAborted();
    if (!sizes.has(path)) {
      damages.push(damage(path, 'missing'));
      continue;
    }
    const found = await digestOf(store.stream(prefix + path));
    bytesRead += found.sizeBytes;
    options.progress?.(bytesRead / Math.max(1, manifest.totals.sizeBytes));
    if (found.sha256 === entry.sha256 && found.sizeBytes === entry.sizeBytes) continue;
    damages.push(damage(path, 'changed', await placesOf(store, prefix, manifest, path, found.sizeBytes)));
  }
  return { digest, filesRead: Object.keys(manifest.files).length, bytesRead, damages };
}

/** Where a changed file is changed; nothing when that cannot be told. */
async function placesOf(
  store: ObjectStore,
  prefix: string,
  manifest: Manifest,
  path: string,
  sizeBytes: number,
): Promise<readonly string[]> {
  const partition = manifest.tables.flatMap((t) => t.partitions).find((p) => p.path === path);
  const product = manifest.products.find((p) => p.packs.some((pack) => pack.path === path));
  const arrays = manifest.products.flatMap((p) => p.arrays).find((a) => a.path === path);
  try {
    if (partition)
      return await tablePlaces(
        store,
        prefix + path,
        sizeBytes,
        partition.rowGroups.map((g) => g.storedCrc32),
      );
    if (arrays) return await arrayPlaces(store, prefix + path, sizeBytes, arrays.storedCrc32);
    if (product) return await packPlaces(store, prefix, manifest, product, path);
  } catch {
    return ['the part that says where its parts are'];
  }
  return [];
}

async function tablePlaces(
  store: ObjectStore,
  key: string,
  sizeBytes: number,
  expected: readonly Readonly<Record<string, string>>[],
): Promise<readonly string[]> {
  const { metadata } = await openParquet(storeBuffer(store, key, sizeBytes));
  const places: string[] = [];
  for (const [g, checks] of expected.entries()) {
    for (const { meta_data: chunk } of metadata.row_groups[g]?.columns ?? []) {
      if (!chunk) continue;
      const at = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      const column = chunk.path_in_schema[0]!;
      const bytes = await store.read(key, at, at + Number(chunk.total_compressed_size));
      if (hex(bytes) !== checks[column]) places.push(`row group ${g}, column ${column}`);
    }
  }
  return places.length > 0 ? places : ['footer'];
}

async function arrayPlaces(
  store: ObjectStore,
  key: string,
  sizeBytes: number,
  expected: readonly string[],
): Promise<readonly string[]> {
  const { metadata, starts } = await openParquet(storeBuffer(store, key, sizeBytes));
  const places: string[] = [];
  for (const [g, check] of expected.entries()) {
    const group = metadata.row_groups[g];
    const at = Number(group?.columns[0]?.meta_data?.data_page_offset ?? 0);
    const bytes = await store.read(key, at, at + Number(group?.total_compressed_size ?? 0));
    if (hex(bytes) !== check) places.push(`row group ${g} (rows ${starts[g]} to ${starts[g + 1]! - 1})`);
  }
  return places.length > 0 ? places : ['footer'];
}

async function packPlaces(
  store: ObjectStore,
  prefix: string,
  manifest: Manifest,
  product: Manifest['products'][number],
  path: string,
): Promise<readonly string[]> {
  const number = product.packs.findIndex((p) => p.path === path);
  const table = manifest.tables.find((t) => t.name === product.table)!;
  const tree = treeOfFile(path);
  const files = indexFilesOf(manifest, product, prefix).filter((file) => file.tree === tree);
  const index = new ProductIndex(store, table.key, files);
  const places: string[] = [];
  for await (const place of index.all()) {
    if (place.pack !== number) continue;
    const { sha256 } = await digestOf(store.stream(prefix + path, place.offset, place.offset + place.sizeBytes));
    if (sha256 !== place.sha256) places.push(`member ${place.file} (id ${place.id})`);
  }
  return places.length > 0 ? places : ['headers or filling between the members'];
}

const hex = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0');
