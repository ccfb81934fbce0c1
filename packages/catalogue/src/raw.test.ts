import { type Asker, anonymous, userAsker } from '@lingtai/access';
import type { Descriptor } from '@lingtai/descriptor';
import type { Manifest } from '@lingtai/release';
import { describe, expect, test } from 'vitest';
import { Catalogue, type KnownPublication, rawFilesOf } from './index.ts';

const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
const text = (word: string) => ({ en: word, zh: word });
const column = (name: string, more: object = {}) => ({
  name,
  type: 'string',
  verb: 1,
  description: text(name),
  ...more,
});
const approved = [
  { audience: 'approved', from: '2026-01-01' },
  { audience: 'public', from: '2029-01-01' },
];
const table = (name: string, columns: readonly object[], more: object = {}) => ({
  ...{ name, title: text(name), key: 'id', source: { kind: 'csv', files: [] }, columns },
  ...more,
});
const product = (name: string, of: string, more: object = {}) => ({
  ...{ name, type: 'other', table: of, title: text(name), files: [], mime: 'text/plain' },
  ...more,
});

/** Tables and products of every kind of rule. */
const descriptor = {
  id: 's',
  title: text('S'),
  description: text('S'),
  releases: [{ release: 'r', version: 'v1' }],
  tables: [
    table('open', [column('id')]),
    table('open_too', [column('id')]),
    table('partly', [column('id'), column('hidden', { access: approved })]),
    table('headers', [column('id'), column('hidden', { access: approved })], {
      source: { kind: 'products', product: 'of_headers' },
    }),
    table('shut', [column('id')], { access: approved }),
    table('owned', [column('id'), column('free', { type: 'timestamp' }), column('pi')], {
      rows: { owner: 'pi', embargo: 'free' },
    }),
  ],
  products: [
    product('of_open', 'open'),
    product('shut_of_open', 'open', { access: approved }),
    product('of_partly', 'partly'),
    product('of_headers', 'headers'),
    product('of_shut', 'shut'),
    product('of_owned', 'owned'),
  ],
} as unknown as Descriptor;

const ofOwned = {
  tables: [{ name: 'owned', rowCount: 1, statistics: {} }],
  products: [{ name: 'of_owned', count: 1, sizeBytes: 1 }],
};
const trees = [
  { path: '', ...ofOwned },
  { path: 'restricted/until-2026-07/', firstDay: '2026-07-01', lastDay: '2026-07-15', ...ofOwned },
  { path: 'restricted/for-ever/', ...ofOwned },
];
const inTrees = (path: string): string[] => trees.map((tree) => `${tree.path}${path}`);

const paths = [
  'descriptor.yaml',
  'report/report.json',
  'report/report.txt',
  'report/rejects.jsonl',
  ...['open', 'open_too', 'partly', 'headers', 'shut'].map((name) => `tables/${name}/dataset/_metadata`),
  'tables/open-nopos/part-0.parquet',
  ...['of_open', 'shut_of_open', 'of_partly', 'of_headers', 'of_shut'].map((name) => `products/${name}/index.parquet`),
  'maps/open.moc.fits',
  'maps/partly.moc.fits',
  ...inTrees('tables/owned/dataset/_metadata'),
  ...inTrees('products/of_owned/pack-00000.tar'),
  ...inTrees('arrays/of_owned/part-00000.parquet'),
  ...inTrees('maps/owned.moc.fits'),
];

/** What stands at no place that is known. */
const odd = [
  'notes/of-the-night.txt',
  'tables/other/part-0.parquet',
  'tables/open-secret/part-0.parquet',
  'tables/open',
  'products/other/pack-00000.tar',
  'products/tables/open/part-0.parquet',
  'maps/other.moc.fits',
  'report/more.json',
  'restricted/until-2020-01/tables/open/part-0.parquet',
  'restricted/tables/open/part-0.parquet',
  'restricted/until-2026-07/descriptor.yaml',
  'restricted/until-2026-07/report/report.json',
];

function manifestOf(files: readonly string[], isInTrees: boolean): Manifest {
  return {
    ...{ format: 'lingtai-release/1', dataset: 's', release: 'r', version: 'v1' },
    descriptor: { path: 'descriptor.yaml', sha256: '' },
    report: { path: 'report/report.json', rejects: 'report/rejects.jsonl', text: 'report/report.txt' },
    files: Object.fromEntries(files.map((path, i) => [path, { sizeBytes: i, sha256: `sha ${path}` }])),
    tables: descriptor.tables.map((t) => ({ name: t.name, columns: t.columns, rowCount: 1, statistics: {} })),
    products: descriptor.products!.map((p) => ({ name: p.name, table: p.table, count: 1, sizeBytes: 1 })),
    maps: files
      .filter((path) => path.endsWith('.moc.fits') && !path.includes('other'))
      .map((path) => ({ path, table: path.split('/').at(-1)!.split('.')[0], order: 10, skyFraction: 0 })),
    totals: { rows: 6, products: 6 },
    ...(isInTrees ? { trees } : {}),
  } as unknown as Manifest;
}

