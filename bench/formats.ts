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
import { goalText } from './_query-race.ts';

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly bytes: number;
}

const threads = 2;
const repeats = 2;

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

/** What the engine itself does with the rows, in rows per second: `fetch` and its COPY to a format. */
type Rates = Readonly<Record<string, number>>;

interface Goal {
  readonly least: number;
  readonly of: 'fetch' | 'csv' | 'parquet';
}

const goals: Readonly<Record<string, Goal>> = {
  votable: { least: 0.25, of: 'fetch' },
  'votable-binary2': { least: 0.4, of: 'fetch' },
  csv: { least: 0.8, of: 'csv' },
  parquet: { least: 0.8, of: 'parquet' },
};
const mostFirstByteMs = 200;
const mostMemoryMiB = 300;

const perSecond = (rate: number): string => `${Math.round(rate / 1000)} k`;
const mb = (bytes: number): string => (bytes === 0 ? '' : (bytes / 1e6).toFixed(0));
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const mib = (bytes: number): number => bytes / 2 ** 20;

function engineLine(name: string, rows: number, { seconds, cpuSeconds, bytes }: Measured): string {
  return row([name, perSecond(rows / seconds), mb(bytes / seconds), mb(bytes), '', cpuSeconds.toFixed(1), '', '', '']);
}

/** Beside the engine's own COPY where it has the format, else beside fetching and dropping. */
function formatLine(format: string, run: FormatRun, rates: Rates): string {
  const { rows, seconds, cpuSeconds, bytes, firstByteMs, peakBytes } = run;
  const rate = rows / seconds;
  const { of, least } = goals[format] ?? { of: 'fetch', least: undefined };
  const part = rate / rates[of]!;
  const said = [
    ...(least === undefined ? [] : [goalText(`≥ ${100 * least} %`, part >= least)]),
    goalText(`first byte < ${mostFirstByteMs} ms`, firstByteMs < mostFirstByteMs),
  ];
  return row([
    format,
    perSecond(rate),
    mb(bytes / seconds),
    mb(bytes),
    `${(100 * part).toFixed(0)} % of ${of === 'fetch' ? 'fetch' : 'COPY'}`,
    cpuSeconds.toFixed(1),
    firstByteMs.toFixed(0),
    mib(peakBytes).toFixed(0),
    said.join('; '),
  ]);
}

/** Ten times as many rows, once: memory must not grow with them. */
async function memoryLines(rows: number, log: (line: string) => void): Promise<string[]> {
  await coneTable(rows, log);
  const lines: string[] = [];
  for (const { format } of resultFormats) {
    const { seconds, bytes, firstByteMs, peakBytes } = await byLingtai(rows, format);
    const memory = mib(peakBytes);
    const goal = goalText(`< ${mostMemoryMiB} MiB`, memory < mostMemoryMiB);
    lines.push(
      row([format, perSecond(rows / seconds), mb(bytes / seconds), firstByteMs.toFixed(0), memory.toFixed(0), goal]),
    );
    log(lines.at(-1)!);
  }
  return lines;
}

/** Runs the race; gives Markdown. */
export async function run({ rows = 1_000_000, log }: { rows?: number; log: (line: string) => void }): Promise<string> {
  const table = await coneTable(rows, log);
  const lines: string[] = [];
  const add = (line: string): void => {
    lines.push(line);
    log(line);
  };
  const rates: Record<string, number> = {};
  const works = {
    fetch: 'engine: chunks fetched and dropped',
    csv: 'engine: COPY to CSV',
    parquet: 'engine: COPY to Parquet',
  };
  for (const [work, name] of Object.entries(works)) {
    const measured = best(await times(repeats, () => byEngine(table, work)));
    rates[work] = rows / measured.seconds;
    add(engineLine(name, rows, measured));
  }
  for (const { format } of resultFormats) {
    add(formatLine(format, best(await times(repeats, () => byLingtai(rows, format))), rates));
  }
  const memory = await memoryLines(10 * rows, log);
  return [
    '### Results in every format',
    '',
    `${rows.toLocaleString('en')} rows × ${columns.length} columns, through engine, limit and writer to the last byte, which is dropped, after some smaller answers; best of ${repeats}; ${threads} engine threads, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0]!.toFixed(1)}, Node ${process.versions.node}. CPU: of all threads. Memory: most resident above what the process had before the query. \`./lingtai bench formats --rows ${rows}\``,
    '',
    '| work | rows/s | MB/s | MB | rate | CPU, s | first byte, ms | memory, MiB | goals |',
    '|---|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
    `Memory with ${(10 * rows).toLocaleString('en')} rows, once:`,
    '',
    '| format | rows/s | MB/s | first byte, ms | memory, MiB | goal |',
    '|---|---|---|---|---|---|',
    ...memory,
  ].join('\n');
}
