import { LingtaiError } from '@lingtai/diagnostics';
import { binTableHdu, imageHdu, openFitsSync, primaryHdu, writeFits } from '@lingtai/fits';
import { describe, expect, test } from 'vitest';
import { readHeaders, readSpectrum, type SpectrumReaderEntry } from './index.ts';

const n = 20;
const lrsCards = [
  { keyword: 'OBSID', value: 101001 },
  { keyword: 'COEFF0', value: 3.5682 },
  { keyword: 'COEFF1', value: 0.0001 },
  { keyword: 'FIBERID', value: '7       ' },
  { keyword: 'Z', value: -9999 },
  { keyword: 'MAG1', value: 99 },
  { keyword: 'SNRG', value: 12.5 },
  { keyword: 'T_INFO', value: '' },
];
const grid = Array.from({ length: n }, (_, i) => 10 ** (3.5682 + 0.0001 * i));
const ones = new Float32Array(n).fill(1);

function vectors(columns: Record<string, Float32Array | Float64Array | number[]>, cards = lrsCards): Uint8Array {
  const table = binTableHdu({
    name: 'COADD',
    columns: Object.entries(columns).map(([name, values]) => ({
      name,
      format: `${values.length}D`,
      values: Float64Array.from(values),
    })),
  });
  return writeFits([primaryHdu({ cards }), table]);
}

function errorOf(work: () => unknown): LingtaiError {
  try {
    work();
  } catch (error) {
    if (error instanceof LingtaiError) return error;
    throw error;
  }
  throw new Error('no error');
}

const lrs: SpectrumReaderEntry = {
  reader: 'lamost-lrs',
  metadata: {
    obsid: 'OBSID',
    fiberid: 'FIBERID',
    z: 'Z',
    mag1: 'MAG1',
    snrg: ['SN_G', 'SNRG'],
    tinfo: 'T_INFO',
    none: 'NOTHERE',
  },
};

test('metadata come by the descriptor names, sentinels and blanks are nulls, text numbers are numbers', () => {
  const spectrum = readSpectrum(vectors({ FLUX: ones, IVAR: ones, WAVELENGTH: grid }), lrs);
  expect(Object.fromEntries(spectrum.metadata)).toEqual({
    obsid: 101001,
    fiberid: 7,
    z: null,
    mag1: null,
    snrg: 12.5,
    tinfo: null,
    none: null,
  });
  expect(spectrum.layout).toBe('lamost-lrs/vectors');
  expect(spectrum.notes).toEqual([]);
});

test('headers: keywords without the structure, HDU-qualified names', () => {
  const table = binTableHdu({
    name: 'COADD_B',
    columns: [{ name: 'FLUX', format: '2E', values: ones.slice(0, 2) }],
    cards: [{ keyword: 'SNR', value: 42 }],
  });
  const headers = readHeaders(openFitsSync(writeFits([primaryHdu({ cards: lrsCards }), table])), 'lamost-mrs');
  expect(headers.get('COADD_B.SNR')).toBe(42);
  expect(headers.get(['COADD_R.SNR', 'OBSID'])).toBe(101001);
  expect(headers.keywords()).toEqual(expect.arrayContaining(['OBSID', 'SNR']));
  expect(headers.keywords()).not.toEqual(expect.arrayContaining(['BITPIX']));
});

test('stored wavelengths on another grid than the formula are used, with a warning', () => {
  const other = grid.map((w) => w + 0.03);
  const spectrum = readSpectrum(vectors({ FLUX: ones, IVAR: ones, WAVELENGTH: other }), lrs);
  expect([...spectrum.segments[0]!.wavelength]).toEqual(other);
  expect(spectrum.notes.map((d) => [d.code, d.severity])).toEqual([['SPEC-WAVE-STORED', 'warning']]);
});

