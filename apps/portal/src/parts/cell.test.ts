import { expect, test } from 'vitest';
import { cellText, setBits, sexagesimal } from './cell.ts';

// Values by astropy 8.0: SkyCoord(153.0133, 41.0361, unit='deg').to_string('hmsdms', sep=':').
test('positions are shown in hours and degrees', () => {
  expect(sexagesimal(153.0133, 'ra')).toBe('10:12:03.19');
  expect(sexagesimal(41.0361, 'dec')).toBe('+41:02:10.0');
  expect(sexagesimal(-0.5, 'dec')).toBe('−00:30:00.0');
  expect(sexagesimal(15 - 1e-9, 'ra')).toBe('01:00:00.00');
});

test('a column says how its values look', () => {
  const column = {
    name: 'z',
    type: 'float32',
    verb: 1,
    search: 'range',
    description: { en: '', zh: '' },
    display: { digits: 3 },
  } as const;
  expect(cellText(0.123_456, column)).toBe('0.123');
  expect(cellText(null, column)).toBe('');
  expect(cellText('9007199254740993', undefined)).toBe('9007199254740993');
  expect(cellText([15.2, null], undefined)).toBe('15.2, –');
});

test('times are shown in UTC, and as days where the column says so', () => {
  const column = {
    name: 'obsdate',
    type: 'timestamp',
    verb: 1,
    search: 'range',
    description: { en: '', zh: '' },
  } as const;
  expect(cellText('2011-10-24T12:30:00.000Z', column)).toBe('2011-10-24T12:30:00');
  expect(cellText('1319474880000000', column)).toBe('2011-10-24T16:48:00');
  expect(cellText('2011-10-24T12:30:00', { ...column, display: { format: 'date' } })).toBe('2011-10-24');
});

test('single precision is shown without the tail of its rounding', () => {
  const column = { name: 'm', type: 'float64', verb: 1, search: 'range', description: { en: '', zh: '' } } as const;
  expect(cellText(6.392_231_890_998_174e-7, column)).toBe('6.392231891e-7');
});

test('bits are counted from 0 and exact beyond 2^53', () => {
  expect(setBits(9)).toEqual([0, 3]);
  expect(setBits('4611686018427387904')).toEqual([62]);
  expect(setBits(0)).toEqual([]);
  expect(setBits('x')).toEqual([]);
});
