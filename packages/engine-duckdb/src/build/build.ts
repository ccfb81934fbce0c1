import { mkdir } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fail } from '@lingtai/diagnostics';
import type { BuildJob, BuiltFile, BuiltTable } from '@lingtai/engine';
import { type Cell, type CellCounts, cellRange, splitCells } from './cell-tree.ts';
import { partitionPath, writeHats } from './hats.ts';
import { withHealpix } from './healpix-sql.ts';
import { rowsOf, type Session } from './session.ts';
import { type OutputColumn, type PlannedFile, SortedWriter, type WrittenFile } from './sorted-writer.ts';
import { columnType, ident, textList } from './sql.ts';
import { type Counted, countColumns, statisticsOf } from './statistics.ts';
import type { ThriftStruct } from './thrift.ts';

const defaultPartitionRows = 1_000_000;
const countOrder = 8;
const cellColumn: OutputColumn = { name: '_healpix_29', type: { scalar: 'int64' } };

/** Sorts staged files into canonical order and writes a HATS catalogue, or `part-N.parquet` without positions. */
export async function build(session: Session, job: BuildJob): Promise<BuiltTable> {
  return session.use(job.signal, async (connection) => {
    await mkdir(job.outputFolder, { recursive: true });
    const relation = await stagedRelation(connection, job);
    await refuseRepeatedKeys(connection, job);
    const columns: OutputColumn[] = job.columns.map((c) => ({ name: c.name, type: columnType(c) }));
    const counted = await countColumns(connection, relation.sql, columns);
    if (!relation.hasCells) {
      const files = await writeSorted(
        session,
        connection,
        job,
        relation.sql,
        columns,
        await partPlan(connection, job, relation.sql),
        job.outputFolder,
        ident(job.key),
      );
      return {
        rowCount: rowsIn(files),
        files: files.map(withoutFooter),
        otherFiles: [],
        statistics: statisticsOf(columns, footersOf(files), counted),
      };
    }
    return buildSky(session, connection, job, relation.sql, [cellColumn, ...columns], counted);
  });
}

async function buildSky(
  session: Session,
  connection: DuckDBConnection,
  job: BuildJob,
  staged: string,
  columns: readonly OutputColumn[],
  counted: Counted,
): Promise<BuiltTable> {
  const placed = `(SELECT * FROM ${staged} WHERE _healpix_29 IS NOT NULL)`;
  const plan = await skyPlan(connection, job, placed);
  const files =
    plan.length === 0
      ? []
      : await writeSorted(
          session,
          connection,
          job,
          placed,
          columns,
          plan,
          job.outputFolder,
          `_healpix_29, ${ident(job.key)}`,
        );
  const otherFiles = files.length === 0 || !job.position ? [] : await writeHats(job.outputFolder, files, job.position);
  const unplaced = `(SELECT * FROM ${staged} WHERE _healpix_29 IS NULL)`;
  const unplacedPlan = await partPlan(connection, job, unplaced);
  const table = (all: readonly WrittenFile[]) => ({
    rowCount: rowsIn(all),
    files: files.map(withoutFooter),
    otherFiles,
    statistics: statisticsOf(columns, footersOf(all), counted),
  });
  if (unplacedPlan.length === 0) return table(files);
  const folder = `${job.outputFolder}-nopos`;
  await mkdir(folder, { recursive: true });
  const rest = await writeSorted(session, connection, job, unplaced, columns, unplacedPlan, folder, ident(job.key));
  return {
    ...table([...files, ...rest]),
    noPosition: { folder, rowCount: rowsIn(rest), files: rest.map(withoutFooter) },
  };
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

/** The staged files as one relation with the declared columns, and the cell in front when rows have a place on the sky. */
async function stagedRelation(
  connection: DuckDBConnection,
  job: BuildJob,
): Promise<{ sql: string; hasCells: boolean }> {
  const read = `read_parquet(${textList(job.stagedFiles)})`;
  const described = await rowsOf(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${read})`);
  const names = job.columns.map((c) => ident(c.name));
  if (described.some(([name]) => name === '_healpix_29'))
    return { sql: `(SELECT _healpix_29, ${names.join(', ')} FROM ${read})`, hasCells: true };
  if (!job.position) return { sql: `(SELECT ${names.join(', ')} FROM ${read})`, hasCells: false };
  const short = (name: string) => `v${job.columns.findIndex((c) => c.name === name)}`;
  const renamed = `(SELECT ${names.map((name, i) => `${name} AS v${i}`).join(', ')} FROM ${read})`;
  const outputs = names.map((name, i) => `v${i} AS ${name}`);
  return { sql: `(${withHealpix(renamed, short(job.position.ra), short(job.position.dec), outputs)})`, hasCells: true };
}

/** Staging keeps keys apart within a file; here they are kept apart between files. */
async function refuseRepeatedKeys(connection: DuckDBConnection, job: BuildJob): Promise<void> {
  if (job.stagedFiles.length < 2) return;
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
      zh: `主键 ${repeated[0]} 在不同来源中出现 ${repeated[1]} 次:主键在表中必须唯一。`,
    },
    { place: { parameter: job.key } },
  );
}

async function countCells(
  connection: DuckDBConnection,
  relation: string,
  order: number,
  where: string,
): Promise<CellCounts> {
  const sql = `SELECT _healpix_29 >> ${2 * (29 - order)} AS c, CAST(count(*) AS DOUBLE) FROM ${relation} WHERE ${where} GROUP BY c ORDER BY c`;
  const reader = await connection.runAndReadAll(sql);
  const [cells = [], counts = []] = reader.getColumns();
  return { order, cells: cells as bigint[], counts: counts as number[] };
}

/** Partitions of at most `partitionRows` rows, and in them row groups of whole cells of about `rowGroupRows`. */
async function skyPlan(connection: DuckDBConnection, job: BuildJob, relation: string): Promise<PlannedFile[]> {
  const start = await countCells(connection, relation, countOrder, 'true');
  if (start.cells.length === 0) return [];
  const finer = (cells: readonly Cell[], order: number) => {
    const ranges = cells.map((c) => cellRange(c)).map(({ lo, hi }) => `_healpix_29 BETWEEN ${lo} AND ${hi}`);
    return countCells(connection, relation, order, ranges.join(' OR '));
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

async function writeSorted(
  session: Session,
  connection: DuckDBConnection,
  job: BuildJob,
  relation: string,
  columns: readonly OutputColumn[],
  plan: readonly PlannedFile[],
  folder: string,
  orderBy: string,
): Promise<WrittenFile[]> {
  const total = plan.reduce((sum, f) => sum + f.groups.reduce((rows, g) => rows + g.rowCount, 0), 0);
  const writer = new SortedWriter(session, columns, plan, folder, session.threads);
  let done = 0;
  try {
    const result = await connection.stream(
      `SELECT ${columns.map((c) => ident(c.name)).join(', ')} FROM ${relation} ORDER BY ${orderBy}`,
    );
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      await writer.add(chunk);
      done += chunk.rowCount;
      job.progress?.(done / total);
    }
    return await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
