import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AccessHome } from '../apps/cli/src/access-proof/home.ts';
import { makeJobs } from '../apps/cli/src/access-proof/make.ts';
import { copyOfHome } from '../apps/cli/src/access-proof/own-copy.ts';
import { asksOf, openStage, proveOn, type Stage, uncompared, withParts } from '../apps/cli/src/access-proof/prove.ts';
import { openOwnStage, ownWithParts, proveOwnOn } from '../apps/cli/src/access-proof/prove-own.ts';
import { formats } from '../apps/cli/src/access-proof/query-asks.ts';
import { SecretFinder } from '../apps/cli/src/access-proof/secrets.ts';
import type { ProofParts } from '../apps/cli/src/access-proof/server.ts';
import { twinsOf } from '../apps/cli/src/access-proof/twins.ts';
import { decoded, layersOf } from '../apps/cli/src/access-proof/unpack.ts';
import { accessChecks, type SwitchedOff } from './access-checks.ts';

/**
 * node access-matrix.process.ts MADE.json SEED: runs the matrix in its short form, then loads the server once for each check
 * of access, each time without that check, and runs the matrix against it until it finds a leak. One line of JSON for each.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const mark = 'without';

/** Who imports each module of this repository: known when the first server without a check was loaded. */
const importers = new Map<string, Set<string>>();
let areKnown = false;

registerHooks({
  /** Modules of this repository that were asked for by one without a check are without it too, where it can reach them. */
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const parent = context.parentURL === undefined ? undefined : new URL(context.parentURL);
    const number = parent?.searchParams.get(mark);
    if (!parent || !number || !found.url.startsWith('file:') || found.url.includes('/node_modules/')) return found;
    const url = new URL(found.url);
    const isKnown = areKnown && importers.has(url.pathname);
    if (isKnown && !reaching(Number(number)).has(url.pathname)) return found;
    importers.set(url.pathname, (importers.get(url.pathname) ?? new Set()).add(parent.pathname));
    url.searchParams.set(mark, number);
    return { ...found, url: url.href };
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const { searchParams, pathname } = new URL(url);
    const check = accessChecks[Number(searchParams.get(mark) ?? -1)];
    if (!check || pathname !== `${root}${check.file}`) return loaded;
    return { ...loaded, source: without(String(loaded.source), check) };
  },
});

const reached = new Map<number, ReadonlySet<string>>();

/** The module of a check and all that import it, over any number of others. */
function reaching(number: number): ReadonlySet<string> {
  const before = reached.get(number);
  if (before) return before;
  const all = new Set([`${root}${accessChecks[number]!.file}`]);
  for (const path of all) for (const importer of importers.get(path) ?? []) all.add(importer);
  reached.set(number, all);
  return all;
}

function without(source: string, { name, code, text }: SwitchedOff): string {
  if (text && !text[0].test(source)) throw new Error(`${name}: ${text[0]} is not there any more`);
  const changed = text ? source.replace(text[0], text[1]) : source;
  return `${changed}\n${code ?? ''}\n`;
}

const [, , file = '', seedText = '', only] = process.argv;
const made = JSON.parse(readFileSync(file, 'utf8')) as AccessHome;
const seed = Number(seedText);
const tell = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

const stage = await openStage(made, seed);
try {
  const newRoute = 'GET /api/:dataset/newest-rows';
  const unknown = [...asksOf([newRoute], stage.world).unknown, ...uncompared([newRoute], twinsOf(stage.world))];
  if (only === undefined)
    tell({ proof: await proveOn(stage, { seed, share: 0.004 }), unknown, met: await metIn(stage) });
} finally {
  await stage.server.close();
}

/** How many secrets of a table the matrix finds in each format, asked by an operator: it must find them all in each. */
async function metIn({ server, classes, secrets }: Stage): Promise<Record<string, number>> {
  const { headers } = classes.find(({ name }) => name === 'operator')!;
  const finder = new SecretFinder(secrets.filter(({ of }) => of.includes('canary/dr1/v0')));
  const met: Record<string, number> = {};
  for (const format of formats)
    for (const encoding of ['gzip', 'identity']) {
      const path = `/api/canary/dr1/v0/tables/stars/rows?${new URLSearchParams({ COLUMNS: 'all', RESPONSEFORMAT: format })}`;
      const answer = await server.send('GET', path, { ...headers, 'accept-encoding': encoding });
      const layers = await layersOf('body', decoded(answer.body, answer.headers['content-encoding']));
      const found = new Set(layers.flatMap(({ bytes }) => [...finder.find(bytes)].map(({ text }) => text)));
      met[`${format} ${encoding}`] = found.size;
    }
  return met;
}

/** After some grants and memberships have ended, and before most things open. */
const clocks = ['2026-03-01', '2026-04-01', '2026-01-31'].map((day) => new Date(`${day}T12:00:00Z`));
const clocksOf = ({ later, day }: SwitchedOff): Date[] => {
  if (day !== undefined) return [new Date(`${day}T12:00:00Z`)];
  return later ? clocks.slice(1) : clocks;
};

for (const [i, check] of accessChecks.entries()) {
  if (only !== undefined && !only.split('|').some((part) => check.name.includes(part))) continue;
  const begun = performance.now();
  const parts = (await import(`../apps/server/src/index.ts?${mark}=${i}`)) as ProofParts;
  areKnown = true;
  const whole = await withParts(stage, made.home, parts);
  try {
    const { server, classes, world } = whole;
    server.at(clocks[0]!);
    const mutated = check.jobs ? { ...whole, world: { ...world, made: await makeJobs(server, classes) } } : whole;
    const options = { seed: seed + i, share: 1 };
    const { leaks, responses } = await proveOn(mutated, options, { clocks: clocksOf(check), untilLeak: check.near });
    tell({ check: check.name, leaks, responses, seconds: Math.round((performance.now() - begun) / 100) / 10 });
  } finally {
    await whole.server.close();
  }
}

/** The same home as if it were an operator's own, of which nothing is known but its rules and its data. */
if (only === undefined || 'own home'.includes(only)) {
  const home = await copyOfHome(made.home, join(dirname(file), 'copy'), '0.0.0-proof');
  const own = await openOwnStage(home);
  try {
    const classes = own.classes.filter(({ name }) => /^(anonymous|approved|account piotr)$/.test(name));
    tell({ own: await proveOwnOn(own, { seed, share: 0.0005 }, { classes }) });
  } finally {
    await own.server.close();
  }
  for (const [i, check] of accessChecks.entries()) {
    if (!check.ofOwn) continue;
    const parts = (await import(`../apps/server/src/index.ts?${mark}=${i}`)) as ProofParts;
    const whole = await ownWithParts(own, home, parts);
    try {
      const { leaks } = await proveOwnOn(whole, { seed, share: 1 }, { clocks, untilLeak: check.near });
      tell({ ownCheck: check.name, leaks });
    } finally {
      await whole.server.close();
    }
  }
}
