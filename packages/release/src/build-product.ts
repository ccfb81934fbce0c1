import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { columnOf, type ProductEntry, tableOf } from '@lingtai/descriptor';
import type { BuilderColumn } from '@lingtai/engine';
import type { ArraysShape } from './arrays.ts';
import type { BuildWork } from './build.ts';
import { fileColumns } from './columns.ts';
import { makeFolder, removeFolder, syncFolder } from './durable.ts';
import { step } from './fault.ts';
import { positionOf } from './ingest-table.ts';
import type { ProductManifest } from './manifest.ts';
import type { PackFile } from './pack-file.ts';
import { indexFields, type WrittenPacks, writePacks } from './packs.ts';
import { localRows } from './parquet-read.ts';
import type { TreePart } from './tree-parts.ts';

const indexRowGroupRows = 8192;

/** A product, and what of it lies in each tree. */
export interface ProductInTrees {
  readonly product: ProductManifest;
  readonly trees: readonly ProductOfTree[];
}

interface ProductOfTree extends Pick<ProductManifest, 'count' | 'sizeBytes' | 'index' | 'packs' | 'arrays'> {
  readonly tree: string;
}

/** Packs a product's files in canonical order, with index and arrays, in their trees in the work folder. */
export async function buildProduct(
  work: BuildWork,
  product: ProductEntry,
  parts: readonly TreePart[],
): Promise<ProductInTrees> {
  const table = tableOf(work.descriptor, product.table);
  const staged = work.staged.products.find((p) => p.name === product.name)!;
  const shape: ArraysShape | undefined = staged.masks && {
    key: columnOf(table, table.key)!.type === 'string' ? 'string' : 'int64',
    masks: staged.masks,
    doubleFlux: staged.doubleFlux ?? false,
  };
  const trees: ProductOfTree[] = [];
  for (const part of parts) {
    const count = trees.reduce((sum, tree) => sum + tree.count, 0);
    const fractionOf = (done: number) => (count + part.rowCount * done) / staged.count;
    trees.push(await packTree(work, product, part, { fractionOf, ...(shape ? { shape } : {}) }));
  }
  const manifest: ProductManifest = {
    name: product.name,
    table: table.name,
    count: staged.count,
    sizeBytes: staged.sizeBytes,
    index: trees.flatMap((tree) => tree.index),
    packs: trees.flatMap((tree) => tree.packs),
    arrays: trees.flatMap((tree) => tree.arrays),
    ...(shape ? { shape } : {}),
  };
  return { product: manifest, trees };
}

interface TreeJob {
  readonly shape?: ArraysShape;
  readonly fractionOf: (done: number) => number;
}

async function packTree(
  work: BuildWork,
  product: ProductEntry,
  { tree, rowCount, stagedFiles }: TreePart,
  { shape, fractionOf }: TreeJob,
): Promise<ProductOfTree> {
  const table = tableOf(work.descriptor, product.table);
  const key = { name: table.key, scalar: columnOf(table, table.key)!.type } as const;
  const sideFolder = join(work.sideFolder, 'products', product.name, tree);
  await makeFolder(sideFolder);
  const ordered = await sortFiles(work, product, stagedFiles, sideFolder);
  const written: WrittenPacks = { packs: [], arrays: [] };
  const [packs, arrays] = [`${tree}products/${product.name}`, `${tree}arrays/${product.name}`];
  const sizes: number[] = [];
  const rows = writePacks(
    {
      ...{ product, key, packBytes: work.packBytes, count: rowCount },
      ...{ packFolder: join(work.folder, packs), arraysFolder: join(work.folder, arrays) },
      files: filesInOrder(work, key.name, ordered, (sizeBytes) => sizes.push(sizeBytes)),
      ...(shape ? { shape } : {}),
      ...(work.signal ? { signal: work.signal } : {}),
      progress: (done) => work.progress?.({ of: 'product', name: product.name, fraction: fractionOf(done) }),
    },
    written,
  );
  const index = await writeIndex(work, packs, sideFolder, indexFields(key), rows);
  return {
    ...{ tree, count: rowCount, sizeBytes: sizes.reduce((sum, size) => sum + size, 0), index },
    packs: written.packs.map(({ name, ...rest }) => ({ path: `${packs}/${name}`, ...rest })),
    arrays: written.arrays.map(({ name, ...rest }) => ({ path: `${arrays}/${name}`, ...rest })),
  };
}

