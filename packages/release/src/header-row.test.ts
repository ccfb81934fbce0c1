import type { ColumnEntry } from '@lingtai/descriptor';
import { openFitsSync } from '@lingtai/fits';
import { readSpectrum } from '@lingtai/spectrum';
import { describe, expect, it } from 'vitest';
import { isMadeOnAnswer, type ProductFacts, rowOfProduct, typed } from './header-row.ts';
import { spectrumFits } from './testing.ts';

const text = { en: '', zh: '' };
const column = (name: string, type: ColumnEntry['type'], more: Partial<ColumnEntry> = {}): ColumnEntry => ({
  name,
  type,
  verb: 1,
  description: text,
  ...more,
});
const fits = openFitsSync(spectrumFits({ obsid: 77, raDeg: 10.5, decDeg: -3, z: -9999, pixels: 300 }));
const facts: ProductFacts = {
  product: {
    name: 's',
    type: 'spectrum',
    title: text,
    files: [],
    mime: 'application/fits',
    table: 't',
    id: {},
    spectrum: { reader: 'lamost-lrs', resolvingPower: 1800 },
  },
  release: 'dr1',
  version: 'v1',
  file: 'a/b/c.fits',
  sizeBytes: 12345,
  id: '77',
  fits,
  spectrum: readSpectrum(fits, { reader: 'lamost-lrs' }),
};
const cell = (c: ColumnEntry) => rowOfProduct([c], facts)[0];

describe('the row of a product', () => {
  it('takes the first keyword that is there and not null', () => {
    expect(cell(column('x', 'float64', { fromHeader: ['NONE', 'Z', 'RA'] }))).toBe(10.5);
    expect(cell(column('dec', 'float64'))).toBe(-3);
    expect(cell(column('class', 'string', { null: ['STAR'] }))).toBeNull();
  });

  it('makes an array of a list of keywords', () => {
    expect(cell(column('x', 'float64', { fromHeader: ['RA', 'NONE', 'DEC'], arraysize: '*' }))).toEqual([
      10.5,
      null,
      -3,
    ]);
    expect(cell(column('x', 'float64', { fromHeader: ['NONE', 'NEITHER'], arraysize: 2 }))).toBeNull();
  });

  it('knows the facts of the file and the spectrum', () => {
    const values = Object.fromEntries(
      ['@id', '@file', '@fileName', '@release', '@version', '@mime'].map((name) => [
        name,
        cell(column('x', 'string', { fromHeader: name })),
      ]),
    );
    expect(values).toEqual({
      '@id': '77',
      '@file': 'a/b/c.fits',
      '@fileName': 'c.fits',
      '@release': 'dr1',
      '@version': 'v1',
      '@mime': 'application/fits',
    });
    expect(cell(column('x', 'int64', { fromHeader: '@accsize' }))).toBe(12345n);
    expect(cell(column('x', 'int32', { fromHeader: '@length' }))).toBe(300);
    const [start, end] = [
      cell(column('x', 'float64', { fromHeader: '@specstart' })) as number,
      cell(column('x', 'float64', { fromHeader: '@specend' })) as number,
    ];
    expect(start).toBeCloseTo(10 ** 3.5682 * 1e-10, 12);
    expect(end).toBeCloseTo(10 ** (3.5682 + 0.0299) * 1e-10, 12);
    expect(cell(column('x', 'float64', { fromHeader: '@specmid' }))).toBeCloseTo((start + end) / 2, 15);
    expect(cell(column('x', 'float64', { fromHeader: '@specres' }))).toBeCloseTo((start + end) / 2 / 1800, 15);
  });

  it('stores the constant of a column, and nothing that an answer makes', () => {
    expect(cell(column('x', 'int16', { value: 3 }))).toBe(3);
    expect(isMadeOnAnswer(column('x', 'string', { fromHeader: '@accref' }))).toBe(true);
    expect(isMadeOnAnswer(column('x', 'string', { fromHeader: '@id' }))).toBe(false);
  });
});

describe('values as their columns hold them', () => {
  const ok: readonly (readonly [ColumnEntry['type'], string | number | bigint | boolean, unknown])[] = [
    ['int64', '9007199254740993', 9007199254740993n],
    ['int64', 42, 42n],
    ['int32', '55860.0', 55860],
    ['uint8', 255, 255],
    ['float64', ' 1.5e3 ', 1500],
    ['string', 7n, '7'],
    ['boolean', 'T', true],
    ['boolean', 0, false],
    ['timestamp', '2018-01-30T13:30:0.000', BigInt(Date.UTC(2018, 0, 30, 13, 30)) * 1000n],
    ['timestamp', '2013-11-13T01:35:60', BigInt(Date.UTC(2013, 10, 13, 1, 36)) * 1000n],
    ['timestamp', '2013-11-13 01:35:02.1234567Z', BigInt(Date.UTC(2013, 10, 13, 1, 35, 2)) * 1000n + 123456n],
    ['timestamp', '1969-12-31', -86_400_000_000n],
  ];
  it.each(ok)('%s of %s', (type, value, expected) => expect(typed(column('x', type), value, 'f')).toEqual(expected));

  const bad: readonly (readonly [ColumnEntry['type'], string | number | bigint])[] = [
    ['int16', 40000],
    ['uint8', -1],
    ['int32', 1.5],
    ['int64', '12a'],
    ['int64', 2n ** 63n],
    ['float64', 'abc'],
    ['boolean', 'maybe'],
    ['timestamp', '2018-13-30'],
    ['timestamp', '30.1.2018'],
  ];
  it.each(bad)('refuses for %s: %s', (type, value) => {
    expect(() => typed(column('x', type), value, 'f')).toThrow(expect.objectContaining({ class: 'data' }));
  });
});
