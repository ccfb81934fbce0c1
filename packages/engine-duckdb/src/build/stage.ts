import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Diagnostic } from '@lingtai/diagnostics';
import type { StageJob, StageResult } from '@lingtai/engine';
import { bucketBorders } from './buckets.ts';
import { acceptedColumns, anyFault, type Check, checkedRelation, type SourceColumn } from './checks.ts';
import { type CellSample, sampleCsv } from './csv-sample.ts';
import { blankFault, type CsvLayout, csvLayout, csvRelation, fastCsvRelation } from './csv-source.ts';
import { writeDurably } from './durable.ts';
import { withHealpix } from './healpix-sql.ts';
import { parquetSource, sampleParquet } from './parquet-source.ts';
import { RejectWriter } from './rejects.ts';
import { rowsOf, type Session } from './session.ts';
import { ident, text, textList } from './sql.ts';
import { reportRejects, type StagedFile } from './stage-report.ts';
import { stagedFormat, writeStaged } from './staged-files.ts';

/** One file of a job: how it is read fast, and how with a number for every row. */
interface SourceFile {
  readonly file: string;
  readonly layout?: CsvLayout;
  readonly relation: string;
  readonly sources: readonly SourceColumn[];
  readonly numberedSources: readonly SourceColumn[];
  readonly numbered: (rejectsTable: string) => string;
}

/**
 * Reads sources into staged Parquet files. A clean source is read once; the first fault stops that reading and the source
 * is read again with every row numbered, so that each rejected row can be named.
 */
export async function stage(session: Session, job: StageJob): Promise<StageResult> {
  return session.use(job.signal, async (connection) => {
    const { files, diagnostics } = await sourceFiles(connection, job);
    const borders = await bucketBorders(await sampleOf(connection, job, files));
    const clean = await stageClean(connection, job, files, borders);
    if (clean === undefined) return stageNumbered(session, connection, job, files, diagnostics, borders);
    await writeDurably(job.rejectsFile, async (path) => new RejectWriter(path).close());
    job.progress?.(1);
    const { rowCount, stagedFiles } = clean;
    return { stagedFiles, rowsRead: rowCount, rowsAccepted: rowCount, rowsRejected: 0, diagnostics };
  });
}

/** Where on the sky the rows are, about; no cell where they have no position. */
async function sampleOf(
  connection: DuckDBConnection,
  job: StageJob,
  files: readonly SourceFile[],
): Promise<CellSample> {
  const { source, position } = job;
  if (!position) return { cells: [], rowCount: 0 };
  const [ra, dec] = [position.ra, position.dec].map((name) => job.columns.findIndex((c) => c.name === name)) as [
    number,
    number,
  ];
  if (source.kind === 'parquet') {
    const parts = files.map(({ relation, sources }) => ({ relation, ra: sources[ra]!.raw, dec: sources[dec]!.raw }));
    return sampleParquet(connection, parts);
  }
  const placed = files.map(({ layout }) => ({
    layout: layout!,
    fields: [layout!.fieldOf[ra]!, layout!.fieldOf[dec]!] as const,
  }));
  return sampleCsv(source, placed);
}

async function sourceFiles(
  connection: DuckDBConnection,
  job: StageJob,
): Promise<{ files: SourceFile[]; diagnostics: Diagnostic[] }> {
  const files: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of job.source.files) {
    const { source } = job;
    if (source.kind === 'parquet') {
      const found = await parquetSource(connection, job, file);
      diagnostics.push(...found.diagnostics);
      files.push({
        file,
        ...found,
        numberedSources: found.sources,
        numbered: () => `(SELECT *, file_row_number + 1 AS _row, false AS _torn, NULL AS _line FROM ${found.numbered})`,
      });
      continue;
    }
    const layout = await csvLayout(source, job, file);
    diagnostics.push(...layout.diagnostics);
    const line = layout.blanks ? 'line' : 'NULL';
    files.push({
      file,
      layout,
      ...(await fastCsvRelation(source, layout, job.columns)),
      numberedSources: csvRelation(source, layout).sources,
      numbered: (table) =>
        `(SELECT *, row_number() OVER () AS _row, ${blankFault(layout)} AS _torn, ${line} AS _line FROM ${csvRelation(source, layout, table).relation})`,
    });
  }
  return { files, diagnostics };
}

function checkJob(job: StageJob): Parameters<typeof checkedRelation>[0] {
  return {
    columns: job.columns,
    key: job.key,
    ...(job.position ? { position: job.position } : {}),
    missing: job.source.kind === 'csv' ? job.source.missing : [],
  };
}

/** A SELECT of the accepted columns, with the HEALPix cell in front when rows have positions. */
function outputOf(job: StageJob, relation: string): string {
  const outputs = acceptedColumns(job.columns);
  if (!job.position) return `SELECT ${outputs.join(', ')} FROM ${relation}`;
  const place = (name: string) => `v${job.columns.findIndex((c) => c.name === name)}`;
  return withHealpix(relation, place(job.position.ra), place(job.position.dec), outputs);
}

