import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDescriptor } from '@lingtai/descriptor';
import { directoryStore, openRelease, type ReleaseAddress, verify } from '@lingtai/release';
import { makeTestInput, testDescriptor } from '@lingtai/release/testing';
import { findPublication, openState, type State } from '@lingtai/state';
import { oneOf, randomOf } from './_fuzz-random.ts';

export interface CrashOptions {
  /** At how many places the process is killed; `each kind`: at one of each. */
  readonly places: number | 'each kind';
  /** The same seed draws the same places. */
  readonly seed: number;
  readonly log?: (line: string) => void;
}

export interface CrashReport {
  /** Places that an uninterrupted run passes. */
  readonly steps: number;
  readonly killed: number;
  /** What it was about to do at the places where it was killed. */
  readonly kinds: readonly string[];
  /** How often readers saw no release, the whole release unpublished, and the whole release published. */
  readonly seen: { readonly nothing: number; readonly built: number; readonly published: number };
  /** What was not as promised; empty when all is well. */
  readonly failures: readonly string[];
}

interface Bench {
  readonly root: string;
  readonly inputDir: string;
  readonly descriptorFile: string;
  readonly address: ReleaseAddress;
  readonly state: State;
}

interface Whole {
  readonly digest: string;
  readonly steps: readonly string[];
  readonly tree: readonly string[];
}

/**
 * Kills ingest, build and publish with SIGKILL at places drawn over all their writes, syncs, links and transactions. Each
 * time: readers see the old state or the new one, whole; the same command run again finishes; what it leaves is to the
 * file and the digest what an uninterrupted run leaves. Every fourth time the second run is killed as well.
 */
