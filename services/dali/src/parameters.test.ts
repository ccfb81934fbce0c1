import { LingtaiError } from '@lingtai/diagnostics';
import { expect, test } from 'vitest';
import { formatOf, resultFormats } from './formats.ts';
import { ParameterReader, parametersOf } from './parameters.ts';

const reader = (query: string) => new ParameterReader(parametersOf(new URLSearchParams(query)));
const complaints = (r: ParameterReader) => r.diagnostics.map((d) => [d.code, d.place?.parameter, d.nearest]);

test('names have no case, values do; empty is absent; the same value twice is once', () => {
  const r = reader('ra=10&Q=aB&EMPTY=&x=1&X=1');
  expect(r.number('RA')).toBe(10);
  expect(r.text('q')).toBe('aB');
  expect(r.text('empty')).toBeUndefined();
  expect(r.integer('x')).toBe(1);
  expect(r.diagnostics).toEqual([]);
});

test.each(['1', '-1.5', '+.5', '5.', '1e3', '1E-3'])('%s is a number', (text) => {
  expect(reader(`n=${encodeURIComponent(text)}`).number('n')).toBe(Number(text));
});

test.each(['', 'x', '1,5', '0x10', 'NaN', 'Infinity', '1 2', '--1', '1e', '１'])('"%s" is none', (text) => {
  const r = reader(`n=${encodeURIComponent(text)}`);
  expect(r.number('n')).toBeUndefined();
  expect(complaints(r)).toEqual(text === '' ? [] : [['DALI-NUMBER', 'n', undefined]]);
});

test('every complaint at once, in both languages', () => {
  const r = reader('RA=400&DEC=x&DEC=y&MAXREC=1.5&TYPO=1&RESPONSEFORMAT=votabel');
  r.required('RA', r.number('RA', { min: 0, max: 360, unit: 'deg' }), '1');
  r.number('DEC');
  r.required('SR', r.number('SR'), '0.1');
  r.integer('MAXREC');
  formatOf(r);
  r.text('TYPE');
  r.refuseUnknown();
  expect(complaints(r)).toEqual([
    ['DALI-NUMBER', 'RA', undefined],
    ['DALI-REPEATED', 'DEC', undefined],
    ['DALI-NUMBER', 'DEC', undefined],
    ['DALI-MISSING', 'SR', undefined],
    ['DALI-INTEGER', 'MAXREC', undefined],
    ['DALI-FORMAT', 'RESPONSEFORMAT', 'votable'],
    ['DALI-UNKNOWN', 'TYPO', 'TYPE'],
  ]);
  for (const { text } of r.diagnostics) expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(() => r.done()).toThrow(LingtaiError);
});

test('RESPONSEFORMAT takes names and media types, escaped or not', () => {
  const of = (query: string) => formatOf(reader(query), 'json').format;
  for (const { format, mime, names } of resultFormats) {
    for (const name of [...names, mime]) {
      expect(of(`RESPONSEFORMAT=${encodeURIComponent(name)}`)).toBe(format);
      expect(of(`RESPONSEFORMAT=${encodeURIComponent(name.toUpperCase())}`)).toBe(format);
    }
  }
  expect(of('RESPONSEFORMAT=application/x-votable+xml')).toBe('votable');
  expect(of('')).toBe('json');
});
