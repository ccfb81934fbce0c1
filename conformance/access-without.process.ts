import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AccessHome } from '../apps/cli/src/access-proof/home.ts';
import { openStage, proveOn, withParts } from '../apps/cli/src/access-proof/prove.ts';
import type { ProofParts } from '../apps/cli/src/access-proof/server.ts';
import { accessChecks, type SwitchedOff } from './access-checks.ts';

/**
 * node access-without.process.ts HOME-AS-JSON SEED: loads the server once for each check of access, each time without that
 * check, and runs the matrix against it until it finds a leak. One line of JSON for each check.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const mark = 'without';

registerHooks({
  /** Modules of this repository that were asked for by one without a check are without it themselves. */
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const without = context.parentURL && new URL(context.parentURL).searchParams.get(mark);
    if (!without || !found.url.startsWith('file:') || found.url.includes('/node_modules/')) return found;
    const url = new URL(found.url);
    url.searchParams.set(mark, without);
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

function without(source: string, { name, code, text }: SwitchedOff): string {
  if (text && !text[0].test(source)) throw new Error(`${name}: ${text[0]} is not there any more`);
  const changed = text ? source.replace(text[0], text[1]) : source;
  return `${changed}\n${code ?? ''}\n`;
}

const [, , home = '', seedText = '', only] = process.argv;
const made = JSON.parse(home) as AccessHome;
const seed = Number(seedText);
/** After some grants and memberships have ended; before most things open. */
const clocks = ['2026-03-01', '2026-04-01', '2026-01-31'].map((day) => new Date(`${day}T12:00:00Z`));
const clocksOf = ({ later }: SwitchedOff): Date[] => (later ? clocks.slice(1) : clocks);
const stage = await openStage(made, seed);
await stage.server.close();

for (const [i, check] of accessChecks.entries()) {
  if (only !== undefined && !check.name.includes(only)) continue;
  const begun = performance.now();
  const parts = (await import(`../apps/server/src/index.ts?${mark}=${i}`)) as ProofParts;
  const mutated = await withParts(stage, made.home, parts);
  try {
    const proof = await proveOn(
      mutated,
      { seed: seed + i, share: 1 },
      { clocks: clocksOf(check), untilLeak: check.near },
    );
    const { leaks, responses } = proof;
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    process.stdout.write(`${JSON.stringify({ check: check.name, leaks, responses, seconds })}\n`);
  } finally {
    await mutated.server.close();
  }
}
