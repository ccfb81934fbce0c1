/**
 * What access costs: the decision for each request, and the rule on rows in each query, on a catalogue like LAMOST's.
 *
 *     ./lingtai bench access --rows 10000000 --write      # LINGTAI_BENCH_DIR: where the data are kept
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { type Asker, userAsker } from '@lingtai/access';
import { Catalogue } from '@lingtai/catalogue';
import { loadDescriptor } from '@lingtai/descriptor';
import type { Manifest } from '@lingtai/release';
import type { Publication } from '@lingtai/state';
import { type Ask, type PlanWork, planWorks, type Sides, sidesOf } from './_access-plans.ts';
import { coneTable } from './_cone-table.ts';
import { quantile } from './_query-race.ts';

const releases = 40;
const askers = 1000;
const goalMs = 0.3;

/** A catalogue of 40 releases of LAMOST's descriptor, of which everything has rules. */
function catalogue(clock: { now(): Date }): Catalogue {
  const text = readFileSync(new URL('../surveys/lamost/lamost.yaml', import.meta.url), 'utf8');
  const plain = loadDescriptor(text);
  const first = plain.tables[0]!;
  const step = (audience: string) => [{ audience, from: '2026-01-01' }];
  const columns = first.columns.map((c, i) =>
    c.name !== first.key && i % 5 === 4 ? { ...c, access: step('approved') } : c,
  );
  const embargo = first.columns.find((c) => c.type === 'string' && c.name !== first.key)!.name;
  const ruled = { ...first, columns, rows: { embargo, owner: embargo } };
  const tables = [
    ruled,
    ...plain.tables.slice(1).map((t, i) => (i % 3 === 0 ? { ...t, access: step('working-group') } : t)),
  ];
  const descriptor = { ...plain, tables, releases: [] as typeof plain.releases };
  const manifest = {
    tables: tables.map((t) => ({
      name: t.name,
      columns: t.columns.map(({ name, type }) => ({ name, type })),
      rowCount: 1,
      statistics: {},
    })),
    products: [],
    totals: { rows: 1, products: 0, sizeBytes: 1 },
  } as unknown as Manifest;
  const publications = Array.from({ length: releases }, (_, i): Publication => {
    const from = new Date('2026-01-01T00:00:00Z');
    const audience = ['public', 'working-group', 'domestic', 'approved'][i % 4]!;
    return {
      ...{
        dataset: 'lamost',
        release: `dr${i}`,
        version: 'v1',
        digest: `digest-${i}`,
        descriptorDigest: '',
        audience,
        from,
      },
      ...{ access: [{ audience: [audience], from }], partAccess: {}, softwareVersion: '', publishedAt: from },
    };
  });
  return new Catalogue({
    clock,
    publications: async () => publications.map((p) => ({ ...p })),
    open: async (publication) => {
      const entry = { release: publication.release, version: 'v1' };
      return {
        manifest,
        digest: publication.digest,
        descriptor: { ...descriptor, releases: [entry] },
        reader: undefined,
      };
    },
    site: () => ({ baseUrl: 'http://localhost', authority: 'bench' }),
    ownersIn: async () => new Set(['user1', 'user2', 'project-x']),
  });
}

function someone(i: number): Asker {
  const groups = ['working-group', 'approved', 'domestic', 'collaborator'].filter((_, bit) => (i >> bit) & 1);
  return userAsker({ name: `user${i}`, groups, grants: i % 7 === 0 ? ['lamost/dr1/v1'] : [] });
}

async function decisionLines(): Promise<string[]> {
  const time = new Date('2026-06-01T12:00:00Z');
  const one = catalogue({ now: () => time });
  const measure = async (turns: number): Promise<number[]> => {
    const times: number[] = [];
    for (let i = 0; i < turns; i++) {
      const asker = someone(i % askers);
      const started = performance.now();
      await one.snapshot(asker);
      times.push(performance.now() - started);
    }
    return times;
  };
  const first = await measure(askers);
  const later = await measure(100 * askers);
  const line = (name: string, times: readonly number[]): string =>
    `| ${name} | ${times.length} | ${(times.reduce((a, b) => a + b, 0) / times.length).toFixed(4)} | ${quantile(times, 0.5).toFixed(4)} | ${quantile(times, 0.99).toFixed(4)} |`;
  const mean = later.reduce((a, b) => a + b, 0) / later.length;
  return [
    `| decision on ${releases} releases with rules on tables, columns and rows | requests | mean, ms | median, ms | p99, ms |`,
    '|---|---|---|---|---|',
    line(`first request of each of ${askers} people`, first),
    line('requests after it (publications read again each second)', later),
    '',
    `Goal under ${goalMs} ms a request: ${mean < goalMs ? 'met' : 'missed'}.`,
  ];
}

export async function run({ rows = 10_000_000, log }: { rows?: number; log: (line: string) => void }): Promise<string> {
  const load = loadavg()[0]!;
  const decision = await decisionLines();
  for (const line of decision) log(line);
  const table = await coneTable(rows, log);
  const sides = await sidesOf(table, log);
  const lines: string[] = [];
  try {
    for (const work of planWorks(table)) {
      const found = await compare(work, sides);
      lines.push(found);
      log(found);
    }
  } finally {
    await sides.close();
  }
  return [
    '### Access',
    '',
    `${cpus().length} × ${cpus()[0]?.model.trim()}, load ${load.toFixed(1)} at the start, Node ${process.versions.node}. \`./lingtai bench access --rows ${rows}\``,
    '',
    ...decision,
    '',
    `Rows under embargo on ${rows.toLocaleString('en')} rows × 35 columns, of which one in ten has an embargo and is stored apart. CPU time of the process for the whole query path, turns in alternation, the middle of all. On the left the open rows: in a release without a rule, and in this one before any embargo has ended, for who owns none of the rows. On the right all rows: in one table without a rule, and in this release, where its parts are brought together: for who may see all or when all embargoes have ended; under the rule \`embargo <= day\` on the rows apart, which hides all of them; and for who owns some, also \`OR owner IN (…)\`. COUNT of all rows of one table reads no column.`,
    '',
    '| work | open rows, no rule, ms | hidden, ms | ratio | one table, ms | apart, no rule, ms | ratio | timestamp, ms | ratio | MJD, ms | ratio | ISO date, ms | ratio | timestamp, owner of rows, ms | ratio |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** Processor time is what a rule costs; others share the machine's clock. */
async function compare(work: PlanWork, { open, hidden, whole, apart }: Sides): Promise<string> {
  const sides: readonly Ask[] = [open, hidden, whole, ...apart];
  const times = sides.map((): number[] => []);
  const warming = 4;
  for (let turn = 0; turn < work.turns + warming; turn++) {
    for (const [k] of sides.entries()) {
      // Nobody always comes first.
      const i = (k + turn) % sides.length;
      const started = process.cpuUsage();
      await sides[i]!(work.adql[turn % work.adql.length]!);
      const { user, system } = process.cpuUsage(started);
      if (turn >= warming) times[i]!.push((user + system) / 1000);
    }
  }
  const [openMs, hiddenMs, wholeMs, ...apartMs] = times.map((of) => quantile(of, 0.5)) as [number, number, number];
  const beside = (ms: number, base: number): string => `${ms.toFixed(1)} | ${(ms / base).toFixed(2)}`;
  const cells = [
    openMs.toFixed(1),
    beside(hiddenMs, openMs),
    wholeMs.toFixed(1),
    ...apartMs.map((ms) => beside(ms, wholeMs)),
  ];
  return `| ${work.name} | ${cells.join(' | ')} |`;
}
