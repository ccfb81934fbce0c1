import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnType } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { BuildJob, BuiltFile } from '@lingtai/engine';
import { writeDurably } from './durable.ts';
import { digestRows } from './group-digest.ts';
import { columnsOf, joinParquet, rowCountOf, rowGroupsOf } from './parquet-footer.ts';
import type { Session } from './session.ts';
import { ident, text } from './sql.ts';
import { integerRange } from './statistics.ts';
import type { ThriftStruct } from './thrift.ts';

export interface OutputColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A row group to be written: so many of the next rows. */
export interface PlannedGroup {
  readonly rowCount: number;
  readonly lo?: bigint;
  readonly hi?: bigint;
}

/** A file to be written: its groups in order. */
export interface PlannedFile {
  readonly path: string;
  readonly order?: number;
  readonly pixel?: number;
  readonly groups: readonly PlannedGroup[];
}

/** A written file and its footer. */
export interface WrittenFile extends BuiltFile {
  readonly footer: ThriftStruct;
}

/** Files to be cut from a Parquet file in canonical order, from row `firstRow` on. */
export interface CutJob {
  readonly sorted: string;
  readonly firstRow: number;
  readonly columns: readonly OutputColumn[];
  readonly plan: readonly PlannedFile[];
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: BuildJob['progress'] | undefined;
}

interface Task {
  readonly file: number;
  /** Of the group in its file. */
  readonly index: number;
  readonly group: PlannedGroup;
  readonly first: number;
  readonly part: string;
}

type GroupResult = BuiltFile['rowGroups'][number];

/** Of the memory, for all writers together: the builder's own instance rests while they work. */
const writersShare = 0.6;

/**
 * Cuts a sorted Parquet file into row groups and files. Each group is digested, and written as a Parquet file of one row
 * group, by an instance with one thread, as many at once as there are threads; the groups of a file are then joined byte
 * for byte.
 */
export async function cutFiles(session: Session, job: CutJob): Promise<WrittenFile[]> {
  const scratch = join(session.tempDirectory, session.name('groups'));
  await mkdir(scratch, { recursive: true });
  const queue = tasksOf(job, scratch);
  const waiting = job.plan.map((file) => file.groups.length);
  const results: GroupResult[][] = job.plan.map(() => []);
  const written: WrittenFile[] = [];
  const total = queue.length;
  const writers = Math.min(session.threads, total);
  let next = 0;
  let done = 0;
  const work = async (connection: DuckDBConnection) => {
    await connection.run('SET parquet_metadata_cache = true');
    for (let task = queue[next++]; task; task = queue[next++]) {
      results[task.file]![task.index] = await writeGroup(connection, job, task);
      waiting[task.file]! -= 1;
      if (waiting[task.file] === 0) {
        const parts = queue.filter((other) => other.file === task.file).map((other) => other.part);
        written[task.file] = await joinFile(job, task.file, parts, results[task.file]!);
      }
      done += 1;
      job.progress?.(done / total);
    }
  };
  const run = async () => {
    const writer = await session.openSingle(writersShare / writers);
    try {
      await writer.use(job.signal, work);
    } catch (error) {
      next = total;
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

function tasksOf(job: CutJob, scratch: string): Task[] {
  const tasks: Task[] = [];
  let first = job.firstRow;
  for (const [file, { groups }] of job.plan.entries()) {
    for (const [index, group] of groups.entries()) {
      tasks.push({ file, index, group, first, part: join(scratch, `${tasks.length}.parquet`) });
      first += group.rowCount;
    }
  }
  return tasks;
}

async function writeGroup(connection: DuckDBConnection, job: CutJob, task: Task): Promise<GroupResult> {
  const { rowCount, lo, hi } = task.group;
  const rows = rowRange(job.sorted, task.first, rowCount);
  const { digests, rowsFound, hasOddFloats } = await digestRows(connection, rows, job.columns);
  const plain = hasOddFloats ? ', DICTIONARY_SIZE_LIMIT 0' : '';
  const size = Math.max(2048, Math.ceil(rowCount / 2048) * 2048);
  const names = job.columns.map((c) => ident(c.name)).join(', ');
  await connection.run(
    `COPY (SELECT ${names} FROM ${rows}) TO ${text(task.part)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${size}${plain})`,
  );
  if (rowsFound !== rowCount) throw changed();
  const cells = lo === undefined || hi === undefined ? {} : { lo: String(lo), hi: String(hi) };
  return { rowCount, ...cells, columnDigests: digests };
}

/** Rows of a Parquet file by their place in it; row groups elsewhere are not read. */
export function rowRange(path: string, first: number, count: number): string {
  return `read_parquet(${text(path)}, file_row_number=true, hive_partitioning=false) WHERE file_row_number BETWEEN ${first} AND ${first + count - 1}`;
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
    rowCount: rowGroups.reduce((sum, g) => sum + g.rowCount, 0),
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
    zh: '暂存文件在读取过程中被改动:请重新运行同一命令。',
  });
}
