import { type Asker, anonymous, userAsker } from '@lingtai/access';
import type { Descriptor } from '@lingtai/descriptor';
import { LingtaiError } from '@lingtai/diagnostics';
import type { Manifest } from '@lingtai/release';
import { describe, expect, test } from 'vitest';
import { Catalogue, type CatalogueSnapshot, type KnownPublication } from './index.ts';

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
  { audience: 'public', from: '2027-01-01' },
];

/** One table of each kind; everything that is restricted is called secret. */
const descriptor = {
  id: 's',
  title: text('S'),
  description: text('S'),
  releases: [{ release: 'r', version: 'v1' }],
  tables: [
    {
      name: 'open',
      title: text('Open'),
      key: 'id',
      nameColumn: 'secret_name',
      position: { ra: 'secret_ra', dec: 'dec', frame: 'ICRS' },
      defaultColumns: ['id', 'secret_name'],
      columns: [
        column('id'),
        column('secret_name', { access: approved }),
        column('secret_ra', { access: approved }),
        column('dec'),
      ],
    },
    { name: 'secret_table', title: text('secret title'), key: 'id', access: approved, columns: [column('id')] },
    {
      name: 'owned',
      title: text('Owned'),
      key: 'id',
      rows: { owner: 'pi', embargo: 'free' },
      columns: [
        column('id'),
        column('pi'),
        column('free', { type: 'timestamp' }),
        column('whose', { fromHeader: '@owner' }),
      ],
    },
  ],
  products: [
    { name: 'secret_files', type: 'other', table: 'open', title: text('secret files'), access: approved },
    { name: 'owned_files', type: 'other', table: 'owned', title: text('files') },
    { name: 'secret_too', type: 'other', table: 'secret_table', title: text('secret too') },
  ],
  services: { cone: ['open', 'secret_table'] },
  forms: [
    {
      name: 'f',
      table: 'open',
      title: text('F'),
      groups: [{ name: 'g', title: text('G'), columns: ['id', 'secret_name'] }],
      sort: '-secret_name',
    },
    { name: 'g', table: 'secret_table', title: text('secret form') },
  ],
} as unknown as Descriptor;

const manifest = {
  tables: descriptor.tables.map((t) => ({
    name: t.name,
    columns: t.columns.filter((c) => c.name !== 'whose').map((c) => ({ name: c.name, type: c.type })),
    rowCount: 12_345,
    statistics: Object.fromEntries(t.columns.map((c) => [c.name, { min: `least ${t.name}`, nulls: 7 }])),
  })),
  products: descriptor.products!.map((p) => ({ name: p.name, table: p.table, count: 54_321, sizeBytes: 99_999 })),
  totals: { rows: 37_035, products: 162_963, sizeBytes: 299_997 },
} as unknown as Manifest;

const publication = (more: Partial<KnownPublication> = {}): KnownPublication => ({
  ...{ dataset: 's', release: 'r', version: 'v1', digest: 'd', descriptorDigest: '', softwareVersion: '' },
  ...{ audience: 'public', from: day('2026-01-01'), access: [{ audience: ['public'], from: day('2026-01-01') }] },
  ...{ partAccess: {}, publishedAt: day('2026-01-01') },
  ...more,
});

function catalogueOf(publications: () => readonly KnownPublication[], owners: ReadonlySet<string> | undefined) {
  const clock = { time: day('2026-06-01'), now: () => clock.time };
  let asked = 0;
  const catalogue = new Catalogue({
    clock,
    maxAgeMs: 0,
    publications: async () => publications(),
    open: async () => ({ manifest, digest: 'd', descriptor, reader: undefined }),
    site: () => ({ baseUrl: 'http://x', authority: 'x' }),
    ownersIn: async () => {
      asked++;
      return owners;
    },
  });
  return { catalogue, clock, asked: () => asked };
}

