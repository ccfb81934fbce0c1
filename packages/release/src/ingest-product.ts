import { join } from 'node:path';
import type { CellValue, ColumnBatch, Field } from '@lingtai/columns';
import { columnOf, type ProductEntry, type TableEntry, tableOf } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import type { BuilderColumn } from '@lingtai/engine';
import { batchOf, builderColumn, fieldOf, fileColumns, storedColumns } from './columns.ts';
import { makeFolder, syncFile } from './durable.ts';
import { step } from './fault.ts';
import type { IngestJob, StagedSources } from './ingest.ts';
import { addStageRejects, inFolder, positionOf } from './ingest-table.ts';
import { filesOf } from './input.ts';
import { localRows } from './parquet-read.ts';
import { type ProductJob, ProductTally, productRows } from './products.ts';

/** Stages the files of a product, and its table where the rows are made from them. */
export async function stageProduct(job: IngestJob, product: ProductEntry, staged: StagedSources): Promise<void> {
  const table = tableOf(job.descriptor, product.table);
  const madeHere = table.source.kind === 'products' && table.source.product === product.name;
  const key = columnOf(table, table.key)!;
  const columns = madeHere ? storedColumns(table) : [];
  const rowColumns = [...(madeHere ? columns : [key]).map((c) => builderColumn(table, c)), ...fileColumns].map(asMade);
  const tally = new ProductTally();
  const folder = join(job.folder, 'products');
  await makeFolder(folder);
  const raw = join(folder, `${product.name}.raw.parquet`);
  const inputs = filesOf(job.inputs, product.files);
  if (inputs.length === 0) return leaveOut(product, staged, tally);
  const rows: ProductJob = {
    ...{
      product,
      files: inputs,
      release: job.release,
      version: job.version,
      key,
      columns,
      fields: rowColumns.map(fieldOf),
      rejects: job.rejects,
      tally,
    },
    ...(job.signal ? { signal: job.signal } : {}),
    progress: (fraction) => job.progress?.({ of: 'product', name: product.name, fraction }),
  };
  step('engine.stage-batches');
  await job.builder.stageBatches(rows.fields, productRows(rows), raw);
  const checked = await checkRows(job, { product, table, madeHere, columns: rowColumns, raw, tally });
  const tableFiles = staged.tables.find((t) => t.name === table.name)?.files ?? [];
  const files = madeHere ? checked : await placed(job, product, table, checked, rowColumns, tally, tableFiles);
  for (const file of files) await syncFile(file);
  const { count, sizeBytes } = await totals(files);
  const stagedFiles = files.map((file) => inFolder(job.folder, file));
  if (madeHere) staged.tables.push({ name: table.name, files: stagedFiles, rowCount: count });
  const spectra = product.spectrum ? { masks: [...tally.masks].sort(), doubleFlux: tally.doubleFlux } : {};
  staged.products.push({ name: product.name, files: stagedFiles, count, sizeBytes, ...spectra });
  staged.sources.push({
    ...{
      of: 'product',
      name: product.name,
      kind: product.type,
      files: inputs.length,
      read: tally.read,
      accepted: count,
      rejected: tally.read - count,
    },
    ...{ reasons: tally.reasons.list(), notes: tally.notes.list() },
    ...(tally.layouts.size > 0 ? { layouts: Object.fromEntries([...tally.layouts].sort()) } : {}),
  });
}

function leaveOut(product: ProductEntry, staged: StagedSources, tally: ProductTally): void {
  const globs = product.files.join(', ');
  tally.reasons.add(
    'INGEST-NO-FILES',
    {
      en: `Nothing in the input folder matches ${globs}; the product is left out.`,
      zh: `输入文件夹中没有与 ${globs} 匹配的文件；此产品不收入发布。`,
    },
    '',
  );
  staged.sources.push({
    of: 'product',
    name: product.name,
    kind: product.type,
    files: 0,
    read: 0,
    accepted: 0,
    rejected: 0,
    reasons: tally.reasons.list(),
    notes: [],
  });
}

/** Rows made by us: nulls are nulls already and names are the columns' own. */
const asMade = (column: BuilderColumn): BuilderColumn => ({ ...column, from: column.name, nulls: [] });

interface RowsToCheck {
  readonly product: ProductEntry;
  readonly table: TableEntry;
  readonly madeHere: boolean;
  readonly columns: readonly BuilderColumn[];
  readonly raw: string;
  readonly tally: ProductTally;
}

