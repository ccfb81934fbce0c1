import { type Descriptor, loadDescriptor } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';
import { mocUnion } from '@lingtai/sky';
import type { SpectrumSegment } from '@lingtai/spectrum';
import { addressText, type ReleaseAddress, releasePrefix } from './address.ts';
import { segmentOfRow } from './arrays.ts';
import { type Manifest, type MapManifest, type ProductManifest, readManifest, sha256Hex } from './manifest.ts';
import { mocFits, readMocFits } from './moc.ts';
import { openParquet, type ParquetFile, parquetRows, storeBuffer } from './parquet-read.ts';
import { indexFilesOf, ProductIndex, type ProductPlace } from './product-index.ts';
import type { IngestReport } from './rejects.ts';
import type { ObjectStore } from './store.ts';
import { treeOfFile } from './tree.ts';

/** A release for reading. Bytes come straight from the store; only footers and a few index rows are kept. */
export interface ReleaseReader {
  readonly address: ReleaseAddress;
  /** SHA-256 of the manifest. */
  readonly digest: string;
  readonly manifest: Manifest;
  readonly descriptor: Descriptor;
  readonly descriptorText: string;
  /** Where a file of the release lies in the store. Throws `RELEASE-NO-FILE`. */
  key(path: string): string;
  /** Bytes `[from, to)` of a file of the release. Throws `RELEASE-NO-FILE`. */
  read(path: string, from?: number, to?: number): Promise<Uint8Array>;
  stream(path: string, from?: number, to?: number): AsyncIterable<Uint8Array>;
  /** A product's file by its id, or `undefined`. Throws `RELEASE-NO-PRODUCT` for a wrong name of the product. */
  product(product: string, id: string | bigint): Promise<ProductFile | undefined>;
  /** What ingest took and refused. */
  report(): Promise<IngestReport>;
  /** Where a product's bytes are, or `undefined` when there is none with this id. Throws `RELEASE-NO-PRODUCT` for a wrong name of the product. */
  findProduct(product: string, id: string | bigint): Promise<ProductPlace | undefined>;
  /** The spectrum of a place as arrays; empty for products that are no spectra. */
  readSegments(product: string, place: ProductPlace): Promise<readonly SpectrumSegment[]>;
  /** All places of a product, ascending by id. */
  products(product: string): AsyncIterable<ProductPlace>;
  /** Where a table has rows, as a MOC in FITS: in the trees with these paths, or in all; `undefined` where none has positions. */
  readMap(table: string, trees?: readonly string[]): Promise<Uint8Array | undefined>;
}

/** A product's file as it came. */
export interface ProductFile {
  /** Without folders. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly place: ProductPlace;
  /** Bytes `[from, to)`: one ranged read. */
  bytes(from?: number, to?: number): Promise<Uint8Array>;
  stream(from?: number, to?: number): AsyncIterable<Uint8Array>;
}

/** Opens a release. Throws class `not-found` when there is none, `data` when its manifest or descriptor is damaged. */
export async function openRelease(store: ObjectStore, address: ReleaseAddress): Promise<ReleaseReader> {
  const { manifest, digest } = await readManifest(store, address);
  const prefix = releasePrefix(address);
  const bytes = await store.read(prefix + manifest.descriptor.path);
  if (sha256Hex(bytes) !== manifest.descriptor.sha256) throw damaged(address, manifest.descriptor.path);
  const descriptorText = Buffer.from(bytes).toString();
  const reader = new Reader(store, prefix, manifest);
  return {
    address: { dataset: manifest.dataset, release: manifest.release, version: manifest.version },
    ...{ digest, manifest, descriptorText, descriptor: loadDescriptor(descriptorText) },
    key: (path) => reader.key(path),
    read: async (path, from, to) => store.read(reader.key(path), from, to),
    stream: (path, from, to) => store.stream(reader.key(path), from, to),
    product: (product, id) => reader.file(product, id),
    report: async () =>
      JSON.parse(Buffer.from(await store.read(reader.key(manifest.report.path))).toString()) as IngestReport,
    findProduct: (product, id) => reader.index(product).find(id),
    readSegments: (product, place) => reader.segments(product, place),
    products: (product) => reader.index(product).all(),
    readMap: (table, trees) => reader.map(table, trees),
  };
}

