import type { ColumnEntry, TableEntry } from '@lingtai/descriptor';
import { LingtaiError } from '@lingtai/diagnostics';
import { parametersOf } from '@lingtai/service-dali';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchRequestOf, searchTree } from './search.ts';

const text = { en: 'x', zh: 'x' };
const column = (name: string, type: ColumnEntry['type'], more: Partial<ColumnEntry> = {}): ColumnEntry => ({
  name,
  type,
  verb: 1,
  description: text,
  ...more,
});
const table: TableEntry = {
  name: 'lrs',
  title: text,
  source: { kind: 'csv', files: ['x.csv'] },
  key: 'obsid',
  position: { ra: 'ra', dec: 'dec', frame: 'ICRS' },
  columns: [
    column('obsid', 'int64'),
    column('ra', 'float64'),
    column('dec', 'float64'),
    column('teff', 'float32'),
    column('class', 'string'),
    column('objtype', 'string', { verb: 25, values: [{ value: 'star' }, { value: 'gal' }] }),
    column('mask', 'int16'),
    column('good', 'boolean'),
    column('obsdate', 'timestamp', { verb: 11 }),
    column('mags', 'float32', { arraysize: '*', verb: 25 }),
  ],
};

const request = (query: string) => searchRequestOf(table, parametersOf(new URLSearchParams(query)));
const where = (query: string) => request(query).where;
const teff = { kind: 'column', name: { parts: [{ text: 'teff', delimited: true }] } };

function problems(query: string): (string | undefined)[][] {
  try {
    request(query);
    return [];
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    return error.diagnostics.map((d) => [d.code, d.place?.parameter, d.nearest].filter((v) => v !== undefined));
  }
}

test('values, ranges, lists', () => {
  expect(where('teff=5777')).toEqual({
    kind: 'comparison',
    operator: '=',
    left: teff,
    right: { kind: 'number', text: '5777' },
  });
  expect(where('teff=..6000')).toEqual({
    kind: 'comparison',
    operator: '<=',
    left: teff,
    right: { kind: 'number', text: '6000' },
  });
  expect(where('teff=5000..6000')).toMatchObject({
    kind: 'logical',
    operator: 'AND',
    operands: [{ operator: '>=' }, { operator: '<=' }],
  });
  expect(where('teff=-1e3..-.5')).toMatchObject({
    operands: [{ right: { text: '-1e3' } }, { right: { text: '-.5' } }],
  });
  expect(where('teff=1,2')).toMatchObject({ kind: 'in', list: [{ text: '1' }, { text: '2' }] });
  expect(where('obsid=9007199254740993')).toMatchObject({ right: { kind: 'number', text: '9007199254740993' } });
  expect(where('teff=null')).toMatchObject({ kind: 'is-null' });
  expect(where('teff=!null')).toMatchObject({ kind: 'is-null', negated: true });
  expect(where('good=true')).toMatchObject({ right: { kind: 'boolean', value: true } });
  expect(where('teff=1&teff=2')).toMatchObject({ kind: 'logical', operator: 'AND' });
  expect(where('teff=')).toBeUndefined();
});

test('texts and patterns: % and _ mean themselves', () => {
  expect(where('class=STAR,GALAXY')).toMatchObject({ kind: 'in', list: [{ value: 'STAR' }, { value: 'GALAXY' }] });
  expect(where('class=G*')).toMatchObject({
    kind: 'like',
    pattern: { value: 'G%' },
    escape: '\\',
    caseInsensitive: true,
  });
  expect(where('class=50%_\\*?')).toMatchObject({ pattern: { value: '50\\%\\_\\\\%_' } });
});

test('bits', () => {
  expect(where('mask=bit:3')).toMatchObject({
    operator: '=',
    left: { operator: '&', right: { text: '8' } },
    right: { text: '8' },
  });
  expect(where('mask=!bit:0')).toMatchObject({
    operator: '=',
    left: { operator: '&', right: { text: '1' } },
    right: { text: '0' },
  });
  expect(where('obsid=bit:62')).toMatchObject({ right: { text: '4611686018427387904' } });
  expect(problems('mask=bit:15')).toEqual([['FORM-BIT', 'mask']]);
  expect(problems('obsid=bit:63&teff=bit:1')).toEqual([
    ['FORM-BIT', 'obsid'],
    ['FORM-BIT', 'teff'],
  ]);
});

