import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { houseFaults, longFiles, maxLines } from './house-rules.ts';
import { repository, withTree } from './source.ts';

const planted = (text: string, path = 'packages/sky/src/a.ts'): string[] => withTree({ [path]: text }, houseFaults);
const word = (...parts: string[]): string => parts.join('');

test('the house rules hold', () => {
  expect(houseFaults(repository)).toEqual([]);
  for (const path of Object.keys(longFiles)) expect(existsSync(join(repository, path)), path).toBe(true);
});

test('unfinished places and switched-off checks are seen in comments only', () => {
  for (const mark of [word('TO', 'DO'), word('FIX', 'ME'), word('@ts-', 'ignore'), word('@ts-no', 'check')]) {
    expect(planted(`export const a = 1;\n// ${mark}: later\n`)).toEqual([`packages/sky/src/a.ts:2: ${mark}`]);
  }
  expect(planted("export const a = 'TODO';")).toEqual([]);
});

test('any, in every place, is seen', () => {
  for (const text of [
    'export const a = 1 as any;',
    'export const a = (b: any): void => {};',
    'export type A = Array<any>;',
  ]) {
    expect(planted(text)).toEqual(['packages/sky/src/a.ts:1: any']);
  }
  expect(planted("export const any = 'any';")).toEqual([]);
});

test('lonely and skipped tests are seen, conditional skips are not', () => {
  const lonely = ['only', 'skip', 'todo'].map((name) => `test.${name}('a', () => {});`);
  for (const text of [...lonely, "describe.only.each([1])('a', () => {});", "it.concurrent.only('a');"]) {
    expect(planted(text, 'packages/sky/src/a.test.ts'), text).toHaveLength(1);
  }
  expect(planted("describe.skipIf(true)('a', () => {});", 'packages/sky/src/a.test.ts')).toEqual([]);
});

test('console belongs to terminals', () => {
  expect(planted('console.log(1);')).toEqual(['packages/sky/src/a.ts:1: console.log']);
  expect(planted('console.log(1);', 'apps/cli/src/a.ts')).toEqual([]);
});

test('machine paths are seen in every kind of file', () => {
  const path = word('/wo', 'rk/main/x');
  for (const file of ['docs/a.md', 'tools/a.sh', 'packages/sky/src/a.ts', 'README.md']) {
    expect(planted(`// ${path}\n`, file), file).toEqual([`${file}:1: ${word('/wo', 'rk/')}`]);
  }
  expect(planted('// https://example.org/network/a /workspace/b\n')).toEqual([]);
});

test('long files are seen, tests may be long', () => {
  const text = 'export {};\n'.repeat(maxLines + 1);
  expect(planted(text)).toEqual([`packages/sky/src/a.ts:1: ${maxLines + 1} lines; at most ${maxLines}`]);
  expect(planted(text, 'packages/sky/src/a.test.ts')).toEqual([]);
});
