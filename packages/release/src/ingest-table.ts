import { createReadStream } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import type { ColumnBatch, Field } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';
import { type Diagnostic, fail, LingtaiError, type LocalText } from '@lingtai/diagnostics';
import type { StageJob, StageResult } from '@lingtai/engine';
import { builderColumn, storedColumns } from './columns.ts';
import { makeFolder, syncFile } from './durable.ts';
import { step } from './fault.ts';
import { fitsCatalogue } from './fits-catalogue.ts';
import type { IngestJob, StagedSources } from './ingest.ts';
import { filesOf, type InputFile } from './input.ts';
import { ReasonCounter, type Reject, type RejectWriter, rejectsOf } from './rejects.ts';
import { votableCatalogue } from './votable-catalogue.ts';

/** Rows of a catalogue that our own readers read. */
export interface CatalogueRows {
  readonly fields: readonly Field[];
  readonly batches: AsyncIterable<ColumnBatch>;
}

/** A file's path in a folder, with forward slashes. */
export function inFolder(folder: string, file: string): string {
  return relative(folder, file).replaceAll(sep, '/');
}

/** The table's position columns, as jobs of the builder want them. */
export function positionOf(table: TableEntry): { readonly position?: { readonly ra: string; readonly dec: string } } {
  return table.position ? { position: { ra: table.position.ra, dec: table.position.dec } } : {};
}

/** A catalogue being staged. */
interface CatalogueWork {
  readonly job: IngestJob;
  readonly table: TableEntry;
  readonly reasons: ReasonCounter;
  /** Names of the input files by the path that the builder reads. */
  readonly names: Map<string, string>;
  rejectedFiles: number;
}

/**
 * Stages the rows of a catalogue. A file that cannot be read at all is rejected whole and the others go on; a table
 * without any readable file is reported and left out of the release.
 */
export async function stageCatalogue(job: IngestJob, table: TableEntry, staged: StagedSources): Promise<void> {
  await makeFolder(join(job.folder, 'tables'));
  const files = 'files' in table.source ? filesOf(job.inputs, table.source.files) : [];
  const work: CatalogueWork = { job, table, reasons: new ReasonCounter(), names: new Map(), rejectedFiles: 0 };
  if (files.length === 0) await rejectFile(work, undefined, noFiles(table).diagnostics);
  for (const file of files) await addFile(work, file);
  const result = await stageReadable(work);
  const counts = result
    ? { read: result.rowsRead, accepted: result.rowsAccepted, rejected: result.rowsRejected }
    : { read: 0, accepted: 0, rejected: 0 };
  if (result)
    staged.tables.push({
      name: table.name,
      files: result.stagedFiles.map((file) => inFolder(job.folder, file)),
      rowCount: result.rowsAccepted,
    });
  const notes = new ReasonCounter();
  for (const d of result?.diagnostics ?? [])
    if (d.severity === 'info')
      notes.add(d.code, withoutFolder(d.text, job.inputDir), work.names.get(d.place?.file ?? '') ?? '');
  staged.sources.push({
    ...{ of: 'table', name: table.name, kind: table.source.kind, files: files.length },
    ...{ ...counts, rejectedFiles: work.rejectedFiles, reasons: work.reasons.list(), notes: notes.list() },
  });
}

function noFiles(table: TableEntry) {
  const globs = 'files' in table.source ? table.source.files.join(', ') : '';
  return fail('data', 'INGEST-NO-FILES', {
    en: `Nothing in the input folder matches ${globs}; the table is left out.`,
    zh: `输入文件夹中没有与 ${globs} 匹配的文件；此表不收入发布。`,
  });
}

function unreadable() {
  return fail('data', 'INGEST-UNREADABLE', { en: 'The file cannot be read.', zh: '文件无法读取。' });
}

async function rejectFile(
  work: CatalogueWork,
  file: string | undefined,
  diagnostics: readonly Diagnostic[],
): Promise<void> {
  const { job, table, reasons } = work;
  if (file !== undefined) work.rejectedFiles++;
  for (const d of diagnostics) reasons.add(d.code, withoutFolder(d.text, job.inputDir), file ?? table.name);
  for (const reject of rejectsOf('table', table.name, file, diagnostics, job.inputDir)) await job.rejects.add(reject);
}

const openers: Readonly<Record<string, (table: TableEntry, file: InputFile) => Promise<CatalogueRows>>> = {
  fits: fitsCatalogue,
  votable: votableCatalogue,
};

