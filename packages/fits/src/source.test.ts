import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ByteSource,
  binTableHdu,
  blobSource,
  bytesSource,
  httpSource,
  openFits,
  openFitsSync,
  primaryHdu,
  readImage,
  readTable,
  readTableBatches,
  readTableSync,
  structureJson,
  structureText,
  writeFits,
} from './index.ts';
import { openFile } from './node.ts';

const values = Int32Array.from({ length: 5000 }, (_, i) => i * i);
const lists = Float32Array.from({ length: 15000 }, (_, i) => i / 7);
const offsets = Int32Array.from({ length: 5001 }, (_, i) => 3 * i);
const bytes = writeFits([
  primaryHdu({ image: { shape: [100, 50], values } }),
  binTableHdu({
    name: 'ROWS',
    columns: [
      { name: 'n', values, unit: 's' },
      { name: 'list', format: 'PE', values: lists, offsets },
      { name: 'word', values: Array.from(values, (v) => `w${v % 10}`) },
    ],
  }),
]);

let server: Server;
let address: string;
let asked: string[] = [];
let version = 'a';
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fits-'));
  server = createServer((request, response) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range || request.url === '/whole.fits') {
      response.writeHead(200).end(bytes);
      return;
    }
    asked.push(request.headers.range!);
    const [from, to] = [Number(range[1]), Math.min(Number(range[2]) + 1, bytes.length)];
    response
      .writeHead(206, { 'Content-Range': `bytes ${from}-${to - 1}/${bytes.length}`, ETag: `"${version}"` })
      .end(bytes.subarray(from, to));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((done) => server.close(done));
});

async function check(source: ByteSource): Promise<void> {
  const file = await openFits(source);
  expect((await readImage(file, file.hdus[0]!)).values).toEqual(values);
  expect(
    Array.from(
      (
        await readImage(file, file.hdus[0]!, {
          section: [
            [10, 12],
            [3, 5],
          ],
        })
      ).values,
      Number,
    ),
  ).toEqual([310, 311, 410, 411].map((n) => n * n));
  const table = await readTable(file, file.hdus[1]!, { rows: [7, 9], columns: ['LIST'] });
  expect(table.columns.get('list')).toMatchObject({ values: lists.slice(21, 27), offsets: Int32Array.of(0, 3, 6) });
}

describe('one file from every source', () => {
  test('bytes', () => check(bytesSource(bytes)));
  test('gzip', () => check(bytesSource(gzipSync(bytes), 'x.fits.gz')));
  test('Blob', () => check(blobSource(new Blob([bytes as Uint8Array<ArrayBuffer>]), 'blob.fits')));
  test('gzip in a Blob', () => check(blobSource(new Blob([gzipSync(bytes)]))));

  test('file, by positioned reads', async () => {
    const path = join(folder, 'x.fits');
    writeFileSync(path, bytes);
    await using source = await openFile(path, 'x.fits');
    await check(source);
    await expect(openFile(join(folder, 'none.fits'), 'none.fits')).rejects.toThrow(
      'FITS-FILE  none.fits: The file cannot be opened.',
    );
  });

  test('HTTP ranges: only what is needed', async () => {
    await check(await httpSource(`${address}/x.fits`));
    asked = [];
    const file = await openFits(await httpSource(`${address}/x.fits`));
    await readTable(file, file.hdus[1]!, { rows: [0, 1], columns: ['n'] });
    const total = asked
      .map((range) => /(\d+)-(\d+)/.exec(range)!)
      .reduce((sum, [, from, to]) => sum + Number(to) - Number(from) + 1, 0);
    expect(total).toBeLessThan(60_000);
  });

  test('HTTP without ranges, or with another version, is refused', async () => {
    await expect(httpSource(`${address}/whole.fits`)).rejects.toThrow(/FITS-HTTP .*answers 200, not with a range/);
    const file = await openFits(await httpSource(`${address}/x.fits`, { name: 'x.fits' }));
    version = 'b';
    await expect(readImage(file, file.hdus[0]!)).rejects.toThrow(
      'FITS-HTTP  x.fits: The file changed while it was read.',
    );
  });

  test('the synchronous functions refuse a source that is not in memory', async () => {
    const file = await openFits(blobSource(new Blob([bytes as Uint8Array<ArrayBuffer>])));
    expect(() => readTableSync(file, file.hdus[1]!)).toThrow(/FITS-NOT-IN-MEMORY/);
  });
});

test('batches are the table', async () => {
  const file = await openFits(bytesSource(bytes));
  const read: number[] = [];
  for await (const batch of readTableBatches(file, file.hdus[1]!, { batchRows: 999 })) {
    expect(batch.rowFrom).toBe(read.length);
    read.push(...Array.from(batch.columns.get('n')!.values as Int32Array));
  }
  expect(read).toEqual(Array.from(values));
});

test('names: case, and the nearest one', async () => {
  const file = await openFits(bytesSource(bytes, 'x.fits'));
  expect([...readTableSync(file, file.hdus[1]!, { columns: ['WORD', 'n'] }).columns.keys()]).toEqual(['word', 'n']);
  expect(() => readTableSync(file, file.hdus[1]!, { columns: ['wrod'] })).toThrow(
    'There is no column "wrod". Nearest: "word".',
  );
  expect(() => readTableSync(file, file.hdus[1]!, { rows: [0, 5001] })).toThrow(/FITS-ROWS/);
  expect(() => readTableSync(file, file.hdus[0]!)).toThrow(/FITS-NO-TABLE/);
});

test('the structure as text and JSON', async () => {
  const file = await openFits(bytesSource(bytes.subarray(0, bytes.length - 2880), 'x.fits'));
  expect(structureText(file).split('\n')).toEqual([
    'x.fits',
    '   0  PRIMARY  image  100 × 50, BITPIX 32  8 cards',
    '   1  ROWS  bintable  5000 rows, 14 bytes each  18 cards',
    '       n  1J  s',
    '       list  1PE(3)',
    '       word  2A',
    expect.stringMatching(
      /^FITS-TRUNCATED {2}x\.fits, HDU 1, byte \d+: The file ends at byte \d+; by the header the data reach to byte \d+\.$/,
    ),
  ]);
  const json = JSON.parse(JSON.stringify(structureJson(file)));
  expect(json.hdus[1]).toMatchObject({
    name: 'ROWS',
    kind: 'bintable',
    rowCount: 5000,
    columns: [
      { name: 'n', format: '1J', type: 'int32', unit: 's' },
      { name: 'list' },
      { name: 'word', type: 'string' },
    ],
  });
});

test('malformed cards are told in the structure', () => {
  const cards = [
    'SIMPLE  =                    T',
    'BITPIX  =                    8',
    'NAXIS   =                    0',
    'ANGLE   = 12:34:56',
    'END',
  ];
  const file = openFitsSync(
    new TextEncoder().encode(
      cards
        .map((card) => card.padEnd(80))
        .join('')
        .padEnd(2880),
    ),
  );
  expect(structureText(file)).toContain(
    'FITS-CARD-VALUE  ANGLE, HDU 0, card 4, byte 240: The value is not written as FITS asks',
  );
  expect(structureJson(file).diagnostics).toHaveLength(1);
});
