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

const indexRowGroupRows = 8192;

/** Packs a product's files in canonical order, with index and arrays, in the work folder. */
export async function buildProduct(work: BuildWork, product: ProductEntry): Promise<ProductManifest> {
  const table = tableOf(work.descriptor, product.table);
  const keyColumn = columnOf(table, table.key)!;
  const key = { name: table.key, scalar: keyColumn.type } as const;
  const staged = work.staged.products.find((p) => p.name === product.name)!;
  const ordered = await sortFiles(work, product, staged.files);
  const shape: ArraysShape | undefined = staged.masks && {
    key: keyColumn.type === 'string' ? 'string' : 'int64',
    masks: staged.masks,
    doubleFlux: staged.doubleFlux ?? false,
  };
  const written: WrittenPacks = { packs: [], arrays: [] };
  const packFolder = join(work.folder, 'products', product.name);
  const arraysFolder = join(work.folder, 'arrays', product.name);
  const rows = writePacks(
    {
      ...{
        product,
        key,
        packFolder,
        arraysFolder,
        packBytes: work.packBytes,
        count: staged.count,
        files: filesInOrder(work, key.name, ordered),
      },
      ...(shape ? { shape } : {}),
      ...(work.signal ? { signal: work.signal } : {}),
      progress: (fraction) => work.progress?.({ of: 'product', name: product.name, fraction }),
    },
    written,
  );
  const index = await writeIndex(work, product.name, indexFields(key), rows);
  return {
    name: product.name,
    table: table.name,
    count: staged.count,
    sizeBytes: staged.sizeBytes,
    index,
    packs: written.packs.map(({ name, ...rest }) => ({ path: `products/${product.name}/${name}`, ...rest })),
    arrays: written.arrays.map(({ name, ...rest }) => ({ path: `arrays/${product.name}/${name}`, ...rest })),
    ...(shape ? { shape } : {}),
  };
}

/** The accepted files sorted as the table's rows are, by the engine: any number of them. */
async function sortFiles(
  work: BuildWork,
  product: ProductEntry,
  staged: readonly string[],
): Promise<readonly string[]> {
  const table = tableOf(work.descriptor, product.table);
  const outputFolder = join(work.sideFolder, `order-${product.name}`);
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
    stagedFiles: staged.map((file) => join(work.stagedFolder, file)),
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

async function* filesInOrder(work: BuildWork, key: string, ordered: readonly string[]): AsyncGenerator<PackFile> {
  for await (const rows of localRows(ordered, [key, ...fileColumns.map((c) => c.name)])) {
    for (const row of rows) {
      const id = row[key] as string | bigint | number;
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
  name: string,
  fields: ReturnType<typeof indexFields>,
  rows: ReturnType<typeof writePacks>,
): Promise<readonly string[]> {
  const raw = join(work.sideFolder, `index-${name}.parquet`);
  step('engine.stage-batches');
  await work.builder.stageBatches(fields, rows, raw);
  const outputFolder = join(work.sideFolder, `index-${name}`);
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
  const to = join(work.folder, 'products', name);
  await makeFolder(to);
  const paths: string[] = [];
  for (const [i, file] of built.files.entries()) {
    const named = built.files.length === 1 ? 'index.parquet' : `index-${String(i).padStart(5, '0')}.parquet`;
    step('file.rename');
    await rename(join(outputFolder, file.path), join(to, named));
    paths.push(`products/${name}/${named}`);
  }
  await syncFolder(to);
  await removeFolder(outputFolder);
  return paths;
}