/** Text and Parquet are read by the builder itself, other files by us into Parquet first. */
async function addFile(work: CatalogueWork, file: InputFile): Promise<void> {
  const { job, table } = work;
  if (file.sizeBytes < 0) return rejectFile(work, file.name, unreadable().diagnostics);
  const open = openers[table.source.kind];
  if (!open) return void work.names.set(file.path, file.name);
  const path = join(job.folder, 'tables', `${table.name}.raw-${work.names.size + work.rejectedFiles}.parquet`);
  try {
    const { fields, batches } = await open(table, file);
    step('engine.stage-batches');
    await job.builder.stageBatches(fields, batches, path);
    work.names.set(path, file.name);
  } catch (error) {
    if (!(error instanceof LingtaiError) || error.class !== 'data') throw error;
    await rejectFile(work, file.name, error.diagnostics);
  }
}

/** Stages what can be read; files that the builder refuses are rejected one after the other. */
async function stageReadable(work: CatalogueWork): Promise<StageResult | undefined> {
  const { job, table, names } = work;
  const outputFile = join(job.folder, 'tables', `${table.name}.parquet`);
  const rejectsFile = join(job.folder, 'tables', `${table.name}.rejects.jsonl`);
  while (names.size > 0) {
    try {
      step('engine.stage');
      const result = await job.builder.stage({
        ...{
          source: sourceOf(table, [...names.keys()]),
          columns: storedColumns(table).map((c) => builderColumn(table, c)),
          key: table.key,
        },
        ...{ ...positionOf(table), outputFile, rejectsFile, ...(job.signal ? { signal: job.signal } : {}) },
        progress: (fraction) => job.progress?.({ of: 'table', name: table.name, fraction }),
      });
      for (const file of result.stagedFiles) await syncFile(file);
      await addStageRejects(job.rejects, work.reasons, rejectsFile, 'table', table.name, (reject) => ({
        ...reject,
        file: names.get(reject.file) ?? reject.file,
      }));
      return result;
    } catch (error) {
      const bad =
        error instanceof LingtaiError && error.class === 'data'
          ? error.diagnostics.find((d) => names.has(d.place?.file ?? ''))?.place?.file
          : undefined;
      if (bad === undefined) throw error;
      await rejectFile(work, names.get(bad), (error as LingtaiError).diagnostics);
      names.delete(bad);
    }
  }
  return undefined;
}

function sourceOf(table: TableEntry, files: readonly string[]): StageJob['source'] {
  const { source } = table;
  if (source.kind !== 'csv') return { kind: 'parquet', files };
  const { delimiter = ',', header = true, comment, missing = [] } = source;
  return {
    kind: 'csv',
    files,
    delimiter: delimiter === 'blanks' ? ' ' : delimiter,
    header,
    missing,
    ...(comment === undefined ? {} : { comment }),
  };
}

const withoutFolder = (text: LocalText, folder: string): LocalText => ({
  en: text.en.replaceAll(`${folder}${sep}`, ''),
  zh: text.zh.replaceAll(`${folder}${sep}`, ''),
});

/** A line of the builder's rejects. */
export interface StageReject {
  readonly file: string;
  readonly line?: number;
  readonly row?: number;
  readonly column?: string;
  readonly value: string | null;
  readonly code: string;
  readonly reason: LocalText;
}

/** Takes the builder's rejects over into those of the ingest; `named` puts the names of the input in. */
export async function addStageRejects(
  rejects: RejectWriter,
  reasons: ReasonCounter,
  rejectsFile: string,
  of: Reject['of'],
  name: string,
  named: (reject: StageReject) => StageReject,
): Promise<void> {
  for await (const line of createInterface({
    input: createReadStream(rejectsFile),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line === '') continue;
    const { file, line: at, row, column, value, code, reason } = named(JSON.parse(line) as StageReject);
    const place = at !== undefined ? `:${at}` : row === undefined ? '' : `, row ${row}`;
    reasons.add(code, reason, `${file}${place}${column === undefined ? '' : `, ${column}`}: ${value ?? 'null'}`);
    const where = {
      ...(at === undefined ? {} : { line: at }),
      ...(row === undefined ? {} : { row }),
      ...(column === undefined ? {} : { column }),
    };
    await rejects.add({ of, name, file, ...where, ...(value === null ? {} : { value }), code, text: reason });
  }
}
