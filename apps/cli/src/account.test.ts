import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lingtai-account-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lingtai(args: readonly string[], input = ''): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [main, ...args, '--home', join(folder, 'home')],
      { env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin!.end(input);
  });
}

test('accounts, roles, groups and the audit log on the terminal', { timeout: 900_000 }, async () => {
  expect((await lingtai(['account', 'list'])).stdout).toBe('There are no accounts.\n');
  expect(await lingtai(['account', 'operator', 'Olga'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ACCOUNT-NAME'),
  });
  expect(await lingtai(['account', 'operator', 'olga'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8080\/confirm\?code=[\w-]{43}\n$/),
  });
  expect((await lingtai(['account', 'add', 'bob', '--email', 'bob@example.org', '--role', 'reviewer'])).code).toBe(0);
  expect(await lingtai(['account', 'add', 'bob'])).toMatchObject({ stderr: expect.stringContaining('ACCOUNT-EXISTS') });
  expect((await lingtai(['account', 'code', 'bob'])).stdout).toMatch(/\/reset\?code=[\w-]{43}\n$/);
  expect(await lingtai(['account', 'code', 'bop'])).toMatchObject({
    stderr: expect.stringContaining('Nearest: "bob"'),
  });
  for (const [password, code] of [
    ['password1234', 'PASSWORD-LEAKED'],
    ['bob', 'PASSWORD-SHORT'],
  ] as const)
    expect(await lingtai(['account', 'password', 'bob'], password)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(code),
    });
  // As the help says it: a file as standard input, which is no pipe.
  const passwordFile = join(folder, 'password.txt');
  writeFileSync(passwordFile, 'nine quiet lamps in orbit\n');
  const fromFile = spawnSync(process.execPath, [main, 'account', 'password', 'bob', '--home', join(folder, 'home')], {
    stdio: [openSync(passwordFile, 'r'), 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  expect([fromFile.status, fromFile.stderr]).toEqual([0, '']);
  expect((await lingtai(['account', 'role', 'bob', 'member', 'editor'])).stdout).toContain('editor, member');
  expect(await lingtai(['account', 'role', 'bob', 'king'])).toMatchObject({ stderr: expect.stringContaining('ROLES') });
  expect((await lingtai(['account', 'disable', 'bob'])).code).toBe(0);
  const list = (await lingtai(['account', 'list'])).stdout;
  expect(list).toMatch(/^bob +editor member +bob@example\.org +disabled/m);
  expect(list).toMatch(/^olga +member +- +no password/m);
  expect((await lingtai(['account', 'enable', 'bob'])).code).toBe(0);

  const join1 = ['group', 'join', 'working-group', 'bob', '--reason', '=builder', '--until', '2099-01-01'];
  expect((await lingtai(join1)).stdout).toContain('until 2099-01-01');
  expect(await lingtai(['group', 'join', 'working-grup', 'bob', '--reason', 'x'])).toMatchObject({
    stderr: expect.stringContaining('Nearest: "working-group"'),
  });
  // `Date` takes 30 February for 2 March.
  expect(await lingtai([...join1.slice(0, -1), '2099-02-30'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^CLI-DATE {2}--until: /m),
  });
  expect((await lingtai(['group', 'list'])).stdout).toMatch(/^working-group +Working group +1$/m);
  expect((await lingtai(['group', 'members', 'working-group'])).stdout).toMatch(
    /bob .* 2099-01-01 00:00 +terminal +=builder/,
  );
  expect((await lingtai(['group', 'leave', 'working-group', 'bob', '--reason', 'left'])).code).toBe(0);
  expect((await lingtai(['group', 'members', 'working-group'])).stdout).toBe('Nobody is in it.\n');
  expect((await lingtai(['group', 'members', 'working-group', '--past'])).stdout).toContain('=builder');

  const file = join(folder, 'audit.csv');
  expect((await lingtai(['audit', '--out', file])).code).toBe(0);
  expect(await lingtai(['audit', '--out', file])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there is a file of this name already'),
  });
  expect(statSync(file).mode & 0o077).toBe(0);
  const lines = readFileSync(file, 'utf8').trim().split('\r\n');
  expect(lines[0]).toBe('id,at,actor,action,resource,detail,address');
  expect(lines.slice(1).every((line) => /,terminal,(account|group)\.[a-z-]+,/.test(line))).toBe(true);
  expect(lines.join('\n')).not.toContain('nine quiet lamps');
  const json = JSON.parse((await lingtai(['audit', '--action', 'group', '--json'])).stdout) as { action: string }[];
  expect(json.map(({ action }) => action)).toEqual(['group.join', 'group.leave']);
});