test('an inverse variance that is NaN or negative is 0', () => {
  const ivar = Float32Array.from(ones);
  ivar[3] = Number.NaN;
  ivar[4] = -1;
  const spectrum = readSpectrum(vectors({ FLUX: ones, IVAR: ivar, WAVELENGTH: grid }), lrs);
  expect([...spectrum.segments[0]!.ivar!.slice(2, 6)]).toEqual([1, 0, 0, 1]);
});

test('a DR1 image: wavelengths from the formula, the continuum from the third row', () => {
  const values = new Float32Array(5 * n);
  values
    .fill(10, 0, n)
    .fill(4, n, 2 * n)
    .fill(0.5, 2 * n, 3 * n);
  const cards = [{ keyword: 'EXTEN0', value: 'Flux Inverse Subcontinuum Andmask Ormask' }, ...lrsCards.slice(1)];
  const spectrum = readSpectrum(writeFits([primaryHdu({ cards, image: { shape: [n, 5], values } })]), lrs);
  expect(spectrum.layout).toBe('lamost-lrs/dr1-image');
  expect([...spectrum.segments[0]!.wavelength]).toEqual(grid);
  expect(spectrum.segments[0]!.continuum![0]).toBe(20);
  expect(spectrum.notes.map((d) => d.code)).toEqual(['SPEC-WAVE-FORMULA', 'SPEC-ID-MISSING']);
});

describe('what is wrong is named with its place', () => {
  const noGrid = lrsCards.filter((card) => !card.keyword.startsWith('COEFF'));
  const cases: [string, string, () => unknown, Record<string, unknown>][] = [
    [
      'no such layout',
      'SPEC-LAYOUT',
      () => readSpectrum(writeFits([primaryHdu()]), lrs, { file: 'a.fits' }),
      { file: 'a.fits' },
    ],
    [
      'missing column',
      'SPEC-COLUMN',
      () => readSpectrum(vectors({ FLUX: ones, WAVELENGTH: grid }), lrs, { file: 'a.fits' }),
      { file: 'a.fits', hdu: 1, parameter: 'IVAR' },
    ],
    [
      'lengths differ',
      'SPEC-LENGTH',
      () => readSpectrum(vectors({ FLUX: ones.slice(1), IVAR: ones, WAVELENGTH: grid }), lrs),
      { hdu: 1, parameter: 'flux' },
    ],
    [
      'NaN wavelength',
      'SPEC-WAVE-NAN',
      () =>
        readSpectrum(
          vectors({ FLUX: ones, IVAR: ones, WAVELENGTH: grid.map((w, i) => (i === 3 ? Number.NaN : w)) }, noGrid),
          lrs,
        ),
      { hdu: 1, parameter: 'WAVELENGTH' },
    ],
    [
      'not increasing',
      'SPEC-WAVE-ORDER',
      () =>
        readSpectrum(
          vectors({ FLUX: ones, IVAR: ones, WAVELENGTH: grid.map((w, i) => (i === 3 ? grid[2]! : w)) }, noGrid),
          lrs,
        ),
      { hdu: 1 },
    ],
    [
      'an MRS file for LRS',
      'SPEC-LAYOUT',
      () => readSpectrum(vectors({ FLUX: ones, IVAR: ones, LOGLAM: grid.map(Math.log10) }), lrs),
      {},
    ],
    [
      'an LRS file for MRS',
      'SPEC-LAYOUT',
      () => readSpectrum(vectors({ FLUX: ones, IVAR: ones, WAVELENGTH: grid }), { reader: 'lamost-mrs' }),
      {},
    ],
    [
      'an LRS file for SDSS',
      'SPEC-LAYOUT',
      () => readSpectrum(vectors({ FLUX: ones, IVAR: ones, WAVELENGTH: grid }), { reader: 'sdss' }),
      {},
    ],
    [
      'generic without its entry',
      'SPEC-CONFIG',
      () => readSpectrum(vectors({ FLUX: ones }), { reader: 'generic' }),
      {},
    ],
  ];
  test.each(cases)('%s', (_, code, work, place) => {
    const [diagnostic] = errorOf(work).diagnostics;
    expect(diagnostic!.code).toBe(code);
    expect(diagnostic!.place ?? {}).toMatchObject(place);
    expect(diagnostic!.text.zh).toMatch(/[一-鿿]/);
  });

  test('the wrong layout says what was found', () => {
    const error = errorOf(() =>
      readSpectrum(vectors({ FLUX: ones, IVAR: ones, WAVELENGTH: grid }), { reader: 'lamost-mrs' }),
    );
    expect(error.message).toContain('HDU 1 table COADD (FLUX, IVAR, WAVELENGTH), 1 rows');
  });

  test('a misspelt column of a generic reader has its nearest name', () => {
    const generic = {
      hdu: 1,
      wavelength: { column: 'WAVELENGHT', unit: 'Angstrom', medium: 'vacuum' as const },
      flux: { column: 'FLUX', unit: '' },
    };
    const error = errorOf(() =>
      readSpectrum(vectors({ FLUX: ones, WAVELENGTH: grid }), { reader: 'generic', generic }),
    );
    expect(error.diagnostics[0]!.nearest).toBe('WAVELENGTH');
  });
});

