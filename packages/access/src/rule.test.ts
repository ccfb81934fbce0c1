import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Asker, anonymous, type UserRights, userAsker } from './asker.ts';
import { dayOf, holdersOf, isPartGranted, nextStep, rowOwners, visible } from './rule.ts';

const groups = ['working-group', 'approved', 'domestic'];
const resources = ['s', 's/r', 's/r/v0', 's/r/v0#t', 's/r/v0#t.c', 's/r/v0#product:p', 's/r/v1', 's/rr', 'ss'];
const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const step = fc.record({ audience: fc.subarray(['public', ...groups], { minLength: 1 }), from: at });
const rule = fc.record({ resource: fc.constantFrom(...resources), steps: fc.array(step, { maxLength: 3 }) });
const rights: fc.Arbitrary<UserRights> = fc.record({
  name: fc.constantFrom('ann', 'bob'),
  groups: fc.subarray(groups),
  grants: fc.subarray(resources),
});
const asker: fc.Arbitrary<Asker> = fc.oneof(fc.constant(anonymous), rights.map(userAsker));

describe('visible', () => {
  test('time only opens', () => {
    fc.assert(
      fc.property(asker, rule, at, at, (who, what, a, b) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        if (visible(who, what, early)) expect(visible(who, what, late)).toBe(true);
      }),
    );
  });
  test('more rights, more steps: never less is seen; operators see all', () => {
    fc.assert(
      fc.property(rights, rights, rule, step, at, (a, b, what, more, now) => {
        const both = userAsker({
          name: a.name,
          groups: [...a.groups!, ...b.groups!],
          grants: [...a.grants!, ...b.grants!],
        });
        if (visible(userAsker(a), what, now)) {
          expect(visible(both, what, now)).toBe(true);
          expect(visible(userAsker(a), { ...what, steps: [...what.steps, more] }, now)).toBe(true);
        }
        expect(visible(userAsker({ ...a, roles: ['operator'] }), what, now)).toBe(true);
      }),
    );
  });
  test('nobody sees what no step that has begun names, unless it was granted', () => {
    fc.assert(
      fc.property(asker, rule, at, (who, what, now) => {
        const open = what.steps.some(
          (s) => s.from <= now && s.audience.some((g) => g === 'public' || who.groups.some((own) => own === g)),
        );
        const granted = resources.some(
          (r) => who.grants.some((g) => g === r) && (what.resource === r || holdersOf(what.resource).includes(r)),
        );
        expect(visible(who, what, now)).toBe(open || granted);
      }),
    );
  });
  test('roles other than the operator open nothing; a broken date opens nothing', () => {
    const what = { resource: 's/r/v0', steps: [{ audience: ['approved'], from: new Date(0) }] };
    for (const roles of [['reviewer'], ['editor'], ['member']] as const)
      expect(visible(userAsker({ name: 'ann', roles }), what, new Date())).toBe(false);
    expect(
      visible(anonymous, { resource: 's', steps: [{ audience: ['public'], from: new Date('never') }] }, new Date()),
    ).toBe(false);
  });
  test('the same key means the same sights', () => {
    fc.assert(
      fc.property(rights, rights, rule, at, (a, b, what, now) => {
        const [x, y] = [userAsker(a), userAsker(b)];
        if (x.key === y.key) expect(visible(x, what, now)).toBe(visible(y, what, now));
        if (x.key === 'public') expect(visible(x, what, now)).toBe(visible(anonymous, what, now));
      }),
    );
  });
});

test('what holds a resource', () => {
  expect(holdersOf('s/r/v0#t.c')).toEqual(['s/r/v0#t.c', 's/r/v0#t', 's/r/v0', 's/r', 's']);
  expect(holdersOf('s/r/v0#product:p')).toEqual(['s/r/v0#product:p', 's/r/v0', 's/r', 's']);
  expect(holdersOf('s')).toEqual(['s']);
  expect(isPartGranted(userAsker({ name: 'ann', grants: ['s/r/v0#t'] }), 's/r/v0')).toBe(true);
  expect(isPartGranted(userAsker({ name: 'ann', grants: ['s/r/v01#t'] }), 's/r/v0')).toBe(false);
});

test('rows: operators and grants on the very table see all, others what is theirs', () => {
  const table = 's/r/v0#t';
  expect(rowOwners(anonymous, table)).toEqual([]);
  expect(rowOwners(userAsker({ name: 'ann', groups: ['x', 'b'] }), table)).toEqual(['ann', 'b', 'x']);
  expect(rowOwners(userAsker({ name: 'ann', grants: ['s/r/v0'] }), table)).toEqual(['ann']);
  expect(rowOwners(userAsker({ name: 'ann', grants: [table] }), table)).toBe('all');
  expect(rowOwners(userAsker({ name: 'ann', roles: ['operator'] }), table)).toBe('all');
});

test('days and the next step', () => {
  const steps = [{ audience: ['public'], from: new Date('2026-03-01T00:00:00Z') }];
  expect(dayOf(new Date('2026-03-01T23:59:59.999Z')).toISOString()).toBe('2026-03-01T00:00:00.000Z');
  expect(nextStep(steps, new Date('2026-02-28T23:59:59.999Z'))).toEqual(steps[0]!.from);
  expect(nextStep(steps, steps[0]!.from)).toBeUndefined();
});
