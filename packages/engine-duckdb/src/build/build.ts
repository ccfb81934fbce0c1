import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '@lingtai/diagnostics';
import type { BuildJob, BuiltFile, BuiltTable } from '@lingtai/engine';
import { type Cell, type CellCounts, cellRange, splitCells } from './cell-tree.ts';
import { partitionPath, writeHats } from './hats.ts';
import { rowsOf, type Session } from './session.ts';
import { columnType, ident, textList } from './sql.ts';
import { copySorted } from './staged-files.ts';
import { areOfOneStaging, canonicalOrder, type StagedRows, withStaged } from './staged-rows.ts';
import { countColumns, statisticsOf } from './statistics.ts';
import { cutFiles, type OutputColumn, type WrittenFile } from './table-writer.ts';
import type { ThriftStruct } from './thrift.ts';
import type { PlannedFile, RowSource } from './units.ts';

const defaultPartitionRows = 1_000_000;
const countOrder = 5;
const cellColumn: OutputColumn = { name: '_healpix_29', type: { scalar: 'int64' } };

/** Brings staged rows into canonical order and writes a HATS catalogue, or `part-N.parquet` without positions. */
export async function build(session: Session, job: BuildJob): Promise<BuiltTable> {
  return session.use(job.signal, async (connection) => {
    await mkdir(job.outputFolder, { recursive: true });
    await refuseRepeatedKeys(connection, job);
    return withStaged(session, connection, job, (staged) => buildStaged(session, connection, job, staged));
  });
}

async function buildStaged(
  session: Session,
  connection: DuckDBConnection,
  job: BuildJob,
  { hasCells, parts }: StagedRows,
): Promise<BuiltTable> {
  const relation = `read_parquet(${textList(parts.map((part) => part.path))}, hive_partitioning=false)`;
  const declared: OutputColumn[] = job.columns.map((c) => ({ name: c.name, type: columnType(c) }));
  const counted = await countColumns(connection, relation, declared, job.key);
  const columns = hasCells ? [cellColumn, ...declared] : declared;
  const rowBytes = await rowBytesOf(parts);
  const cut = (plan: readonly PlannedFile[], folder: string, source: RowSource) =>
    cutFiles(session, {
      ...{ source, order: canonicalOrder(job.key, hasCells), columns, plan, folder, rowBytes },
      ...{ signal: job.signal, progress: job.progress },
    });
  const table = (files: readonly WrittenFile[], otherFiles: string[], rest: readonly WrittenFile[]): BuiltTable => ({
    rowCount: rowsIn([...files, ...rest]),
    files: files.map(withoutFooter),
    otherFiles,
    statistics: statisticsOf(columns, footersOf([...files, ...rest]), counted),
  });
  if (!hasCells) {
    const source = { sorted: parts[0]!.path, firstRow: 0 };
    return table(await cut(await partPlan(connection, job, relation), job.outputFolder, source), [], []);
  }
  const planned = await skyPlan(connection, job, `${relation} WHERE _healpix_29 IS NOT NULL`);
  const files = await cut(planned, job.outputFolder, { parts });
  const otherFiles = files.length === 0 || !job.position ? [] : await writeHats(job.outputFolder, files, job.position);
  const without = `${relation} WHERE _healpix_29 IS NULL`;
  const unplaced = await partPlan(connection, job, without);
  if (unplaced.length === 0) return table(files, otherFiles, []);
  const folder = `${job.outputFolder}-nopos`;
  await mkdir(folder, { recursive: true });
  const sorted = join(session.tempDirectory, `${session.name('nopos')}.parquet`);
  await connection.run(copySorted(`SELECT * FROM ${without}`, ident(job.key), sorted));
  const rest = await cut(unplaced, folder, { sorted, firstRow: 0 });
  await rm(sorted, { force: true });
  return {
    ...table(files, otherFiles, rest),
    noPosition: { folder, rowCount: rowsIn(rest), files: rest.map(withoutFooter) },
  };
}

async function rowBytesOf(parts: StagedRows['parts']): Promise<number> {
  const sizes = await Promise.all(parts.map(async (part) => (await stat(part.path)).size));
  return (
    sizes.reduce((sum, size) => sum + size, 0) /
    Math.max(
      1,
      parts.reduce((sum, part) => sum + part.rowCount, 0),
    )
  );
}

