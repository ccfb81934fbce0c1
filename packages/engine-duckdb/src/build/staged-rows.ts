import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { BuildJob } from '@lingtai/engine';
import { withHealpix } from './healpix-sql.ts';
import { columnsOf, readFooter, rowCountOf, rowGroupsOf } from './parquet-footer.ts';
import { rowsOf, type Session } from './session.ts';
import { ident, text, textList } from './sql.ts';
import { copySorted, orderMark, stageMark } from './staged-files.ts';
import { integerRange } from './statistics.ts';

/** A staged file, and from which cell to which its rows are; without `cells` none has one. */
export interface StagedPart {
  readonly path: string;
  readonly rowCount: number;
  readonly cells?: { readonly min: bigint; readonly max: bigint };
}

/** The staged rows of a table. Those with a cell are in any order; where rows have none, in the order of the key. */
export interface StagedRows {
  readonly hasCells: boolean;
  readonly parts: readonly StagedPart[];
}

/** A file with more rows is sorted before the rows of single cells are asked for. */
const mostUnsorted = 4_000_000;

/** Makes the canonical order: the cell where rows have one (those without come last), then the key. */
export function canonicalOrder(key: string, hasCells: boolean): string {
  return hasCells ? `_healpix_29, ${ident(key)}` : ident(key);
}

/** Runs `work` on staged rows that have their cells and, where they have none, are sorted; files made for that go again. */
export async function withStaged<T>(
  session: Session,
  connection: DuckDBConnection,
  job: BuildJob,
  work: (rows: StagedRows) => Promise<T>,
): Promise<T> {
  const made: string[] = [];
  const sorted = async (query: string, hasCells: boolean): Promise<string> => {
    const path = join(session.tempDirectory, `${session.name('sorted')}.parquet`);
    made.push(path);
    await connection.run(copySorted(query, canonicalOrder(job.key, hasCells), path));
    return path;
  };
  try {
    const read = `read_parquet(${textList(job.stagedFiles)})`;
    const described = await rowsOf(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${read})`);
    const staged = described.some(([name]) => name === '_healpix_29');
    const hasCells = staged || job.position !== undefined;
    if (!staged && !(await isSorted(connection, job, hasCells))) {
      const path = await sorted(rowsWithCells(job, read), hasCells);
      return await work({ hasCells, parts: [await partOf(path, hasCells)] });
    }
    const parts: StagedPart[] = [];
    for (const file of job.stagedFiles) {
      const part = await partOf(file, hasCells);
      if (!hasCells || part.rowCount <= mostUnsorted) parts.push(part);
      else parts.push({ ...part, path: await sorted(`SELECT * FROM read_parquet(${text(file)})`, hasCells) });
    }
    return await work({ hasCells, parts });
  } finally {
    for (const path of made) await rm(path, { force: true });
  }
}

async function partOf(path: string, hasCells: boolean): Promise<StagedPart> {
  const handle = await open(path, 'r');
  try {
    const groups = rowGroupsOf((await readFooter(handle)).tree);
    const rowCount = groups.reduce((sum, g) => sum + Number(rowCountOf(g)), 0);
    const ranges = hasCells ? groups.flatMap((g) => integerRange(columnsOf(g)[0]!) ?? []) : [];
    const ascending = (a: bigint, b: bigint) => (a < b ? -1 : 1);
    const [min] = ranges.map((range) => range.min).sort(ascending);
    const max = ranges
      .map((range) => range.max)
      .sort(ascending)
      .at(-1);
    return min === undefined || max === undefined ? { path, rowCount } : { path, rowCount, cells: { min, max } };
  } finally {
    await handle.close();
  }
}

async function isSorted(connection: DuckDBConnection, job: BuildJob, hasCells: boolean): Promise<boolean> {
  const [only, ...others] = job.stagedFiles;
  if (hasCells || only === undefined || others.length > 0) return false;
  return (await markOf(connection, only, orderMark)) === canonicalOrder(job.key, false);
}

/** Whether files are the buckets of one staging: then no key stands in two of them. */
export async function areOfOneStaging(connection: DuckDBConnection, files: readonly string[]): Promise<boolean> {
  const marks = new Set<string | undefined>();
  for (const file of files) marks.add(await markOf(connection, file, stageMark));
  return marks.size === 1 && !marks.has(undefined);
}

async function markOf(connection: DuckDBConnection, path: string, key: string): Promise<string | undefined> {
  const [found] = await rowsOf(
    connection,
    `SELECT decode(value) FROM parquet_kv_metadata(${text(path)}) WHERE decode(key) = ${text(key)}`,
  );
  return found && String(found[0]);
}

/** The declared columns, and the cell in front when rows have a place on the sky. */
function rowsWithCells(job: BuildJob, read: string): string {
  const names = job.columns.map((c) => ident(c.name));
  if (!job.position) return `SELECT ${names.join(', ')} FROM ${read}`;
  const short = (name: string) => `v${job.columns.findIndex((c) => c.name === name)}`;
  const renamed = `(SELECT ${names.map((name, i) => `${name} AS v${i}`).join(', ')} FROM ${read})`;
  const outputs = names.map((name, i) => `v${i} AS ${name}`);
  return withHealpix(renamed, short(job.position.ra), short(job.position.dec), outputs);
}
