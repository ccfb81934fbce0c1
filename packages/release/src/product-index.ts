import type { Manifest, ProductManifest } from './manifest.ts';
import { openParquet, type ParquetFile, parquetRows, storeBuffer } from './parquet-read.ts';
import type { ObjectStore } from './store.ts';
import { treeOfFile } from './tree.ts';

/** Where a product's bytes lie: the member of a pack. */
export interface ProductPlace {
  readonly id: string | bigint;
  /** Name of the file as it came, with its folders below the input. */
  readonly file: string;
  /** Its number among the packs of the product, those of all trees. */
  readonly pack: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly crc32: number;
  /** First row and number of rows in the arrays file of the pack, for spectra. */
  readonly arrays?: { readonly row: number; readonly rows: number };
}

type Id = string | bigint;

interface Group extends Pick<IndexFile, 'tree' | 'firstPack'> {
  readonly parquet: ParquetFile;
  readonly from: number;
  readonly to: number;
  readonly min?: Id;
  readonly max?: Id;
}

const groupsKept = 8;

export interface IndexFile {
  readonly key: string;
  readonly sizeBytes: number;
  /** Files of one tree are sorted by id together. */
  readonly tree: string;
  /** The first pack of its tree: an index counts the packs of its own tree, so that it tells nothing of others. */
  readonly firstPack: number;
}

/** The index of a product, below a prefix of the store. */
export function indexFilesOf({ files }: Manifest, { index, packs }: ProductManifest, prefix: string): IndexFile[] {
  return index.map((path) => {
    const tree = treeOfFile(path);
    const firstPack = packs.findIndex((pack) => treeOfFile(pack.path) === tree);
    return { key: prefix + path, sizeBytes: files[path]!.sizeBytes, tree, firstPack };
  });
}

/** The index of a product: finds places by id. Keeps footers and a few row groups. */
export class ProductIndex {
  readonly #key: string;
  readonly #store: ObjectStore;
  readonly #files: readonly IndexFile[];
  readonly #kept = new Map<Group, Promise<readonly ProductPlace[]>>();
  #groups: Promise<readonly Group[]> | undefined;

  /** `key` is the name of the id's column. */
  constructor(store: ObjectStore, key: string, files: readonly IndexFile[]) {
    this.#store = store;
    this.#key = key;
    this.#files = files;
  }

  /** The place of a product, or `undefined`. An integer id may be given as decimal text. */
  async find(id: Id): Promise<ProductPlace | undefined> {
    for (const group of await this.#allGroups()) {
      const wanted = sameKind(id, group.min);
      if (wanted === undefined || outside(wanted, group)) continue;
      const places = await this.#placesOf(group);
      const found = places[firstNotBelow(places, wanted)];
      if (found?.id === wanted) return found;
    }
    return undefined;
  }

  /** All places, ascending by id. */
  async *all(): AsyncGenerator<ProductPlace> {
    const trees = Map.groupBy(await this.#allGroups(), (group) => group.tree);
    const waiting = [...trees.values()].map((groups) => this.#placesIn(groups));
    const heads = await Promise.all(waiting.map((places) => places.next()));
    for (;;) {
      let first = -1;
      for (const [i, head] of heads.entries())
        if (!head.done && (first < 0 || compare(head.value.id, heads[first]!.value!.id) < 0)) first = i;
      if (first < 0) return;
      yield heads[first]!.value!;
      heads[first] = await waiting[first]!.next();
    }
  }

  async *#placesIn(groups: readonly Group[]): AsyncGenerator<ProductPlace, undefined> {
    for (const group of groups) yield* await this.#read(group);
    return undefined;
  }

  #allGroups(): Promise<readonly Group[]> {
    this.#groups ??= this.#open().catch((error: unknown) => {
      this.#groups = undefined;
      throw error;
    });
    return this.#groups;
  }

  async #open(): Promise<readonly Group[]> {
    const groups: Group[] = [];
    for (const { key, sizeBytes, tree, firstPack } of this.#files) {
      const parquet = await openParquet(storeBuffer(this.#store, key, sizeBytes));
      for (const [g, group] of parquet.metadata.row_groups.entries()) {
        const column = group.columns.find((c) => c.meta_data?.path_in_schema[0] === this.#key);
        const { min_value: min, max_value: max } = column?.meta_data?.statistics ?? {};
        groups.push({
          tree,
          firstPack,
          parquet,
          from: parquet.starts[g]!,
          to: parquet.starts[g + 1]!,
          ...(isId(min) && isId(max) ? { min, max } : {}),
        });
      }
    }
    return groups;
  }

  #placesOf(group: Group): Promise<readonly ProductPlace[]> {
    const kept = this.#kept.get(group) ?? this.#read(group);
    this.#kept.delete(group);
    this.#kept.set(group, kept);
    kept.catch(() => this.#kept.delete(group));
    if (this.#kept.size > groupsKept) this.#kept.delete(this.#kept.keys().next().value!);
    return kept;
  }

  async #read(group: Group): Promise<readonly ProductPlace[]> {
    const rows = await parquetRows(group.parquet, undefined, group.from, group.to);
    return rows.map((row) => placeOf(row, this.#key, group.firstPack));
  }
}

const isId = (value: unknown): value is Id => typeof value === 'string' || typeof value === 'bigint';

function placeOf(row: Readonly<Record<string, unknown>>, key: string, firstPack: number): ProductPlace {
  const id = row[key] as Id | number;
  const arraysRow = row['arrays_row'] as number | null;
  return {
    id: typeof id === 'number' ? BigInt(id) : id,
    file: String(row['file']),
    pack: firstPack + Number(row['pack']),
    offset: Number(row['offset']),
    sizeBytes: Number(row['size']),
    sha256: String(row['sha256']),
    crc32: Number(row['crc32']),
    ...(arraysRow === null ? {} : { arrays: { row: arraysRow, rows: Number(row['arrays_rows']) } }),
  };
}

/** The id as the index has it, or `undefined` where it cannot be in it. */
function sameKind(id: Id, like: Id | undefined): Id | undefined {
  if (typeof like === 'bigint' && typeof id === 'string') return /^-?\d{1,19}$/.test(id) ? BigInt(id) : undefined;
  return typeof like === 'string' ? String(id) : id;
}

/** Order of the index: numbers by value, texts by their UTF-8 bytes. */
function compare(a: Id, b: Id): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

const outside = (id: Id, { min, max }: Group): boolean =>
  min !== undefined && max !== undefined && (compare(id, min) < 0 || compare(id, max) > 0);

function firstNotBelow(places: readonly ProductPlace[], id: Id): number {
  let [from, to] = [0, places.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(places[middle]!.id, id) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
