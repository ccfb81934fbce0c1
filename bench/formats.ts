/**
 * Results in every format beside what the engine itself does: its chunks fetched and dropped, its own COPY.
 *
 *     ./lingtai bench formats --rows 1000000      # LINGTAI_BENCH_DIR: where the table is kept
 */
import { spawn } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { resultFormats } from '@lingtai/service-dali';
import { type BenchTable, columns, coneTable } from './_cone-table.ts';
import type { FormatRun } from './_formats-child.ts';

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly bytes: number;
}

const threads = 2;

/** DuckDB alone: same file, same settings, the columns in the same order. */
async function byEngine(table: BenchTable, work: string): Promise<Measured> {
  const instance = await DuckDBInstance.create(table.files.derivedFile!, {
    access_mode: 'READ_ONLY',
    threads: `${threads}`,
    memory_limit: '4GB',
  });
  const connection = await instance.connect();
  const sql = `SELECT ${columns.map(([name]) => `"${name}"`).join(', ')} FROM lrs`;
  const file = join(table.folder, 'copy-out');
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  if (work === 'fetch') {
    const result = await connection.stream(sql);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      // Dropped: nothing is read of it.
    }
  } else await connection.run(`COPY (${sql}) TO '${file}' (FORMAT ${work})`);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const bytes = work === 'fetch' ? 0 : statSync(file).size;
  rmSync(file, { force: true });
  connection.closeSync();
  instance.closeSync();
  return { seconds, cpuSeconds: (user + system) / 1e6, bytes };
}

/** One format in a process of its own, so that its memory is its own. */
async function byLingtai(rows: number, format: string): Promise<FormatRun> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('_formats-child.ts', import.meta.url)), `${rows}`, format],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  for await (const piece of child.stdout) text += String(piece);
  const result = JSON.parse(text) as FormatRun;
  if (result.rows !== rows) throw new Error(`${format}: ${result.rows} of ${rows} rows were written`);
  return result;
}

const best = <T extends { readonly seconds: number }>(runs: readonly T[]): T =>
  runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));

async function times<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < count; i++) results.push(await work());
  return results;
}

/** Runs the race; gives Markdown. */
export async function run({ rows = 1_000_000, log }: { rows?: number; log: (line: string) => void }): Promise<string> {
  const table = await coneTable(rows, log);
  const repeats = rows > 2_000_000 ? 1 : 2;
  const lines: string[] = [];
  const add = (line: string): void => {
    lines.push(line);
    log(line);
  };
  const perSecond = (seconds: number): string => `${Math.round(rows / seconds / 1000)} k`;
  const size = (bytes: number, seconds: number): string => (bytes === 0 ? '' : `${(bytes / 1e6 / seconds).toFixed(0)}`);
  const engine = async (name: string, work: string): Promise<number> => {
    const { seconds, cpuSeconds, bytes } = best(await times(repeats, () => byEngine(table, work)));
    add(
      `| ${name} | ${perSecond(seconds)} | ${size(bytes, seconds)} | ${(bytes / 1e6).toFixed(0)} | | ${cpuSeconds.toFixed(1)} | | |`,
    );
    return rows / seconds;
  };
  const fetched = await engine('engine: chunks fetched and dropped', 'fetch');
  const copied: Partial<Record<string, number>> = {
    csv: await engine('engine: COPY to CSV', 'csv'),
    parquet: await engine('engine: COPY to Parquet', 'parquet'),
  };
  for (const { format } of resultFormats) {
    const { seconds, cpuSeconds, bytes, firstByteMs, peakBytes } = best(
      await times(repeats, () => byLingtai(rows, format)),
    );
    const rate = rows / seconds;
    const ofCopy = copied[format];
    const ratio = ofCopy
      ? `${((100 * rate) / ofCopy).toFixed(0)} % of COPY`
      : `${((100 * rate) / fetched).toFixed(0)} % of fetch`;
    const memory = (peakBytes / 2 ** 20).toFixed(0);
    add(
      `| ${format} | ${perSecond(seconds)} | ${size(bytes, seconds)} | ${(bytes / 1e6).toFixed(0)} | ${ratio} | ${cpuSeconds.toFixed(1)} | ${firstByteMs.toFixed(0)} | ${memory} |`,
    );
  }
  return [
    `### Results in every format`,
    '',
    `${rows.toLocaleString('en')} rows × ${columns.length} columns, through engine, limit and writer to the last byte, which is dropped; best of ${repeats}; ${threads} engine threads, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0]!.toFixed(1)}, Node ${process.versions.node}. CPU: of all threads. Memory: most resident above what the process had before the query. \`./lingtai bench formats --rows ${rows}\``,
    '',
    '| work | rows/s | MB/s | MB | rate | CPU, s | first byte, ms | memory, MiB |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
