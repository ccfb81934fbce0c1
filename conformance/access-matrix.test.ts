import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensurePortal } from '@lingtai/app-cli/portal-build';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessHome } from '../apps/cli/src/access-proof/home.ts';
import type { Leak } from '../apps/cli/src/access-proof/matrix.ts';
import { asksOf, type FullProof, makeProofHome, openStage, proveOn } from '../apps/cli/src/access-proof/prove.ts';
import { accessChecks } from './access-checks.ts';
import { root } from './lingtai.ts';

/**
 * Nothing leaks: every user class × every route × clocks around every date. This is the short form; the long one is
 * `lingtai access report --check --share 1`.
 */
const seed = 20_260_301;
const folder = mkdtempSync(join(tmpdir(), 'lingtai-matrix-'));
let made: AccessHome;
let proof: FullProof;
let forgotten: readonly string[];

beforeAll(async () => {
  await ensurePortal();
  made = await makeProofHome(folder, seed);
  const stage = await openStage(made, seed);
  try {
    proof = await proveOn(stage, { seed, share: 0.004 });
    forgotten = asksOf([...stage.server.routes, 'GET /api/:dataset/newest-rows'], stage.world).unknown;
  } finally {
    await stage.server.close();
  }
}, 600_000);
afterAll(() => {
  const cluster = join(made.home, 'state/cluster.json');
  if (existsSync(cluster)) {
    const { dir } = JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string };
    rmSync(dirname(dir), { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('the matrix', () => {
  test('no answer holds what its class may not see at that time', () => {
    expect(proof.leaks).toEqual([]);
  });

  test('every class finds everything that it may see, and every answer could be unpacked', () => {
    expect(proof.unseen).toEqual([]);
    expect(proof.unread).toEqual([]);
  });

  test('every route of the server is asked, or is left out for a reason; a new one is told', () => {
    expect(proof.unknown).toEqual([]);
    expect(forgotten).toEqual(['GET /api/:dataset/newest-rows']);
    expect(proof.routes).toBeGreaterThan(180);
    expect(proof.classes).toBeGreaterThan(14);
  });
});

describe('the matrix without one check of access', () => {
  test('finds a leak, whichever check it is', async () => {
    const found = await withoutEachCheck();
    expect(found.map(({ check }) => check)).toEqual(accessChecks.map(({ name }) => name));
    expect(found.filter(({ leaks }) => leaks.length === 0).map(({ check }) => check)).toEqual([]);
  }, 900_000);
});

interface Without {
  readonly check: string;
  readonly leaks: readonly Leak[];
}

function withoutEachCheck(): Promise<Without[]> {
  const script = join(root, 'conformance/access-without.process.ts');
  return new Promise((done, failed) => {
    const options = { cwd: root, maxBuffer: 64 << 20 };
    execFile(process.execPath, [script, JSON.stringify(made), String(seed)], options, (error, stdout, stderr) => {
      if (error) failed(new Error(stderr.slice(-4000), { cause: error }));
      else
        done(
          stdout
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Without),
        );
    });
  });
}
