import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LingtaiError } from '@lingtai/diagnostics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesSource,
  type Hdu,
  openFits,
  openFitsSync,
  readGroupsSync,
  readImageSync,
  readTableSync,
  structureJson,
  structureText,
} from './index.ts';
import { gunzip } from './node.ts';

const data = join(resolve(import.meta.dirname, '../../..', process.env['LINGTAI_SHARED'] ?? '../shared'), 'data');
const files = [
  'lamost/lrs/dr9_bintable/spec-56687-GAC080N37V1_sp03-241.fits',
  'ugly/fits/astropy/variable_length_table.fits',
  'ugly/fits/astropy/theap-gap.fits',
  'ugly/fits/astropy/ascii.fits',
  'ugly/fits/astropy/random_groups.fits',
  'ugly/fits/astropy/tdim.fits',
  'ugly/fits/astropy/vla_logical_null.fits',
  'ugly/fits/astropy/comp.fits',
  'ugly/fits/astropy/fixed-1890.fits',
  'images/compressed/m13_rice.fits',
  'images/sky/HorseHead.fits',
];

/** Does all that can be done with a file; only a `LingtaiError` may come out. */
function exhaust(bytes: Uint8Array): void {
  const attempt = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof LingtaiError)) throw error;
      expect(error.diagnostics[0]!.text.zh).not.toBe('');
    }
  };
  const readers: Record<Hdu['kind'], (file: ReturnType<typeof openFitsSync>, hdu: Hdu) => unknown> = {
    image: readImageSync,
    bintable: readTableSync,
    asciitable: readTableSync,
    groups: readGroupsSync,
    'compressed-image': (file, hdu) => 'table' in hdu && readTableSync(file, hdu.table),
    'compressed-table': (file, hdu) => 'table' in hdu && readTableSync(file, hdu.table),
    other: readImageSync,
  };
  attempt(() => {
    const file = openFitsSync(bytes, { name: 'x.fits', gunzip });
    structureText(file);
    JSON.stringify(structureJson(file));
    for (const hdu of file.hdus) attempt(() => readers[hdu.kind](file, hdu));
  });
}

describe.skipIf(!existsSync(data))('damaged files of the shared data', () => {
  test.each(files)('%s cut at many lengths', (path) => {
    const bytes = readFileSync(join(data, path));
    const step = Math.max(1, Math.floor(bytes.length / 150));
    for (let length = 0; length < bytes.length; length += step) exhaust(bytes.subarray(0, length));
    for (let length = 0; length < Math.min(bytes.length, 400); length++) exhaust(bytes.subarray(0, length));
  });

  test.each(files)('%s with changed bytes', (path) => {
    const bytes = new Uint8Array(readFileSync(join(data, path)));
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0x30, max: 0x39 })),
    });
    const inHeader = fc.array(change, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(inHeader, fc.boolean(), (changes, everywhere) => {
        const broken = bytes.slice();
        const span = everywhere ? broken.length : Math.min(broken.length, 8640);
        for (const { at, byte } of changes) broken[Math.floor(at * (span - 1))] = byte;
        exhaust(broken);
      }),
      { numRuns: 150, seed: 20261121 },
    );
  });

  test('cut gzip data', async () => {
    const packed = gzipSync(readFileSync(join(data, files[0]!)));
    for (let length = 0; length < packed.length; length += Math.ceil(packed.length / 40)) {
      exhaust(packed.subarray(0, length));
      await expect(openFits(bytesSource(packed.subarray(0, length)))).rejects.toBeInstanceOf(LingtaiError);
    }
  });
});

function header(...cards: string[]): string {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return text.padEnd(Math.ceil(text.length / 2880) * 2880);
}
const primary = header('SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0');
function table(rowBytes: string, rows: string, ...cards: string[]): string {
  return header(
    "XTENSION= 'BINTABLE'",
    'BITPIX  = 8',
    'NAXIS   = 2',
    `NAXIS1  = ${rowBytes}`,
    `NAXIS2  = ${rows}`,
    'GCOUNT  = 1',
    ...cards,
  );
}
const fields999 = Array.from({ length: 999 }, (_, i) =>
  `TFORM${i + 1} = '0A'`.replace(/^(TFORM\d+) +=/, (_, k: string) => `${k.padEnd(8)}=`),
);