function damaged(address: ReleaseAddress, path: string) {
  const text = addressText(address);
  return fail(
    'data',
    'RELEASE-DAMAGED',
    {
      en: `A file of ${text} is not the one that was published. Verify the release.`,
      zh: `${text} 的一个文件与发布时不符。请校验该发布。`,
    },
    { place: { file: path } },
  );
}

const arraysKept = 16;

class Reader {
  readonly #store: ObjectStore;
  readonly #prefix: string;
  readonly #manifest: Manifest;
  readonly #indexes = new Map<string, ProductIndex>();
  readonly #arrays = new Map<string, Promise<ParquetFile>>();

  constructor(store: ObjectStore, prefix: string, manifest: Manifest) {
    this.#store = store;
    this.#prefix = prefix;
    this.#manifest = manifest;
  }

  key(path: string): string {
    if (Object.hasOwn(this.#manifest.files, path) || path === 'manifest.json') return this.#prefix + path;
    throw fail(
      'not-found',
      'RELEASE-NO-FILE',
      { en: 'The release has no such file.', zh: '该发布中没有此文件。' },
      { place: { file: path }, nearest: nearest(path, Object.keys(this.#manifest.files)) },
    );
  }

  product(name: string): ProductManifest {
    const found = this.#manifest.products.find((p) => p.name === name);
    if (found) return found;
    const names = this.#manifest.products.map((p) => p.name);
    throw fail(
      'not-found',
      'RELEASE-NO-PRODUCT',
      { en: `The release has no product "${name}".`, zh: `该发布中没有产品“${name}”。` },
      { nearest: nearest(name, names) },
    );
  }

  index(name: string): ProductIndex {
    const known = this.#indexes.get(name);
    if (known) return known;
    const product = this.product(name);
    const table = this.#manifest.tables.find((t) => t.name === product.table)!;
    const index = new ProductIndex(this.#store, table.key, indexFilesOf(this.#manifest, product, this.#prefix));
    this.#indexes.set(name, index);
    return index;
  }

  async file(name: string, id: string | bigint): Promise<ProductFile | undefined> {
    const place = await this.index(name).find(id);
    if (!place) return undefined;
    const key = this.pack(name, place);
    return {
      ...{
        name: place.file.slice(place.file.lastIndexOf('/') + 1),
        sizeBytes: place.sizeBytes,
        sha256: place.sha256,
        place,
      },
      bytes: async (from = 0, to = place.sizeBytes) => this.#store.read(key, ...this.range(place, from, to)),
      stream: (from = 0, to = place.sizeBytes) => this.#store.stream(key, ...this.range(place, from, to)),
    };
  }

  pack(name: string, place: ProductPlace): string {
    return this.key(this.product(name).packs[place.pack]!.path);
  }

  range(place: ProductPlace, from: number, to: number): [number, number] {
    const end = Math.min(Math.max(to, 0), place.sizeBytes);
    return [place.offset + Math.min(Math.max(from, 0), end), place.offset + end];
  }

  async segments(name: string, place: ProductPlace): Promise<readonly SpectrumSegment[]> {
    const { arrays, shape } = this.product(name);
    if (!place.arrays || !shape) return [];
    const parquet = await this.#arraysFile(arrays[place.pack]!.path);
    const rows = await parquetRows(parquet, undefined, place.arrays.row, place.arrays.row + place.arrays.rows);
    return rows.map((row) => segmentOfRow(shape, row));
  }

  #arraysFile(path: string): Promise<ParquetFile> {
    const known =
      this.#arrays.get(path) ??
      openParquet(storeBuffer(this.#store, this.key(path), this.#manifest.files[path]!.sizeBytes));
    this.#arrays.delete(path);
    this.#arrays.set(path, known);
    known.catch(() => this.#arrays.delete(path));
    if (this.#arrays.size > arraysKept) this.#arrays.delete(this.#arrays.keys().next().value!);
    return known;
  }

  async map(table: string, trees?: readonly string[]): Promise<Uint8Array | undefined> {
    const wanted = ({ path }: MapManifest) => trees === undefined || trees.includes(treeOfFile(path));
    const maps = this.#manifest.maps.filter((m) => m.table === table && wanted(m));
    const files = await Promise.all(maps.map(({ path }) => this.#store.read(this.key(path))));
    return files.length < 2 ? files[0] : mocFits(files.map(readMocFits).reduce(mocUnion));
  }
}
