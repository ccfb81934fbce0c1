import { createReadStream } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import type { ColumnBatch, Field } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';
import { fail, LingtaiError, type LocalText } from '@lingtai/diagnostics';
import type { StageJob } from '@lingtai/engine';
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

/** The table's position columns, as jobs of the builder want them. */
export function positionOf(table: TableEntry): { readonly position?: { readonly ra: string; readonly dec: string } } {
  return table.position ? { position: { ra: table.position.ra, dec: table.position.dec } } : {};
}

/** Stages the rows of a catalogue. A file that cannot be read at all is rejected whole; the others go on. */
export async function stageCatalogue(job: IngestJob, table: TableEntry, staged: StagedSources): Promise<void> {
  const folder = join(job.folder, 'tables');
  await makeFolder(folder);
  const reasons = new ReasonCounter();
  const files = 'files' in table.source ? filesOf(job.inputs, table.source.files) : [];
  const read = await readable(job, table, files, reasons);
  if (files.length === 0) throw noFiles(table);
  const rejectedFiles = files.length - read.length;
  if (read.length === 0) throw new LingtaiError('data', allBad(table, reasons));
  const source = await sourceOf(job, table, read);
  const outputFile = join(folder, `${table.name}.parquet`);
  const rejectsFile = join(folder, `${table.name}.rejects.jsonl`);
  step('engine.stage');
  const result = await job.builder.stage({
    source,
    columns: storedColumns(table).map((c) => builderColumn(table, c)),
    key: table.key,
    ...positionOf(table),
    outputFile,
    rejectsFile,
    ...(job.signal ? { signal: job.signal } : {}),
    progress: (fraction) => job.progress?.({ of: 'table', name: table.name, fraction }),
  });
  await syncFile(outputFile);
  await addStageRejects(job.rejects, reasons, rejectsFile, 'table', table.name, undefined, (file) => inputName(job, file, read, source));
  const notes = new ReasonCounter();
  for (const d of result.diagnostics) if (d.severity === 'info') notes.add(d.code, withoutFolder(d.text, job.inputDir), d.place?.file ? inputName(job, d.place.file, read, source) : '');
  staged.tables.push({ name: table.name, files: [`tables/${table.name}.parquet`], rowCount: result.rowsAccepted });
  staged.sources.push({
    ...{ of: 'table', name: table.name, kind: table.source.kind, files: files.length, read: result.rowsRead, accepted: result.rowsAccepted },
    ...{ rejected: result.rowsRejected + rejectedFiles, reasons: reasons.list(), notes: notes.list() },
  });
}

function noFiles(table: TableEntry) {
  const globs = 'files' in table.source ? table.source.files.join(', ') : '';
  return fail('data', 'INGEST-NO-FILES', {
    en: `The table ${table.name} has no file: nothing in the input folder matches ${globs}.`,
    zh: `表 ${table.name} 没有文件:输入文件夹中没有与 ${globs} 匹配的文件。`,
  });
}

function allBad(table: TableEntry, reasons: ReasonCounter) {
  return reasons.list().map((r) => ({ code: r.code, severity: 'error' as const, text: r.text, place: { file: r.examples[0] ?? table.name } }));
}

/** The files whose structure can be read; the others are reported. CSV is looked into by the builder. */
async function readable(job: IngestJob, table: TableEntry, files: readonly InputFile[], reasons: ReasonCounter): Promise<readonly InputFile[]> {
  const open = openers[table.source.kind];
  if (!open) return files;
  const good: InputFile[] = [];
  for (const file of files) {
    try {
      await open(table, [file]);
      good.push(file);
    } catch (error) {
      if (!(error instanceof LingtaiError)) throw error;
      for (const d of error.diagnostics) reasons.add(d.code, d.text, file.name);
      for (const reject of rejectsOf('table', table.name, file.name, error.diagnostics)) await job.rejects.add(reject);
    }
  }
  return good;
}

const openers: Readonly<Record<string, (table: TableEntry, files: readonly InputFile[]) => Promise<CatalogueRows>>> = {
  fits: fitsCatalogue,
  votable: votableCatalogue,
};

/** What the builder reads: text and Parquet itself, the rest as we read it. */
async function sourceOf(job: IngestJob, table: TableEntry, files: readonly InputFile[]): Promise<StageJob['source']> {
  const paths = files.map((f) => f.path);
  const { source } = table;
  if (source.kind === 'csv') {
    const { delimiter = ',', header = true, comment, missing = [] } = source;
    return { kind: 'csv', files: paths, delimiter: delimiter === 'blanks' ? ' ' : delimiter, header, missing, ...(comment === undefined ? {} : { comment }) };
  }
  if (source.kind === 'parquet') return { kind: 'parquet', files: paths };
  const raw: string[] = [];
  for (const [i, file] of files.entries()) {
    const { fields, batches } = await openers[source.kind]!(table, [file]);
    const path = join(job.folder, 'tables', `${table.name}.raw-${i}.parquet`);
    step('engine.stage-batches');
    await job.builder.stageBatches(fields, batches, path);
    raw.push(path);
  }
  return { kind: 'parquet', files: raw };
}

/** The name of an input file by the path that the builder read. */
function inputName(job: IngestJob, path: string, read: readonly InputFile[], source: StageJob['source']): string {
  const at = source.files.indexOf(path);
  return read[at]?.name ?? relative(job.inputDir, path).replaceAll(sep, '/');
}

const withoutFolder = (text: LocalText, folder: string): LocalText => ({ en: text.en.replaceAll(`${folder}${sep}`, ''), zh: text.zh.replaceAll(`${folder}${sep}`, '') });

interface StageReject {
  readonly file: string;
  readonly line?: number;
  readonly row?: number;
  readonly column?: string;
  readonly value: string | null;
  readonly code: string;
  readonly reason: LocalText;
}

/** Takes the builder's rejects over into those of the ingest. */
export async function addStageRejects(
  rejects: RejectWriter,
  reasons: ReasonCounter,
  rejectsFile: string,
  of: Reject['of'],
  name: string,
  fileOfRow?: (row: number) => string | undefined,
  fileName: (path: string) => string = (path) => path,
): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(rejectsFile), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    const reject = JSON.parse(line) as StageReject;
    const file = fileOfRow ? fileOfRow(reject.row ?? 0) : fileName(reject.file);
    const place = fileOfRow ? '' : reject.line === undefined ? `, row ${reject.row ?? '?'}` : `:${reject.line}`;
    reasons.add(reject.code, reject.reason, `${file ?? ''}${place}${reject.column === undefined ? '' : `, ${reject.column}`}: ${reject.value ?? 'null'}`);
    await rejects.add({
      ...{ of, name, code: reject.code, text: reject.reason },
      ...(file === undefined ? {} : { file }),
      ...(reject.line === undefined ? {} : { line: reject.line }),
      ...(fileOfRow || reject.row === undefined ? {} : { row: reject.row }),
      ...(reject.column === undefined ? {} : { column: reject.column }),
      ...(reject.value === null ? {} : { value: reject.value }),
    });
  }
}