const stopWord = 'LINGTAI-FAULT';

/** `undefined` when some row has a fault. */
async function stageClean(
  connection: DuckDBConnection,
  job: StageJob,
  files: readonly SourceFile[],
  borders: readonly bigint[],
): Promise<{ readonly rowCount: number; readonly stagedFiles: readonly string[] } | undefined> {
  const parts = files.map((file) => {
    // A text like 1e400 comes as infinity from DuckDB's reader: the second reading tells it from a true one.
    const infinite = file.layout
      ? file.sources.flatMap((source, column) =>
          source.type === 'VARCHAR'
            ? []
            : [{ kind: 'type', column, bad: `coalesce(isinf(r${column}), false)` } as const],
        )
      : [];
    const torn: Check[] = file.layout?.blanks ? [{ kind: 'row', column: -1, bad: blankFault(file.layout) }] : [];
    const { relation, checks } = checkedRelation(
      checkJob(job),
      file.relation,
      file.sources,
      file.layout?.blanks ? ['f'] : [],
    );
    const values = job.columns.map((_, i) => `v${i}`).join(', ');
    return `SELECT ${values} FROM (${relation}) WHERE CASE WHEN ${anyFault([...torn, ...infinite, ...checks])} THEN error('${stopWord}') ELSE true END`;
  });
  await connection.run('SET preserve_insertion_order = false');
  let stagedFiles: string[];
  try {
    stagedFiles = await writeStaged(connection, job, outputOf(job, `(${parts.join(' UNION ALL ')})`), borders);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  } finally {
    if (!job.signal?.aborted) await connection.run('SET preserve_insertion_order = true');
  }
  const [row] = await rowsOf(
    connection,
    `SELECT count(*), count(DISTINCT ${ident(job.key)}) FROM read_parquet(${textList(stagedFiles)})`,
  );
  if (row![0] === row![1]) return { rowCount: Number(row![0]), stagedFiles };
  for (const file of stagedFiles) await rm(file);
  return undefined;
}

/** Faults of rows, told apart from a full disk and the like: those fail the second reading too, with their own words. */
function isFault(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes(stopWord) || /CSV Error on Line|Invalid unicode|Conversion Error/i.test(message);
}

async function stageNumbered(
  session: Session,
  connection: DuckDBConnection,
  job: StageJob,
  files: readonly SourceFile[],
  diagnostics: readonly Diagnostic[],
  borders: readonly bigint[],
): Promise<StageResult> {
  const parts: StagedFile[] = [];
  try {
    for (const file of files) {
      const path = join(session.tempDirectory, `${session.name('numbered')}.parquet`);
      const rejectsTable = session.name('refused');
      const part: StagedFile = { file: file.file, layout: file.layout, path, rejectsTable, checks: [] };
      parts.push(part);
      const { relation, checks } = checkedRelation(checkJob(job), file.numbered(rejectsTable), file.numberedSources, [
        '_row',
        '_torn',
        '_line',
      ]);
      const all: Check[] = [{ kind: 'row', column: -1, bad: '_torn' }, ...checks];
      parts[parts.length - 1] = { ...part, checks: all };
      await connection.run(`COPY (${numberedSelect(job, relation, all)}) TO ${text(path)} (${stagedFormat})`);
      job.progress?.((0.8 * parts.length) / files.length);
    }
    const report = await reportRejects(connection, job, parts);
    const rows = parts
      .map((part, i) => `SELECT *, ${i} AS _file FROM read_parquet(${text(part.path)}) WHERE NOT _bad`)
      .join(' UNION ALL ');
    const kept = `(SELECT * FROM (${rows}) ANTI JOIN ${report.repeatsTable} USING (_file, _row))`;
    const stagedFiles = await writeStaged(connection, job, outputOf(job, kept), borders);
    await connection.run(`DROP TABLE ${report.repeatsTable}`);
    job.progress?.(1);
    const rowsAccepted = report.rowsRead - report.rowsRejected;
    return {
      stagedFiles,
      rowsRead: report.rowsRead,
      rowsAccepted,
      rowsRejected: report.rowsRejected,
      diagnostics: [...diagnostics, ...report.diagnostics],
    };
  } finally {
    for (const part of parts) await rm(part.path, { force: true });
  }
}

/** Values of every row; for a row with a fault also which faults, and the source's texts. */
function numberedSelect(job: StageJob, relation: string, checks: readonly Check[]): string {
  const values = job.columns.map((_, i) => `v${i}`).join(', ');
  const faults = checks.map((c, i) => `CASE WHEN ${c.bad} THEN ${i} END`).join(', ');
  const texts = job.columns.map((_, i) => `CASE WHEN _bad THEN CAST(r${i} AS VARCHAR) END AS x${i}`).join(', ');
  return `SELECT ${values}, _row, _bad, CASE WHEN _bad THEN list_filter([${faults}], lambda x: x IS NOT NULL) END AS _faults, CASE WHEN _bad THEN _line END AS _line, ${texts}
    FROM (SELECT *, (${anyFault(checks)}) AS _bad FROM (${relation}))`;
}
