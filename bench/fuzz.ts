/**
 * Seeded strings through the whole path of a query: each is understood or refused with a place, soon, never a crash.
 *
 *     ./lingtai bench fuzz --rows 1000000      # --rows: how many strings
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { adqlView } from '@lingtai/engine/conformance';
import { checkString, type Outcome } from './_fuzz-check.ts';
import { fuzzEngine, runPlan } from './_fuzz-engine.ts';
import { fuzzMaterial, fuzzTables } from './_fuzz-material.ts';
import { randomOf } from './_fuzz-random.ts';
import { fuzzString } from './_fuzz-strings.ts';

export interface FuzzOptions {
  readonly strings: number;
  /** Of the queries that have a meaning, so many are run on a real engine, spread evenly. */
  readonly runs: number;
  /** The same seed gives the same strings. */
  readonly seed: number;
  readonly log?: (line: string) => void;
}

export interface FuzzReport {
  readonly counts: Readonly<Record<Outcome['kind'], number>>;
  readonly runs: number;
  readonly slowestMs: number;
  /** Strings without a proper answer, and why. */
  readonly failures: readonly { readonly text: string; readonly problem: string }[];
}

const limitMs = 250;
const mostFailures = 100;

export async function fuzz({ strings, runs, seed, log }: FuzzOptions): Promise<FuzzReport> {
  const tables = fuzzTables();
  const view = adqlView(tables);
  const material = fuzzMaterial(tables);
  const random = randomOf(seed);
  const folder = await mkdtemp(join(tmpdir(), 'lingtai-fuzz-'));
  const engine = await fuzzEngine(folder, tables, 12);
  const counts = { refused: 0, unresolved: 0, resolved: 0 };
  const failures: { text: string; problem: string }[] = [];
  let [slowestMs, ran] = [0, 0];
  try {
    for (let i = 0; i < strings && failures.length < mostFailures; i++) {
      const text = fuzzString(random, material);
      const { outcome, ms } = timed(() => checkString(text, view));
      counts[outcome.kind]++;
      slowestMs = Math.max(slowestMs, ms);
      const slow = ms > limitMs ? `took ${Math.round(ms)} ms` : undefined;
      const due = outcome.plan !== undefined && ran < (runs * (i + 1)) / strings;
      if (due) ran++;
      const problem = outcome.problem ?? slow ?? (due ? await runPlan(engine, outcome.plan!) : undefined);
      if (problem !== undefined) failures.push({ text, problem });
      if (log && (i + 1) % 50_000 === 0) log(`${i + 1} strings, ${failures.length} failures`);
    }
  } finally {
    await engine.close();
    await rm(folder, { recursive: true });
  }
  return { counts, runs: ran, slowestMs, failures };
}

/** The processor's time of a check; a slow one is looked at again, for the collector and the compiler work beside it. */
function timed(check: () => Outcome): { outcome: Outcome; ms: number } {
  const once = (): { outcome: Outcome; ms: number } => {
    const from = process.threadCpuUsage();
    const outcome = check();
    const { user, system } = process.threadCpuUsage(from);
    return { outcome, ms: (user + system) / 1000 };
  };
  const first = once();
  if (first.ms <= limitMs) return first;
  const second = once();
  return second.ms < first.ms ? second : first;
}

/** `lingtai bench fuzz`: the same as Markdown. Throws when a string got no proper answer. */
export async function run({ rows = 1_000_000, log }: { rows?: number; log: (line: string) => void }): Promise<string> {
  const seed = 4;
  const started = performance.now();
  const { counts, runs, slowestMs, failures } = await fuzz({ strings: rows, runs: rows / 20, seed, log });
  if (failures.length > 0) {
    throw new Error(
      failures.map(({ text, problem }) => `${problem}\n  ${JSON.stringify(text.slice(0, 1000))}`).join('\n\n'),
    );
  }
  const n = (count: number): string => count.toLocaleString('en-GB');
  return `## Strings thrown at the query language

${n(rows)} seeded strings (seed ${seed}): noise, words in any order, queries with tokens lost, doubled, swapped or replaced,
queries built of every function, and long or deep ones. Each is parsed, printed and parsed again, resolved, and printed for
DuckDB and Trino; ${n(runs)} of those with a meaning ran on DuckDB.

| Refused by the grammar | Refused by names and types | Queries | Without a proper answer | Slowest |
|---:|---:|---:|---:|---:|
| ${n(counts.refused)} | ${n(counts.unresolved)} | ${n(counts.resolved)} | 0 | ${Math.round(slowestMs)} ms |

${Math.round((performance.now() - started) / 1000)} s on ${cpus()[0]?.model.trim() ?? 'this machine'}; time limit ${limitMs} ms of the processor each.
`;
}