/** The accepted files sorted as the table's rows are, by the engine: any number of them. */
async function sortFiles(
  work: BuildWork,
  product: ProductEntry,
  stagedFiles: readonly string[],
  sideFolder: string,
): Promise<readonly string[]> {
  const table = tableOf(work.descriptor, product.table);
  const outputFolder = join(sideFolder, 'order');
  await makeFolder(outputFolder);
  const place = table.position ? [table.position.ra, table.position.dec] : [];
  const columns: BuilderColumn[] = [
    ...[table.key, ...place].map((name) => ({
      name,
      from: name,
      type: columnOf(table, name)!.type,
      nulls: [],
      required: false,
    })),
    ...fileColumns,
  ];
  step('engine.build');
  const job = {
    stagedFiles,
    columns,
    key: table.key,
    ...positionOf(table),
    outputFolder,
    rowGroupRows: 10_000,
  };
  const built = await work.builder.build({ ...job, ...(work.signal ? { signal: work.signal } : {}) });
  const { noPosition } = built;
  return [
    ...built.files.map((f) => join(outputFolder, f.path)),
    ...(noPosition?.files ?? []).map((f) => join(noPosition!.folder, f.path)),
  ];
}

async function* filesInOrder(
  work: BuildWork,
  key: string,
  ordered: readonly string[],
  onFile: (sizeBytes: number) => void,
): AsyncGenerator<PackFile> {
  for await (const rows of localRows(ordered, [key, ...fileColumns.map((c) => c.name)])) {
    for (const row of rows) {
      const id = row[key] as string | bigint | number;
      onFile(Number(row['lt_size']));
      yield {
        id: typeof id === 'number' ? BigInt(id) : id,
        name: String(row['lt_file']),
        path: join(work.staged.inputDir, String(row['lt_file'])),
        sizeBytes: Number(row['lt_size']),
        sha256: String(row['lt_sha256']),
        crc32: Number(row['lt_crc32']),
      };
    }
  }
}

/** Sorts the index by id and puts it beside the packs: `index.parquet`, or several where it is large. */
async function writeIndex(
  work: BuildWork,
  folder: string,
  sideFolder: string,
  fields: ReturnType<typeof indexFields>,
  rows: ReturnType<typeof writePacks>,
): Promise<readonly string[]> {
  const raw = join(sideFolder, 'index.parquet');
  step('engine.stage-batches');
  await work.builder.stageBatches(fields, rows, raw);
  const outputFolder = join(sideFolder, 'index');
  await makeFolder(outputFolder);
  const columns = fields.map(
    (f): BuilderColumn => ({ name: f.name, from: f.name, type: f.scalar, nulls: [], required: false }),
  );
  step('engine.build');
  const built = await work.builder.build({
    stagedFiles: [raw],
    columns,
    key: fields[0]!.name,
    outputFolder,
    rowGroupRows: indexRowGroupRows,
  });
  const to = join(work.folder, folder);
  await makeFolder(to);
  const paths: string[] = [];
  for (const [i, file] of built.files.entries()) {
    const named = built.files.length === 1 ? 'index.parquet' : `index-${String(i).padStart(5, '0')}.parquet`;
    step('file.rename');
    await rename(join(outputFolder, file.path), join(to, named));
    paths.push(`${folder}/${named}`);
  }
  await syncFolder(to);
  await removeFolder(outputFolder);
  return paths;
}
