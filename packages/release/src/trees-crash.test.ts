import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { directoryStore, openRelease, verify } from './index.ts';
import { makeRuledInput, ruledDescriptor } from './testing-trees.ts';

const address = { dataset: 'ruled', release: 'dr1', version: 'v1' } as const;
const packages = fileURLToPath(new URL('../../', import.meta.url));
let folder = '';

/** Ingest and build, as the command line does them. */
const program = `import { readFileSync } from 'node:fs';
import { loadDescriptor } from '${packages}descriptor/src/index.ts';
import { duckdbTableBuilder } from '${packages}engine-duckdb/src/index.ts';
import { build, directoryStore, ingest, stepsPassed } from '${packages}release/src/index.ts';
const [folder, homeDir] = process.argv.slice(2);
const descriptorText = readFileSync(folder + '/ruled.yaml', 'utf8');
const builder = duckdbTableBuilder({ tempDirectory: homeDir + '/staging/temp', memoryLimitBytes: 512 << 20, threads: 2 });
const address = { release: 'dr1', version: 'v1', homeDir, builder };
await ingest({ ...address, descriptor: loadDescriptor(descriptorText), descriptorText, inputDir: folder + '/input' });
const { digest } = await build({ ...address, dataset: 'ruled', store: directoryStore(homeDir), packBytes: 20_000 });
await builder.close();
console.log(JSON.stringify({ digest, steps: stepsPassed() }));
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lingtai-trees-crash-'));
  await makeRuledInput(join(folder, 'input'), ['all_held'], 5);
  await writeFile(join(folder, 'build.mjs'), program);
  await writeFile(join(folder, 'ruled.yaml'), ruledDescriptor(['all_held']));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  readonly digest: string;
  readonly steps: readonly string[];
}

/** Runs it in a process that kills itself at a place, or so long after it; 0: nowhere. A text says how it ended else. */
function run(home: string, crashAt: number, delayMs = 0): Promise<Run | string> {
  const child = spawn(process.execPath, [join(folder, 'build.mjs'), folder, join(folder, home)], {
    env: { ...process.env, LINGTAI_CRASH_AT: String(crashAt), LINGTAI_CRASH_DELAY_MS: String(delayMs) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (errors += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(JSON.parse(output) as Run);
      const place = /LINGTAI-CRASH \d+ (\S+)/.exec(errors)?.[1];
      resolve(signal === 'SIGKILL' && place ? `killed at ${place}` : errors);
    });
  });
}

async function finished(home: string): Promise<Run> {
  const ended = await run(home, 0);
  if (typeof ended === 'string') throw new Error(ended);
  return ended;
}

const placesOf = ({ steps }: Run, name: string): readonly number[] =>
  steps.flatMap((step, i) => (step === name ? [i + 1] : []));

const filesOf = async (home: string): Promise<readonly string[]> =>
  (await readdir(join(folder, home), { recursive: true })).filter((path) => !path.startsWith('staging')).sort();

it('a build that is killed while it makes trees leaves nothing half done, and ends in the same release', {
  timeout: 900_000,
}, async () => {
  const whole = await finished('whole');
  const first = placesOf(whole, 'engine.split')[0]!;
  expect(await run('killed', first)).toBe('killed at engine.split');
  // An ingest that is there is kept: a second run passes fewer places.
  await cp(join(folder, 'killed'), join(folder, 'second'), { recursive: true });
  const second = await finished('second');
  expect(second.digest).toBe(whole.digest);
  const [splits, builds] = [placesOf(second, 'engine.split'), placesOf(second, 'engine.build')];
  expect(splits.length).toBe(3);
  expect(builds.length).toBeGreaterThan(12);
  const store = directoryStore(join(folder, 'killed'));
  const kills = [
    [splits[0]!, 100],
    [splits[1]!, 20],
    [builds[2]! + 3, 0],
    [builds[9]!, 100],
    [builds.at(-1)! + 2, 0],
  ] as const;
  for (const [place, delayMs] of kills) {
    const step = second.steps[place - 1]!;
    expect(await run('killed', place, delayMs)).toBe(`killed at ${step}`);
    await expect(openRelease(store, address)).rejects.toMatchObject({ class: 'not-found' });
  }
  expect(await finished('killed')).toMatchObject({ digest: whole.digest });
  expect(await filesOf('killed')).toEqual(await filesOf('whole'));
  expect((await verify({ ...address, store, digest: whole.digest })).damages).toEqual([]);
});
