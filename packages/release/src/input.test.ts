import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf, type InputFile, inputFiles } from './input.ts';

const names = [
  'a.csv',
  'lrs/dr1/x.fits',
  'lrs/dr1/deep/y.fits.gz',
  'lrs/z.fits',
  'lrs/a+b (1).fits',
  'notes,old.txt',
  '光谱/星.fits',
  '.hidden/x.fits',
];
let root = '';
let files: readonly InputFile[] = [];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lingtai-input-'));
  for (const name of names) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), name);
  }
  await symlink(join(root, 'a.csv'), join(root, 'linked.csv'));
  await symlink(join(root, 'nowhere'), join(root, 'broken.csv'));
  files = await inputFiles(root);
});
afterAll(() => rm(root, { recursive: true }));

it('lists files with links, broken ones without a size, and no hidden ones', () => {
  expect(files.map((f) => f.name).sort()).toEqual([...names.slice(0, 7), 'broken.csv', 'linked.csv'].sort());
  expect(files.filter((f) => f.sizeBytes < 0).map((f) => f.name)).toEqual(['broken.csv']);
});

it.each([
  ['*.csv', ['a.csv', 'broken.csv', 'linked.csv']],
  ['lrs/*.fits', ['lrs/a+b (1).fits', 'lrs/z.fits']],
  ['lrs/**/*.fits', ['lrs/a+b (1).fits', 'lrs/dr1/x.fits', 'lrs/z.fits']],
  ['lrs/**/*.{fits,fits.gz}', ['lrs/a+b (1).fits', 'lrs/dr1/deep/y.fits.gz', 'lrs/dr1/x.fits', 'lrs/z.fits']],
  [
    '**',
    [
      'a.csv',
      'broken.csv',
      'linked.csv',
      'lrs/a+b (1).fits',
      'lrs/dr1/deep/y.fits.gz',
      'lrs/dr1/x.fits',
      'lrs/z.fits',
      'notes,old.txt',
      '光谱/星.fits',
    ],
  ],
  ['lrs/a+b (1).fits', ['lrs/a+b (1).fits']],
  ['notes,old.txt', ['notes,old.txt']],
  ['?.csv', ['a.csv']],
  ['[!b]*.csv', ['a.csv', 'linked.csv']],
  ['./a.csv', ['a.csv']],
  ['光谱/?.fits', ['光谱/星.fits']],
])('%s', (glob, expected) => {
  expect(
    filesOf(files, [glob])
      .map((f) => f.name)
      .sort(),
  ).toEqual(expected);
});

it('says when there is no input folder', async () => {
  await expect(inputFiles(join(root, 'nowhere'))).rejects.toMatchObject({ class: 'not-found' });
});