interface Given {
  readonly files?: readonly string[];
  readonly isInTrees?: boolean;
  readonly descriptor?: Descriptor;
  readonly publications?: readonly KnownPublication[];
  readonly owners?: ReadonlySet<string> | undefined;
}

const publication = (more: Partial<KnownPublication> = {}): KnownPublication => ({
  ...{ dataset: 's', release: 'r', version: 'v1', digest: 'd', descriptorDigest: '', softwareVersion: '' },
  ...{ audience: 'public', from: day('2026-01-01'), access: [{ audience: ['public'], from: day('2026-01-01') }] },
  ...{ partAccess: {}, publishedAt: day('2026-01-01') },
  ...more,
});

function catalogueOf(date: string, given: Given) {
  const { files = paths, isInTrees = true, owners = new Set(['ann']) } = given;
  const manifest = manifestOf(files, isInTrees);
  return new Catalogue({
    clock: { now: () => day(date) },
    publications: async () => given.publications ?? [publication()],
    open: async () => ({ manifest, digest: 'd', descriptor: given.descriptor ?? descriptor, reader: undefined }),
    site: () => ({ baseUrl: 'http://x', authority: 'x' }),
    ownersIn: async () => ('owners' in given ? given.owners : owners),
  });
}

/** The files of the release that an asker may have on a day. */
async function had(asker: Asker, date: string, given: Given = {}, catalogue = catalogueOf(date, given)) {
  const snapshot = await catalogue.snapshot(asker);
  return rawFilesOf(snapshot, snapshot.releaseAt('s', 'r', 'v1'));
}
const pathsOf = async (...asked: Parameters<typeof had>): Promise<string[]> => [...(await had(...asked)).files.keys()];

const operator = userAsker({ name: 'oscar', roles: ['operator'] });
const free = [
  'arrays/of_owned/part-00000.parquet',
  'maps/open.moc.fits',
  'maps/owned.moc.fits',
  'products/of_open/index.parquet',
  'products/of_owned/pack-00000.tar',
  'products/of_partly/index.parquet',
  'tables/open-nopos/part-0.parquet',
  'tables/open/dataset/_metadata',
  'tables/open_too/dataset/_metadata',
  'tables/owned/dataset/_metadata',
];
const ofJuly = free.filter((path) => path.includes('owned')).map((path) => `restricted/until-2026-07/${path}`);

describe('who may have which files', () => {
  test('everybody: tables with all columns, products that he sees, and of rows under embargo nothing', async () => {
    expect(await pathsOf(anonymous, '2026-06-01')).toEqual(free);
    // Owners see their rows, and files hold the rows of others beside them.
    expect(await pathsOf(userAsker({ name: 'ann' }), '2026-06-01')).toEqual(free);
  });

  test('a tree opens on the day of its last row, and one without a day never', async () => {
    expect(await pathsOf(anonymous, '2026-07-14')).toEqual(free);
    expect(await pathsOf(anonymous, '2026-07-15')).toEqual([...free, ...ofJuly].sort());
    expect(await pathsOf(anonymous, '2028-12-31')).toEqual([...free, ...ofJuly].sort());
    const { trees: told, isWhole } = await had(anonymous, '2026-07-15');
    expect(told.map(({ sizeBytes: _, ...tree }) => tree)).toEqual([
      { path: '', fileCount: free.length },
      { path: 'restricted/until-2026-07/', openFrom: '2026-07-15', fileCount: ofJuly.length },
    ]);
    expect(isWhole).toBe(false);
    const { files, trees: alone } = await had(anonymous, '2026-06-01');
    const sizeBytes = [...files.values()].reduce((sum, file) => sum + file.sizeBytes, 0);
    expect(alone).toEqual([{ path: '', fileCount: free.length, sizeBytes }]);
  });

  test('a grant on the table opens its files, and none of others', async () => {
    const granted = await pathsOf(userAsker({ name: 'bob', grants: ['s/r/v1#owned'] }), '2026-06-01');
    expect(granted).toEqual(
      [
        ...free,
        ...inTrees('x')
          .slice(1)
          .flatMap((tree) => owned(tree.slice(0, -1))),
      ].sort(),
    );
    const own = userAsker({ name: 'bob', grants: ['s/r/v1#owned'] });
    const shut = [publication({ access: [{ audience: ['approved'], from: day('2026-01-01') }] })];
    expect(await pathsOf(own, '2026-06-01', { publications: shut })).toEqual(
      inTrees('x')
        .flatMap((tree) => [
          `${tree.slice(0, -1)}maps/owned.moc.fits`,
          `${tree.slice(0, -1)}tables/owned/dataset/_metadata`,
        ])
        .sort(),
    );
  });

  test('all of the release, its manifest, descriptor and report, to who sees all of it', async () => {
    const all = await had(operator, '2026-06-01');
    expect([...all.files.keys()]).toEqual([...paths, 'manifest.json'].sort());
    expect(all.isWhole).toBe(true);
    expect(all.files.get('tables/open/dataset/_metadata')).toMatchObject({
      sha256: 'sha tables/open/dataset/_metadata',
      part: 'open',
    });
    expect(all.files.get('manifest.json')).toMatchObject({ sha256: 'd', part: '' });
    expect(all.files.get('arrays/of_owned/part-00000.parquet')?.part).toBe('product:of_owned');
  });

  test('what approved people see more', async () => {
    const april = userAsker({ name: 'april', groups: ['approved'] });
    const more = [
      'maps/partly.moc.fits',
      'products/of_headers/index.parquet',
      'products/of_shut/index.parquet',
      'products/shut_of_open/index.parquet',
      ...['headers', 'partly', 'shut'].map((name) => `tables/${name}/dataset/_metadata`),
    ];
    expect(await pathsOf(april, '2026-06-01')).toEqual([...free, ...more].sort());
  });
});