export async function crashTest({ places, seed, log = () => undefined }: CrashOptions): Promise<CrashReport> {
  const root = await mkdtemp(join(tmpdir(), 'lingtai-crash-'));
  const state = await openState({ homeDir: join(root, 'state-home') });
  try {
    await state.migrate();
    const bench = await prepare(root, state);
    const whole = await wholeRun(bench);
    log(`${whole.steps.length} places; release ${whole.digest.slice(0, 12)}`);
    const chosen = places === 'each kind' ? ofEachKind(whole.steps, seed) : drawn(whole.steps, places, seed);
    return await killAll(bench, whole, chosen, log);
  } finally {
    await state.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** `lingtai bench crash`: the same as Markdown. Throws when anything was not as promised. */
export async function run({ places = 200, log }: { places?: number; log: (line: string) => void }): Promise<string> {
  const begun = performance.now();
  const report = await crashTest({ places, seed: 20261121, log });
  if (report.failures.length > 0) throw new Error(`${report.failures.length} failures:\n${report.failures.join('\n')}`);
  const { nothing, built, published } = report.seen;
  return [
    '## Crash safety of ingest, build and publish',
    '',
    `Killed with SIGKILL at ${report.killed} of ${report.steps} places (every write in two halves, every sync, link, rename and transaction), every fourth time twice.`,
    `Readers then saw no release ${nothing} times, the whole release not yet published ${built} times, published ${published} times; never a part of one.`,
    `Every next run finished with the same digest and the same files as an uninterrupted run. ${Math.round((performance.now() - begun) / 1000)} s.`,
  ].join('\n');
}

async function prepare(root: string, state: State): Promise<Bench> {
  const [inputDir, descriptorFile] = [join(root, 'input'), join(root, 'tiny.yaml')];
  await mkdir(inputDir);
  await makeTestInput(inputDir, 12);
  await writeFile(descriptorFile, testDescriptor);
  const descriptor = loadDescriptor(testDescriptor);
  const { release, version } = descriptor.releases[0]!;
  return { root, inputDir, descriptorFile, state, address: { dataset: descriptor.id, release, version } };
}

/** Two uninterrupted runs in empty homes: they must agree, or no place has a meaning. */
async function wholeRun(bench: Bench): Promise<Whole> {
  const runs: Whole[] = [];
  for (const name of ['whole-1', 'whole-2']) {
    const home = await freshHome(bench, name);
    const { output, signal, errors } = await child(bench, home, 0);
    if (signal !== null || output === '') throw new Error(`the uninterrupted run failed: ${errors}`);
    runs.push({ ...(JSON.parse(output) as Omit<Whole, 'tree'>), tree: await treeOf(home) });
  }
  const [first, second] = runs as [Whole, Whole];
  if (JSON.stringify(first) !== JSON.stringify(second))
    throw new Error(
      `two uninterrupted runs differ: ${first.digest}, ${second.digest}, ${first.steps.length} and ${second.steps.length} places`,
    );
  return first;
}

async function freshHome({ root, state }: Bench, name: string): Promise<string> {
  await state.db.deleteFrom('publication').execute();
  const home = join(root, name);
  await rm(home, { recursive: true, force: true });
  await mkdir(home);
  return home;
}

async function killAll(
  bench: Bench,
  whole: Whole,
  places: readonly number[],
  log: (line: string) => void,
): Promise<CrashReport> {
  const failures: string[] = [];
  const seen = { nothing: 0, built: 0, published: 0 };
  let killed = 0;
  for (const [i, place] of places.entries()) {
    const home = await freshHome(bench, 'killed');
    const bad = (what: string): number => failures.push(`place ${place} (${whole.steps[place - 1]}): ${what}`);
    // The engine's own writes have no places: there the kill comes somewhat later.
    const delayMs = whole.steps[place - 1]!.startsWith('engine.') ? 1 + ((place * 7907) % 300) : 0;
    const { signal, errors, output } = await child(bench, home, place, delayMs);
    if (signal !== 'SIGKILL' && !(delayMs > 0 && output !== '')) bad(`was not killed: ${errors}`);
    killed++;
    seen[await seenBy(bench, home, whole, bad)]++;
    if (i % 4 === 3) {
      await child(bench, home, 1 + ((place * 7919) % whole.steps.length));
      await seenBy(bench, home, whole, bad);
    }
    await checkFinished(bench, home, whole, bad);
    log(
      `${i + 1}/${places.length}  place ${place} ${whole.steps[place - 1]}${failures.length > 0 ? `  ${failures.length} failures` : ''}`,
    );
  }
  const kinds = new Set(places.map((place) => whole.steps[place - 1]!));
  return { steps: whole.steps.length, killed, kinds: [...kinds].sort(), seen, failures };
}

/** What a reader finds after a kill: nothing, or the release whole; and a publication only of what is there. */
async function seenBy(
  { address, state }: Bench,
  home: string,
  whole: Whole,
  bad: (what: string) => void,
): Promise<keyof CrashReport['seen']> {
  const publication = await findPublication(state, address);
  if (publication && publication.digest !== whole.digest) bad(`published ${publication.digest}`);
  const store = directoryStore(home);
  if (
    (await store.head(`releases/${address.dataset}/${address.release}/${address.version}/manifest.json`)) === undefined
  ) {
    if (publication) bad('published without a manifest');
    return 'nothing';
  }
  await checkWhole(address, home, whole, bad);
  return publication ? 'published' : 'built';
}

async function checkWhole(
  address: ReleaseAddress,
  home: string,
  whole: Whole,
  bad: (what: string) => void,
): Promise<void> {
  try {
    const store = directoryStore(home);
    const release = await openRelease(store, address);
    const { damages } = await verify({ ...address, store, digest: whole.digest });
    if (release.digest !== whole.digest) bad(`another digest: ${release.digest}`);
    for (const damage of damages) bad(`${damage.path}: ${damage.kind}`);
  } catch (error) {
    bad(`cannot be read: ${String(error)}`);
  }
}

/** The same command again must finish and leave what an uninterrupted one leaves. */
async function checkFinished(bench: Bench, home: string, whole: Whole, bad: (what: string) => void): Promise<void> {
  const { output, errors } = await child(bench, home, 0);
  if (output === '') return void bad(`the next run failed: ${errors}`);
  const { digest } = JSON.parse(output) as Whole;
  if (digest !== whole.digest) bad(`the next run made ${digest}`);
  if ((await seenBy(bench, home, whole, bad)) !== 'published') bad('not published after the next run');
  const tree = await treeOf(home);
  const extra = tree.filter((name) => !whole.tree.includes(name));
  const missing = whole.tree.filter((name) => !tree.includes(name));
  if (extra.length > 0) bad(`left over: ${extra.join(', ')}`);
  if (missing.length > 0) bad(`missing: ${missing.join(', ')}`);
}

async function treeOf(home: string): Promise<readonly string[]> {
  return (await readdir(home, { recursive: true })).sort();
}

interface Ended {
  readonly output: string;
  readonly errors: string;
  readonly signal: NodeJS.Signals | null;
}

/** Runs the commands in a process that kills itself at a place, or so long after it; 0: at none. */
function child({ inputDir, descriptorFile, state }: Bench, home: string, crashAt: number, delayMs = 0): Promise<Ended> {
  const program = new URL('./_crash-child.ts', import.meta.url).pathname;
  const process_ = spawn(process.execPath, [program, home, inputDir, state.url, descriptorFile], {
    env: { ...process.env, LINGTAI_CRASH_AT: String(crashAt), LINGTAI_CRASH_DELAY_MS: String(delayMs) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  process_.stdout.on('data', (text) => (output += text));
  process_.stderr.on('data', (text) => (errors += text));
  return new Promise((resolve, reject) => {
    process_.on('error', reject);
    process_.on('close', (code, signal) => resolve({ output: code === 0 ? output : '', errors, signal }));
  });
}

/** One place in each of equal parts of all places, a fifth of them among the last ones, where the release comes into being. */
function drawn(names: readonly string[], places: number, seed: number): readonly number[] {
  const steps = names.length;
  const random = randomOf(seed);
  const spread = (from: number, to: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => from + Math.floor(((i + random()) * (to - from)) / count));
  const late = Math.min(Math.floor(places / 5), 24, steps);
  const chosen = [
    ...spread(1, steps + 1, Math.min(places - late, steps)),
    ...spread(Math.max(1, steps - 23), steps + 1, late),
  ];
  // The last two: before and after the transaction.
  if (late > 0) chosen.push(steps - 1, steps);
  const engine = names.flatMap((name, i) => (name.startsWith('engine.') ? [i + 1] : []));
  if (late > 0) chosen.push(...engine.filter(() => random() < late / 12));
  const all = new Set(chosen);
  // Some were drawn twice.
  while (all.size < Math.min(places, steps)) all.add(1 + Math.floor(random() * steps));
  return [...all].sort((a, b) => a - b);
}

/** One place of each kind, in their order. */
function ofEachKind(names: readonly string[], seed: number): readonly number[] {
  const random = randomOf(seed);
  const placesOf = Map.groupBy(names.keys(), (i) => names[i]!);
  return [...placesOf.values()].map((all) => 1 + oneOf(random, all)).sort((a, b) => a - b);
}
