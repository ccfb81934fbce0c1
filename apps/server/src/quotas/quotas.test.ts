import { anonymous, userAsker } from '@lingtai/access';
import type { Quota } from '@lingtai/state';
import { expect, test } from 'vitest';
import { limitsFor } from './quotas.ts';

const quota = (subject: string, limits: Quota['limits']): Quota => ({
  subject: subject as Quota['subject'],
  limits,
  actor: 'chief',
  reason: 'x',
  changed: new Date(0),
});

test('of several groups the most generous counts, limit by limit; a person’s own goes before, be it smaller', () => {
  const quotas = [
    quota('anonymous', { rowsPerResult: 1 }),
    quota('users', { rowsPerResult: 10, tables: 2 }),
    quota('group:a', { rowsPerResult: 100, storageBytes: 5 }),
    quota('group:b', { rowsPerResult: 50, storageBytes: 9 }),
    quota('user:ann', { rowsPerResult: 20 }),
  ];
  expect(limitsFor(anonymous, quotas)).toEqual({ rowsPerResult: 1 });
  expect(limitsFor(userAsker({ name: 'bob' }), quotas)).toEqual({ rowsPerResult: 10, tables: 2 });
  expect(limitsFor(userAsker({ name: 'bob', groups: ['a', 'b'] }), quotas)).toEqual({
    rowsPerResult: 100,
    storageBytes: 9,
    tables: 2,
  });
  expect(limitsFor(userAsker({ name: 'ann', groups: ['a'] }), quotas)).toEqual({
    rowsPerResult: 20,
    storageBytes: 5,
    tables: 2,
  });
});
