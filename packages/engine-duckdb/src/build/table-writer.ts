import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnType } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { BuildJob, BuiltFile } from '@lingtai/engine';
import { writeDurably } from './durable.ts';
import { digestRows } from './group-digest.ts';
import { columnsOf, joinParquet, rowCountOf, rowGroupsOf } from './parquet-footer.ts';
import { rowsOf, type Session } from './session.ts';
import { ident, text } from './sql.ts';
import { integerRange } from './statistics.ts';
import type { ThriftStruct } from './thrift.ts';
import { type PlannedFile, type PlannedGroup, type RowSource, type Unit, unitsOf } from './units.ts';

export interface OutputColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A written file and its footer. */
export interface WrittenFile extends BuiltFile {
  readonly footer: ThriftStruct;
}

/** Files to be made of staged rows. */
export interface CutJob {
  readonly source: RowSource;
  /** SQL: what rows are sorted by. */
  readonly order: string;
  readonly columns: readonly OutputColumn[];
  readonly plan: readonly PlannedFile[];
  readonly folder: string;
  /** Of a row as it is staged, about. */
  readonly rowBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: BuildJob['progress'] | undefined;
}

type GroupResult = BuiltFile['rowGroups'][number];

/** Of the memory, for all writers together: the builder's own instance rests while they work. */
const writersShare = 0.6;

/** Of a writer's memory, for the rows of its unit: sorting holds them twice. */
const unitShare = 0.25;
const unitRows = 500_000;
/** Units for each writer, at least: else one would wait for the other. */
const unitsEach = 2;

/**
 * Writes the row groups and files of a plan. Units of some row groups are taken into memory and sorted there, by
 * instances with one thread, as many at once as there are threads. Each group is digested and written as a Parquet file
 * of one row group; the groups of a file are then joined byte for byte.
 */
export async function cutFiles(session: Session, job: CutJob): Promise<WrittenFile[]> {
  const scratch = join(session.tempDirectory, session.name('groups'));
  await mkdir(scratch, { recursive: true });
  const memoryBytes = (session.memoryBytes * writersShare) / session.threads;
  const total = rowsIn(job.plan.flatMap((file) => file.groups));
  const spread = Math.ceil(total / (unitsEach * session.threads));
  const queue = unitsOf(job.plan, job.source, Math.min(unitRows, spread, (memoryBytes * unitShare) / job.rowBytes));
  const waiting = job.plan.map((file) => file.groups.length);
  const results: GroupResult[][] = job.plan.map(() => []);
  const written: WrittenFile[] = [];
  const writers = Math.min(session.threads, queue.length);
  let next = 0;
  let done = 0;
  const part = (file: number, index: number) => join(scratch, `${file}-${index}.parquet`);
  const work = async (connection: DuckDBConnection) => {
    await connection.run('SET parquet_metadata_cache = true');
    for (let unit = queue[next++]; unit; unit = queue[next++]) {
      const { file, index } = unit;
      const made = await writeUnit(connection, job, unit, (i) => part(file, index + i));
      for (const [i, result] of made.entries()) results[file]![index + i] = result;
      waiting[file]! -= made.length;
      if (waiting[file] === 0) {
        const parts = job.plan[file]!.groups.map((_, i) => part(file, i));
        written[file] = await joinFile(job, file, parts, results[file]!);
      }
      done += unit.rowCount;
      job.progress?.(done / total);
    }
  };
  const run = async () => {
    const writer = await session.openSingle(writersShare / writers);
    try {
      await writer.use(job.signal, work);
    } catch (error) {
      next = queue.length;
      throw error;
    } finally {
      writer.close();
    }
  };
  try {
    const ended = await Promise.allSettled(Array.from({ length: writers }, run));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    return written;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function rowsIn(groups: readonly PlannedGroup[]): number {
  return groups.reduce((sum, g) => sum + g.rowCount, 0);
}

async function writeUnit(
  connection: DuckDBConnection,
  job: CutJob,
  unit: Unit,
  partOf: (index: number) => string,
): Promise<GroupResult[]> {
  const names = job.columns.map((c) => ident(c.name)).join(', ');
  const order = 'sorted' in job.source ? '' : ` ORDER BY ${job.order}`;
  await connection.run(`CREATE TABLE lingtai_unit AS SELECT ${names} FROM ${unit.rows}${order}`);
  const results: GroupResult[] = [];
  let first = 0;
  for (const [i, group] of unit.groups.entries()) {
    const rows = `lingtai_unit WHERE rowid BETWEEN ${first} AND ${first + group.rowCount - 1}`;
    results.push(await writeGroup(connection, job.columns, group, rows, partOf(i)));
    first += group.rowCount;
  }
  const [[found] = []] = await rowsOf(connection, 'SELECT count(*) FROM lingtai_unit');
  if (Number(found) !== unit.rowCount) throw changed();
  await connection.run('DROP TABLE lingtai_unit');
  return results;
}

async function writeGroup(
  connection: DuckDBConnection,
  columns: readonly OutputColumn[],
  { rowCount, lo, hi }: PlannedGroup,
  rows: string,
  part: string,
): Promise<GroupResult> {
  const { digests, rowsFound, hasOddFloats } = await digestRows(connection, rows, columns);
  if (rowsFound !== rowCount) throw changed();
  const plain = hasOddFloats ? ', DICTIONARY_SIZE_LIMIT 0' : '';
  const size = Math.max(2048, Math.ceil(rowCount / 2048) * 2048);
  await connection.run(
    `COPY (SELECT * FROM ${rows}) TO ${text(part)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${size}${plain})`,
  );
  const cells = lo === undefined || hi === undefined ? {} : { lo: String(lo), hi: String(hi) };
  return { rowCount, ...cells, columnDigests: digests };
}

async function joinFile(
  job: CutJob,
  index: number,
  parts: readonly string[],
  rowGroups: readonly GroupResult[],
): Promise<WrittenFile> {
  const plan = job.plan[index]!;
  const path = join(job.folder, ...plan.path.split('/'));
  await mkdir(dirname(path), { recursive: true });
  const footer = await writeDurably(path, (temporary) => joinParquet(parts, temporary));
  checkGroups(plan, footer);
  for (const part of parts) await rm(part);
  const place = plan.order === undefined || plan.pixel === undefined ? {} : { order: plan.order, pixel: plan.pixel };
  const { size } = await stat(path);
  return {
    path: plan.path,
    rowCount: rowsIn(plan.groups),
    sizeBytes: size,
    ...place,
    rowGroups,
    footer,
  };
}

/** The written row groups are the planned ones, and their cells lie inside the planned borders. */
function checkGroups(plan: PlannedFile, footer: ThriftStruct): void {
  const found = rowGroupsOf(footer);
  if (found.length !== plan.groups.length) throw new Error(`row groups of ${plan.path} were cut`);
  for (const [i, group] of plan.groups.entries()) {
    if (Number(rowCountOf(found[i]!)) !== group.rowCount) throw changed();
    if (group.lo === undefined || group.hi === undefined) continue;
    const range = integerRange(columnsOf(found[i]!)[0]!);
    if (!range || range.min < group.lo || range.max > group.hi) throw changed();
  }
}

function changed(): Error {
  return fail('conflict', 'INGEST-CHANGED', {
    en: 'A staged file changed while it was read: run the same command again.',
    zh: '暂存文件在读取过程中被改动：请重新运行同一命令。',
  });
}
