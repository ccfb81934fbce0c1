import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lingtai-import-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'people.csv');

function lingtai(
  args: readonly string[],
  lang = 'C',
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [main, ...args, '--home', join(folder, 'home')],
      { env: { ...process.env, LC_ALL: lang } },
      (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

function bring(content: string | Uint8Array, more: readonly string[] = [], lang = 'C'): ReturnType<typeof lingtai> {
  writeFileSync(file, content);
  return lingtai(['account', 'import', file, ...more], lang);
}

const english = `\ufeff"Name",E-mail,Display Name,Roles,Groups,Starts,Ends,Reason\r
ann,ann@example.org,"Wu, ""Ann""",reviewer;editor,working-group; approved,,2099-12-31,"builds the pipeline"\r
bob,,,,,,,\r
,,,,,,,\r
`;

test('a list of people is made as a whole, once', { timeout: 900_000 }, async () => {
  const checked = await bring(english, ['--check']);
  expect(checked.code).toBe(0);
  expect(checked.stdout).toMatch(/^ann +new +working-group approved$/m);
  expect(checked.stdout).toContain('To be made: accounts 2, memberships 2; people as they are: 0.');
  expect(checked.stdout).not.toContain('code=');
  expect((await lingtai(['account', 'list'])).stdout).toBe('There are no accounts.\n');

  const made = await bring(english);
  expect(made.stdout).toContain('Made: accounts 2, memberships 2; people as they were: 0.');
  expect(made.stdout).toMatch(/^ann +http:\/\/127\.0\.0\.1:8080\/reset\?code=[\w-]{43}$/m);
  expect(made.stdout).toMatch(/^bob +http:\/\/127\.0\.0\.1:8080\/reset\?code=[\w-]{43}$/m);
  expect(made.stderr).toContain('lingtai account code NAME');
  expect(JSON.parse((await lingtai(['account', 'list', '--json'])).stdout)).toMatchObject({
    accounts: [
      { name: 'ann', email: 'ann@example.org', displayName: 'Wu, "Ann"', roles: ['editor', 'reviewer', 'member'] },
      { name: 'bob', displayName: '', roles: ['member'] },
    ],
  });
  expect((await lingtai(['group', 'members', 'approved'])).stdout).toMatch(
    /ann .* 2099-12-31 00:00 +terminal +builds the pipeline/,
  );
  const { stdout } = await lingtai(['audit', '--json']);
  const lines = JSON.parse(stdout) as { actor: string; action: string }[];
  expect(lines.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    'terminal account.make',
    'terminal group.join',
    'terminal group.join',
    'terminal account.make',
    'terminal account.code',
    'terminal account.code',
  ]);

  expect(JSON.parse((await bring(english, ['--json'])).stdout)).toEqual({
    check: false,
    people: [
      { name: 'ann', account: 'known', joined: [] },
      { name: 'bob', account: 'known', joined: [] },
    ],
  });
  expect((await lingtai(['audit', '--json'])).stdout).toBe(stdout);

  // As a spreadsheet of a language with decimal commas writes it, with the headers of a Chinese terminal.
  const chinese = '名称;用户组;理由\nbob;"domestic；approved";申请 12\ncai;;\n';
  const zh = await bring(chinese, [], 'zh_CN.UTF-8');
  expect(zh.stdout).toMatch(/^bob +已有 +domestic approved$/m);
  expect(zh.stdout).toContain('已建立账户 1 个、成员资格 2 项；未更改 0 人。');
});

test('everything that is wrong is told at once, by line and column, and nothing is made', {
  timeout: 900_000,
}, async () => {
  const before = (await lingtai(['audit', '--json'])).stdout;
  const wrong = await bring(`name,emial,groups,starts,ends,reason
dan,,aproved,2027-02-30,31.12.2027,r
eva,,approved,,,"not closed
fay,,approved,domestic,,r,r
gil,,approved,,,r
gil,,,,,
operator,,,,,
`);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toBe('');
  const short = wrong.stderr
    .trim()
    .split('\n')
    .map((line) => line.replaceAll(file, 'F').replace(/: (?!.*Nearest).*$|: .*(?= Nearest)/, ''));
  expect(short).toEqual([
    'PEOPLE-COLUMN  F:1, emial Nearest: "email".',
    'CLI-DATE  F:2, starts',
    'CLI-DATE  F:2, ends',
    'GROUP-UNKNOWN  F:2, groups Nearest: "approved".',
    'PEOPLE-LINE  F:3',
    'PEOPLE-LINE  F:4',
    'PEOPLE-TWICE  F:6, name',
    'ACCOUNT-NAME-RESERVED  F:7, name',
  ]);
  const json = JSON.parse((await bring('name\nBob Li\n', ['--json'])).stdout) as { errors: object[] };
  expect(json.errors).toMatchObject([{ code: 'ACCOUNT-NAME', place: { file, line: 2, parameter: 'name' } }]);
  expect((await bring('name,groups\n')).stderr).toBe('');
  expect((await bring('people\nbob\n')).stderr).toContain('PEOPLE-HEADER');
  // "名称" as Excel writes it in China where nobody asks for UTF-8.
  expect((await bring(Buffer.from([0xc3, 0xfb, 0xb3, 0xc6]), [], 'zh_CN.UTF-8')).stderr).toContain(
    `PEOPLE-ENCODING  ${file}: 文件不是 UTF-8 编码`,
  );
  expect((await lingtai(['account', 'import', join(folder, 'none.csv')])).stderr).toContain('there is no such file');
  expect((await lingtai(['audit', '--json'])).stdout).toBe(before);
});
