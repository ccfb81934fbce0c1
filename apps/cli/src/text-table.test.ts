import { expect, test } from 'vitest';
import { shownWidth, textTable } from './text-table.ts';

const columns = [
  { name: 'name', right: false },
  { name: 'z', right: true },
];

test('columns are as wide as what stands in them, numbers to the right', () => {
  expect(
    textTable(
      columns,
      [
        ['a', '1.5'],
        ['longer', '-0.25'],
      ],
      80,
    ),
  ).toBe('name        z\n──────  ─────\na         1.5\nlonger  -0.25\n');
});

test('Chinese text takes two columns a character', () => {
  expect(shownWidth('恒星 A')).toBe(6);
  expect(textTable(columns, [['恒星', '1']], 80).split('\n')[2]).toBe('恒星  1');
});

test('what does not fit is cut in the widest column and says so', () => {
  const [head, rule, row] = textTable(columns, [['x'.repeat(50), '123456']], 30).split('\n');
  for (const line of [head!, rule!, row!]) expect(shownWidth(line)).toBeLessThanOrEqual(30);
  expect(row).toBe(`${'x'.repeat(21)}…  123456`);
});
