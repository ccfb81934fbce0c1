import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  columnField,
  compareReleases,
  compareVersions,
  descriptorDigest,
  ivoidOf,
  obsCreatorDid,
  obsPublisherDid,
  parsePublisherDid,
  productIdFromPath,
} from './index.ts';

test('versions are ordered as the survey orders them', () => {
  const ordered = ['v0', 'v0.q1', 'v0.q2', 'v0.q10', 'v0.1', 'v1', 'v1.1', 'v1.2', 'v1.10', 'v2'];
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
  expect(compareVersions('V1.1', 'v1.1')).toBe(0);
});

test('releases are ordered by number, the pilot first', () => {
  const ordered = ['pdr', 'dr1', 'dr2', 'dr9', 'dr10', 'dr10a'];
  expect(ordered.toReversed().toSorted(compareReleases)).toEqual(ordered);
});

test('comparisons are orders', () => {
  const version = fc.stringMatching(/^[vV]\d{1,2}(\.[qQ]?\d{1,2}){0,2}$/);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

test('publisher DIDs go there and back for any id', () => {
  expect(obsPublisherDid('example.org', 'lamost', 'dr8', 'v1.1', '101005')).toBe(
    'ivo://example.org/lamost?dr8/v1.1/101005',
  );
  expect(obsCreatorDid('example.org', 'lamost', '101005')).toBe('ivo://example.org/lamost?101005');
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((s) => s.isWellFormed()),
      (id) => {
        const did = obsPublisherDid('a.b', 'd', 'dr1', 'v1', id);
        expect(did).toMatch(/^[!-~]+$/);
        expect(parsePublisherDid(did)).toEqual({ authority: 'a.b', dataset: 'd', release: 'dr1', version: 'v1', id });
      },
    ),
  );
  expect(parsePublisherDid('ivo://a/b')).toBeUndefined();
  expect(ivoidOf({ id: 'x' }, 'a.b')).toBe('ivo://a.b/x');
  expect(ivoidOf({ id: 'x', ivoid: 'ivo://c/y' }, 'a.b')).toBe('ivo://c/y');
});

test('ids from file names and paths', () => {
  const fileName = String.raw`^spec-(\d+-.+_sp\d+-\d+)\.fits(?:\.gz)?$`;
  expect(productIdFromPath({ fileName }, 'a/spec-55862-B6212_sp06-003.fits')).toBe('55862-B6212_sp06-003');
  const path = String.raw`^lrs/(dr\d+)_[^/]*/spec-(.+)\.fits\.gz$`;
  expect(productIdFromPath({ path }, 'lrs/dr9_bintable/spec-1-X_sp01-001.fits.gz')).toBe('dr9-1-X_sp01-001');
  expect(productIdFromPath({ fileName }, 'other.fits')).toBeUndefined();
});

test('the digest is SHA-256 of the bytes', async () => {
  // FIPS 180-2, B.1
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await descriptorDigest('abc')).toBe(expected);
  expect(await descriptorDigest(new Uint8Array([97, 98, 99]))).toBe(expected);
});

test('a column as a field', () => {
  const description = { en: 'Redshift', zh: '红移' };
  const field = columnField(
    { name: 'z', type: 'float64', verb: 1, description, null: [-9999], display: { digits: 6 } },
    'zh',
  );
  expect(field).toEqual({ name: 'z', scalar: 'float64', description: '红移', displayDigits: 6, nullSentinel: -9999 });
});