function rowsIn(files: readonly BuiltFile[]): number {
  return files.reduce((sum, f) => sum + f.rowCount, 0);
}

function footersOf(files: readonly WrittenFile[]): ThriftStruct[] {
  return files.map((f) => f.footer);
}

function withoutFooter({ footer: _, ...file }: WrittenFile): BuiltFile {
  return file;
}

/** Staging keeps keys apart within its files; here they are kept apart between sources. */
export async function refuseRepeatedKeys(
  connection: DuckDBConnection,
  job: Pick<BuildJob, 'stagedFiles' | 'key'>,
): Promise<void> {
  if (job.stagedFiles.length < 2 || (await areOfOneStaging(connection, job.stagedFiles))) return;
  const key = ident(job.key);
  const [repeated] = await rowsOf(
    connection,
    `SELECT CAST(${key} AS VARCHAR), count(*) FROM read_parquet(${textList(job.stagedFiles)}) GROUP BY ${key} HAVING count(*) > 1 LIMIT 1`,
  );
  if (!repeated) return;
  throw fail(
    'data',
    'INGEST-DUPLICATE',
    {
      en: `The key ${repeated[0]} stands in ${repeated[1]} rows of different sources: a key must be unique in its table.`,
      zh: `主键 ${repeated[0]} 在不同来源中出现 ${repeated[1]} 次：主键在表中必须唯一。`,
    },
    { place: { parameter: job.key } },
  );
}

async function countCells(
  connection: DuckDBConnection,
  relation: string,
  order: number,
  alsoWhere: string,
): Promise<CellCounts> {
  const sql = `SELECT _healpix_29 >> ${2 * (29 - order)} AS c, CAST(count(*) AS DOUBLE) FROM ${relation} ${alsoWhere} GROUP BY c ORDER BY c`;
  const reader = await connection.runAndReadAll(sql);
  const [cells = [], counts = []] = reader.getColumns();
  return { order, cells: cells as bigint[], counts: counts as number[] };
}

/** Partitions of at most `partitionRows` rows, and in them row groups of whole cells of about `rowGroupRows`. */
async function skyPlan(connection: DuckDBConnection, job: BuildJob, relation: string): Promise<PlannedFile[]> {
  const start = await countCells(connection, relation, countOrder, '');
  if (start.cells.length === 0) return [];
  const finer = (cells: readonly Cell[], order: number) => {
    const ranges = cells.map((c) => cellRange(c)).map(({ lo, hi }) => `_healpix_29 BETWEEN ${lo} AND ${hi}`);
    return countCells(connection, relation, order, `AND (${ranges.join(' OR ')})`);
  };
  const partitions = await splitCells(start, job.partitionRows ?? defaultPartitionRows, finer);
  const groups = await splitCells(start, 2 * job.rowGroupRows, finer);
  let next = 0;
  return partitions.map((partition): PlannedFile => {
    const { hi } = cellRange(partition);
    const inside: Cell[] = [];
    for (; next < groups.length && cellRange(groups[next]!).lo <= hi; next++) inside.push(groups[next]!);
    return {
      path: partitionPath(partition.order, partition.pixel),
      order: partition.order,
      pixel: Number(partition.pixel),
      groups: inside.map((cell) => ({ rowCount: cell.rowCount, ...cellRange(cell) })),
    };
  });
}

/** Files and groups of so many rows, for rows without a place on the sky. */
async function partPlan(connection: DuckDBConnection, job: BuildJob, relation: string): Promise<PlannedFile[]> {
  const [[count] = [0n]] = await rowsOf(connection, `SELECT count(*) FROM ${relation}`);
  const files: PlannedFile[] = [];
  const perFile = Math.max(
    job.rowGroupRows,
    Math.floor((job.partitionRows ?? defaultPartitionRows) / job.rowGroupRows) * job.rowGroupRows,
  );
  for (let left = Number(count); left > 0; left -= perFile) {
    const groups: { rowCount: number }[] = [];
    for (let rest = Math.min(left, perFile); rest > 0; rest -= job.rowGroupRows)
      groups.push({ rowCount: Math.min(rest, job.rowGroupRows) });
    files.push({ path: `part-${files.length}.parquet`, groups });
  }
  return files;
}
