import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDescriptor } from '@lingtai/descriptor';
import type { TableBuilder } from '@lingtai/engine';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { binTableHdu, writeFits } from '@lingtai/fits';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, directoryStore, type IngestReport, ingest, openRelease, type ReleaseReader, verify } from './index.ts';
import { encodeRowGroup, type ParquetColumn } from './parquet.ts';
import { parquetMagic, parquetTail } from './parquet-footer.ts';
import { localRows } from './parquet-read.ts';

const columns = `
      - { name: id, type: int64, verb: 1, required: true, description: { en: Id., zh: 标识。 } }
      - { name: ra, type: float64, unit: deg, verb: 1, ucd: pos.eq.ra;meta.main, description: { en: RA., zh: 赤经。 } }
      - { name: dec, type: float64, unit: deg, verb: 1, ucd: pos.eq.dec;meta.main, description: { en: Dec., zh: 赤纬。 } }
      - { name: name, type: string, verb: 1, description: { en: Name., zh: 名称。 } }`;
const table = (name: string, source: string): string => `
  - name: ${name}
    title: { en: ${name}, zh: ${name} }
    source: ${source}
    key: id
    position: { ra: ra, dec: dec, frame: ICRS, epoch: 2000 }
    columns:${columns}`;

const text = `lingtai: 1
id: kinds
title: { en: All kinds, zh: 各种来源 }
description: { en: One table of each kind., zh: 每种来源一个表。 }
creators: [{ name: Lingtai authors }]
publisher: { name: { en: Lingtai, zh: 灵台 } }
acknowledgement: { en: None., zh: 无。 }
licence: { name: CC0-1.0 }
waveband: [Optical]
facility: { name: None }
releases: [{ release: dr1, version: v1, audience: public }]
tables:${table('from_fits', "{ kind: fits, files: ['*.fits'] }")}${table('from_votable', "{ kind: votable, files: ['*.xml'] }")}${table('from_parquet', "{ kind: parquet, files: ['*.parquet'] }")}${table('from_csv', "{ kind: csv, files: ['*.csv'] }")}${table('absent', "{ kind: csv, files: ['absent/*.csv'] }")}
products:
  - name: raw
    type: other
    title: { en: Raw files, zh: 原始文件 }
    files: ['raw/*']
    mime: application/octet-stream
    table: from_csv
    id: { fileName: '^raw-(\\d+)' }
`;

const rows = [
  { id: 9007199254740993n, ra: 10.25, dec: -5.5, name: 'α 恒星' },
  { id: 2n, ra: 359.999, dec: 89.9, name: 'b' },
  { id: -3n, ra: 200, dec: -89, name: null },
] as const;

let root = '';
let builder: TableBuilder;
let report: IngestReport;
let release: ReleaseReader;
let digest = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lingtai-sources-'));
  const input = join(root, 'input');
  await mkdir(join(input, 'raw'), { recursive: true });
  await writeFile(join(input, 'a.fits'), fitsTable());
  await writeFile(join(input, 'b.fits'), fitsTable().subarray(0, 4000));
  await writeFile(join(input, 'c.fits'), 'no FITS');
  await symlink(join(root, 'nowhere'), join(input, 'broken.csv'));
  await writeFile(join(input, 'a.xml'), votable());
  await writeFile(join(input, 'a.parquet'), parquet());
  await writeFile(
    join(input, 'a.csv'),
    `id,ra,dec,name\n${rows.map((r) => `${r.id},${r.ra},${r.dec},${r.name ?? ''}`).join('\n')}\n`,
  );
  await writeFile(join(input, 'b.csv'), 'id,ra,declination\n5,1,2\n');
  await writeFile(join(input, 'raw/raw-2.bin'), Buffer.alloc(34 << 20, 'large'));
  await writeFile(join(input, 'raw/raw-9007199254740993.bin'), 'small');
  await writeFile(join(input, 'raw/raw-77.bin'), 'without a row');
  await writeFile(join(input, 'raw/unnamed.bin'), 'without an id');
  builder = duckdbTableBuilder({ tempDirectory: join(root, 'temp'), memoryLimitBytes: 512 << 20, threads: 2 });
  const homeDir = join(root, 'home');
  const address = { dataset: 'kinds', release: 'dr1', version: 'v1' };
  report = await ingest({
    descriptor: loadDescriptor(text),
    descriptorText: text,
    inputDir: input,
    homeDir,
    release: 'dr1',
    version: 'v1',
    builder,
  });
  const store = directoryStore(homeDir);
  ({ digest } = await build({ ...address, homeDir, store, builder }));
  release = await openRelease(store, address);
  expect((await verify({ ...address, store, digest })).damages).toEqual([]);
});

