import type { ColumnEntry } from '@lingtai/descriptor';
import { expect, it } from 'vitest';
import type { ColumnStatistics } from './manifest.ts';
import { joinStatistics } from './tree-statistics.ts';

const joined = (type: ColumnEntry['type'], ...parts: readonly (readonly [rowCount: number, of: ColumnStatistics])[]) =>
  joinStatistics(
    { name: 'x', type } as ColumnEntry,
    parts.map(([rowCount, x]) => ({ rowCount, statistics: { x } })),
    7,
  )[0]![1];

it('joins what parts hold: numbers, integers beyond 2^53, texts by their UTF-8, truth values', () => {
  expect(joined('float64', [3, { min: -2, max: 5, nulls: 1 }], [3, { min: -10, max: 4, nulls: 0 }])).toEqual({
    ...{ min: -10, max: 5, nulls: 1, distinctEstimate: 7 },
  });
  const large = '9007199254740993';
  expect(joined('int64', [1, { min: 9, max: 9 }], [1, { min: large, max: large }])).toMatchObject({
    min: 9,
    max: large,
  });
  // U+FF5E is below U+10000 in UTF-8, above it in UTF-16.
  expect(joined('string', [1, { min: '～', max: '～' }], [1, { min: '𐀀', max: '𐀀' }])).toMatchObject({
    min: '～',
    max: '𐀀',
  });
  expect(joined('boolean', [1, { min: true, max: true }], [1, { min: false, max: false }])).toMatchObject({
    ...{ min: false, max: true },
  });
});

it('knows no extreme where one part has none, but for a part without values', () => {
  expect(joined('float64', [3, { min: 1, max: 2, nulls: 0 }], [2, { nulls: 0 }])).toEqual({
    nulls: 0,
    distinctEstimate: 7,
  });
  expect(joined('float64', [3, { min: 1, max: 2, nulls: 0 }], [2, { nulls: 2 }])).toMatchObject({
    min: 1,
    max: 2,
    nulls: 2,
  });
});
