import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkUcd, ucdWords } from './index.ts';

test('the list is whole', () => {
  expect(ucdWords.size).toBe(568);
  expect(ucdWords.get('pos.eq.ra')).toEqual({
    word: 'pos.eq.ra',
    flag: 'Q',
    meaning: 'Right ascension in equatorial coordinates',
  });
});

test.each([
  '',
  'pos.eq.ra;meta.main',
  'phot.mag;em.opt.V',
  'stat.error;phot.mag;em.opt.V',
  'ivoa:meta.id;meta.main',
  'phot.color;em.opt.B;em.opt.V',
  'mine:something.new',
])('good: %s', (ucd) => expect(checkUcd(ucd)).toEqual([]));

test.each([
  ['pos.eq.raa', 'UCD-UNKNOWN-WORD', 'pos.eq.ra'],
  ['em.opt.V;phot.mag', 'UCD-NOT-PRIMARY', undefined],
  ['meta.main', 'UCD-NOT-PRIMARY', undefined],
  ['pos.eq.ra;stat.error', 'UCD-NOT-SECONDARY', undefined],
  ['POS_EQ_RA_MAIN', 'UCD-VERSION-1', 'pos.eq.ra;meta.main'],
  ['ID_MAIN', 'UCD-VERSION-1', 'meta.id;meta.main'],
  ['pos.eq.ra; meta.main', 'UCD-SYNTAX', 'meta.main'],
  ['Pos.Eq.RA', 'UCD-CASE', 'pos.eq.ra'],
  ['phot.color.B-V', 'UCD-DEPRECATED', 'phot.color;em.opt.B;em.opt.V'],
])('%s: %s, nearest %s', (ucd, code, near) => {
  const found = checkUcd(ucd);
  expect(found.map((d) => d.code)).toContain(code);
  expect(found.find((d) => d.code === code)!.nearest).toBe(near);
});

test('nothing throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void checkUcd(text)));
});
