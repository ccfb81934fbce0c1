import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { CellValue } from '@lingtai/columns';
import type { SplitJob, SplitRows } from '@lingtai/engine';
import { refuseRepeatedKeys } from './build.ts';
import { rowsOf, type Session } from './session.ts';
import { columnType, ident, text, textList } from './sql.ts';
import { stagedFormat, stageMark } from './staged-files.ts';
import { countColumns } from './statistics.ts';

const valuesTable = 'lingtai_values';
const groupsTable = 'lingtai_groups';

/** Divides staged rows into groups by what one column holds: file by file, so that buckets of cells stay apart. */
export async function split(session: Session, job: SplitJob): Promise<SplitRows> {
  return session.use(job.signal, async (connection) => {
    await refuseRepeatedKeys(connection, job);
    const names = await nameGroups(connection, job);
    const counts = await countGroups(connection, job);
    if (counts.size < 2) {
      const groups = [...counts].map(([group, rowCount]) => ({ name: names[group]!, rowCount }));
      return { groups: groups.map((group) => ({ ...group, stagedFiles: job.stagedFiles })) };
    }
    const files = await writeGroups(connection, job);
    const groups = [...counts].map(([group, rowCount]) => ({
      ...{ name: names[group]!, rowCount, stagedFiles: files.get(group)! },
    }));
    const declared = job.columns.map((c) => ({ name: c.name, type: columnType(c) }));
    const { distinct } = await countColumns(connection, read(job.stagedFiles), declared, job.key);
    return {
      groups: groups.sort((a, b) => (a.name < b.name ? -1 : 1)),
      distinctEstimates: Object.fromEntries(distinct),
    };
  });
}

const read = (files: readonly string[]): string => `read_parquet(${textList(files)}, hive_partitioning=false)`;

/** Leaves a temporary table with the number of the group of each value; returns the names of the numbers. */
async function nameGroups(connection: DuckDBConnection, job: SplitJob): Promise<readonly string[]> {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (value: CellValue | undefined): number => {
    const name = job.groupOf(value);
    if (!numbers.has(name)) numbers.set(name, names.push(name) - 1);
    return numbers.get(name)!;
  };
  const source = read(job.rows ?? job.stagedFiles);
  await connection.run(`CREATE TEMP TABLE ${valuesTable} AS SELECT DISTINCT ${ident(job.by)} AS value FROM ${source}`);
  await connection.run(`CREATE TEMP TABLE ${groupsTable} (number BIGINT, group_number INTEGER)`);
  const appender = await connection.createAppender(groupsTable);
  const values = await connection.run(`SELECT rowid, value FROM ${valuesTable}`);
  const append = (number: bigint, group: number) => {
    appender.appendBigInt(number);
    appender.appendInteger(group);
    appender.endRow();
  };
  for (let chunk = await values.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await values.fetchChunk()) {
    job.signal?.throwIfAborted();
    const [rowids, found] = chunk.getColumns();
    for (const [i, rowid] of rowids!.entries()) append(rowid as bigint, numberOf(plain(found![i])));
  }
  if (job.rows) append(-1n, numberOf(undefined));
  appender.closeSync();
  return names;
}

function plain(value: unknown): CellValue {
  return value instanceof DuckDBTimestampValue ? value.micros : (value as CellValue);
}

/** SQL: the rows of some files with the number of their group. */
function grouped({ by, rows, key }: SplitJob, files: readonly string[], columns: string): string {
  const groups = `(SELECT v.value, g.group_number FROM ${valuesTable} v JOIN ${groupsTable} g ON v.rowid = g.number)`;
  const source = read(files);
  if (!rows) {
    return `SELECT ${columns}, g.group_number AS _group FROM ${source} s JOIN ${groups} g ON s.${ident(by)} IS NOT DISTINCT FROM g.value`;
  }
  const keys = `(SELECT r.${ident(key)} AS key, g.group_number FROM ${read(rows)} r JOIN ${groups} g ON r.${ident(by)} IS NOT DISTINCT FROM g.value)`;
  const none = `(SELECT group_number FROM ${groupsTable} WHERE number = -1)`;
  return `SELECT ${columns}, coalesce(k.group_number, ${none}) AS _group FROM ${source} s LEFT JOIN ${keys} k ON s.${ident(key)} = k.key`;
}

async function countGroups(connection: DuckDBConnection, job: SplitJob): Promise<ReadonlyMap<number, number>> {
  const rows = grouped(job, job.stagedFiles, `s.${ident(job.key)}`);
  const counts = await rowsOf(connection, `SELECT _group, count(*) FROM (${rows}) GROUP BY _group`);
  return new Map(counts.map(([group, count]) => [Number(group), Number(count)]));
}

/** Writes the rows of each group into files of its own, all of one staging: keys were compared before. A build that begins anew makes them anew. */
async function writeGroups(connection: DuckDBConnection, job: SplitJob): Promise<Map<number, string[]>> {
  await mkdir(job.outputFolder, { recursive: true });
  const written = new Map<number, string[]>();
  const scratch = join(job.outputFolder, 'unfinished');
  const mark = `KV_METADATA {${stageMark}: ${text(randomUUID())}}`;
  for (const [i, file] of job.stagedFiles.entries()) {
    job.signal?.throwIfAborted();
    await rm(scratch, { recursive: true, force: true });
    await connection.run(
      `COPY (${grouped(job, [file], 's.*')}) TO ${text(scratch)} (${stagedFormat}, ${mark}, PARTITION_BY (_group))`,
    );
    const found = await readdir(scratch, { recursive: true });
    for (const [p, part] of found.filter((path) => path.endsWith('.parquet')).entries()) {
      const group = Number(/_group=(\d+)/.exec(part)![1]);
      const path = join(job.outputFolder, `${i}-${p}.parquet`);
      await rename(join(scratch, part), path);
      written.set(group, [...(written.get(group) ?? []), path]);
    }
  }
  await rm(scratch, { recursive: true, force: true });
  return written;
}
