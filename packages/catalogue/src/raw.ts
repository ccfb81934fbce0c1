import type { Descriptor } from '@lingtai/descriptor';
import { type FileEntry, type Manifest, manifestBytes, manifestName, type TreeManifest } from '@lingtai/release';
import type { CatalogueSnapshot } from './catalogue.ts';
import { hasCome } from './held.ts';
import type { PublishedRelease } from './published.ts';
import { type RawPart, rawPartOf } from './raw-part.ts';
import type { Sight } from './sight.ts';

/** A file of a release that the asker may have as it is: he may see every row, column and product in it. */
export interface RawFile extends FileEntry {
  /** Below the release. */
  readonly path: string;
  /** What a grant of it would name: the release (empty), `TABLE` or `product:NAME`. */
  readonly part: string;
}

/** Files whose rows become free together. */
export interface RawTree {
  /** Empty: what is not kept apart. `restricted/until-2027-03/` */
  readonly path: string;
  /** The day (UTC, `YYYY-MM-DD`) from which it is as open as the release; absent where that is not known. */
  readonly openFrom?: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
}

/** All files of a release that the asker may have. */
export interface RawFiles {
  /** By path, ascending. */
  readonly files: ReadonlyMap<string, RawFile>;
  /** Of these files, by path. */
  readonly trees: readonly RawTree[];
  /** They are the whole release. */
  readonly isWhole: boolean;
}

/** The files of a visible release that its asker may have. */
export function rawFilesOf({ releases }: Pick<CatalogueSnapshot, 'releases'>, release: PublishedRelease): RawFiles {
  return release.raw.files(releases);
}

/**
 * Which files of a release may leave as they are. It keeps to itself what they are, so that nothing tells of the others.
 * Files are made of rows; one that holds or sums up a row, column or product that the asker may not see is not for him.
 */
export class RawRule {
  readonly #manifest: Manifest;
  readonly #digest: string;
  readonly #descriptor: Descriptor;
  #sight: Sight | undefined;
  /** Shared by all who see the release: most of them may have the same files, and there can be many. */
  #kept = new Map<string, RawFiles>();

  constructor(manifest: Manifest, digest: string, descriptor: Descriptor) {
    this.#manifest = manifest;
    this.#digest = digest;
    this.#descriptor = descriptor;
  }

  /** The same for who sees not all of the release. */
  seenWith(sight: Sight): RawRule {
    const seen = new RawRule(this.#manifest, this.#digest, this.#descriptor);
    seen.#sight = sight;
    seen.#kept = this.#kept;
    return seen;
  }

  /** `releases`: what the asker sees. The descriptor says something of other releases too. */
  files(releases: CatalogueSnapshot['releases']): RawFiles {
    const { dataset } = this.#manifest;
    const all = this.#descriptor.releases.every(({ release, version }) =>
      releases.some((r) => r.whole && r.address.toLowerCase() === `${dataset}/${release}/${version}`.toLowerCase()),
    );
    const key = `${all} ${keyOf(this.#sight)}`;
    const files = this.#kept.get(key) ?? this.#make(all);
    this.#kept.delete(key);
    this.#kept.set(key, files);
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    return files;
  }

