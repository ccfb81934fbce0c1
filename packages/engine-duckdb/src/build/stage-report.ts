import type { DuckDBConnection } from '@duckdb/node-api';
import type { Diagnostic } from '@lingtai/diagnostics';
import type { StageJob } from '@lingtai/engine';
import type { Check } from './checks.ts';
import { linesOfRows, type RowLines } from './csv-lines.ts';
import type { CsvLayout } from './csv-source.ts';
import { writeDurably } from './durable.ts';
import { type Reject, RejectWriter } from './rejects.ts';
import { rowsOf } from './session.ts';
import { text } from './sql.ts';

/** A source file with every row numbered: `path` has `v…`, `_row`, `_bad`, `_faults`, `_line` and `x…`. */
export interface StagedFile {
  readonly file: string;
  readonly layout: CsvLayout | undefined;
  readonly path: string;
  readonly rejectsTable: string;
  readonly checks: readonly Check[];
}

export interface RejectReport {
  readonly rowsRead: number;
  readonly rowsRejected: number;
  /** A temporary table of (`_file`, `_row`) that repeat the key of an earlier row. */
  readonly repeatsTable: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Writes the rejects file of a job and counts. */
export async function reportRejects(
  connection: DuckDBConnection,
  job: StageJob,
  parts: readonly StagedFile[],
): Promise<RejectReport> {
  const repeatsTable = await findRepeats(connection, job, parts);
  return writeDurably(job.rejectsFile, async (path) => {
    const writer = new RejectWriter(path);
    let rowsRead = 0;
    let rowsRejected = 0;
    for (const [index, part] of parts.entries()) {
      const counts = await reportFile(connection, job, part, index, parts, repeatsTable, writer);
      rowsRead += counts.rowsRead;
      rowsRejected += counts.rowsRejected;
    }
    await writer.close();
    return { rowsRead, rowsRejected, repeatsTable, diagnostics: writer.diagnostics() };
  });
}

/** The first row of each key stays, in the order of files and rows; the later ones go into a table. */
async function findRepeats(connection: DuckDBConnection, job: StageJob, parts: readonly StagedFile[]): Promise<string> {
  const key = `v${job.columns.findIndex((c) => c.name === job.key)}`;
  const rows = parts
    .map((part, i) => `SELECT ${i} AS _file, _row, ${key} AS _key FROM read_parquet(${text(part.path)}) WHERE NOT _bad`)
    .join(' UNION ALL ');
  const table = `repeats_of_${parts[0]!.rejectsTable}`;
  await connection.run(`CREATE TEMP TABLE ${table} AS
    WITH kept AS (${rows}), doubled AS (SELECT _key FROM kept GROUP BY _key HAVING count(*) > 1)
    SELECT _file, _row, CAST(_key AS VARCHAR) AS _key, first_value(_file) OVER earlier AS _first_file, first_value(_row) OVER earlier AS _first_row
    FROM kept SEMI JOIN doubled USING (_key)
    WINDOW earlier AS (PARTITION BY _key ORDER BY _file, _row) QUALIFY row_number() OVER earlier > 1`);
  return table;
}

async function refusedLines(
  connection: DuckDBConnection,
  part: StagedFile,
): Promise<{ offset: number; line: string; message: string }[]> {
  if (!part.layout) return [];
  const rows = await rowsOf(
    connection,
    `SELECT line_byte_position - 1, any_value(csv_line), any_value(error_message) FROM ${part.rejectsTable} GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(([offset, line, message]) => ({
    offset: Number(offset),
    line: String(line ?? '').replace(/^[\r\n]+/, ''),
    message: String(message),
  }));
}

async function reportFile(
  connection: DuckDBConnection,
  job: StageJob,
  part: StagedFile,
  index: number,
  parts: readonly StagedFile[],
  repeatsTable: string,
  writer: RejectWriter,
): Promise<{ rowsRead: number; rowsRejected: number }> {
  const source = text(part.path);
  const [[total] = [0n]] = await rowsOf(connection, `SELECT count(*) FROM read_parquet(${source})`);
  const refused = await refusedLines(connection, part);
  const rejectedRows = `SELECT _row FROM read_parquet(${source}) WHERE _bad UNION ALL SELECT _row FROM ${repeatsTable} WHERE _file = ${index} ORDER BY 1`;
  const rows = (await rowsOf(connection, rejectedRows)).map(([row]) => Number(row));
  const lines = await linesOf(
    job,
    part,
    rows,
    refused.map((r) => r.offset),
  );
  for (const [i, line] of refused.entries()) {
    const at = lines?.lineOfRefused[i];
    await writer.add({
      file: part.file,
      ...(at === undefined ? {} : { line: at }),
      value: line.line,
      kind: 'row',
      detail: line.message,
    });
  }
  const lineOf = new Map(rows.map((row, i) => [row, lines?.lineOfRow[i]]));
  for await (const reject of faultyRows(connection, job, part)) await writer.add(placed(reject, lineOf));
  for await (const reject of repeatedRows(connection, job, part, index, parts, repeatsTable))
    await writer.add(placed(reject, lineOf));
  return { rowsRead: Number(total) + refused.length, rowsRejected: rows.length + refused.length };
}

async function linesOf(
  job: StageJob,
  part: StagedFile,
  rows: readonly number[],
  refused: readonly number[],
): Promise<RowLines | undefined> {
  if (!part.layout || job.source.kind !== 'csv') return undefined;
  const { headerLine, blanks } = part.layout;
  return linesOfRows(part.file, rows, { headerLine, comment: job.source.comment, quotes: !blanks, blanks, refused });
}

function placed(reject: Reject, lineOf: ReadonlyMap<number, number | undefined>): Reject {
  const line = reject.row === undefined ? undefined : lineOf.get(reject.row);
  return line === undefined ? reject : { ...reject, line };
}

async function* faultyRows(connection: DuckDBConnection, job: StageJob, part: StagedFile): AsyncGenerator<Reject> {
  const texts = job.columns.map((_, i) => `x${i}`).join(', ');
  const result = await connection.stream(
    `SELECT _row, _faults, _line, ${texts} FROM read_parquet(${text(part.path)}) WHERE _bad ORDER BY _row`,
  );
  for await (const rows of result.yieldRowsJs()) {
    for (const [row, faults, line, ...values] of rows) {
      for (const fault of faults as number[]) {
        const check = part.checks[fault]!;
        const column = job.columns[check.column]?.name;
        const value = column === undefined ? line : values[check.column];
        yield {
          file: part.file,
          row: Number(row),
          ...(column === undefined ? {} : { column }),
          value: value === null || value === undefined ? null : String(value),
          kind: check.kind,
        };
      }
    }
  }
}

async function* repeatedRows(
  connection: DuckDBConnection,
  job: StageJob,
  part: StagedFile,
  index: number,
  parts: readonly StagedFile[],
  repeatsTable: string,
): AsyncGenerator<Reject> {
  const result = await connection.stream(
    `SELECT _row, _key, _first_file, _first_row FROM ${repeatsTable} WHERE _file = ${index} ORDER BY _row`,
  );
  for await (const rows of result.yieldRowsJs()) {
    for (const [row, key, firstFile, firstRow] of rows) {
      const detail = `${parts[Number(firstFile)]!.file}, row ${firstRow}`;
      yield { file: part.file, row: Number(row), column: job.key, value: String(key), kind: 'duplicate', detail };
    }
  }
}
