import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Descriptor,
  loadDescriptor,
  productsOfRelease,
  releaseOf,
  tableOf,
  tablesOfRelease,
} from '@lingtai/descriptor';
import { fail, type LocalText } from '@lingtai/diagnostics';
import type { TableBuilder } from '@lingtai/engine';
import { addressText, manifestName, type ReleaseAddress, releasePrefix, stagingFolder } from './address.ts';
import { buildProduct, type ProductInTrees } from './build-product.ts';
import { buildTable, type TableInTrees } from './build-table.ts';
import { ensureDerived } from './derived.ts';
import { removeEmptyFolders } from './directory-store.ts';
import { makeFolder, removeFolder, replaceFile } from './durable.ts';
import { digestOf, digestOfFile, filesBelow } from './files.ts';
import type { Progress } from './ingest.ts';
import { withLock } from './lock.ts';
import {
  type FileEntry,
  type Manifest,
  manifestBytes,
  type ProductManifest,
  readManifest,
  sha256Hex,
  type TableManifest,
} from './manifest.ts';
import { softwareVersion } from './software.ts';
import { ingestFolder, ingestMarker, readStaged, type Staged } from './staging.ts';
import type { ObjectStore } from './store.ts';
import { partsOfProduct, partsOfTable, TreeDays, type TreeParts } from './tree-parts.ts';
import { treeManifests } from './trees.ts';

