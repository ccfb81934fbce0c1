import type { DuckDBConnection } from '@duckdb/node-api';
import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';
import type { StageJob } from '@lingtai/engine';
import type { SourceColumn } from './checks.ts';
import type { CellSample } from './csv-sample.ts';
import { extraColumns, missingColumn } from './csv-source.ts';
import { withHealpix } from './healpix-sql.ts';
import { rowsOf } from './session.ts';
import { ident, text } from './sql.ts';

/** A Parquet file as a relation, and where the declared columns are in it. Throws INGEST-COLUMN-MISSING. */
export async function parquetSource(
  connection: DuckDBConnection,
  job: Pick<StageJob, 'columns'>,
  file: string,
): Promise<{ relation: string; numbered: string; sources: SourceColumn[]; diagnostics: Diagnostic[] }> {
  const relation = `read_parquet(${text(file)})`;
  const described = await rowsOf(
    connection,
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${relation})`,
  );
  const typeOf = new Map(described.map(([name, type]) => [String(name), String(type)]));
  const missing: Diagnostic[] = [];
  const sources = job.columns.map((column) => {
    const type = typeOf.get(column.from);
    if (type === undefined) missing.push(missingColumn(file, undefined, column.from, [...typeOf.keys()]));
    return { raw: ident(column.from), type: type ?? 'VARCHAR' };
  });
  if (missing.length > 0) throw new LingtaiError('data', missing);
  const extra = [...typeOf.keys()].filter(
    (name) => name !== '_healpix_29' && !job.columns.some((c) => c.from === name),
  );
  return {
    relation,
    numbered: `read_parquet(${text(file)}, file_row_number=true)`,
    sources,
    diagnostics: extra.length === 0 ? [] : [extraColumns(file, undefined, extra)],
  };
}

/** Rows that are drawn to see where on the sky they are, about. */
const sampleRows = 50_000;

/** Cells of some rows of Parquet files, drawn by chance that is the same every time. */
export async function sampleParquet(
  connection: DuckDBConnection,
  files: readonly { readonly relation: string; readonly ra: string; readonly dec: string }[],
): Promise<CellSample> {
  const places = files
    .map(
      ({ relation, ra, dec }) =>
        `SELECT TRY_CAST(${ra} AS DOUBLE) AS sample_ra, TRY_CAST(${dec} AS DOUBLE) AS sample_dec FROM ${relation}`,
    )
    .join(' UNION ALL ');
  const [[count] = [0n]] = await rowsOf(connection, `SELECT count(*) FROM (${places})`);
  const every = Math.max(1, Math.floor(Number(count) / sampleRows));
  const drawn = `(SELECT * FROM (${places}) WHERE hash(sample_ra, sample_dec) % ${every} = 0)`;
  const cells = await rowsOf(
    connection,
    `SELECT _healpix_29 FROM (${withHealpix(drawn, 'sample_ra', 'sample_dec', [])}) WHERE _healpix_29 IS NOT NULL ORDER BY 1`,
  );
  return { cells: cells.map(([cell]) => cell as bigint), rowCount: Number(count) };
}