test('all that is wrong is told at once', () => {
  expect(
    problems(
      'teff=hot&obsid=1.5&good=maybe&obsdate=2016-02-30&mags=1&COLUMNS=clas&ORDER=-tef&MAXREC=-1&OFFSET=x&RESPONSEFORMAT=jsn&RADIUS=3&tefff=1',
    ),
  ).toEqual([
    ['FORM-RADIUS', 'RADIUS'],
    ['FORM-VALUE', 'obsid'],
    ['FORM-VALUE', 'teff'],
    ['FORM-VALUE', 'good'],
    ['FORM-VALUE', 'obsdate'],
    ['FORM-ARRAY', 'mags'],
    ['FORM-COLUMN', 'COLUMNS', 'class'],
    ['FORM-COLUMN', 'ORDER', 'teff'],
    ['DALI-NUMBER', 'MAXREC'],
    ['DALI-NUMBER', 'OFFSET'],
    ['DALI-FORMAT', 'RESPONSEFORMAT', 'json'],
    ['DALI-UNKNOWN', 'TEFFF', 'teff'],
  ]);
});

test('a cone comes ordered by distance; an asked order wins', () => {
  expect(request('POS=10:00:00 +20:00:00').cone).toEqual({ raDeg: 150, decDeg: 20, radiusDeg: 10 / 3600 });
  expect(request('POS=150 20&RADIUS=36').cone!.radiusDeg).toBeCloseTo(0.01, 12);
  expect(request('POS=150 20').orderBy).toMatchObject([{ value: { kind: 'call', name: 'DISTANCE' } }]);
  expect(request('POS=150 20&ORDER=-teff,obsid').orderBy).toMatchObject([{ value: teff, descending: true }, {}]);
});

test('columns: by default, by name in any case and once each, all', () => {
  expect(request('').columns).toEqual(['obsid', 'ra', 'dec', 'teff', 'class', 'mask', 'good']);
  expect(request('COLUMNS=TEFF,ra,teff').columns).toEqual(['teff', 'ra']);
  expect(request('COLUMNS=all').columns).toHaveLength(10);
  expect(searchTree(['s', 'lrs'], request('COLUMNS=ra&OFFSET=20'))).toEqual({
    kind: 'select',
    items: [{ kind: 'value', value: { kind: 'column', name: { parts: [{ text: 'ra', delimited: true }] } } }],
    from: {
      kind: 'table',
      name: {
        parts: [
          { text: 's', delimited: true },
          { text: 'lrs', delimited: true },
        ],
      },
    },
    offset: 20,
  });
});

test('whatever is typed gives a request or an error of class usage', () => {
  const names = [
    ...table.columns.map((c) => c.name),
    'POS',
    'RADIUS',
    'COLUMNS',
    'ORDER',
    'MAXREC',
    'OFFSET',
    'RESPONSEFORMAT',
    'other',
  ];
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[-+.0-9eE:, *?!nulbit]{0,12}$/));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 }), (pairs) => {
      try {
        request(new URLSearchParams(pairs).toString());
      } catch (error) {
        expect(error).toBeInstanceOf(LingtaiError);
        expect((error as LingtaiError).class).toBe('usage');
      }
    }),
    { numRuns: 2000 },
  );
});

test('values of an enumeration ignore case, other texts do not; null in a list means missing', () => {
  const objtype = { kind: 'column', name: { parts: [{ text: 'objtype', delimited: true }] } };
  const upper = { kind: 'call', name: 'UPPER', arguments: [objtype] };
  expect(where('objtype=Star')).toMatchObject({ left: upper, right: { value: 'STAR' } });
  expect(where('class=Star')).toMatchObject({ left: { kind: 'column' }, right: { value: 'Star' } });
  expect(where('objtype=star,gal,null')).toMatchObject({
    kind: 'logical',
    operator: 'OR',
    operands: [
      { kind: 'is-null', value: objtype },
      { kind: 'in', value: upper, list: [{ value: 'STAR' }, { value: 'GAL' }] },
    ],
  });
});
