import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const elsewhere = mkdtempSync(join(tmpdir(), 'lingtai else where '));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

test('./lingtai works from any folder, through links, twice at once, and prints only its answer', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'apps/cli/package.json'), 'utf8')) as { version: string };
  symlinkSync(join(root, 'lingtai'), join(elsewhere, 'first'));
  symlinkSync('first', join(elsewhere, 'second link'));
  const calls = [join(root, 'lingtai'), join(elsewhere, 'first'), './second link'];
  const answers = await Promise.all(calls.map((call) => run(call, ['--version'], { cwd: elsewhere })));
  expect(answers.map(({ stdout }) => stdout)).toEqual(Array(3).fill(`${version}\n`));
});

test('without node and npm ./lingtai says in both languages what to do', async () => {
  const tools = join(elsewhere, 'tree');
  await run('sh', [
    '-c',
    'mkdir -p "$1/tools" && cp "$0/lingtai" "$1/" && cp "$0/tools/bootstrap.sh" "$1/tools/"',
    root,
    tools,
  ]);
  const bin = join(elsewhere, 'bin');
  await run('sh', [
    '-c',
    'mkdir "$0" && for b in bash cat ls cksum readlink mkdir rm sleep mv; do ln -s "$(command -v $b)" "$0/$b"; done',
    bin,
  ]);
  await run('sh', ['-c', 'printf "#!/bin/sh\\necho 1000\\n" >"$0/id" && chmod +x "$0/id"', bin]);
  const failure = await run(join(bin, 'bash'), [join(tools, 'lingtai')], { env: { PATH: bin } }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/Node >= 22\.18.*\n.*需要 Node >= 22\.18/),
  });
});
