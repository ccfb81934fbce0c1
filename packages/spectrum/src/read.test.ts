import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzip } from '@lingtai/fits/node';
import { describe, expect, test } from 'vitest';
import { readSpectrum, type SpectrumReaderEntry } from './index.ts';

const root = resolve(import.meta.dirname, '../../..');
const data = resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared', 'data');

interface Expected {
  readonly file: string;
  readonly reader: 'lamost-lrs' | 'lamost-mrs' | 'sdss' | 'ondrejov' | 'manga';
  readonly segments: readonly {
    readonly name: string;
    readonly pixels: number;
    readonly first: number;
    readonly last: number;
    readonly sum: number;
    readonly flux: string;
    readonly ivar?: string;
    readonly masks: readonly string[];
  }[];
}

const { files } = JSON.parse(readFileSync(join(root, 'fixtures/spectrum/expectations.json'), 'utf8')) as {
  files: Expected[];
};

const ondrejov: SpectrumReaderEntry = {
  reader: 'generic',
  generic: {
    hdu: 1,
    wavelength: { column: 'spectral', unit: 'Angstrom', medium: 'air' },
    flux: { column: 'flux', unit: '' },
  },
};
const manga: SpectrumReaderEntry = {
  reader: 'generic',
  generic: {
    hdu: 'F_OBS',
    wavelength: { wcs: 'linear', unit: 'm', medium: 'vacuum' },
    flux: { unit: '10**-17 erg.s**-1.cm**-2.Angstrom**-1' },
  },
};

function entryOf(reader: Expected['reader']): SpectrumReaderEntry {
  if (reader === 'ondrejov') return ondrejov;
  return reader === 'manga' ? manga : { reader };
}

function digest(values: Float64Array | Int32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
    .slice(0, 16);
}

function told(file: string, entry: SpectrumReaderEntry) {
  const spectrum = readSpectrum(readFileSync(join(data, file)), entry, { file, gunzip });
  return spectrum.segments.map((segment) => ({
    name: segment.name,
    pixels: segment.wavelength.length,
    flux: digest(Float64Array.from(segment.flux)),
    ...(segment.ivar ? { ivar: digest(Float64Array.from(segment.ivar)) } : {}),
    masks: segment.masks.map((mask) => digest(Int32Array.from(mask.values))),
    wavelength: segment.wavelength,
  }));
}

describe.skipIf(!existsSync(join(data, 'lamost')))(
  'every real spectrum is what astropy reads (needs the shared data folder)',
  () => {
    for (const reader of ['lamost-lrs', 'lamost-mrs', 'sdss', 'ondrejov', 'manga'] as const) {
      test(reader, () => {
        const wanted = files.filter((file) => file.reader === reader);
        expect(wanted.length).toBeGreaterThan(0);
        for (const { file, segments } of wanted) {
          const found = told(file, entryOf(reader));
          expect(
            found.map(({ wavelength: _, ...rest }) => rest),
            file,
          ).toEqual(segments.map(({ first: _first, last: _last, sum: _sum, ...rest }) => rest));
          found.forEach(({ wavelength }, i) => {
            const { first, last, sum } = segments[i]!;
            expect(Math.abs(wavelength[0]! / first - 1), file).toBeLessThan(1e-14);
            expect(Math.abs(wavelength.at(-1)! / last - 1), file).toBeLessThan(1e-14);
            const own = wavelength.reduce((total, value, k) => total + (k + 1) * value, 0);
            expect(Math.abs(own / sum - 1), file).toBeLessThan(1e-12);
          });
        }
      });
    }
  },
);

describe.skipIf(!existsSync(join(data, 'lamost')))('quirks of the real files (needs the shared data folder)', () => {
  const read = (file: string, entry: SpectrumReaderEntry) =>
    readSpectrum(readFileSync(join(data, file)), entry, { file, gunzip });
  const dr2 = 'lamost/lrs/dr2_v2.7.5_image_f8/spec-55919-B5591903_sp01-001.fits';
  const mrsDr9 = 'lamost/mrs/dr9_bintable/med-58149-HIP265740401_sp09-191.fits';

  const quirks: [string, 'lamost-lrs' | 'lamost-mrs', string[]][] = [
    [
      'lamost/lrs/dr1_v2.6.4_image_f4/spec-55862-B6212_sp06-007.fits',
      'lamost-lrs',
      ['SPEC-WAVE-FORMULA', 'SPEC-ID-MISSING', 'SPEC-MJD'],
    ],
    [dr2, 'lamost-lrs', ['SPEC-ID-MISSING', 'SPEC-MJD']],
    ['lamost/lrs/dr8_image_f4/spec-56944-EG025338N015809M01_sp06-214.fits.gz', 'lamost-lrs', ['SPEC-WAVE-STORED']],
    ['lamost/lrs/dr9_bintable/spec-55859-F5902_sp01-001.fits.gz', 'lamost-lrs', []],
    [mrsDr9, 'lamost-mrs', []],
    [
      'lamost/mrs/dr7_loglam_rows/med-58270-HIP95119KP01_sp12-076.fits.gz',
      'lamost-mrs',
      Array.from({ length: 4 }, () => 'SPEC-REVERSED'),
    ],
  ];
  test.each(quirks)('what is odd is noted: %s', (file, reader, codes) => {
    expect(read(file, { reader }).notes.map((d) => d.code)).toEqual(codes);
  });

  test('a negative id is kept and told', () => {
    const [file] = files.filter((one) => one.file.includes('/dr3_'));
    const spectrum = read(file!.file, { reader: 'lamost-lrs', metadata: { obsid: 'OBSID' } });
    expect(spectrum.metadata.get('obsid')).toBe(-28762);
    expect(spectrum.notes.map((d) => d.code)).toEqual(['SPEC-ID-NEGATIVE']);
  });

  test('sentinels and text numbers of a DR2 header', () => {
    const metadata = { z: 'Z', fiberid: 'FIBERID', mag1: 'MAG1', mag2: 'MAG2', snrg: ['SNRG', 'SN_G'], class: 'CLASS' };
    const spectrum = read(dr2, { reader: 'lamost-lrs', metadata });
    expect(Object.fromEntries(spectrum.metadata)).toEqual({
      z: null,
      fiberid: 1,
      mag1: 11.34,
      mag2: null,
      snrg: 1.47,
      class: 'Unknown',
    });
  });

  test('times of medium-resolution exposures are UTC', () => {
    const { segments } = read(mrsDr9, { reader: 'lamost-mrs' });
    expect(segments.map((s) => s.role)).toEqual(['coadd', 'coadd', ...Array.from({ length: 6 }, () => 'exposure')]);
    expect(segments[2]).toMatchObject({
      name: 'B-83734392',
      arm: 'b',
      dateObs: '2018-01-30T13:12:52.000Z',
      exposureSeconds: 600,
      snr: 66.12,
    });
    expect(segments[0]!.continuum).toBeUndefined();
  });

  test('the class of an SDSS spectrum comes from its object table', () => {
    const entry: SpectrumReaderEntry = { reader: 'sdss', metadata: { class: 'CLASS', z: 'Z' } };
    const { metadata } = read('spectra_other/sdss/spec-0266-51602-0013.fits', entry);
    expect(['STAR', 'GALAXY', 'QSO']).toContain(metadata.get('class'));
    expect(typeof metadata.get('z')).toBe('number');
  });
});
