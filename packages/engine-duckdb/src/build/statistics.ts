import type { DuckDBConnection } from '@duckdb/node-api';
import type { BuilderColumn, ColumnStatistics } from '@lingtai/engine';
import { rowsOf } from './session.ts';
import { ident } from './sql.ts';

/** What the rows hold, by column. Arrays have null counts alone. */
export async function statisticsOf(connection: DuckDBConnection, relation: string, columns: readonly BuilderColumn[]): Promise<Readonly<Record<string, ColumnStatistics>>> {
  const wanted = columns.map((column) => {
    const name = ident(column.name);
    if (column.arraysize !== undefined) return `count(*) - count(${name}), NULL, NULL, NULL`;
    const finite = column.type === 'float32' || column.type === 'float64' ? ` FILTER (isfinite(${name}))` : '';
    return `count(*) - count(${name}), CAST(min(${name})${finite} AS VARCHAR), CAST(max(${name})${finite} AS VARCHAR), approx_count_distinct(${name})`;
  });
  const [row = []] = await rowsOf(connection, `SELECT ${wanted.join(', ')} FROM ${relation}`);
  const entries = columns.map((column, i) => [column.name, statistics(row.slice(4 * i, 4 * i + 4))] as const);
  return Object.fromEntries(entries);
}

function statistics([nulls, min, max, distinct]: readonly unknown[]): ColumnStatistics {
  return {
    nullCount: Number(nulls ?? 0),
    ...(min === null || min === undefined ? {} : { min: String(min) }),
    ...(max === null || max === undefined ? {} : { max: String(max) }),
    ...(distinct === null || distinct === undefined ? {} : { distinctEstimate: Number(distinct) }),
  };
}
