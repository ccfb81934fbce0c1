import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BuildJob } from '@lingtai/engine';
import { withHealpix } from './healpix-sql.ts';
import { rowsOf, type Session } from './session.ts';
import { ident, text, textList } from './sql.ts';

const orderKey = 'lingtai_order';

/** What rows are sorted by: the cell where they have one (those without come last), then the key. */
function canonicalOrder(key: string, hasCells: boolean): string {
  return hasCells ? `_healpix_29, ${ident(key)}` : ident(key);
}

/** `COPY … TO output` of a query in canonical order: quick to write and to read, and marked as sorted. */
export function copySorted(query: string, key: string, hasCells: boolean, output: string): string {
  const order = canonicalOrder(key, hasCells);
  return `COPY (${query} ORDER BY ${order}) TO ${text(output)} (${stagedFormat}, KV_METADATA {${text(orderKey)}: ${text(order)}})`;
}

/** Without dictionaries: they cost time, and would merge negative zeros with positive ones. */
export const stagedFormat = 'FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 0, ROW_GROUP_SIZE 24576';

export interface SortedFile {
  readonly path: string;
  readonly hasCells: boolean;
}

/**
 * Runs `work` on one file with all staged rows in canonical order: the staged file itself when it was staged so, or one
 * that is made for the while.
 */
export async function withSorted<T>(
  session: Session,
  connection: DuckDBConnection,
  job: BuildJob,
  work: (sorted: SortedFile) => Promise<T>,
): Promise<T> {
  const read = `read_parquet(${textList(job.stagedFiles)})`;
  const described = await rowsOf(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${read})`);
  const staged = described.some(([name]) => name === '_healpix_29');
  const hasCells = staged || job.position !== undefined;
  const [only] = job.stagedFiles;
  if (only !== undefined && job.stagedFiles.length === 1 && staged === hasCells) {
    const order = canonicalOrder(job.key, hasCells);
    if (await isMarked(connection, only, order)) return work({ path: only, hasCells });
  }
  const path = join(session.tempDirectory, `${session.name('sorted')}.parquet`);
  try {
    await connection.run(copySorted(rowsWithCells(job, read, staged), job.key, hasCells, path));
    return await work({ path, hasCells });
  } finally {
    await rm(path, { force: true });
  }
}

async function isMarked(connection: DuckDBConnection, path: string, order: string): Promise<boolean> {
  const found = await rowsOf(
    connection,
    `SELECT 1 FROM parquet_kv_metadata(${text(path)}) WHERE decode(key) = ${text(orderKey)} AND decode(value) = ${text(order)}`,
  );
  return found.length > 0;
}

/** The declared columns, and the cell in front when rows have a place on the sky. */
function rowsWithCells(job: BuildJob, read: string, staged: boolean): string {
  const names = job.columns.map((c) => ident(c.name));
  if (staged) return `SELECT _healpix_29, ${names.join(', ')} FROM ${read}`;
  if (!job.position) return `SELECT ${names.join(', ')} FROM ${read}`;
  const short = (name: string) => `v${job.columns.findIndex((c) => c.name === name)}`;
  const renamed = `(SELECT ${names.map((name, i) => `${name} AS v${i}`).join(', ')} FROM ${read})`;
  const outputs = names.map((name, i) => `v${i} AS ${name}`);
  return withHealpix(renamed, short(job.position.ra), short(job.position.dec), outputs);
}
