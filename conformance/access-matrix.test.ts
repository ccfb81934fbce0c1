import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensurePortal } from '@lingtai/app-cli/portal-build';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessHome } from '../apps/cli/src/access-proof/home.ts';
import type { Leak } from '../apps/cli/src/access-proof/matrix.ts';
import { type FullProof, makeProofHome } from '../apps/cli/src/access-proof/prove.ts';
import type { OwnProof } from '../apps/cli/src/access-proof/prove-own.ts';
import { accessChecks } from './access-checks.ts';
import { root } from './lingtai.ts';

/**
 * Nothing leaks: every user class × every route × clocks around every date. This is the short form; the long one is
 * `lingtai access report --check --share 1`. The proof runs in a process of its own, which can load the server's modules
 * with a check left out.
 */
const seed = 20_260_301;
const folder = mkdtempSync(join(tmpdir(), 'lingtai-matrix-'));
let made: AccessHome;
let proof: FullProof;
let forgotten: readonly string[];
let met: Readonly<Record<string, number>>;
let without: readonly Without[];
let own: OwnProof;
let ownWithout: readonly OwnWithout[];

interface Without {
  readonly check: string;
  readonly leaks: readonly Leak[];
}

interface OwnWithout {
  readonly ownCheck: string;
  readonly leaks: readonly Leak[];
}

beforeAll(async () => {
  await ensurePortal();
  made = await makeProofHome(folder, seed);
  const [first, ...others] = await proven();
  const told = first as { proof: FullProof; unknown: readonly string[]; met: Readonly<Record<string, number>> };
  ({ proof, unknown: forgotten, met } = told);
  own = (others.find((line) => 'own' in (line as object)) as { own: OwnProof }).own;
  without = others.filter((line) => 'check' in (line as object)) as Without[];
  ownWithout = others.filter((line) => 'ownCheck' in (line as object)) as OwnWithout[];
}, 1_200_000);
afterAll(() => {
  for (const home of ['home', 'copy/home']) {
    const cluster = join(folder, home, 'state/cluster.json');
    if (!existsSync(cluster)) continue;
    const { dir } = JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string };
    rmSync(dirname(dir), { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
});

function proven(): Promise<unknown[]> {
  const file = join(folder, 'made.json');
  writeFileSync(file, JSON.stringify(made));
  const script = join(root, 'conformance/access-matrix.process.ts');
  return new Promise((done, failed) => {
    const options = { cwd: root, maxBuffer: 64 << 20 };
    execFile(process.execPath, [script, file, String(seed)], options, (error, stdout, stderr) => {
      if (error) failed(new Error(`${error.message.slice(0, 300)}\n${stderr.slice(-4000)}`));
      else done(stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown])));
    });
  });
}

describe('the matrix', () => {
  test('no answer holds what its class may not see at that time', () => {
    expect(proof.leaks).toEqual([]);
  });

  test('every class finds everything that it may see, and every answer could be unpacked', () => {
    expect(proof.unseen).toEqual([]);
    expect(proof.unread).toEqual([]);
    expect(proof.failures).toEqual([]);
  });

  test('it reads every format: each word and number of a table is found in each', () => {
    expect(Object.keys(met)).toHaveLength(20);
    // Two texts and two numbers in each of the 30 rows.
    for (const [format, count] of Object.entries(met)) expect([format, count]).toEqual([format, 120]);
  });

  test('every route of the server is asked, or is left out for a reason; a new one is told', () => {
    expect(proof.unknown).toEqual([]);
    // Nothing is asked of it, and nothing hidden by a name that it takes.
    expect(forgotten).toEqual(['GET /api/:dataset/newest-rows', 'GET /api/:dataset/newest-rows']);
    expect(proof.routes).toBeGreaterThan(180);
    expect(proof.classes).toBeGreaterThan(14);
    expect(proof.clocks).toBeGreaterThan(30);
  });
});

test.each(accessChecks.map(({ name }) => name))('without the check "%s" the matrix finds a leak', (name) => {
  expect(without.find(({ check }) => check === name)?.leaks.length).toBeGreaterThan(0);
});

describe('the matrix on an operator’s own home, of which only rules and data are known', () => {
  test('finds nothing where nothing leaks, and searched for values that are restricted', () => {
    expect(own.leaks).toEqual([]);
    expect([own.unread, own.failures, own.unknown]).toEqual([[], [], []]);
    expect(own.values).toBeGreaterThan(100);
    expect(own.pairs).toBeGreaterThan(500);
    // 8 days of the survey's rules, and those on which grants and memberships begin and end.
    expect([own.named, own.leftOut]).toEqual([11, 0]);
  });

  test.each(accessChecks.filter(({ ofOwn }) => ofOwn).map(({ name }) => name))('finds a leak without "%s"', (name) => {
    expect(ownWithout.find(({ ownCheck }) => ownCheck === name)?.leaks.length).toBeGreaterThan(0);
  });
});
