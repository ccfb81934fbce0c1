import { expect, test } from 'vitest';
import { tablesInFrom } from './from-tables.ts';

test.each([
  ['SELECT * FROM a.b', [{ parts: ['a', 'b'] }]],
  [
    'SELECT x. FROM a.b AS x, "C d".e y WHERE',
    [
      { parts: ['a', 'b'], alias: 'x' },
      { parts: ['C d', 'e'], alias: 'y' },
    ],
  ],
  [
    'SELECT  FROM a JOIN b USING (id) LEFT JOIN s.c AS k ON k.z > ',
    [{ parts: ['a'] }, { parts: ['b'] }, { parts: ['s', 'c'], alias: 'k' }],
  ],
  ['SELECT q.n FROM (SELECT n FROM inner_table WHERE n > 3, 4) AS q', [{ parts: ['inner_table'] }]],
  ['SELECT a, b WHERE c', []],
  ['SELECT * FROM -- not this\n/* nor this */ t', [{ parts: ['t'] }]],
])('%s', (text, tables) => {
  expect(tablesInFrom(text)).toEqual(tables);
});