afterAll(async () => {
  await builder.close();
  await rm(root, { recursive: true, force: true });
});

function fitsTable(): Uint8Array {
  return writeFits([
    binTableHdu({
      columns: [
        { name: 'ID', format: 'K', values: BigInt64Array.from(rows, (r) => r.id) },
        { name: 'RA', format: 'D', values: Float64Array.from(rows, (r) => r.ra) },
        { name: 'DEC', format: 'D', values: Float64Array.from(rows, (r) => r.dec) },
        { name: 'NAME', format: '8A', values: rows.map((r) => (r.name === 'α 恒星' ? 'alpha' : (r.name ?? ''))) },
      ],
    }),
  ]);
}

function votable(): string {
  const fields = [
    ['id', 'long'],
    ['ra', 'double'],
    ['dec', 'double'],
    ['name', 'unicodeChar" arraysize="*'],
  ].map(([n, t]) => `<FIELD name="${n}" datatype="${t}"/>`);
  const data = rows.map((r) => `<TR>${[r.id, r.ra, r.dec, r.name ?? ''].map((v) => `<TD>${v}</TD>`).join('')}</TR>`);
  return `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>${fields.join('')}<DATA><TABLEDATA>${data.join('')}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
}

function parquet(): Uint8Array {
  const described: readonly ParquetColumn[] = [
    { name: 'id', type: 'int64' },
    { name: 'ra', type: 'float64' },
    { name: 'dec', type: 'float64' },
    { name: 'name', type: 'string' },
  ];
  const group = encodeRowGroup(described, [
    rows.map((r) => r.id),
    rows.map((r) => r.ra),
    rows.map((r) => r.dec),
    rows.map((r) => r.name),
  ]);
  return Buffer.concat([parquetMagic, group.bytes, parquetTail(described, [group])]);
}

async function storedRows(name: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  const paths = release.manifest.tables
    .find((t) => t.name === name)!
    .partitions.map((p) => join(root, 'home', release.key(p.path)));
  for await (const part of localRows(paths, ['id', 'ra', 'dec', 'name'])) found.push(...part);
  return found.toSorted((a, b) => ((a as { id: bigint }).id < (b as { id: bigint }).id ? -1 : 1));
}

it.each(['from_fits', 'from_votable', 'from_parquet', 'from_csv'])('takes the rows of a table %s', async (name) => {
  const expected = rows.map((r) => ({ ...r, name: name === 'from_fits' && r.name === 'α 恒星' ? 'alpha' : r.name }));
  const plain = (found: unknown) => ({ ...(found as object), name: (found as { name?: string }).name ?? null });
  expect((await storedRows(name)).map(plain)).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
});

it('rejects files that cannot be read and goes on; a table without files is left out', () => {
  const reasons = (name: string) =>
    report.sources.find((s) => s.name === name)!.reasons.map((r) => [r.code, r.count, r.examples[0]]);
  expect(reasons('from_fits')).toEqual([
    ['FITS-NOT-FITS', 1, 'c.fits'],
    ['FITS-TRUNCATED', 1, 'b.fits'],
  ]);
  expect(reasons('from_csv')).toEqual([
    ['INGEST-COLUMN-MISSING', 2, 'b.csv'],
    ['INGEST-UNREADABLE', 1, 'broken.csv'],
  ]);
  expect(reasons('absent')).toEqual([['INGEST-NO-FILES', 1, 'absent']]);
  expect(release.manifest.tables.map((t) => t.name)).toEqual(['from_fits', 'from_votable', 'from_parquet', 'from_csv']);
});

it('joins files to the rows of their catalogue, large ones too', async () => {
  const raw = report.sources.find((s) => s.name === 'raw')!;
  expect([raw.read, raw.accepted, raw.rejected]).toEqual([4, 2, 2]);
  expect(raw.reasons.map((r) => r.code)).toEqual(['INGEST-NO-ID', 'INGEST-NO-ROW']);
  const large = (await release.product('raw', '2'))!;
  const sum = createHash('sha256');
  for await (const piece of large.stream()) sum.update(piece);
  expect(sum.digest('hex')).toBe(
    createHash('sha256')
      .update(await readFile(join(root, 'input/raw/raw-2.bin')))
      .digest('hex'),
  );
  expect(Buffer.from(await large.bytes(5, 10)).toString()).toBe('large');
  expect(Buffer.from(await (await release.product('raw', 9007199254740993n))!.bytes()).toString()).toBe('small');
  expect(await release.readSegments('raw', large.place)).toEqual([]);
});
