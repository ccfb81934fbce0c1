import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { StageJob } from '@lingtai/engine';
import { bucketSql } from './buckets.ts';
import { writeDurably } from './durable.ts';
import { ident, text } from './sql.ts';

/** What is written into staged files: the order of their rows, where there is one; and which staging they are of. */
export const orderMark = 'lingtai_order';
export const stageMark = 'lingtai_stage';

/** Without dictionaries: they cost time, and would merge negative zeros with positive ones. */
export const stagedFormat = 'FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 0, ROW_GROUP_SIZE 24576';

/** `COPY … TO output` of a query in some order, marked with it. */
export function copySorted(query: string, order: string, output: string): string {
  return `COPY (${query} ORDER BY ${order}) TO ${text(output)} (${stagedFormat}, KV_METADATA {${orderMark}: ${text(order)}})`;
}

/**
 * Writes the rows of a query as staged files: rows with a cell without order, in one file for each bucket; other rows
 * sorted by their key. Returns the files' paths.
 */
export async function writeStaged(
  connection: DuckDBConnection,
  job: Pick<StageJob, 'key' | 'position' | 'outputFile'>,
  query: string,
  borders: readonly bigint[],
): Promise<string[]> {
  if (borders.length > 0) {
    const files = await writeBuckets(connection, job.outputFile, query, borders);
    if (files.length > 0) return files;
  }
  await writeDurably(job.outputFile, (temporary) =>
    connection.run(
      job.position
        ? `COPY (${query}) TO ${text(temporary)} (${stagedFormat})`
        : copySorted(query, ident(job.key), temporary),
    ),
  );
  return [job.outputFile];
}

async function writeBuckets(
  connection: DuckDBConnection,
  outputFile: string,
  query: string,
  borders: readonly bigint[],
): Promise<string[]> {
  const folder = `${outputFile}.unfinished`;
  await rm(folder, { recursive: true, force: true });
  try {
    const mark = `KV_METADATA {${stageMark}: ${text(randomUUID())}}`;
    await connection.run(
      `COPY (SELECT *, ${bucketSql(borders)} AS _bucket FROM (${query})) TO ${text(folder)} (${stagedFormat}, ${mark}, PARTITION_BY (_bucket))`,
    );
    const found = await readdir(folder, { recursive: true }).catch(() => []);
    const files: string[] = [];
    for (const part of found.filter((path) => path.endsWith('.parquet')).sort()) {
      const file = outputFile.replace(/(\.parquet)?$/, `.${files.length}.parquet`);
      await writeDurably(file, (temporary) => rename(join(folder, part), temporary));
      files.push(file);
    }
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