  #make(tellsDescriptor: boolean): RawFiles {
    const manifest = this.#manifest;
    const files: RawFile[] = [];
    const trees = new Map<string, RawTree>();
    const add = (file: RawFile, tree: TreeManifest | undefined): void => {
      files.push(file);
      const { path = '', lastDay } = tree ?? {};
      const { fileCount, sizeBytes } = trees.get(path) ?? { fileCount: 0, sizeBytes: 0 };
      const open = lastDay === undefined ? {} : { openFrom: lastDay };
      trees.set(path, { path, ...open, fileCount: fileCount + 1, sizeBytes: sizeBytes + file.sizeBytes });
    };
    for (const [path, { sizeBytes, sha256 }] of Object.entries(manifest.files)) {
      const part = rawPartOf(path, manifest);
      if (!part || !mayHave(part, this.#sight, this.#descriptor)) continue;
      if (path === manifest.descriptor.path && !tellsDescriptor) continue;
      add({ path, sizeBytes, sha256, part: nameOf(part) }, part.kind === 'release' ? undefined : part.tree);
    }
    const isWhole = files.length === Object.keys(manifest.files).length;
    if (mayHave({ kind: 'release' }, this.#sight, this.#descriptor))
      add({ path: manifestName, sizeBytes: sizeOf(manifest), sha256: this.#digest, part: '' }, undefined);
    files.sort(byPath);
    return { files: new Map(files.map((file) => [file.path, file])), trees: [...trees.values()].sort(byPath), isWhole };
  }
}

const mostKept = 16;

/** Tells apart what the rule asks of a sight: not as whose owner somebody sees rows. */
function keyOf(sight: Sight | undefined): string {
  if (!sight) return '';
  const { hiddenTables, hiddenColumns, hiddenProducts, owners, day } = sight;
  const names = [hiddenTables, hiddenColumns, hiddenProducts, owners.keys()].map((all) => [...all].sort());
  return JSON.stringify([names, owners.size === 0 ? 0 : day.getTime()]);
}

/** The rule itself; without a sight: who sees all. */
function mayHave(part: RawPart, sight: Sight | undefined, descriptor: Descriptor): boolean {
  if (!sight) return true;
  if (part.kind === 'release') return seesAll(sight);
  if (part.kind === 'table') return seesTable(part.name, sight) && seesRows(part.name, part.tree, sight);
  const product = descriptor.products?.find((p) => p.name === part.name);
  return (
    product !== undefined &&
    !sight.hiddenProducts.has(product.name) &&
    !sight.hiddenTables.has(product.table) &&
    seesColumnsOfFiles(product.table, sight, descriptor) &&
    seesRows(product.table, part.tree, sight)
  );
}

function seesAll({ hiddenTables, hiddenColumns, hiddenProducts, owners }: Sight): boolean {
  return hiddenTables.size + hiddenColumns.size + hiddenProducts.size + owners.size === 0;
}

/** The table with all its columns: its files, and its map, hold or sum up all of them. */
function seesTable(table: string, { hiddenTables, hiddenColumns }: Sight): boolean {
  return !hiddenTables.has(table) && ![...hiddenColumns].some((name) => name.startsWith(`${table}.`));
}

/**
 * The columns that a product's files tell: all, where they were read from the files themselves; else the key, by which they
 * are filed, and the position, in whose order they lie.
 */
function seesColumnsOfFiles(table: string, { hiddenColumns }: Sight, { tables }: Descriptor): boolean {
  const entry = tables.find((t) => t.name === table);
  if (!entry) return false;
  const { key, position, source } = entry;
  return !entry.columns.some(
    ({ name }) =>
      hiddenColumns.has(`${table}.${name}`) &&
      (source.kind === 'products' || [key, position?.ra, position?.dec].includes(name)),
  );
}

/** All rows of the table in this tree; without trees all rows of the table. */
function seesRows(table: string, tree: TreeManifest | undefined, { owners, day }: Sight): boolean {
  if (!owners.has(table)) return true;
  if (!tree) return false;
  return tree.path === '' || hasCome(tree.lastDay, day);
}

function nameOf(part: RawPart): string {
  if (part.kind === 'release') return '';
  return part.kind === 'product' ? `product:${part.name}` : part.name;
}

const sizes = new WeakMap<Manifest, number>();

function sizeOf(manifest: Manifest): number {
  const known = sizes.get(manifest) ?? manifestBytes(manifest).byteLength;
  sizes.set(manifest, known);
  return known;
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);

/** A file of a release that was read. */
export interface RawRead {
  readonly address: string;
  readonly digest: string;
  readonly path: string;
  readonly part: string;
}

/** Which of these reads are not for everybody: `d/r/v` or a part of it, as a grant names it. */
export function restrictedFiles(reads: readonly RawRead[], everybody: CatalogueSnapshot): string[] {
  return reads.flatMap(({ address, digest, path, part }) => {
    const release = everybody.releases.find((r) => r.address === address && r.digest === digest);
    if (!release) return [address];
    if (rawFilesOf(everybody, release).files.has(path)) return [];
    return [part === '' ? address : `${address}#${part}`];
  });
}
