import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CellValue, cellAt } from '@lingtai/columns';
import { loadDescriptor } from '@lingtai/descriptor';
import type { Engine, TableBuilder } from '@lingtai/engine';
import { duckdbEngine, duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { mocOfCells } from '@lingtai/sky';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BuiltRelease,
  build,
  directoryStore,
  ingest,
  type Manifest,
  type ObjectStore,
  openRelease,
  type ReleaseReader,
  releaseLocator,
  type TableManifest,
  treeOfFile,
  verify,
} from './index.ts';
import { readMocFits } from './moc.ts';
import { localRows } from './parquet-read.ts';
import { rowOwnersOf } from './row-owners.ts';
import {
  makeRuledInput,
  type RuledTableName,
  ruledDays,
  ruledDescriptor,
  ruledTableNames,
  ruledTables,
  spectraTrees,
} from './testing-trees.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const python = join(root, '.tools/venv/bin/python');
const address = { dataset: 'ruled', release: 'dr1', version: 'v1' } as const;
const spectra = 10;
let folder = '';
let builder: TableBuilder;
let store: ObjectStore;
let built: BuiltRelease;
let manifest: Manifest;
let release: ReleaseReader;
let days: Awaited<ReturnType<typeof ruledDays>>;

async function made(home: string, text: string): Promise<BuiltRelease> {
  const homeDir = join(folder, home);
  const inputDir = join(folder, 'input');
  const descriptor = loadDescriptor(text);
  await ingest({ descriptor, descriptorText: text, inputDir, homeDir, release: 'dr1', version: 'v1', builder });
  return build({ ...address, homeDir, store: directoryStore(homeDir), builder, packBytes: 20_000 });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lingtai-trees-'));
  await makeRuledInput(join(folder, 'input'), ruledTableNames, spectra);
  builder = duckdbTableBuilder({ tempDirectory: join(folder, 'temp'), memoryLimitBytes: 512 << 20, threads: 2 });
  built = await made('home', ruledDescriptor(ruledTableNames));
  ({ manifest } = built);
  store = directoryStore(join(folder, 'home'));
  release = await openRelease(store, address);
  days = await ruledDays();
});

afterAll(async () => {
  await builder.close();
  await rm(folder, { recursive: true, force: true });
});

/** What Python's day means for the tree. */
const treeOf = (day: string | null): string =>
  day === null ? '' : day === 'never' ? 'restricted/for-ever/' : `restricted/until-${day.slice(0, 7)}/`;

const tableOf = (name: string): TableManifest => manifest.tables.find((t) => t.name === name)!;
const fileOf = (path: string): string => store.location(release.key(path));

/** Columns of all rows in the files of a table, each with its tree in front. */
async function storedRows(name: string, ...columns: readonly string[]): Promise<(readonly unknown[])[]> {
  const found: (readonly unknown[])[] = [];
  for (const { path } of tableOf(name).partitions)
    for await (const rows of localRows([fileOf(path)], columns))
      for (const row of rows) found.push([treeOfFile(path), ...columns.map((c) => row[c])]);
  return found;
}

