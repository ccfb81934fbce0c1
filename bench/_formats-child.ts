/** Writes the bench table in one format and prints a `FormatRun`: `node _formats-child.ts ROWS FORMAT`. */
import { column, name, parseAdql, type SelectQuery } from '@lingtai/adql';
import { duckdbEngine } from '@lingtai/engine-duckdb';
import { resolve } from '@lingtai/query';
import { resultFormats, type TableAnswer, tableBody } from '@lingtai/service-dali';
import { columns, coneTable, view } from './_cone-table.ts';

export interface FormatRun {
  readonly rows: number;
  readonly seconds: number;
  /** Of all threads, the engine's too. */
  readonly cpuSeconds: number;
  readonly bytes: number;
  readonly firstByteMs: number;
  readonly peakBytes: number;
}

async function measured(rows: number, formatName: string): Promise<FormatRun> {
  const table = await coneTable(rows, (line) => process.stderr.write(`${line}\n`));
  const engine = await duckdbEngine({
    allowedDirectories: [table.folder],
    threads: 2,
    memoryLimitBytes: 4e9,
    locator: { locate: async () => table.files },
  });
  const select = (count: number | undefined): SelectQuery => ({
    kind: 'select',
    items: columns.map(([c]) => ({ kind: 'value', value: column(c) })),
    from: { kind: 'table', name: name('lrs') },
    ...(count === undefined ? {} : { top: count }),
  });
  const answer = (count?: number): TableAnswer => ({
    plan: resolve(select(count), view).plan,
    maxrec: 1_000_000_000,
    limitName: 'MAXREC',
    format: resultFormats.find((f) => f.format === formatName)!,
    head: { tableName: 'bench', infos: [] },
  });
  // What the process had after a small answer.
  let idle = 0;
  const write = async (count?: number): Promise<FormatRun> => {
    let peak = idle;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 20);
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    const body = await tableBody(engine, answer(count), new AbortController().signal);
    let firstByteMs = 0;
    let bytes = 0;
    for await (const piece of body.bytes) {
      if (bytes === 0) firstByteMs = performance.now() - started;
      bytes += piece.length;
    }
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    clearInterval(watch);
    return {
      rows: body.ending().returned,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      bytes,
      firstByteMs,
      peakBytes: peak - idle,
    };
  };
  // A warm server has answered before, and holds what it reads often.
  const { tree } = parseAdql(
    `SELECT ${columns.map(([c, type]) => `${type === 'string' ? 'MAX' : 'AVG'}("${c}")`).join(', ')} FROM lrs`,
  );
  for await (const batch of (await engine.run(resolve(tree!, view).plan)).batches) void batch.rowCount;
  await write(20_000);
  idle = process.memoryUsage.rss();
  // Some more, until the loops are machine code in every thread.
  for (let i = 0; i < 3; i++) await write(100_000);
  const result = await write();
  await engine.close();
  return result;
}

const [rows, format] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await measured(Number(rows), format!)));
