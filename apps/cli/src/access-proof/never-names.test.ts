import { expect, test } from 'vitest';
import { neverNames } from './never-names.ts';

const free = (): boolean => false;

test.each(['internal', 'v1.1', '20131224', 'Spec-0042', 'V0', 'x'])(
  '%s: others of the same length and kinds of letters',
  (name) => {
    const kinds = (text: string): string => text.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/[1-9]/g, '9');
    const others = neverNames(name, free);
    expect(others.length).toBeGreaterThan(0);
    expect(others).not.toContain(name);
    for (const other of others) expect(kinds(other)).toBe(kinds(name));
  },
);

test('numbers stay numbers, and keep their length', () => {
  expect(neverNames('1001', free)).toEqual(['7001', '4001', '2001']);
});

test('what is there is never among them', () => {
  expect(neverNames('1001', (name) => name === '4001')).toEqual(['7001', '2001']);
});
