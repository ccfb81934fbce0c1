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
