/**
 * Cone searches and look-ups by id through the query path (resolve and engine) and as SQL written by hand, on the same
 * DuckDB file and settings: a catalogue like LAMOST's with 35 columns, ten of them asked for.
 *
 *     ./lingtai bench cone --rows 10000000      # LINGTAI_BENCH_DIR: where the table is kept
 */
import { cpus, loadavg } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { column, compare, literal, name, type Query, type SelectQuery, withinCone } from '@lingtai/adql';
import type { Engine } from '@lingtai/engine';
import { duckdbEngine } from '@lingtai/engine-duckdb';
import { resolve } from '@lingtai/query';
import { clusterRanges, coneCover } from '@lingtai/sky';
import { type BenchTable, coneTable, view } from './_cone-table.ts';

const asked = ['obsid', 'designation', 'ra', 'dec', 'class', 'subclass', 'z', 'snrg', 'snri', 'teff'];
const threads = 2;
const memoryLimitBytes = 4e9;

type Centre = BenchTable['centres'][number];
/** Does one request; gives its number of rows. */
type Ask = (i: number) => Promise<number>;

function queryOf(where: SelectQuery['where'] & object): SelectQuery {
  const items = asked.map((n) => ({ kind: 'value' as const, value: column(n) }));
  return { kind: 'select', items, from: { kind: 'table', name: name('lrs') }, where };
}

async function throughEngine(engine: Engine, query: Query): Promise<number> {
  const { plan } = resolve(query, view);
  let rows = 0;
  for await (const batch of (await engine.run(plan)).batches) rows += batch.rowCount;
  return rows;
}

/** What a careful person writes by hand: four hulls, haversine, literals in the text. */
function coneSql({ raDeg, decDeg }: Centre, radiusDeg: number): string {
  const rad = Math.PI / 180;
  const hav = `power(sin((dec - ${decDeg}) * ${rad / 2}), 2) + cos(dec * ${rad}) * ${Math.cos(decDeg * rad)} * power(sin((ra - ${raDeg}) * ${rad / 2}), 2)`;
  const columns = asked.map((c) => `"${c}"`).join(', ');
  const branch = (lo: bigint, hi: bigint): string =>
    `SELECT ${columns} FROM lrs WHERE "_healpix_29" BETWEEN ${lo} AND ${hi}`;
  const branches = clusterRanges(coneCover(raDeg, decDeg, radiusDeg), 4).map(({ hull }) => branch(hull.lo, hull.hi));
  return `SELECT * FROM (${branches.join(' UNION ALL ')}) WHERE ${hav} <= ${Math.sin((radiusDeg * rad) / 2) ** 2}`;
}

async function byHand(connection: DuckDBConnection, sql: string): Promise<number> {
  const result = await connection.run(sql);
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    rows += chunk.rowCount;
  return rows;
}

interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
  readonly rows: number;
}

/** Requests of both sides in turns of 30, so that what else the machine does falls on both. */
async function measure(
  sides: readonly ((worker: number) => Ask)[],
  count: number,
  concurrency: number,
): Promise<Timing[]> {
  const turn = 30;
  const all = sides.map(() => ({ times: [] as number[], seconds: 0, rows: 0 }));
  for (let from = 0; from < count; from += turn) {
    for (const [k, side] of sides.entries()) {
      let next = from;
      const start = performance.now();
      const work = async (worker: number): Promise<void> => {
        for (let i = next++; i < Math.min(count, from + turn); i = next++) {
          const before = performance.now();
          const found = await side(worker)(i);
          all[k]!.rows += found;
          all[k]!.times.push(performance.now() - before);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)));
      all[k]!.seconds += (performance.now() - start) / 1000;
    }
  }
  return all.map(({ times, seconds, rows }) => {
    times.sort((a, b) => a - b);
    const at = (q: number): number => times[Math.min(times.length - 1, Math.floor(q * times.length))]!;
    return { p50: at(0.5), p95: at(0.95), perSecond: count / seconds, rows };
  });
}

interface Race {
  readonly work: string;
  readonly ours: Ask;
  readonly hand: (connection: DuckDBConnection) => Ask;
}

function races(table: BenchTable, engine: Engine): Race[] {
  const { centres, ids } = table;
  const cone = (radiusDeg: number): Race => {
    const texts = centres.map((c) => coneSql(c, radiusDeg));
    return {
      work: `cone ${radiusDeg}°`,
      ours: (i) => {
        const { raDeg, decDeg } = centres[i % centres.length]!;
        return throughEngine(engine, queryOf(withinCone(column('ra'), column('dec'), raDeg, decDeg, radiusDeg)));
      },
      hand: (connection) => (i) => byHand(connection, texts[i % texts.length]!),
    };
  };
  const id: Race = {
    work: 'one id',
    ours: (i) => throughEngine(engine, queryOf(compare(column('obsid'), '=', literal(ids[i % ids.length]!)))),
    hand: (connection) => async (i) => {
      const columns = asked.map((c) => `"${c}"`).join(', ');
      return byHand(connection, `SELECT ${columns} FROM lrs WHERE obsid = ${ids[i % ids.length]!}`);
    },
  };
  return [cone(0.1), cone(1), id];
}

/** Runs the race; gives Markdown. Both sides must return the same number of rows. */
export async function run({ rows = 10_000_000, log }: { rows?: number; log: (line: string) => void }): Promise<string> {
  const table = await coneTable(rows, log);
  const engine = await duckdbEngine({
    allowedDirectories: [table.folder],
    threads,
    memoryLimitBytes,
    locator: { locate: async () => table.files },
  });
  const instance = await DuckDBInstance.create(table.files.derivedFile!, {
    access_mode: 'READ_ONLY',
    threads: `${threads}`,
    memory_limit: `${memoryLimitBytes}B`,
  });
  const connections = await Promise.all(Array.from({ length: 8 }, () => instance.connect()));
  const lines = [
    `Cones on ${rows} rows × 35 columns, 10 asked for, warm, ${threads} engine threads, ${cpus().length} processors (${cpus()[0]?.model.trim()}), load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}; ms p50 / p95, requests a second. By hand: text with literals, rows counted and not converted.`,
    '',
    '| work | at once | rows each | resolve + engine | by hand | ratio of p50 |',
    '|---|---|---|---|---|---|',
  ];
  try {
    for (const { work, ours, hand } of races(table, engine)) {
      for (const concurrency of [1, 8]) {
        const count = 300;
        const hands = connections.map(hand);
        const sides = [() => ours, (w: number) => hands[w]!];
        await measure(sides, 60, concurrency);
        const [a, b] = (await measure(sides, count, concurrency)) as [Timing, Timing];
        if (a.rows !== b.rows) throw new Error(`${work}: ${a.rows} rows through the engine, ${b.rows} by hand`);
        const text = (t: Timing): string => `${t.p50.toFixed(2)} / ${t.p95.toFixed(2)}, ${t.perSecond.toFixed(0)}/s`;
        lines.push(
          `| ${work} | ${concurrency} | ${(a.rows / count).toFixed(0)} | ${text(a)} | ${text(b)} | ${(a.p50 / b.p50).toFixed(2)} |`,
        );
        log(lines.at(-1)!);
      }
    }
  } finally {
    await engine.close();
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
  }
  return lines.join('\n');
}
