import { expect, test } from 'vitest';
import type { SignedIn } from './classes.ts';
import { audiencesOf, ownClocks } from './own-days.ts';
import type { ReleaseRules } from './own-rules.ts';

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const rules = (from: readonly string[], part: string): ReleaseRules => ({
  address: 'd/r/v',
  steps: from.map((text, i) => ({ audience: [i === 0 ? 'team' : 'public'], from: day(text) })),
  parts: new Map([['d/r/v#t', { resource: 'd/r/v#t', steps: [{ audience: ['referees'], from: day(part) }] }]]),
});
const who = {
  groups: [{ of: 'team', from: '2026-05-01T00:00:00.000Z', until: '2026-06-01T00:00:00.000Z' }],
  grants: [],
};
const now = day('2026-07-07');

test('before, at and after each time that a rule names', () => {
  const made = ownClocks(
    [rules(['2026-01-01', '2026-03-01'], '2026-02-01')],
    [day('2026-04-01')],
    [who as unknown as SignedIn],
    now,
  );
  expect([made.named, made.leftOut, made.clocks.length]).toEqual([6, 0, 19]);
  const texts = made.clocks.map((at) => at.toISOString());
  expect(texts[0]).toBe(now.toISOString());
  for (const month of ['01', '02', '03', '04', '05', '06']) expect(texts).toContain(`2026-${month}-01T00:00:00.000Z`);
  expect(texts.slice(1, 4)).toEqual([
    '2025-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00.000Z',
    '2026-01-01T12:00:00.000Z',
  ]);
});

test('of too many days some are left out, and that is told; the first and the last stay', () => {
  const embargoes = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2027, 0, 1 + i)));
  const { clocks, named, leftOut } = ownClocks([], embargoes, [], now);
  expect([named, leftOut, clocks.length]).toEqual([40, 24, 49]);
  expect(clocks.map((at) => at.getTime())).toEqual(
    expect.arrayContaining([embargoes[0]!.getTime(), embargoes[39]!.getTime()]),
  );
});

test('groups that rules name, without the public', () => {
  expect(audiencesOf([rules(['2026-01-01', '2026-03-01'], '2026-02-01')])).toEqual(['team', 'referees']);
});