const owned = (tree: string): string[] => free.filter((path) => path.includes('owned')).map((path) => `${tree}${path}`);

test('a release that was not built in trees: files of a table with rows only to who sees all of them', async () => {
  const old = { files: paths.filter((path) => !path.startsWith('restricted/')), isInTrees: false };
  const without = free.filter((path) => !path.includes('owned'));
  expect(await pathsOf(anonymous, '2026-08-01', old)).toEqual(without);
  expect(await pathsOf(userAsker({ name: 'ann' }), '2026-08-01', old)).toEqual(without);
  expect(await pathsOf(userAsker({ name: 'bob', grants: ['s/r/v1#owned'] }), '2026-08-01', old)).toEqual(free);
  // When no row is under embargo any more.
  expect(await pathsOf(anonymous, '2026-08-01', { ...old, owners: undefined })).toEqual(free);
});

test('a file at a place that is not known is for nobody who does not see all, and in no tree for any', async () => {
  const files = [...paths, ...odd];
  expect(await pathsOf(anonymous, '2028-12-31', { files })).toEqual([...free, ...ofJuly].sort());
  const all = await had(operator, '2026-06-01', { files });
  expect([...all.files.keys()]).toEqual([...paths, 'manifest.json'].sort());
  expect(all.isWhole).toBe(false);
});

test('the descriptor tells of other releases too: only to who sees all that it names', async () => {
  const releases = [...descriptor.releases, { release: 'r', version: 'v2' }];
  const two = { ...descriptor, releases, tables: [descriptor.tables[0]!], products: [] } as unknown as Descriptor;
  const files = ['descriptor.yaml', 'report/report.json', 'tables/open/dataset/_metadata'];
  const later = [{ audience: ['public'], from: day('2027-01-01') }];
  const publications = [publication(), publication({ version: 'v2', access: later })];
  const given = { files, descriptor: two, publications };
  const rest = ['manifest.json', 'report/report.json', 'tables/open/dataset/_metadata'];
  expect(await pathsOf(anonymous, '2026-12-31', given)).toEqual(rest);
  expect((await had(anonymous, '2026-12-31', given)).isWhole).toBe(false);
  expect(await pathsOf(anonymous, '2026-12-31', { ...given, publications: [publication()] })).toEqual(rest);
  expect(await pathsOf(anonymous, '2027-01-01', given)).toEqual(['descriptor.yaml', ...rest]);
  expect(await pathsOf(operator, '2026-12-31', given)).toEqual(['descriptor.yaml', ...rest]);
  expect((await had(anonymous, '2027-01-01', given)).isWhole).toBe(true);
});

test('who may have the same shares the list, and nobody else', async () => {
  const day = '2026-06-01';
  const catalogue = catalogueOf(day, { owners: new Set(['ann', 'bob']) });
  const of = (asker: Asker) => had(asker, day, {}, catalogue);
  const [ann, bob] = [userAsker({ name: 'ann' }), userAsker({ name: 'bob' })];
  expect((await of(operator)).files.size).toBe(paths.length + 1);
  expect([...(await of(ann)).files.keys()]).toEqual(free);
  // They see different rows by queries, and the same files.
  expect(await of(bob)).toBe(await of(ann));
  expect((await of(userAsker({ name: 'a', groups: ['approved'] }))).files.size).toBeGreaterThan(free.length);
  expect((await of(operator)).files.size).toBe(paths.length + 1);
});
