import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkUnit, conversionFactor } from './index.ts';
import { unitSymbols } from './unit-table.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const table = new URL(
  `${process.env['LINGTAI_SHARED'] ?? '../shared'}/standards/vounits/known-units.csv`,
  `file://${root}`,
);

describe.skipIf(!existsSync(table))('the table of VOUnits (shared/standards)', () => {
  const rows = readFileSync(table, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !/^["#]/.test(line))
    .map((line) => line.split(','))
    .filter((row) => (row[5] ?? '').startsWith('1'));

  test('has the same symbols, prefixes and deprecations', () => {
    expect([...unitSymbols.keys()].sort()).toEqual(rows.map((row) => row[0]).sort());
    for (const [symbol = '', , , , , flags = ''] of rows) {
      const unit = unitSymbols.get(symbol)!;
      expect([symbol, unit.prefixes]).toEqual([
        symbol,
        flags.includes('b') ? 'binary' : flags.includes('s') ? 'si' : 'none',
      ]);
      expect([symbol, unit.deprecated ?? false]).toEqual([symbol, flags.includes('d')]);
    }
  });
});

test.each([
  '',
  '1',
  'm',
  'km/s',
  'W.m**-2.nm**-1',
  '10**-17erg/(s.cm**2.Angstrom)',
  'mag',
  'log(cm/s**2)',
  "'dex'",
  "m'furlong'",
  'deg',
  'mas/yr',
  'Mpc',
  'kibyte'.replace('ki', 'Ki'),
  '%',
  'm**(1/2)',
  'sqrt(m)',
  '1.5e3m',
])('good: %s', (text) => expect(checkUnit(text).filter((d) => d.severity === 'error')).toEqual([]));

test.each([
  ['m/s/s', 'm/(s.s)'],
  ['km s-1', 'km.s**-1'],
  ['km s^-1', 'km.s**-1'],
  ['km/sec', 'km/s'],
  ['degrees', 'deg'],
  ['Angstroms', 'Angstrom'],
  ['Å', 'Angstrom'],
  ['arcsecs', 'arcsec'],
  ['erg/s/cm^2/A', 'erg/(s.cm**2.A)'],
  ['kelvin', 'K'],
  ['dex', "'dex'"],
  ['micron', 'um'],
  ['none', ''],
  ['kmas', 'mas'],
  ['blorp', undefined],
])('bad: %s, nearest %s', (text, near) => {
  const errors = checkUnit(text).filter((d) => d.severity === 'error');
  expect(errors.length).toBeGreaterThan(0);
  expect(errors[0]!.nearest).toBe(near);
});

// Expected factors: astropy 8.0.2, (1 * u.Unit(a)).to(u.Unit(b)).
test.each([
  ['Angstrom', 'nm', 0.1],
  ['km/s', 'm.s**-1', 1000],
  ['deg', 'arcsec', 3600],
  ['mas/yr', 'deg/yr', 2.7777777777777776e-7],
  ['erg/(s.cm**2.Angstrom)', 'W.m**-2.um**-1', 10],
  ['Jy', 'erg/(s.cm**2.Hz)', 1e-23],
  ['pc', 'AU', 206264.80624709636],
  ['pc', 'lyr', 3.261563777167433],
  ['eV', 'erg', 1.602176634e-12],
  ['solMass', 'kg', 1.988409870698051e30],
  ['d', 'h', 24],
  ['%', '', 0.01],
])('%s is %s times %d', (from, to, factor) => {
  expect(conversionFactor(from, to)! / factor).toBeCloseTo(1, 12);
});

test('what does not convert', () => {
  expect(conversionFactor('m', 's')).toBeUndefined();
  expect(conversionFactor('mag', 'Jy')).toBeUndefined();
  expect(conversionFactor('blorp', 'm')).toBeUndefined();
});

test('nothing throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void checkUnit(text)));
  fc.assert(fc.property(fc.stringMatching(/^[a-zA-Z0-9*.()/' +-]{0,20}$/), (text) => void checkUnit(text)));
});
