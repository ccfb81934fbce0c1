import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadDescriptor } from '@lingtai/descriptor';
import type { TableBuilder } from '@lingtai/engine';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { gunzip } from '@lingtai/fits/node';
import { readSpectrum } from '@lingtai/spectrum';
import { findPublication, openState, type State } from '@lingtai/state';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BuiltRelease,
  build,
  type Damage,
  directoryStore,
  type IngestReport,
  ingest,
  type ObjectStore,
  openRelease,
  publish,
  rebuildDerived,
  releaseLocator,
  verify,
} from './index.ts';
import { makeTestInput, testDescriptor } from './testing.ts';

const address = { dataset: 'tiny', release: 'dr1', version: 'v1' } as const;
const count = 24;
let root = '';
let home = '';
let builder: TableBuilder;
let store: ObjectStore;
let state: State;
let report: IngestReport;
let built: BuiltRelease;

const ingestInto = (homeDir: string, inputDir = join(root, 'input')) =>
  ingest({
    descriptor: loadDescriptor(testDescriptor),
    descriptorText: testDescriptor,
    inputDir,
    homeDir,
    release: 'dr1',
    version: 'v1',
    builder,
  });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lingtai-release-'));
  home = join(root, 'home');
  await makeTestInput(join(root, 'input'), count);
  builder = duckdbTableBuilder({ tempDirectory: join(root, 'temp'), memoryLimitBytes: 512 << 20, threads: 2 });
  state = await openState({ homeDir: home });
  await state.migrate();
  store = directoryStore(home);
  report = await ingestInto(home);
  built = await build({ ...address, homeDir: home, store, builder, packBytes: 40_000 });
});

afterAll(async () => {
  await builder.close();
  await state.close();
  await rm(root, { recursive: true, force: true });
});

describe('ingest', () => {
  it('takes what is good and reports every reject with its reason', () => {
    const spectra = report.sources.find((s) => s.name === 'spectra')!;
    expect([spectra.read, spectra.accepted, spectra.rejected]).toEqual([count + 4, count, 4]);
    expect(spectra.reasons.map((r) => [r.code, r.count])).toEqual([
      ['FITS-NOT-FITS', 1],
      ['FITS-TRUNCATED', 1],
      ['INGEST-DUPLICATE', 1],
      ['INGEST-POSITION', 1],
    ]);
    const stars = report.sources.find((s) => s.name === 'stars')!;
    expect([stars.read, stars.accepted, stars.rejected]).toEqual([10 * count + 2, 10 * count, 2]);
    expect(report.unusedFiles).toEqual({ count: 1, examples: ['notes.txt'] });
  });

  it('puts the rejects into the release in three forms, without a path of this machine', async () => {
    const release = await openRelease(store, address);
    expect(await release.report()).toEqual(report);
    const lines = Buffer.from(await release.read('report/rejects.jsonl'))
      .toString()
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as { file: string; code: string; text: { zh: string } });
    expect(lines.map((l) => [l.file, l.code]).sort()).toEqual(
      [
        ['catalogue/stars.csv', 'INGEST-DUPLICATE'],
        ['catalogue/stars.csv', 'INGEST-TYPE'],
        ['spectra/bad-position.fits', 'INGEST-POSITION'],
        ['spectra/bad-text.fits', 'FITS-NOT-FITS'],
        ['spectra/bad-truncated.fits', 'FITS-TRUNCATED'],
        ['spectra/z-duplicate.fits', 'INGEST-DUPLICATE'],
      ].sort(),
    );
    expect(lines.every((l) => l.text.zh.length > 0)).toBe(true);
    const text = Buffer.from(await release.read('report/report.txt')).toString();
    expect(text).toContain('spectra/bad-truncated.fits');
    for (const path of Object.keys(release.manifest.files))
      expect(Buffer.from(await release.read(path)).includes(root), path).toBe(false);
  });

  it('keeps a finished ingest of the same input and begins anew for another', async () => {
    const other = join(root, 'again');
    const input = join(root, 'input-2');
    await makeTestInput(input, 3);
    const first = await ingestInto(other, input);
    const marker = join(other, 'staging/tiny/dr1/v1/ingest/ingest.json');
    const before = await readFile(marker);
    expect(await ingestInto(other, input)).toEqual(first);
    expect((await readFile(marker)).equals(before)).toBe(true);
    await writeFile(join(input, 'spectra/bad-new.fits'), 'bad too');
    expect((await ingestInto(other, input)).rowsRejected).toBe(first.rowsRejected + 1);
    await writeFile(join(input, 'spectra/plate-1/spec-0002.fits'), 'changed');
    await expect(build({ ...address, homeDir: other, store: directoryStore(other), builder })).rejects.toMatchObject({
      class: 'conflict',
    });
  });
});

