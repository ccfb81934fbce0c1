import { expect, test } from 'vitest';
import { browserFaults } from './browser.ts';
import { repository, withTree } from './source.ts';

test('packages that run in the browser use nothing of Node', () => {
  expect(browserFaults(repository)).toEqual([]);
});

test('a Node module, a Node name and a way round through a Node file are seen', () => {
  const text =
    "import { readFileSync } from 'node:fs';\nimport './node.ts';\nexport const a = Buffer.from(process.cwd());\nexport const b = { process: 1 }.process;\n";
  expect(
    withTree(
      { 'packages/fits/src/a.ts': text, 'packages/fits/src/a.test.ts': text, 'packages/release/src/a.ts': text },
      browserFaults,
    ),
  ).toEqual([
    'packages/fits/src/a.ts:1: node:fs in a package that runs in the browser',
    'packages/fits/src/a.ts:2: ./node.ts is for Node only',
    'packages/fits/src/a.ts:3: Buffer exists in Node only',
    'packages/fits/src/a.ts:3: process exists in Node only',
  ]);
  expect(withTree({ 'packages/fits/src/node.ts': text }, browserFaults)).toEqual([]);
});