export interface BuildOptions extends ReleaseAddress {
  readonly homeDir: string;
  readonly store: ObjectStore;
  readonly builder: TableBuilder;
  /** About how large a pack of products becomes; 1 GiB when absent. */
  readonly packBytes?: number;
  readonly log?: (text: LocalText) => void;
  readonly progress?: (what: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface BuiltRelease {
  readonly digest: string;
  readonly manifest: Manifest;
  /** `false` where the same release was there already. */
  readonly created: boolean;
}

/** The build in progress, as its parts see it. */
export interface BuildWork {
  readonly descriptor: Descriptor;
  readonly staged: Staged;
  readonly stagedFolder: string;
  readonly builder: TableBuilder;
  readonly packBytes: number;
  /** Of the trees of rows under embargo, known as tables are divided. */
  readonly days: TreeDays;
  /** Becomes the release. */
  readonly folder: string;
  /** Beside it: what is needed on the way only. */
  readonly sideFolder: string;
  readonly signal?: AbortSignal;
  readonly progress?: (what: Progress) => void;
  write(path: string, bytes: Uint8Array | string): Promise<void>;
}

/**
 * Builds the release of a finished ingest in the store, its manifest last and never over another one, then the embedded
 * engine's file. May be killed anywhere and run again. The same input gives the same digest.
 * Throws `BUILD-NO-INGEST`, `BUILD-INPUT-CHANGED`, `RELEASE-EXISTS` when another release has the address, `RELEASE-LOCKED`.
 */
export async function build(options: BuildOptions): Promise<BuiltRelease> {
  const address: ReleaseAddress = { dataset: options.dataset, release: options.release, version: options.version };
  const staging = stagingFolder(options.homeDir, address);
  const built = await withLock(staging, async () => {
    const result = await buildLocked(options, address, staging);
    await ensureDerived({ ...options, ...result });
    await removeFolder(ingestFolder(options.homeDir, address), ingestMarker);
    for (const name of await readdir(staging)) if (name !== 'lock') await removeFolder(join(staging, name));
    return result;
  });
  await removeEmptyFolders(options.homeDir, staging);
  return built;
}

/** Half-written objects of writers that cannot be asked (another machine's) are left alone for a day. */
const unfinishedAgeMs = 24 * 3600_000;

async function buildLocked(options: BuildOptions, address: ReleaseAddress, staging: string): Promise<BuiltRelease> {
  await options.store.cleanUnfinished(releasePrefix(address), unfinishedAgeMs);
  const present = await findManifest(options.store, address);
  const stagedFolder = ingestFolder(options.homeDir, address);
  const staged = await readStaged(options.homeDir, address).catch((error: unknown) => {
    if (present) return undefined;
    throw error;
  });
  if (!staged) return { ...present!, created: false };
  const sideFolder = join(staging, 'build');
  const expected = await readFile(join(sideFolder, 'digest'), 'utf8').catch(() => '');
  if (present && expected === `${staged.fingerprint} ${present.digest}`) return { ...present, created: false };
  await removeFolder(sideFolder, 'digest');
  const folder = join(sideFolder, 'release');
  await makeFolder(folder);
  const text = await readFile(join(stagedFolder, 'descriptor.yaml'), 'utf8');
  const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
    await makeFolder(join(folder, path, '..'));
    await replaceFile(join(folder, path), bytes);
  };
  const { builder, packBytes = 2 ** 30, signal, progress } = options;
  const work: BuildWork = {
    descriptor: loadDescriptor(text),
    staged,
    stagedFolder,
    builder,
    packBytes,
    days: new TreeDays(),
    folder,
    sideFolder,
    write,
    ...(signal ? { signal } : {}),
    ...(progress ? { progress } : {}),
  };
  const manifest = await buildFiles(work, address, text);
  const digest = sha256Hex(manifestBytes(manifest));
  if (present && present.digest !== digest) throw anotherRelease(address, present.digest, digest);
  await replaceFile(join(sideFolder, 'digest'), `${staged.fingerprint} ${digest}`);
  if (present) return { ...present, created: false };
  await putRelease(options.store, address, folder, manifest);
  return { digest, manifest, created: true };
}

async function findManifest(
  store: ObjectStore,
  address: ReleaseAddress,
): Promise<{ manifest: Manifest; digest: string } | undefined> {
  if ((await store.head(releasePrefix(address) + manifestName)) === undefined) return undefined;
  return readManifest(store, address);
}

/** Makes every file of the release in the work folder; returns its manifest. */
async function buildFiles(work: BuildWork, address: ReleaseAddress, descriptorText: string): Promise<Manifest> {
  const entry = releaseOf(work.descriptor, address.release, address.version);
  const tablesInTrees: TableInTrees[] = [];
  const parts = new Map<string, TreeParts>();
  for (const table of tablesOfRelease(work.descriptor, entry)) {
    if (!work.staged.tables.some((t) => t.name === table.name)) continue;
    const divided = await partsOfTable(work, table);
    parts.set(table.name, divided);
    tablesInTrees.push(await buildTable(work, table, divided));
  }
  const productsInTrees: ProductInTrees[] = [];
  for (const product of productsOfRelease(work.descriptor, entry)) {
    if (!work.staged.products.some((p) => p.name === product.name)) continue;
    const table = tableOf(work.descriptor, product.table);
    const divided = await partsOfProduct(work, product, table, parts.get(table.name)?.parts ?? []);
    productsInTrees.push(await buildProduct(work, product, divided));
  }
  await work.write('descriptor.yaml', descriptorText);
  for (const name of ['rejects.jsonl', 'report.json', 'report.txt'])
    await work.write(`report/${name}`, await readFile(join(work.stagedFolder, name)));
  const files = await fileEntries(work.folder);
  const tables = tablesInTrees.map((t) => t.table);
  const products = productsInTrees.map((p) => p.product);
  return {
    format: 'lingtai-release/1',
    ...address,
    software: { name: 'lingtai', version: softwareVersion },
    descriptor: { path: 'descriptor.yaml', sha256: sha256Hex(descriptorText) },
    canonicalOrder: ['_healpix_29', 'key'],
    files,
    ...{ tables, products, maps: tablesInTrees.flatMap((t) => t.maps) },
    ...treeManifests(tablesInTrees, productsInTrees, work.days),
    report: { path: 'report/report.json', rejects: 'report/rejects.jsonl', text: 'report/report.txt' },
    totals: totalsOf(files, tables, products, work.staged),
  };
}

async function fileEntries(folder: string): Promise<Readonly<Record<string, FileEntry>>> {
  const entries: Record<string, FileEntry> = {};
  for (const path of await filesBelow(folder)) entries[path] = await digestOfFile(join(folder, path));
  return entries;
}

function totalsOf(
  files: Manifest['files'],
  tables: readonly TableManifest[],
  products: readonly ProductManifest[],
  staged: Staged,
): Manifest['totals'] {
  const rejected = (of: string): number =>
    staged.report.sources.filter((s) => s.of === of).reduce((sum, s) => sum + s.rejected, 0);
  return {
    files: Object.keys(files).length,
    sizeBytes: Object.values(files).reduce((sum, f) => sum + f.sizeBytes, 0),
    rows: tables.reduce((sum, t) => sum + t.rowCount, 0),
    products: products.reduce((sum, p) => sum + p.count, 0),
    rejectedRows: rejected('table'),
    rejectedProducts: rejected('product'),
  };
}

/** Puts all files, then the manifest. What a killed build of other content left is replaced: without a manifest it is no release. */
async function putRelease(
  store: ObjectStore,
  address: ReleaseAddress,
  folder: string,
  manifest: Manifest,
): Promise<void> {
  const prefix = releasePrefix(address);
  for await (const { key } of store.list(prefix))
    if (!(key.slice(prefix.length) in manifest.files)) await store.remove(key);
  for (const [path, entry] of Object.entries(manifest.files))
    await putFile(store, prefix + path, join(folder, path), entry);
  const put = await store.putIfAbsent(prefix + manifestName, manifestBytes(manifest));
  if (put === 'created') return;
  const { digest } = await readManifest(store, address);
  if (digest !== sha256Hex(manifestBytes(manifest)))
    throw anotherRelease(address, digest, sha256Hex(manifestBytes(manifest)));
}

async function putFile(store: ObjectStore, key: string, file: string, entry: FileEntry): Promise<void> {
  if ((await store.putIfAbsent(key, { file })) === 'created') return;
  const present = await store.head(key);
  if (present?.sizeBytes === entry.sizeBytes && (await digestOf(store.stream(key))).sha256 === entry.sha256) return;
  await store.remove(key);
  await store.putIfAbsent(key, { file });
}

function anotherRelease(address: ReleaseAddress, present: string, made: string) {
  const text = addressText(address);
  return fail('conflict', 'RELEASE-EXISTS', {
    en: `${text} exists with the digest ${present}; this ingest gives ${made}. The data of a release never change: give the correction a new version.`,
    zh: `${text} 已存在，摘要为 ${present}；此次入库得到 ${made}。已有发布的数据永不改变：请为更正使用新版本。`,
  });
}