describe('the tables of a release with rules', () => {
  it.each(ruledTableNames)('%s: each row lies in exactly the tree of its day', async (name) => {
    const expected = Object.entries(days[name]).map(([id, day]) => `${treeOf(day)}#${id}`);
    const found = (await storedRows(name, 'id')).map(([tree, id]) => `${tree}#${id}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(tableOf(name).rowCount).toBe(expected.length);
  });

  it('have trees that say what lies in them and on which days it becomes free', () => {
    const named = [...ruledTableNames.flatMap((name) => Object.values(days[name])), '2027-03-01', '2027-03-16'].filter(
      (day) => day !== null,
    );
    const trees = [...new Set(named.map(treeOf))].sort();
    expect(manifest.trees!.map((t) => t.path)).toEqual(['', ...trees]);
    for (const { path, firstDay, lastDay, tables } of manifest.trees!) {
      const here = named.filter((day) => treeOf(day) === path && day !== 'never').sort();
      expect([path, firstDay, lastDay]).toEqual([path, here[0], here.at(-1)]);
      for (const name of ruledTableNames) {
        const rows = Object.values(days[name]).filter((day) => treeOf(day) === path).length;
        expect([path, name, tables.find((t) => t.name === name)?.rowCount ?? 0]).toEqual([path, name, rows]);
      }
    }
  });

  it('have the statistics and rows of one that was built without rules', async () => {
    const plain = await made('plain', ruledDescriptor(ruledTableNames, false));
    expect(plain.manifest.trees).toBeUndefined();
    const told = ({ tables }: Manifest) => tables.map(({ partitions: _, ...rest }) => rest);
    expect(told(manifest)).toEqual(told(plain.manifest));
    const { files: _, sizeBytes: __, ...totals } = manifest.totals;
    expect(plain.manifest.totals).toMatchObject(totals);
    expect(manifest.totals.files).toBe(Object.keys(manifest.files).length);
  });

  it('are byte for byte the same as without a rule where no row has an embargo', async () => {
    const ruled = await made('none', ruledDescriptor(['none_held']));
    const plain = await made('free', ruledDescriptor(['none_held'], false));
    const files = ({ manifest: { files } }: BuiltRelease) =>
      Object.entries(files).filter(([path]) => /^(tables|maps)\/none_held/.test(path));
    expect(files(ruled)).toEqual(files(plain));
    expect(files(ruled).length).toBeGreaterThan(5);
    expect(tableOf('none_held').partitions.every((p) => treeOfFile(p.path) === '')).toBe(true);
    const again = await made('again', ruledDescriptor(['none_held']));
    expect(again.manifest.trees!.length).toBe(3);
    expect(again.digest).toBe(ruled.digest);
  });

  it('tell the owners of all rows', async () => {
    const owners = await rowOwnersOf(store, address, manifest, release.descriptor);
    expect(owners).toEqual(['piotr', 'project-x']);
  });
});

describe('the products of a release with rules', () => {
  const idsOf = async (product: string) => {
    const ids: bigint[] = [];
    for await (const { id } of release.products(product)) ids.push(id as bigint);
    return ids;
  };
  const product = (name: string) => manifest.products.find((p) => p.name === name)!;

  it('lie in the trees of their rows, with their arrays and indexes', async () => {
    const { packs, arrays, index } = product('spectra');
    for (let i = 0; i < spectra; i++) {
      const { place } = (await release.product('spectra', BigInt(1000 + i)))!;
      const tree = spectraTrees[i % spectraTrees.length];
      expect([i, treeOfFile(packs[place.pack]!.path), treeOfFile(arrays[place.pack]!.path)]).toEqual([i, tree, tree]);
    }
    expect(new Set(index.map(treeOfFile))).toEqual(new Set(spectraTrees));
    // Numbers are those of the tree: one that opens tells nothing of the others.
    for (const tree of spectraTrees) {
      const mine = packs.flatMap(({ path }) => (treeOfFile(path) === tree ? path.slice(tree.length) : []));
      expect(mine).toEqual(mine.map((_, i) => `products/spectra/pack-${String(i).padStart(5, '0')}.tar`));
      const ofTree = index.filter((path) => treeOfFile(path) === tree).map(fileOf);
      const told = new Set<unknown>();
      for await (const rows of localRows(ofTree, ['pack'])) for (const row of rows) told.add(row['pack']);
      expect([...told].sort()).toEqual(mine.map((_, i) => i));
    }
    expect(packs.length).toBeGreaterThan(3);
  });

  it('go where the rows of a catalogue are, and are refused without one', async () => {
    const { packs } = product('charts');
    const ids = await idsOf('charts');
    expect(ids.length).toBeGreaterThan(8);
    for (const id of ids) {
      const { place, ...file } = (await release.product('charts', id))!;
      expect(treeOfFile(packs[place.pack]!.path)).toBe(treeOf(days.by_time[String(id)]!));
      expect(Buffer.from(await file.bytes()).toString()).toBe(`chart of ${id}\n`);
    }
    expect(new Set(packs.map(({ path }) => treeOfFile(path))).size).toBeGreaterThan(3);
    expect(await release.product('charts', '999999')).toBeUndefined();
    const report = (await release.report()).sources.find((s) => s.name === 'charts')!;
    expect(report.reasons.map((r) => [r.code, r.count])).toEqual([['INGEST-NO-ROW', 1]]);
  });

  it('are listed by id over all trees, byte for byte, with their spectra', async () => {
    const ids = await idsOf('spectra');
    expect(ids).toEqual(Array.from({ length: spectra }, (_, i) => BigInt(1000 + i)));
    for (const id of [1001n, 1004n]) {
      const file = (await release.product('spectra', id))!;
      const original = await readFile(join(folder, `input/spectra/s-${id - 1000n}.fits`));
      expect(original.equals(await file.bytes())).toBe(true);
      const [segment] = await release.readSegments('spectra', file.place);
      expect(segment!.flux[0]).toBe(original.readFloatBE(2880));
    }
    const counts = manifest.trees!.map((t) => t.products.find((p) => p.name === 'spectra')?.count ?? 0);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(spectra);
    const { sizeBytes } = product('spectra');
    const sizes = manifest.trees!.flatMap((t) => t.products.filter((p) => p.name === 'spectra'));
    expect(sizes.reduce((sum, p) => sum + p.sizeBytes, 0)).toBe(sizeBytes);
  });
});

describe('maps', () => {
  it('are those of the trees, and joined as asked', async () => {
    const rows = (await storedRows('by_time', '_healpix_29')).filter(([, cell]) => cell !== null);
    const cellsOf = (trees: readonly string[]) =>
      rows.filter(([tree]) => trees.includes(String(tree))).map(([, cell]) => (cell as bigint) >> 38n);
    const paths = manifest.trees!.map((t) => t.path);
    for (const trees of [paths, [''], paths.slice(1), paths.slice(3, 6)]) {
      const moc = readMocFits((await release.readMap('by_time', trees))!);
      expect(moc).toEqual(mocOfCells(10, cellsOf(trees)));
    }
    expect(await release.readMap('by_time')).toEqual(await release.readMap('by_time', paths));
    expect(await release.readMap('by_time', [])).toBeUndefined();
    expect(await release.readMap('all_held', [''])).toBeUndefined();
    expect(await release.readMap('by_day')).toBeUndefined();
  });
});

describe('engines', () => {
  const storageOf = (table: string, part?: 'held') => ({
    ...{ releaseDigest: built.digest, releaseAddress: 'ruled/dr1/v1', table },
    ...(part ? { part } : {}),
  });

  async function rowsOf(engine: Engine, table: string, part?: 'held'): Promise<CellValue[][]> {
    const cell = ruledTables[table as RuledTableName].placed ? ['_healpix_29'] : [];
    const fields = [...cell, 'id'].map((name) => ({ name, scalar: 'int64' }));
    const columns = fields.map((f) => ({ name: f.name, type: f }));
    const plan = { root: { kind: 'scan', storage: storageOf(table, part), columns }, fields };
    const { batches } = await engine.run(plan as unknown as Parameters<Engine['run']>[0]);
    const rows: CellValue[][] = [];
    for await (const b of batches)
      for (let i = 0; i < b.rowCount; i++) rows.push(b.columns.map((vector) => cellAt(vector, i)));
    return rows;
  }

  const least = (value: CellValue) => (value === null ? 1n << 63n : (value as bigint));
  const isOrdered = (rows: readonly CellValue[][]): boolean =>
    rows.every((row, i) => {
      const before = rows[i - 1] ?? row;
      const at = row.findIndex((value, c) => least(value) !== least(before[c]!));
      return at < 0 || least(before[at]!) < least(row[at]!);
    });

  it.each(['by_time', 'by_day', 'all_held', 'none_held'] as const)(
    '%s: find the open rows in one table and all others in another, each in canonical order',
    async (name) => {
      const locator = releaseLocator({ store, homeDir: join(folder, 'home') });
      const allowedDirectories = [join(folder, 'home')];
      const engine = await duckdbEngine({ locator, allowedDirectories });
      const withoutFile = releaseLocator({ store, homeDir: join(folder, 'nowhere') });
      const onParquet = await duckdbEngine({ locator: withoutFile, allowedDirectories });
      try {
        for (const part of [undefined, 'held'] as const) {
          const expected = Object.entries(days[name]).filter(([, day]) => (day === null) === (part === undefined));
          const { partitions, rowCount, derivedTable } = await locator.locate(storageOf(name, part));
          expect(rowCount).toBe(expected.length);
          expect(partitions.reduce((sum, p) => sum + p.rowCount, 0)).toBe(rowCount);
          expect(derivedTable).toBe(part === undefined ? name : rowCount > 0 ? `${name}__held` : undefined);
          const rows = await rowsOf(engine, name, part);
          expect(rows.map((row) => String(row.at(-1))).sort()).toEqual(expected.map(([id]) => id).sort());
          expect(isOrdered(rows)).toBe(true);
          const read = (await rowsOf(onParquet, name, part)).map((row) => String(row.at(-1)));
          expect(read.sort()).toEqual(expected.map(([id]) => id).sort());
          const firsts = partitions.map((p) => least(p.lo ?? null));
          expect(firsts).toEqual(firsts.toSorted((a, b) => (a < b ? -1 : 1)));
        }
      } finally {
        await engine.close();
        await onParquet.close();
      }
    },
  );
});

describe('verify', () => {
  it('finds damage in restricted packs, arrays and partitions, and says where', async () => {
    const copy = join(folder, 'copy');
    await cp(join(folder, 'home/releases'), join(copy, 'releases'), { recursive: true });
    const damaged = directoryStore(copy);
    const { place } = (await release.product('spectra', '1004'))!;
    const { packs, arrays } = manifest.products.find((p) => p.name === 'spectra')!;
    const table = tableOf('by_text').partitions.find((p) => treeOfFile(p.path) === 'restricted/until-2027-03/')!;
    const flips = [
      [packs[place.pack]!.path, place.offset + 100, `member ${place.file} (id 1004)`],
      [arrays[place.pack]!.path, 400, 'row group 0 ('],
      [table.path, 40, 'row group 0, column _healpix_29'],
    ] as const;
    for (const [path, at] of flips) {
      expect(path).toMatch(/^restricted\//);
      const bytes = await readFile(damaged.location(release.key(path)));
      bytes[at]! ^= 1;
      await writeFile(damaged.location(release.key(path)), bytes);
    }
    const { damages } = await verify({ ...address, store: damaged, digest: built.digest });
    const told = damages.map((d) => [d.path, d.kind, d.places[0]!] as const);
    expect(told.map(([path]) => path).sort()).toEqual(flips.map(([path]) => path).sort());
    for (const [path, , place_] of flips)
      expect(told.find(([p]) => p === path)).toEqual([path, 'changed', expect.stringContaining(place_)]);
    expect((await verify({ ...address, store, digest: built.digest })).damages).toEqual([]);
  });
});

it.skipIf(!existsSync(python))(
  'a tree is a HATS catalogue that pyarrow, hats and lsdb read, with the digests that Python computes',
  () => {
    const base = 'restricted/until-2027-03/tables/by_text/';
    const files = tableOf('by_text').partitions.filter((p) => p.path.startsWith(base));
    const table = { files: files.map((p) => ({ ...p, path: p.path.slice(base.length) })), otherFiles: ['properties'] };
    writeFileSync(join(folder, 'table.json'), JSON.stringify(table));
    const check = join(root, 'packages/engine-duckdb/src/build/check_table.py');
    const inTree = dirname(fileOf(`${base}properties`));
    const out = execFileSync(python, [check, inTree, join(folder, 'table.json')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const rows = files.reduce((sum, p) => sum + p.rowCount, 0);
    expect(rows).toBeGreaterThan(5);
    const same = { totalRows: rows, metadataRows: rows, lsdbRows: rows };
    expect(JSON.parse(out)).toEqual({ wrongDigests: [], wrongCells: 0, valid: true, ...same });
  },
);

it('a release of version 0.1.0 is open as a whole', async () => {
  const old = directoryStore(join(folder, 'old'));
  await cp(join(root, 'fixtures/release-tree/0.1.0/kept'), join(folder, 'old/releases/kept'), { recursive: true });
  const kept = await openRelease(old, { dataset: 'kept', release: 'dr1', version: 'v1' });
  const locator = releaseLocator({ store: old, homeDir: join(folder, 'old') });
  const storage = { releaseDigest: kept.digest, releaseAddress: 'kept/dr1/v1', table: 'stars' };
  const [open, held] = [await locator.locate(storage), await locator.locate({ ...storage, part: 'held' })];
  const { rowCount, partitions } = kept.manifest.tables[0]!;
  expect([open.rowCount, open.partitions.length]).toEqual([rowCount, partitions.length]);
  expect([held.rowCount, held.partitions]).toEqual([0, []]);
  expect(await kept.readMap('stars')).toEqual(await kept.read('maps/stars.moc.fits'));
  expect((await verify({ dataset: 'kept', release: 'dr1', version: 'v1', store: old })).damages).toEqual([]);
});