/** The same checks that a catalogue's rows pass: ranges, required values, positions, one row for one key. */
async function checkRows(
  job: IngestJob,
  { product, table, madeHere, columns, raw, tally }: RowsToCheck,
): Promise<readonly string[]> {
  const file = join(job.folder, 'products', `${product.name}.parquet`);
  const rejectsFile = join(job.folder, 'products', `${product.name}.rejects.jsonl`);
  step('engine.stage');
  const result = await job.builder.stage({
    source: { kind: 'parquet', files: [raw] },
    columns,
    key: table.key,
    ...(madeHere ? positionOf(table) : {}),
    outputFile: file,
    rejectsFile,
    ...(job.signal ? { signal: job.signal } : {}),
  });
  if (result.rowsRejected > 0) {
    const names = await fileNames(raw);
    await addStageRejects(job.rejects, tally.reasons, rejectsFile, 'product', product.name, ({ row, ...reject }) => ({
      ...reject,
      file: names[(row ?? 0) - 1] ?? '',
    }));
  }
  return result.stagedFiles;
}

/** The file of each raw row; only read when some were rejected. */
async function fileNames(raw: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const rows of localRows([raw], ['lt_file'])) for (const row of rows) names.push(String(row['lt_file']));
  return names;
}

/** Gives each file of a catalogue's product the position of its row; files without a row are rejected. */
async function placed(
  job: IngestJob,
  product: ProductEntry,
  table: TableEntry,
  checked: readonly string[],
  columns: readonly BuilderColumn[],
  tally: ProductTally,
  tableFiles: readonly string[],
): Promise<readonly string[]> {
  const [raw, file, rejectsFile] = ['placed.raw.parquet', 'placed.parquet', 'placed.rejects.jsonl'].map((end) =>
    join(job.folder, 'products', `${product.name}.${end}`),
  ) as [string, string, string];
  const position = table.position && [table.position.ra, table.position.dec];
  const places = await placesOf(job, table, checked, position, tableFiles);
  const all: BuilderColumn[] = [
    ...columns,
    ...(position ?? []).map(
      (name): BuilderColumn => ({ name, from: name, type: 'float64', nulls: [], required: false }),
    ),
  ];
  const fields: Field[] = all.map(fieldOf);
  const alone: { file: string; key: string }[] = [];
  async function* batches(): AsyncGenerator<ColumnBatch> {
    for await (const rows of localRows(
      checked,
      columns.map((c) => c.name),
    )) {
      const kept: CellValue[][] = [];
      for (const row of rows) {
        const place = places.get(String(row[table.key]));
        if (place) kept.push([...columns.map((c) => (row[c.name] ?? null) as CellValue), ...place]);
        else alone.push({ file: String(row['lt_file']), key: String(row[table.key]) });
      }
      if (kept.length > 0) yield batchOf(fields, kept);
    }
  }
  step('engine.stage-batches');
  await job.builder.stageBatches(fields, batches(), raw);
  for (const { file: name, key } of alone.toSorted((a, b) => (a.file < b.file ? -1 : 1)))
    await rejectWithoutRow(job, product, table, tally, name, key);
  step('engine.stage');
  const { stagedFiles } = await job.builder.stage({
    source: { kind: 'parquet', files: [raw] },
    columns: all,
    key: table.key,
    ...positionOf(table),
    outputFile: file,
    rejectsFile,
  });
  return stagedFiles;
}

async function placesOf(
  job: IngestJob,
  table: TableEntry,
  checked: readonly string[],
  position: readonly string[] | undefined,
  tableFiles: readonly string[],
): Promise<Map<string, (number | null)[]>> {
  const wanted = new Set<string>();
  for await (const rows of localRows(checked, [table.key])) for (const row of rows) wanted.add(String(row[table.key]));
  const places = new Map<string, (number | null)[]>();
  for await (const rows of localRows(
    tableFiles.map((file) => join(job.folder, file)),
    [table.key, ...(position ?? [])],
  )) {
    for (const row of rows) {
      const id = String(row[table.key]);
      if (wanted.has(id))
        places.set(
          id,
          (position ?? []).map((name) => (row[name] as number | null | undefined) ?? null),
        );
    }
  }
  return places;
}

async function rejectWithoutRow(
  job: IngestJob,
  product: ProductEntry,
  table: TableEntry,
  tally: ProductTally,
  file: string,
  key: string,
): Promise<void> {
  const [reason] = fail('data', 'INGEST-NO-ROW', {
    en: `The table ${table.name} has no row for this file.`,
    zh: `表 ${table.name} 中没有此文件对应的行。`,
  }).diagnostics;
  tally.reasons.add(reason!.code, reason!.text, `${file}: ${table.key} ${key}`);
  await job.rejects.add({ of: 'product', name: product.name, file, key, code: reason!.code, text: reason!.text });
}

async function totals(files: readonly string[]): Promise<{ count: number; sizeBytes: number }> {
  let [count, sizeBytes] = [0, 0];
  for await (const rows of localRows(files, ['lt_size'])) {
    count += rows.length;
    for (const row of rows) sizeBytes += Number(row['lt_size']);
  }
  return { count, sizeBytes };
}
