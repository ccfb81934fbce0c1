import type { Descriptor, ReleaseEntry } from '@lingtai/descriptor';
import { expect, test } from 'vitest';
import { partRules, releaseSteps } from './descriptor-rules.ts';

const published = new Date('2020-05-05T00:00:00Z');
const entry = (version: string, more: Partial<ReleaseEntry> = {}): ReleaseEntry => ({
  release: 'dr1',
  version,
  observed: { from: '2018-09-01', to: '2019-08-31' },
  ...more,
});
const shown = (descriptor: Partial<Descriptor>, of: ReleaseEntry): string[] =>
  releaseSteps(descriptor as Descriptor, of, published).map(
    ({ audience, from }) => `${from.toISOString().slice(0, 10)} ${audience.join(',')}`,
  );

test('the staged policy: v0 at once for few, v1 after 12 months, everybody after 30', () => {
  const staged = { policy: 'staged' };
  expect(shown(staged, entry('v0.q2'))).toEqual(['2020-05-05 working-group,approved']);
  expect(shown(staged, entry('v1.1'))).toEqual([
    '2020-08-31 working-group,approved,domestic,collaborator',
    '2022-02-28 public',
  ]);
  expect(shown(staged, entry('v2'))).toEqual(['2022-02-28 public']);
});

test('a release that says it itself does not ask the policy; rules of one’s own', () => {
  expect(shown({ policy: 'staged' }, entry('v0', { audience: 'public', from: '2021-01-01' }))).toEqual([
    '2021-01-01 public',
  ]);
  const policy = [{ versions: '^v1$', access: [{ audience: ['a', 'b'], monthsAfterObserving: 6 }] }];
  expect(shown({ policy }, entry('v1'))).toEqual(['2020-02-29 a,b']);
  expect(shown({ policy }, entry('v2'))).toEqual([]);
  expect(shown({}, entry('v1'))).toEqual([]);
});

test('months without a last night are refused', () => {
  const { observed: _, ...without } = entry('v1');
  expect(() => shown({ policy: 'staged' }, without)).toThrow(/observed/);
});

test('parts: only those that say so; without a day they are open at once', () => {
  const descriptor = {
    tables: [
      {
        name: 't',
        access: [{ audience: 'a', from: '2021-01-01' }],
        columns: [{ name: 'c', access: [{ audience: 'b' }] }, { name: 'd' }],
      },
      { name: 'u', columns: [] },
    ],
    products: [{ name: 'p', access: [{ audience: 'public', monthsAfterObserving: 1 }] }],
  } as unknown as Descriptor;
  expect(partRules(descriptor, entry('v1'), 's/dr1/v1')).toEqual([
    { resource: 's/dr1/v1#t', steps: [{ audience: ['a'], from: new Date('2021-01-01T00:00:00Z') }] },
    { resource: 's/dr1/v1#t.c', steps: [{ audience: ['b'], from: new Date(0) }] },
    { resource: 's/dr1/v1#product:p', steps: [{ audience: ['public'], from: new Date('2019-09-30T00:00:00Z') }] },
  ]);
});
