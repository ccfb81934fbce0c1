import type { Relation, Scalar, SortKey } from '@lingtai/query';
import { expect, test } from 'vitest';
import { firstOfParts } from './first-of-parts.ts';

const int64 = { scalar: 'int64' } as const;
const column = (index: number): Scalar => ({ kind: 'column', index, type: int64 });
const storage = { releaseDigest: 'd', releaseAddress: 's/r/v1', table: 't' };
const columns = ['x', 'id'].map((name) => ({ name, type: int64 }));
const open: Relation = { kind: 'scan', storage, columns };
// The rule's column stands before the others, and a projection leaves it out.
const apart: Relation = {
  kind: 'scan',
  storage: { ...storage, part: 'held' },
  columns: [{ name: 'free', type: int64 }, ...columns],
};
const held: Relation = {
  kind: 'project',
  input: { kind: 'filter', input: apart, predicate: compared('lt', 0), rule: true },
  values: [column(1), column(2)],
  names: ['c0', 'c1'],
};
const union: Relation = { kind: 'set', operator: 'union', all: true, left: open, right: held };
const byId: readonly SortKey[] = [{ value: column(1), descending: false }];
const above: Relation = { kind: 'filter', input: union, predicate: compared('gt', 0) };

function compared(name: string, index: number): Scalar {
  const five: Scalar = { kind: 'literal', type: int64, value: 5n };
  return { kind: 'apply', function: name, arguments: [column(index), five], type: { scalar: 'boolean' } };
}

function first(input: Relation, more: object = {}, by = byId): Relation {
  return { kind: 'limit', input: { kind: 'sort', input, by, parts: true }, limit: 10, offset: 2, ...more };
}

const isById = (_: unknown, names: readonly (string | undefined)[]): boolean => names.join() === 'id';

test('the first rows of two parts are sought among the first rows of each, under its conditions', () => {
  const part = (input: Relation): Relation => ({
    kind: 'limit',
    input: {
      kind: 'sort',
      input: { kind: 'filter', input, predicate: compared('gt', 0) },
      by: byId,
      canonical: true,
    },
    limit: 12,
  });
  expect(firstOfParts(first(above), isById)).toEqual(first({ ...union, left: part(open), right: part(held) }));
});

test('the plan stays where a part has another order, where most rows are wanted, and below a sub-query', () => {
  const inOrder = (scan: { storage: { part?: 'held' } }): boolean => scan.storage.part === undefined;
  expect(firstOfParts(first(above), inOrder)).toEqual(first(above));
  const descending = first(above, {}, [{ value: column(1), descending: true }]);
  expect(firstOfParts(descending, isById)).toEqual(descending);
  for (const more of [{ limit: 1_000_000 }, { limit: undefined }])
    expect(firstOfParts(first(above, more), isById)).toEqual(first(above, more));
  const found: Scalar = { kind: 'subquery', test: 'exists', relation: open, type: { scalar: 'boolean' } };
  const mixed = first({ kind: 'filter', input: union, predicate: found });
  expect(firstOfParts(mixed, isById)).toEqual(mixed);
  const plain: Relation = { kind: 'limit', input: { kind: 'sort', input: union, by: byId }, limit: 10 };
  expect(firstOfParts(plain, isById)).toEqual(plain);
});