const seen = (snapshot: CatalogueSnapshot): string =>
  JSON.stringify([
    snapshot.releases.map((r) => [r.descriptor, r.manifest, r.tableNames]),
    snapshot.view.tableNames().map((name) => snapshot.view.table(name.split('.').map((part) => ({ text: part })))),
  ]);
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return error instanceof LingtaiError ? `${error.class} ${error.diagnostics[0]!.code}` : String(error);
  }
  return undefined;
};

describe('one release, seen by several', () => {
  const { catalogue, clock, asked } = catalogueOf(() => [publication()], new Set(['ann', 'team']));
  const [ann, april, team] = [
    userAsker({ name: 'ann' }),
    userAsker({ name: 'april', groups: ['approved'] }),
    userAsker({ name: 'tom', groups: ['team'] }),
  ];
  const ruleFor = async (asker: Asker): Promise<string> =>
    JSON.stringify((await catalogue.snapshot(asker)).view.table([{ text: 's' }, { text: 'owned' }])?.rowRule ?? null);

  test('nothing that is hidden is named or counted anywhere', async () => {
    const all = seen(await catalogue.snapshot(anonymous));
    expect(all).not.toMatch(/secret/);
    expect(all).not.toMatch(/least secret_table|54321.*owned|99999|299997|37035|162963/);
    const [release] = (await catalogue.snapshot(anonymous)).releases;
    expect(release).toMatchObject({ whole: false, tableNames: ['open', 'owned'] });
    expect(release!.manifest.totals).toEqual({});
    expect(release!.manifest.tables.map((t) => [t.name, t.rowCount])).toEqual([
      ['open', 12_345],
      ['owned', undefined],
    ]);
    expect([...release!.partly].sort()).toEqual(['open', 'owned']);
    const table = (await catalogue.snapshot(anonymous)).view.table([{ text: 's' }, { text: 'open' }])!;
    expect([table.position, table.columns.map((c) => c.name)]).toEqual([undefined, ['id', 'dec']]);
  });

  test('with more rights more is seen, and the operator sees the release itself', async () => {
    expect(seen(await catalogue.snapshot(april))).toMatch(/secret_table.*secret_files/);
    expect((await catalogue.snapshot(userAsker({ name: 'bob', grants: ['s/r'] }))).releases[0]!.tableNames).toContain(
      'secret_table',
    );
    const operator = await catalogue.snapshot(userAsker({ name: 'oscar', roles: ['operator'] }));
    expect(operator.releases[0]!.manifest.totals.rows).toBe(12_345 * 3);
    expect(operator.view.table([{ text: 's' }, { text: 'owned' }])).toMatchObject({
      rowCount: 12_345,
      rowsDiffer: true,
    });
  });

  test('rules name the owner and his groups, where they own something', async () => {
    expect(await ruleFor(ann)).toMatch(/"ann"/);
    expect(await ruleFor(team)).toMatch(/"team"/);
    expect(await ruleFor(team)).not.toMatch(/"tom"/);
    expect(await ruleFor(anonymous)).not.toMatch(/ann|team|"in"/);
    expect(await ruleFor(userAsker({ name: 'bob', grants: ['s/r/v1#owned'] }))).toBe('null');
    expect(await ruleFor(userAsker({ name: 'bob', grants: ['s/r/v1'] }))).not.toBe('null');
  });

  test('who sees the same shares it; the day is the beginning of the day; the engine is asked once a day', async () => {
    const before = asked();
    expect(await catalogue.snapshot(userAsker({ name: 'bob' }))).toBe(await catalogue.snapshot(anonymous));
    expect(await catalogue.snapshot(ann)).not.toBe(await catalogue.snapshot(anonymous));
    const rule = await ruleFor(anonymous);
    clock.time = new Date('2026-06-01T23:59:59.999Z');
    expect(await ruleFor(anonymous)).toBe(rule);
    expect(asked()).toBe(before);
    clock.time = day('2026-06-02');
    expect(await ruleFor(anonymous)).not.toBe(rule);
    expect(asked()).toBe(before + 1);
    clock.time = day('2027-01-01');
    expect(seen(await catalogue.snapshot(anonymous))).toMatch(/secret_table/);
    clock.time = day('2026-06-01');
    expect(seen(await catalogue.snapshot(anonymous))).not.toMatch(/secret_table/);
  });
});

