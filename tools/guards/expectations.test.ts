import { expect, test } from 'vitest';
import { emptyTests } from './expectations.ts';
import { repository, withTree } from './source.ts';

const planted = (text: string): string[] =>
  withTree(
    {
      'packages/sky/src/a.test.ts': text,
      'packages/sky/src/help.ts': 'export const check = (a: number) => expect(a).toBe(1);',
    },
    emptyTests,
  );

test('every test expects something', () => {
  expect(emptyTests(repository)).toEqual([]);
});

test('a test without an expectation is seen', () => {
  for (const text of [
    "test('a', () => { run(); });",
    "it.each([1])('a', async () => { await run(); });",
    "test.skipIf(b)('a', { timeout: 1 }, () => run());",
  ]) {
    expect(planted(text), text).toEqual(['packages/sky/src/a.test.ts:1: the test "a" expects nothing']);
  }
});

test('an expectation in the test or in a helper counts', () => {
  for (const text of [
    "test('a', () => { expect(1).toBe(1); });",
    "const same = (a: number) => expect(a).toBe(1);\nconst all = () => same(1);\ntest('a', () => { all(); });",
    "import { check } from './help.ts';\ntest('a', () => check(1));",
    "test('a', () => fc.assert(fc.property(fc.nat(), (n) => n >= 0)));",
  ]) {
    expect(planted(text), text).toEqual([]);
  }
});
