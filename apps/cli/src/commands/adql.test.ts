import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

function parse(query: string, args: readonly string[] = [], lang = 'C.UTF-8') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'adql', 'parse', ...args], {
    input: query,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: lang },
  });
  return { status, stdout, stderr };
}

test('a query that parses: its canonical text, exit code 0', () => {
  expect(parse('select a from t where b != 1;\n')).toEqual({
    status: 0,
    stdout: 'SELECT a FROM t WHERE b <> 1\n',
    stderr: '',
  });
});

test('one that does not: every mistake with its place on standard error, exit code 1', () => {
  const { status, stdout, stderr } = parse('SELCT a\nFORM t');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.split('\n')[0]).toMatch(/^ADQL-KEYWORD {2}line 1, column 1: .*SELECT/);
  expect(stderr.split('\n')[1]).toMatch(/^ADQL-KEYWORD {2}line 2, column 1: .*FROM/);
  expect(parse('SELCT a FROM t', [], 'zh_CN.UTF-8').stderr).toContain('应为 SELECT');
});

test('--json: the tree, or the diagnostics with their repairs', () => {
  const good = JSON.parse(parse('SELECT a FROM t', ['--json']).stdout) as { parses: boolean; tree: { kind: string } };
  expect([good.parses, good.tree.kind]).toEqual([true, 'select']);
  const { status, stdout } = parse('SELECT date FROM t', ['--json']);
  const wrong = JSON.parse(stdout) as { parses: boolean; tree?: unknown; diagnostics: { fix: { insert: string } }[] };
  expect([status, wrong.parses, wrong.tree, wrong.diagnostics[0]?.fix.insert]).toEqual([1, false, undefined, '"date"']);
});