test('without rules everybody sees the release itself', async () => {
  const { rows: _, ...owned } = descriptor.tables[2]!;
  const plain = { ...descriptor, tables: [owned], products: [] };
  const catalogue = new Catalogue({
    clock: { now: () => day('2026-06-01') },
    publications: async () => [publication()],
    open: async () => ({ manifest: { ...manifest, products: [] }, digest: 'd', descriptor: plain, reader: undefined }),
    site: () => ({ baseUrl: 'http://x', authority: 'x' }),
    ownersIn: async () => expect.unreachable(),
  });
  const [one, other] = await Promise.all(
    [anonymous, userAsker({ name: 'ann', groups: ['x'] })].map((a) => catalogue.snapshot(a)),
  );
  expect(one).toBe(other);
  expect(one!.releases[0]!.descriptor).toBe(plain);
  expect(one!.view.table([{ text: 's' }, { text: 'owned' }])).not.toHaveProperty('rowRule');
});

test('what is listed says for whom it is; what is not was never there; parts that were granted are all that is seen', async () => {
  const steps = [{ audience: ['approved'], from: day('2026-01-01') }];
  let now = [publication({ access: steps, listed: { title: text('First') } })];
  const { catalogue } = catalogueOf(() => now, undefined);
  const at = async (asker: Asker) => {
    const snapshot = await catalogue.snapshot(asker);
    return codeOf(() => snapshot.releaseAt('s', 'r', 'v1'));
  };
  expect(await at(anonymous)).toBe('unauthenticated RELEASE-NOT-OPEN');
  expect(await at(userAsker({ name: 'ann' }))).toBe('forbidden RELEASE-NOT-OPEN');
  expect(await at(userAsker({ name: 'ann', groups: ['approved'] }))).toBeUndefined();
  now = [publication({ access: steps })];
  expect(await at(anonymous)).toBe('not-found CATALOGUE-NO-RELEASE');
  const granted = await catalogue.snapshot(userAsker({ name: 'ann', grants: ['s/r/v1#owned'] }));
  expect(granted.releases[0]!.tableNames).toEqual(['owned']);
  expect(granted.releases[0]!.manifest.products).toEqual([]);
  expect(seen(granted)).not.toMatch(/secret|12345.*open/);
  expect((await catalogue.snapshot(userAsker({ name: 'ann', grants: ['s/r/v1#none'] }))).releases).toEqual([]);
});

test('steps that were changed since go before those of the descriptor', async () => {
  const partAccess = {
    secret_table: [{ audience: ['public'], from: day('2026-01-01') }],
    open: [{ audience: ['approved'], from: day('2026-01-01') }],
  };
  const { catalogue } = catalogueOf(() => [publication({ partAccess })], undefined);
  expect((await catalogue.snapshot(anonymous)).releases[0]!.tableNames).toEqual(['secret_table', 'owned']);
});

test('what of a read is not for everybody', async () => {
  const { catalogue } = catalogueOf(() => [publication()], new Set());
  const read = (table: string, columns: readonly string[], releaseAddress = 's/r/v1') => ({
    storage: { releaseAddress, releaseDigest: 'd', table },
    columns,
  });
  expect(await catalogue.restricted([read('open', ['id', '_healpix_29']), read('a', ['b'], 'loose')])).toEqual([]);
  expect(
    await catalogue.restricted(
      [read('open', ['id', 'secret_ra']), read('owned', ['id']), read('secret_table', ['id']), read('t', [], 's/r/v0')],
      [
        { address: 's/r/v1', digest: 'd', product: 'secret_files' },
        { address: 's/r/v1', digest: 'd', product: 'owned_files' },
      ],
    ),
  ).toEqual(['s/r/v0', 's/r/v1#open.secret_ra', 's/r/v1#owned', 's/r/v1#product:secret_files', 's/r/v1#secret_table']);
});
