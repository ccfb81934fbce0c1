/**
 * The promise of permanent queries: the same rows in the same order with any number of engine threads, from the release's
 * Parquet itself, and after the engine's own file was deleted and made again.
 *
 *     ./lingtai bench permanent --rows 1000      `rows` is the number of queries
 */
import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { anonymous } from '@lingtai/access';
import { openInstallation } from '@lingtai/app-server';
import type { TableFiles, TableLocator } from '@lingtai/engine';
import { duckdbEngine, duckdbTableBuilder } from '@lingtai/engine-duckdb';
import type { CatalogueView } from '@lingtai/query';
import { derivedFile, directoryStore, rebuildDerived, releaseLocator } from '@lingtai/release';
import { compileQuery } from '@lingtai/service-dali';
import { resultDigest } from '@lingtai/service-permanent';
import { type SeededQuery, seededQueries } from './_permanent-queries.ts';
import { address, servedHome } from './_served.ts';

export interface PermanentProofOptions {
  readonly queries: number;
  readonly tableRows: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

export interface PermanentProof {
  readonly compared: number;
  readonly kinds: number;
  readonly resultRows: number;
  /** Queries with more than one digest, or none; empty when the promise holds. */
  readonly differences: readonly string[];
  /** Some of the queries resolved without the promise, with 2 threads and 1: what it is there for. */
  readonly without: { readonly queries: number; readonly differ: number };
  readonly runs: readonly { readonly name: string; readonly seconds: number }[];
}

interface Setting {
  readonly name: string;
  readonly threads: number;
  readonly source: 'derived' | 'parquet';
}

interface Scene {
  readonly home: string;
  readonly releasesDir: string;
  readonly view: CatalogueView;
  readonly queries: readonly SeededQuery[];
  readonly log: (line: string) => void;
}

const mostRows = 1_000_000;
const withoutPromise = 100;

const settings: readonly (Setting & { readonly rebuild?: boolean })[] = [
  { name: 'derived file, 2 threads', threads: 2, source: 'derived' },
  { name: 'derived file, 1 thread', threads: 1, source: 'derived' },
  { name: 'Parquet of the release, 2 threads', threads: 2, source: 'parquet' },
  { name: 'derived file made again, 2 threads', threads: 2, source: 'derived', rebuild: true },
];

export async function provePermanent(options: PermanentProofOptions): Promise<PermanentProof> {
  const { log } = options;
  const scene = await sceneOf(options);
  const runs: { name: string; seconds: number }[] = [];
  const found: string[][] = scene.queries.map(() => []);
  let resultRows = 0;
  for (const setting of settings) {
    if (setting.rebuild) await rebuild(scene);
    const started = performance.now();
    const digests = await digestsOf(scene, setting, true);
    for (const [i, { digest, rowCount }] of digests.entries()) {
      if (found[i]!.length === 0) resultRows += rowCount;
      found[i]!.push(digest);
    }
    runs.push({ name: setting.name, seconds: (performance.now() - started) / 1000 });
    const differing = found.filter((digests) => new Set(digests).size > 1).length;
    log(`${setting.name}: ${runs.at(-1)!.seconds.toFixed(0)} s, ${differing} differ`);
  }
  const some = { ...scene, queries: scene.queries.slice(0, withoutPromise) };
  const [with2, with1] = [await digestsOf(some, settings[0]!, false), await digestsOf(some, settings[1]!, false)];
  const differences = scene.queries.flatMap(({ kind, query }, i) => {
    const of = found[i]!;
    const failed = of.find((d) => !d.startsWith('sha256:'));
    if (failed === undefined && new Set(of).size === 1) return [];
    return [`${kind}: ${query}\n  ${settings.map((s, k) => `${s.name}: ${of[k]}`).join('\n  ')}`];
  });
  return {
    compared: scene.queries.length,
    kinds: new Set(scene.queries.map((q) => q.kind)).size,
    resultRows,
    differences,
    without: { queries: with2.length, differ: with2.filter(({ digest }, i) => digest !== with1[i]!.digest).length },
    runs,
  };
}

async function sceneOf(options: PermanentProofOptions): Promise<Scene> {
  const { home } = await servedHome(options.tableRows, options.log);
  const installation = await openInstallation(home);
  try {
    const { view } = await installation.catalogue.snapshot(anonymous);
    const queries = seededQueries(options.queries, options.seed);
    return { home, releasesDir: installation.site.stores.releases, view, queries, log: options.log };
  } finally {
    await installation.close();
  }
}

async function digestsOf(
  { home, releasesDir, view, queries, log }: Scene,
  { threads, source }: Setting,
  deterministic: boolean,
): Promise<{ digest: string; rowCount: number }[]> {
  const stored = releaseLocator({ store: directoryStore(releasesDir), homeDir: home });
  const engine = await duckdbEngine({
    locator: source === 'derived' ? stored : parquetOnly(stored),
    threads,
    memoryLimitBytes: 4 * 2 ** 30,
    tempDirectory: join(home, 'tmp'),
    allowedDirectories: [releasesDir, join(home, 'derived')],
  });
  const digests: { digest: string; rowCount: number }[] = [];
  try {
    for (const { kind, query } of queries) {
      const started = performance.now();
      try {
        const { plan } = compileQuery(query, view, { deterministic });
        digests.push(await resultDigest(engine, plan, mostRows));
      } catch (error) {
        digests.push({ digest: error instanceof Error ? error.message : String(error), rowCount: 0 });
      }
      const seconds = (performance.now() - started) / 1000;
      if (seconds > 5) log(`  ${kind}: ${seconds.toFixed(1)} s`);
    }
  } finally {
    await engine.close();
  }
  return digests;
}

/** The release's own files and nothing made of them. */
function parquetOnly(locator: TableLocator): TableLocator {
  return {
    async locate(storage): Promise<TableFiles> {
      const { partitions, keyColumn, rowCount } = await locator.locate(storage);
      return { partitions, keyColumn, rowCount };
    },
  };
}

async function rebuild({ home, releasesDir, view }: Scene): Promise<void> {
  const table = view.table([{ text: 'bench' }, { text: 'lrs' }])!;
  const file = derivedFile(home, table.storage.releaseDigest);
  rmSync(file);
  const builder = duckdbTableBuilder({ tempDirectory: join(home, 'tmp'), memoryLimitBytes: 2 * 2 ** 30, threads: 1 });
  try {
    await rebuildDerived({ ...address, homeDir: home, store: directoryStore(releasesDir), builder });
  } finally {
    await builder.close();
  }
}

export async function run(options: { readonly rows?: number; readonly log: (line: string) => void }): Promise<string> {
  const tableRows = 500_000;
  const proof = await provePermanent({ queries: options.rows ?? 1000, tableRows, seed: 4, log: options.log });
  const { compared, kinds, differences, resultRows, without, runs } = proof;
  return [
    '### Permanent queries: equal digests',
    '',
    `${compared} seeded queries of ${kinds} kinds on ${tableRows.toLocaleString('en')} rows × 35 columns, ${resultRows.toLocaleString('en')} result rows in each run; ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}. \`./lingtai bench permanent --rows ${compared}\``,
    '',
    '| run | seconds |',
    '|---|---|',
    ...runs.map(({ name, seconds }) => `| ${name} | ${seconds.toFixed(0)} |`),
    '',
    `Queries whose digests differ between the runs: **${differences.length}**. Resolved without the promise, ${without.differ} of the first ${without.queries} differ between 2 threads and 1.`,
    ...differences.map((text) => `\n    ${text.replaceAll('\n', '\n    ')}`),
    '',
  ].join('\n');
}
