import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lingtai-state-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Outcome = { code: number; stdout: string; stderr: string };

function lingtai(args: readonly string[], locale = 'C'): Promise<Outcome> {
  return new Promise((done) => {
    execFile(process.execPath, [main, ...args], { env: { ...process.env, LC_ALL: locale } }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('a store is backed up, restored into another home and refused where it would overwrite', async () => {
  const [old, young] = ['old', 'new'].map((name) => ['--home', join(folder, name)]) as [string[], string[]];
  const file = join(folder, 'state.tar');
  expect(await lingtai(['token', 'make', 'ann', ...old])).toMatchObject({ code: 0 });
  const made = await lingtai(['state', 'backup', file, ...old]);
  expect(made).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/state\.tar: \d+ rows of \d+ tables, as of 20/),
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await lingtai(['state', 'backup', file, ...old])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('STATE-BACKUP-EXISTS'),
  });
  expect(await lingtai(['state', 'restore', file, ...young], 'zh_CN.UTF-8')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^已恢复：\d+ 个表共 \d+ 行/),
  });
  expect((await lingtai(['token', 'list', ...young])).stdout).toMatch(/^ann +ann +valid/m);
  const log = JSON.parse((await lingtai(['audit', '--action', 'state', '--json', ...young])).stdout) as object[];
  const { made: asOf } = JSON.parse(
    (await lingtai(['state', 'backup', join(folder, 'again.tar'), '--json', ...young])).stdout,
  ) as { made: string };
  expect(log).toMatchObject([{ actor: 'terminal', action: 'state.restore', detail: { made: expect.any(String) } }]);
  expect((log[0] as { detail: { made: string } }).detail.made < asOf).toBe(true);
  const refused = await lingtai(['state', 'restore', file, ...young]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('token (1 row)') });
  const replaced = await lingtai(['state', 'restore', file, '--replace', '--json', ...young]);
  expect(replaced.stderr).toMatch(/^Replacing \d+ rows: .*token 1/);
  expect(JSON.parse(replaced.stdout)).toMatchObject({
    removed: expect.arrayContaining([{ table: 'token', rowCount: '1' }]),
  });
  const back = await lingtai(['state', 'migrate', '--to', '0001', ...young]);
  expect(back).toMatchObject({ code: 1, stderr: expect.stringContaining('STATE-BACK-LOSES') });
  expect(await lingtai(['state', 'migrate', '--to', '9', ...young])).toMatchObject({ code: 2 });
  const bytes = readFileSync(file);
  bytes[600] = bytes[600]! ^ 1;
  writeFileSync(file, bytes);
  expect(await lingtai(['state', 'restore', file, '--replace', ...young])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('STATE-BACKUP-DAMAGED'),
  });
  expect((await lingtai(['token', 'list', ...young])).stdout).toMatch(/^ann +ann +valid/m);
});

test('the schema goes back and forth where nothing is lost', async () => {
  const home = ['--home', join(folder, 'bare')];
  expect((await lingtai(['state', 'migrate', '--to', '0002', ...home])).stdout).toBe(
    'Migrated: 0001-publications, 0002-jobs-tokens-user-tables\n',
  );
  expect((await lingtai(['state', 'migrate', '--to', '0001', ...home], 'zh_CN.UTF-8')).stdout).toBe(
    '已撤销：0002-jobs-tokens-user-tables\n',
  );
  expect((await lingtai(['state', 'migrate', ...home])).stdout).toContain(
    'Migrated: 0002-jobs-tokens-user-tables, 0003',
  );
  expect((await lingtai(['state', 'migrate', ...home])).stdout).toBe('The state store is up to date.\n');
});
