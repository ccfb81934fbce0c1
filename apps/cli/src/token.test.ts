import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lingtai-token-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function token(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [main, 'token', ...args, '--home', join(folder, 'home')],
      { env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('a token is made, shown once, listed and revoked', async () => {
  expect((await token('list')).stdout).toBe('There are no tokens.\n');
  const made = await token('make', 'ann', '--days', '30');
  expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^lt_[\w-]{43}\n$/)]);
  expect(made.stderr).toContain('valid until');
  const second = await token('make', 'ann_laptop', '--owner', 'ann', '--json');
  const { token: secret, owner } = JSON.parse(second.stdout) as { token: string; owner: string };
  expect([owner, secret]).toEqual(['ann', expect.stringMatching(/^lt_/)]);
  expect(await token('make', 'ann')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('TOKEN-EXISTS'),
  });
  expect(await token('make', 'Ann Lee')).toMatchObject({ code: 2, stderr: expect.stringContaining('TOKEN-NAME') });
  expect(await token('revoke', 'an')).toMatchObject({ code: 1, stderr: expect.stringContaining('Nearest: "ann"') });
  expect(await token('revoke', 'ann')).toMatchObject({ code: 0, stdout: expect.stringContaining('"ann" is revoked') });
  const list = await token('list');
  expect(list.stdout).toMatch(/^ann +ann +revoked/m);
  expect(list.stdout).toMatch(/^ann_laptop +ann +valid/m);
  const json = JSON.parse((await token('list', '--json')).stdout) as { name: string; revoked?: string }[];
  expect(json.map(({ name, revoked }) => [name, revoked !== undefined])).toEqual([
    ['ann', true],
    ['ann_laptop', false],
  ]);
  expect(JSON.stringify(json)).not.toContain('lt_');
});
