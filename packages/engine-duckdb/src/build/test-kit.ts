import { DuckDBInstance } from '@duckdb/node-api';
import { ident, text } from './sql.ts';

/** Rows of a Parquet file or glob, read by a DuckDB of its own, ordered by some columns. */
export async function readRows(
  file: string,
  columns: readonly string[],
  ...orderBy: readonly string[]
): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const order = orderBy.length === 0 ? '' : ` ORDER BY ${orderBy.map(ident).join(', ')}`;
  const reader = await connection.runAndReadAll(
    `SELECT ${columns.map(ident).join(', ')} FROM read_parquet(${text(file)}, hive_partitioning=false)${order}`,
  );
  const rows = reader.getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}