describe('build', () => {
  it('gives the same digest again, in another home', async () => {
    const other = join(root, 'other');
    await ingestInto(other);
    const again = await build({ ...address, homeDir: other, store: directoryStore(other), builder, packBytes: 40_000 });
    expect(again.digest).toBe(built.digest);
    expect(await readdir(join(other))).not.toContain('staging');
  });

  it('keeps the release that is there, and refuses another at its address', async () => {
    await ingestInto(home);
    expect(await build({ ...address, homeDir: home, store, builder, packBytes: 40_000 })).toMatchObject({
      digest: built.digest,
      created: false,
    });
    expect(await build({ ...address, homeDir: home, store, builder })).toMatchObject({
      digest: built.digest,
      created: false,
    });
    const input = join(root, 'input-3');
    await makeTestInput(input, 2);
    await ingestInto(home, input);
    await expect(build({ ...address, homeDir: home, store, builder })).rejects.toMatchObject({ class: 'conflict' });
    expect((await verify({ ...address, store, digest: built.digest })).damages).toEqual([]);
  });

  it('leaves out of the tables what is made when a response is written', () => {
    const names = built.manifest.tables.find((t) => t.name === 'lrs')!.columns.map((c) => c.name);
    expect(names).toEqual(['obsid', 'ra', 'dec', 'class', 'z', 'accsize', 'specstart', 'length']);
  });

  it('ends sentinels at ingest', () => {
    const { statistics } = built.manifest.tables.find((t) => t.name === 'lrs')!;
    expect(statistics['z']).toMatchObject({ nulls: count / 4, min: 0.001 });
  });
});

describe('reading', () => {
  it('gives every product by its id, byte for byte, and its spectrum as the file has it', async () => {
    const release = await openRelease(store, address);
    const entry = release.descriptor.products![0]!.spectrum!;
    const ids: bigint[] = [];
    for await (const place of release.products('spectra')) {
      ids.push(place.id as bigint);
      const file = await release.product('spectra', String(place.id));
      const bytes = await file!.bytes();
      const original = await readFile(join(root, 'input', place.file));
      expect(original.equals(bytes)).toBe(true);
      expect(Buffer.from(await file!.bytes(10, 20)).equals(original.subarray(10, 20))).toBe(true);
      expect(await release.readSegments('spectra', place)).toEqual(readSpectrum(bytes, entry, { gunzip }).segments);
    }
    expect(ids).toHaveLength(count);
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(await release.product('spectra', '4242')).toBeUndefined();
    expect(await release.product('spectra', 'no number')).toBeUndefined();
    await expect(release.product('spectre', '1')).rejects.toMatchObject({ class: 'not-found' });
  });

  it('has packs that tar reads, in canonical order', async () => {
    const release = await openRelease(store, address);
    const { packs } = release.manifest.products[0]!;
    expect(packs.length).toBeGreaterThan(1);
    expect(packs.every((p) => p.sizeBytes <= 60_000)).toBe(true);
    const archive = Buffer.from(await release.read(packs[0]!.path));
    expect(archive.subarray(257, 262).toString()).toBe('ustar');
    expect(archive.byteLength % 512).toBe(0);
  });

  it('tells engines where the tables are', async () => {
    const locator = releaseLocator({ store, homeDir: home });
    const files = await locator.locate({ releaseDigest: built.digest, releaseAddress: 'tiny/dr1/v1', table: 'lrs' });
    expect(files).toMatchObject({ derivedTable: 'lrs', keyColumn: 'obsid', rowCount: count });
    const ranges = files.partitions.map((p) => [p.lo!, p.hi!]);
    for (const [i, [lo, hi]] of ranges.entries())
      expect(lo! <= hi! && (i === 0 || ranges[i - 1]![1]! < lo!)).toBe(true);
    await expect(
      locator.locate({ releaseDigest: built.digest, releaseAddress: 'tiny/dr1/v1', table: 'lrt' }),
    ).rejects.toMatchObject({ class: 'not-found', message: expect.stringContaining('lrs') });
    await expect(
      locator.locate({ releaseDigest: '0'.repeat(64), releaseAddress: 'tiny/dr1/v1', table: 'lrs' }),
    ).rejects.toMatchObject({ class: 'data' });
  });

  it('makes the derived file anew from the release alone', async () => {
    const file = join(home, 'derived', `${built.digest}.duckdb`);
    await rm(file);
    await rebuildDerived({ ...address, homeDir: home, store, builder });
    expect((await readFile(file)).byteLength).toBeGreaterThan(0);
  });

  it('finds no release where there is none', async () => {
    await expect(openRelease(store, { ...address, version: 'v9' })).rejects.toMatchObject({ class: 'not-found' });
    await expect(openRelease(store, { ...address, version: '..' })).rejects.toMatchObject({ class: 'usage' });
  });
});