const bombs: Record<string, string> = {
  'a huge image': header('SIMPLE  = T', 'BITPIX  = -64', 'NAXIS   = 2', 'NAXIS1  = 1000000000', 'NAXIS2  = 100000'),
  'axes beyond integers': header(
    'SIMPLE  = T',
    'BITPIX  = -64',
    'NAXIS   = 3',
    'NAXIS1  = 900000000000',
    'NAXIS2  = 900000000000',
    'NAXIS3  = 90000000',
  ),
  'an axis beyond 2^53': header('SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 1', 'NAXIS1  = 99999999999999999999'),
  'a negative axis': header('SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 1', 'NAXIS1  = -5'),
  'NAXIS = 999 without axes': header('SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 999'),
  'huge PCOUNT':
    primary + table('8', '1', 'PCOUNT  = 9000000000000', 'TFIELDS = 1', "TFORM1  = '1PE'").padEnd(8640, '\x01'),
  'huge repeat': primary + table('8', '1', 'PCOUNT  = 0', 'TFIELDS = 1', "TFORM1  = '4000000000E'").padEnd(8640, '\0'),
  'repeat beyond integers':
    primary + table('8', '1', 'PCOUNT  = 0', 'TFIELDS = 1', "TFORM1  = '99999999999999999999X'").padEnd(8640, '\0'),
  'rows of no bytes': primary + table('0', '9000000000000', 'PCOUNT  = 0', 'TFIELDS = 1', "TFORM1  = '0A'"),
  'many columns of no bytes':
    primary + table('1', '1000000', 'PCOUNT  = 0', 'TFIELDS = 999', ...fields999) + ' '.repeat(1002240),
  'a heap that many rows share': `${primary + table('8', '100000', 'PCOUNT  = 400000', 'TFIELDS = 1', "TFORM1  = '1PJ'")}${'\0\x01\x86\xa0\0\0\0\0'.repeat(100000)}${'\0'.repeat(402880)}`,
  'an endless long string': header(
    'SIMPLE  = T',
    'BITPIX  = 8',
    'NAXIS   = 0',
    "LONG    = '&'",
    ...Array.from({ length: 60000 }, () => `CONTINUE  '${'x'.repeat(60)}&'`),
  ),
  'many groups': header(
    'SIMPLE  = T',
    'BITPIX  = 8',
    'NAXIS   = 2',
    'NAXIS1  = 0',
    'NAXIS2  = 1',
    'GROUPS  = T',
    'GCOUNT  = 9000000000',
    'PCOUNT  = 0',
  ),
  'many groups of nothing': header(
    'SIMPLE  = T',
    'BITPIX  = 8',
    'NAXIS   = 2',
    'NAXIS1  = 0',
    'NAXIS2  = 0',
    'GROUPS  = T',
    'GCOUNT  = 9000000000',
    'PCOUNT  = 0',
  ),
  'a header without END': 'SIMPLE  =                    T'.padEnd(80).repeat(20000),
};

const child = `
import { readFileSync } from 'node:fs';
import { gunzip } from ${JSON.stringify(new URL('./node.ts', import.meta.url).href)};
import { openFits, bytesSource, openFitsSync, readGroupsSync, readImageSync, readTableSync, structureText } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
const bytes = readFileSync(0);
const before = process.resourceUsage().maxRSS;
const start = performance.now();
let error = '';
const attempt = (work) => { try { return work(); } catch (e) { if (e.name !== 'LingtaiError') error = String(e.stack); } };
const file = attempt(() => openFitsSync(bytes, { gunzip, maxUnpackedBytes: 2 ** 20 }));
for (const hdu of file?.hdus ?? []) {
  attempt(() => structureText(file));
  for (const read of [readImageSync, readTableSync, readGroupsSync]) attempt(() => read(file, hdu));
}
if (bytes[0] === 0x1f) await openFits(bytesSource(bytes), { maxUnpackedBytes: 2 ** 20 }).catch((e) => { if (e.name !== 'LingtaiError') error = String(e.stack); });
console.log(JSON.stringify({ error, seconds: (performance.now() - start) / 1000, grown: (process.resourceUsage().maxRSS - before) * 1024 }));
`;

/** Reads a file in a process of its own: how long it took, and how much more memory the process ever held. */
function alone(bytes: Uint8Array): { error: string; seconds: number; grown: number } {
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', child], { input: bytes, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

describe('headers that promise more than there is', () => {
  test.each(Object.entries(bombs))('%s', (_, text) => {
    const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
    exhaust(bytes);
    const { error, seconds, grown } = alone(bytes);
    expect(error).toBe('');
    expect(seconds).toBeLessThan(100);
    expect(grown).toBeLessThan(64 * 2 ** 20 + 4 * bytes.length);
  });

  test('a gzip bomb is given up at its limit, and at once where it is no FITS file', async () => {
    const start = primary + table('1', '100000000', 'PCOUNT  = 0', 'TFIELDS = 1', "TFORM1  = '1B'");
    const packed = gzipSync(Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(100_000_000)]));
    await expect(openFits(bytesSource(packed), { maxUnpackedBytes: 2 ** 20 })).rejects.toThrow(/FITS-GZIP-SIZE/);
    expect(() => openFitsSync(packed, { gunzip, maxUnpackedBytes: 2 ** 20 })).toThrow(/FITS-GZIP/);
    const zeros = gzipSync(Buffer.alloc(100_000_000));
    await expect(openFits(bytesSource(zeros))).rejects.toThrow(/FITS-NOT-FITS/);
    for (const bomb of [packed, zeros]) {
      const { error, grown } = alone(bomb);
      expect(error).toBe('');
      expect(grown).toBeLessThan(64 * 2 ** 20);
    }
  });

  test('the message says what is missing and where', () => {
    expect(() => openFitsSync(new TextEncoder().encode(bombs['a negative axis']), { name: 'a.fits' })).toThrow(
      'FITS-KEYWORD  a.fits, NAXIS1, HDU 0, card 4, byte 240: NAXIS1 = -5; an integer >= 0 was expected.',
    );
    const file = openFitsSync(new TextEncoder().encode(bombs['a huge image']), { name: 'a.fits' });
    expect(() => readImageSync(file, file.hdus[0]!)).toThrow(
      'FITS-TRUNCATED  a.fits, HDU 0, byte 2880: The file ends at byte 2880; the data reach to byte 800000000002880 by the header.',
    );
  });
});
