import type { DuckDBConnection } from '@duckdb/node-api';
import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';
import type { StageJob } from '@lingtai/engine';
import type { SourceColumn } from './checks.ts';
import { extraColumns, missingColumn } from './csv-source.ts';
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
