import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatedHead } from '@lingtai/descriptor';
import { afterAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lingtai-owners-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lingtai(lang: string, ...args: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    execFile(
      process.execPath,
      [main, ...args, '--home', join(folder, 'home')],
      { env: { ...process.env, LC_ALL: lang } },
      (error, stdout, stderr) => (error ? failed(new Error(stderr)) : done(stdout)),
    );
  });
}

const column = (name: string, type: string): string =>
  `      - { name: ${name}, type: ${type}, verb: 1, description: { en: Column ${name}., zh: 列 ${name}。 } }\n`;

const descriptor = `${simulatedHead('owned', { en: 'Owned rows', zh: '有主之行' }, { en: 'Made for a test.', zh: '为测试而造。' })}
releases: [{ release: dr1, version: v1, audience: public, from: 2026-01-01 }]
tables:
  - name: stars
    title: { en: Stars, zh: 恒星 }
    source: { kind: csv, files: [stars.csv] }
    key: id
    rows: { owner: pi, embargo: until }
    columns:
${column('id', 'int64, required: true')}${column('pi', 'string')}${column('until', 'timestamp')}`;

test('publish tells which owners got an account, and which can never have one', { timeout: 900_000 }, async () => {
  mkdirSync(join(folder, 'input'));
  writeFileSync(join(folder, 'owned.yaml'), descriptor);
  const owners = ['olga', 'project-x', 'Wang Wei', ...Array.from({ length: 12 }, (_, n) => `pi_${10 + n}`)];
  const rows = owners.map((owner, at) => `${at + 1},${owner},2099-01-01T00:00:00\n`);
  writeFileSync(join(folder, 'input', 'stars.csv'), `id,pi,until\n${rows.join('')}`);
  await lingtai('C', 'account', 'add', 'olga');
  await lingtai('C', 'ingest', join(folder, 'owned.yaml'), '--from', join(folder, 'input'));
  await lingtai('C', 'build', 'owned/dr1/v1');
  const first = await lingtai('C', 'publish', 'owned/dr1/v1');
  const ten = Array.from({ length: 10 }, (_, n) => `pi_${10 + n}`);
  expect(first).toContain(`accounts without a password were made: ${ten.join(', ')} and 2 more. Hand each over`);
  expect(first).toContain('no group has them: project-x. Only operators see');
  expect(first).toContain('Neither an account nor a group can have the names of these owners: "Wang Wei".');
  const again = await lingtai('zh_CN.UTF-8', 'publish', 'owned/dr1/v1');
  expect(again).not.toContain('已建立无密码的账户');
  expect(again).toContain('也没有同名用户组：project-x。');
  expect(again).toContain('也不能用作用户组名："Wang Wei"。');
  await lingtai('C', 'group', 'add', 'project-x', '--title', 'Project X');
  expect(JSON.parse(await lingtai('C', 'publish', 'owned/dr1/v1', '--json'))).toMatchObject({
    owners: { made: [], groupsOnly: [], nobody: ['Wang Wei'] },
  });
});
