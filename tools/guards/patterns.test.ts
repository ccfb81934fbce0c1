import { expect, test } from 'vitest';
import { patternFaults } from './patterns.ts';
import { repository, withTree } from './source.ts';

// However slow the machine is.
const planted = (text: string, path = 'services/tap/src/a.ts'): string[] =>
  withTree({ [path]: text }, (root) => patternFaults(root, 50_000));

test('no pattern takes time that grows faster than the square of a text', () => {
  expect(patternFaults(repository)).toEqual([]);
}, 300_000);

test('patterns that run on are seen, in code that meets other people’s texts', () => {
  // The first stood in our own reader of positions: a hundred dashes stopped the server.
  expect(planted('export const a = /^(?:[a-z0-9_-]+[ -]+)*[a-z0-9_]*?j\\d$/i;')).toEqual([
    expect.stringMatching(/^services\/tap\/src\/a\.ts:1: exponential time/),
  ]);
  expect(planted('export const a = /^(a|a)*$/;')).toHaveLength(1);
  expect(planted('export const a = /^a*a*a*$/;')).toEqual([expect.stringContaining('time of degree 3')]);
  expect(planted('export const a = /^(a|a)*$/;', 'services/tap/src/a.test.ts')).toEqual([]);
  expect(planted('export const a = /^(a|a)*$/;', 'apps/cli/src/a.ts')).toEqual([]);
});

test('others are not', () => {
  expect(planted('export const a = /^[a-z]+(?:-[a-z]+)*$/; export const b = /^a*a*$/; export const c = /a/;')).toEqual(
    [],
  );
});