describe('publish', () => {
  it('publishes once, and again is the same', async () => {
    const first = await publish({ ...address, state, store });
    expect(first).toMatchObject({ created: true, publication: { digest: built.digest, audience: 'public' } });
    expect(await publish({ ...address, state, store })).toMatchObject({
      created: false,
      publication: first.publication,
    });
    expect(await findPublication(state, address)).toEqual(first.publication);
  });

  it('refuses what is not built', async () => {
    await expect(publish({ ...address, version: 'v2', state, store })).rejects.toMatchObject({ class: 'not-found' });
  });
});

describe('verify', () => {
  let folder = '';
  const files: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'copy-'));
    const copy = directoryStore(folder);
    for await (const { key } of store.list('releases/')) {
      await copy.putIfAbsent(key, await store.read(key));
      files.push(key);
    }
  });

  /** What is found in a copy after one thing was done to one file; the copy is whole again afterwards. */
  async function damagesAfter(
    key: string,
    change: (path: string, bytes: Buffer) => Promise<void>,
  ): Promise<readonly Damage[]> {
    const path = join(folder, key);
    const bytes = await readFile(path);
    try {
      await change(path, Buffer.from(bytes));
      return (await verify({ ...address, store: directoryStore(folder), digest: built.digest })).damages;
    } finally {
      await rm(`${path}.extra`, { force: true });
      await writeFile(path, bytes);
    }
  }

  it('finds any flipped, cut, missing or extra byte or file', async () => {
    const place = fc.record({
      what: fc.constantFrom('flip', 'cut', 'grow', 'remove', 'add'),
      file: fc.nat(),
      at: fc.nat(),
      bit: fc.nat(7),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ what, file, at, bit }) => {
        const parts = files.filter((f) => !f.endsWith('manifest.json'));
        const touched = parts[file % parts.length]!;
        const damages = await damagesAfter(touched, async (path, bytes) => {
          if (what === 'flip' && bytes.byteLength > 0) bytes[at % bytes.byteLength]! ^= 1 << bit;
          if (what === 'add') return writeFile(`${path}.extra`, 'x');
          if (what === 'remove') return rm(path);
          return writeFile(
            path,
            what === 'cut'
              ? bytes.subarray(0, at % Math.max(1, bytes.byteLength))
              : what === 'grow' || bytes.byteLength === 0
                ? Buffer.concat([bytes, Buffer.of(bit)])
                : bytes,
          );
        });
        const wanted = what === 'add' ? `${touched}.extra` : touched;
        return damages.some((d) => wanted.endsWith(d.path)) && damages.every((d) => wanted.endsWith(d.path));
      }),
      { numRuns: 100 },
    );
  });

  it('finds any flipped byte of the manifest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(7), async (at, bit) => {
        const found = await damagesAfter(files.find((f) => f.endsWith('manifest.json'))!, async (path, bytes) => {
          bytes[at % bytes.byteLength]! ^= 1 << bit;
          await writeFile(path, bytes);
        }).catch((error: { class: string }) => [{ path: 'manifest.json', kind: error.class }]);
        return found.some((d) => d.path === 'manifest.json');
      }),
      { numRuns: 30 },
    );
  });

  it('says where: the column of a row group, the member of a pack', async () => {
    const release = await openRelease(store, address);
    const place = (await release.product('spectra', '1000'))!.place;
    const pack = release.key(release.manifest.products[0]!.packs[place.pack]!.path);
    const flipAt = (key: string, at: number) =>
      damagesAfter(key, async (path, bytes) => {
        bytes[at]! ^= 1;
        await writeFile(path, bytes);
      });
    expect(await flipAt(pack, place.offset + 100)).toMatchObject([
      { kind: 'changed', places: [`member ${place.file} (id 1000)`] },
    ]);
    const table = release.key(release.manifest.tables[0]!.partitions[0]!.path);
    expect((await flipAt(table, 40))[0]!.places[0]).toMatch(/^row group 0, column _healpix_29$/);
    const arrays = release.key(release.manifest.products[0]!.arrays[0]!.path);
    expect((await flipAt(arrays, 400))[0]!.places[0]).toMatch(/^row group 0/);
  });
});

it('has members that gunzip as they came', async () => {
  const release = await openRelease(store, address);
  const file = (await release.product('spectra', '1000'))!;
  expect(
    gunzipSync(await file.bytes())
      .subarray(0, 6)
      .toString(),
  ).toBe('SIMPLE');
});