describe('the generic reader', () => {
  const cards = [
    { keyword: 'CRVAL1', value: 400 },
    { keyword: 'CDELT1', value: 0.5 },
    { keyword: 'CRPIX1', value: 3 },
    { keyword: 'CUNIT1', value: 'nm' },
  ];
  const values = Float32Array.from({ length: 3 * n }, (_, i) => (i < n ? 7 : i < 2 * n ? 2 : 0));
  const image = writeFits([primaryHdu(), imageHdu({ name: 'SPEC', cards, image: { shape: [n, 3], values } })]);
  const entry = (unit: string): SpectrumReaderEntry => ({
    reader: 'generic',
    generic: {
      hdu: 'SPEC',
      wavelength: { wcs: 'linear', unit, medium: 'air' },
      flux: { row: 0, unit: 'Jy' },
      error: { row: 1, kind: 'sigma' },
      masks: [{ name: 'bad', row: 2 }],
    },
  });

  test('an image with a linear axis, sigmas and a mask', () => {
    const [segment] = readSpectrum(image, entry('nm')).segments;
    expect(segment).toMatchObject({
      wavelengthUnit: 'nm',
      medium: 'air',
      fluxUnit: 'Jy',
      role: 'single',
      name: 'SPEC',
    });
    expect([...segment!.wavelength.slice(0, 3)]).toEqual([399, 399.5, 400]);
    expect(segment!.ivar![0]).toBe(0.25);
    expect(segment!.masks.map((mask) => mask.name)).toEqual(['bad']);
  });

  test('another unit in the file is a warning, an unknown one an error', () => {
    expect(readSpectrum(image, entry('um')).notes.map((d) => d.code)).toEqual(['SPEC-UNIT']);
    expect(errorOf(() => readSpectrum(image, entry('furlong'))).diagnostics[0]!.code).toBe('SPEC-CONFIG');
  });

  test('a table of log wavelengths, one row a pixel, falling, is turned round', () => {
    const table = binTableHdu({
      name: 'T',
      columns: [
        { name: 'L', format: 'D', values: Float64Array.of(3.7, 3.6, 3.5) },
        { name: 'F', format: 'E', values: Float32Array.of(3, 2, 1) },
      ],
    });
    const spectrum = readSpectrum(writeFits([primaryHdu(), table]), {
      reader: 'generic',
      generic: {
        hdu: 1,
        wavelength: { column: 'l', wcs: 'loglam', unit: 'Angstrom', medium: 'vacuum' },
        flux: { column: 'f', unit: '' },
      },
    });
    expect([...spectrum.segments[0]!.flux]).toEqual([1, 2, 3]);
    expect(spectrum.segments[0]!.wavelength[2]).toBe(10 ** 3.7);
    expect(spectrum.notes.map((d) => d.code)).toEqual(['SPEC-REVERSED']);
  });
});
