import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFitsSync } from './index.ts';
import { compareFile, data, digestsOf, filesOf, root } from './test/compare.ts';

const present = existsSync(data);
const shared = digestsOf('digests.json');
const files = filesOf(data);

describe.skipIf(!present)(`every FITS file of the shared data reads as in astropy ${shared.astropy}`, () => {
  test('each file of the folder has its digests', () => {
    expect(files.length).toBeGreaterThan(600);
    expect(files.toSorted()).toEqual(Object.keys(shared.files).toSorted());
  });

  test.each(files)('%s', (path) => compareFile(data, path, shared.files[path]!));

  test('.Z is refused by name', () => {
    const bytes = readFileSync(join(data, 'ugly/fits/nom-tam-fits/test.fits.Z'));
    expect(() => openFitsSync(bytes, { name: 'test.fits.Z' })).toThrow(/FITS-PACKED .*compress \(\.Z\)/);
  });
});

const made = digestsOf('made.json');

describe(`what astropy ${made.astropy} writes: every TFORM, BITPIX, scaling and null`, () => {
  const folder = join(root, 'fixtures/fits/made');
  test.each(filesOf(folder))('%s', (path) => compareFile(folder, path, made.files[path]!));
});
