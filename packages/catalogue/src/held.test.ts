import { type Asker, anonymous, userAsker } from '@lingtai/access';
import type { Descriptor } from '@lingtai/descriptor';
import { resolve, tablesRead, type ViewTable } from '@lingtai/query';
import type { Manifest } from '@lingtai/release';
import { describe, expect, test } from 'vitest';
import { Catalogue, type KnownPublication } from './index.ts';

const day = (date: string): Date => new Date(`${date}T00:00:00Z`);
const text = (word: string) => ({ en: word, zh: word });
const column = (name: string, type = 'string') => ({ name, type, verb: 1, description: text(name) });
const table = (name: string, more: object = {}) => ({
  ...{ name, title: text(name), key: 'id', ...more },
  columns: [column('id', 'int64'), column('pi'), column('free')],
});
const rows = { owner: 'pi', embargo: 'free' };

/** Tables `a` and `b` have rows under embargo, `for_ever` has one that never ends, `ruled` has none, `plain` has no rule. */
const descriptor = {
  id: 's',
  title: text('S'),
  releases: [{ release: 'r', version: 'v1' }],
  tables: [...['a', 'b', 'for_ever', 'ruled'].map((name) => table(name, { rows })), table('plain')],
  products: [{ name: 'files', type: 'other', table: 'a', title: text('files') }],
} as unknown as Descriptor;

const of = (name: string, rowCount: number) => ({
  name,
  rowCount,
  statistics: { id: { min: `least of ${rowCount}` } },
});
const manifest = {
  tables: descriptor.tables.map((t) => ({
    ...of(t.name, 100),
    columns: t.columns.map(({ name, type }) => ({ name, type })),
  })),
  products: [{ name: 'files', table: 'a', count: 50, sizeBytes: 5000 }],
  maps: [],
  trees: [
    {
      path: '',
      tables: [of('a', 70), of('b', 80), of('ruled', 100), of('plain', 100)],
      products: [{ name: 'files', count: 30, sizeBytes: 3000 }],
    },
    { path: 'restricted/for-ever/', tables: [of('for_ever', 100)], products: [] },
    {
      ...{ path: 'restricted/until-2026-03/', firstDay: '2026-03-05', lastDay: '2026-03-20' },
      tables: [of('a', 10)],
      products: [{ name: 'files', count: 8, sizeBytes: 800 }],
    },
    {
      ...{ path: 'restricted/until-2027-01/', firstDay: '2027-01-02', lastDay: '2027-01-02' },
      tables: [of('a', 20), of('b', 20)],
      products: [],
    },
  ],
  totals: { rows: 500, products: 50, sizeBytes: 5000 },
} as unknown as Manifest;

const publication: KnownPublication = {
  ...{ dataset: 's', release: 'r', version: 'v1', digest: 'd', descriptorDigest: '', softwareVersion: '' },
  ...{ audience: 'public', from: day('2026-01-01'), access: [{ audience: ['public'], from: day('2026-01-01') }] },
  ...{ partAccess: {}, publishedAt: day('2026-01-01') },
};

/** `a` has rows of ann under embargo until 2027, `b` and `for_ever` of nobody who has a name. */
function made(given: Manifest = manifest) {
  const clock = { time: day('2026-02-01'), now: () => clock.time };
  const asked: ViewTable[] = [];
  const catalogue = new Catalogue({
    clock,
    maxAgeMs: 0,
    publications: async () => [publication],
    open: async () => ({ manifest: given, digest: 'd', descriptor, reader: undefined }),
    site: () => ({ baseUrl: 'http://x', authority: 'x' }),
    ownersIn: async (asking) => {
      asked.push(asking);
      const { table: name } = asking.storage;
      if (name === 'for_ever') return new Set();
      return clock.time < day('2027-01-02') && name !== 'ruled' ? new Set(name === 'a' ? ['ann'] : []) : undefined;
    },
  });
  const seen = async (asker: Asker, time: string) => {
    clock.time = new Date(time);
    const { view, releases } = await catalogue.snapshot(asker);
    const one = (name: string) => view.table([{ text: 's' }, { text: name }])!;
    const tableOf = (name: string) => {
      const { held, rowRule, rowCount } = one(name);
      return [held ?? 'among', rowRule ? 'rule' : 'free', rowCount];
    };
    return { view, release: releases[0]!, one, tableOf };
  };
  return { catalogue, asked, seen };
}

const operator = userAsker({ name: 'oscar', roles: ['operator'] });
const ann = userAsker({ name: 'ann' });

describe('rows that are stored apart', () => {
  const { catalogue, asked, seen } = made();

  test('before the first day nobody else sees one: the open rows are all there is, and are counted', async () => {
    const { tableOf, release } = await seen(anonymous, '2026-03-04T23:59:59Z');
    expect(tableOf('a')).toEqual(['hidden', 'free', 70]);
    expect(tableOf('b')).toEqual(['hidden', 'free', 80]);
    expect(tableOf('for_ever')).toEqual(['hidden', 'free', 0]);
    expect(release.manifest.tables[0]!.statistics).toEqual({ id: { min: 'least of 70' } });
    expect(release.manifest.products).toEqual([{ name: 'files', table: 'a', count: 30, sizeBytes: 3000 }]);
    expect(release.manifest.totals).toEqual({ rows: 350, products: 30 });
    expect(JSON.stringify([release.manifest, release.descriptor])).not.toMatch(/restricted|2026-03|2027/);
    expect([release.whole, [...release.partly].sort()]).toEqual([false, ['a', 'b', 'for_ever']]);
  });

  test('from the first day on a rule decides, on them alone, and nothing is counted', async () => {
    const { tableOf, release } = await seen(anonymous, '2026-03-05T00:00:00Z');
    expect(tableOf('a')).toEqual(['apart', 'rule', undefined]);
    expect(tableOf('b')).toEqual(['hidden', 'free', 80]);
    expect(release.manifest.products).toEqual([{ name: 'files', table: 'a' }]);
    expect(release.manifest.totals).toEqual({});
  });

  test('who owns one of them needs the rule from the beginning', async () => {
    const { tableOf, one } = await seen(ann, '2026-02-01T00:00:00Z');
    expect(tableOf('a')).toEqual(['apart', 'rule', undefined]);
    expect(JSON.stringify(one('a').rowRule)).toContain('"ann"');
    expect(tableOf('b')).toEqual(['hidden', 'free', 80]);
  });

  test('who may see all sees both parts, without a rule and counted; so does everybody when the last day has come', async () => {
    const granted = userAsker({ name: 'bob', grants: ['s/r/v1#a'] });
    for (const [asker, time] of [
      [operator, '2026-02-01T00:00:00Z'],
      [granted, '2026-02-01T00:00:00Z'],
      [anonymous, '2027-01-02T00:00:00Z'],
    ] as const)
      expect((await seen(asker, time)).tableOf('a')).toEqual(['apart', 'free', 100]);
    expect((await seen(granted, '2026-02-01T00:00:00Z')).tableOf('b')).toEqual(['hidden', 'free', 80]);
    expect((await seen(anonymous, '2027-01-01T23:59:59Z')).tableOf('b')).toEqual(['hidden', 'free', 80]);
    const last = await seen(anonymous, '2999-01-01T00:00:00Z');
    expect(last.tableOf('b')).toEqual(['apart', 'free', 100]);
    expect(last.tableOf('for_ever')).toEqual(['hidden', 'free', 0]);
  });

  test('tables without such rows are as they always were', async () => {
    const { tableOf } = await seen(anonymous, '2026-02-01T00:00:00Z');
    expect([tableOf('ruled'), tableOf('plain')]).toEqual(Array(2).fill(['among', 'free', 100]));
  });

  test('the engine is asked for owners in these rows alone, and not at all where no embargo can last', async () => {
    expect(asked.length).toBeGreaterThan(0);
    for (const { storage, held } of asked) expect([storage.part, held]).toEqual(['held', undefined]);
    asked.length = 0;
    await seen(anonymous, '2027-05-05T00:00:00Z');
    expect(asked.map(({ storage }) => storage.table)).toEqual(['for_ever']);
  });

  test('another sight is another audience', async () => {
    const keys = [];
    for (const [asker, time] of [
      [anonymous, '2026-03-04T12:00:00Z'],
      [anonymous, '2026-03-05T12:00:00Z'],
      [ann, '2026-03-05T12:00:00Z'],
      [operator, '2026-03-05T12:00:00Z'],
    ] as const)
      keys.push((await seen(asker, time)).view.audienceKey);
    expect(new Set(keys).size).toBe(4);
  });

  test('of what is read only these rows are not for everybody', async () => {
    const { view } = await seen(ann, '2026-03-05T00:00:00Z');
    const reads = (name: string) =>
      tablesRead(
        resolve(
          {
            kind: 'select',
            items: [{ kind: 'value', value: { kind: 'column', name: { parts: [{ text: 'id' }] } } }],
            from: { kind: 'table', name: { parts: [{ text: 's' }, { text: name }] } },
          },
          view,
        ).plan,
      );
    expect(await catalogue.restricted(reads('a'))).toEqual(['s/r/v1#a']);
    // `b` is hidden from ann: what she reads of it is what all see.
    expect(await catalogue.restricted(reads('b'))).toEqual([]);
    const held = [{ storage: { ...reads('b')[0]!.storage, part: 'held' as const }, columns: ['id'] }];
    expect(await catalogue.restricted(held)).toEqual(['s/r/v1#b']);
  });
});

test('a release of before, whose rows stand among the others, has its rule on all of them', async () => {
  const { trees: _, ...before } = manifest;
  const { seen, asked } = made(before as Manifest);
  const { tableOf } = await seen(anonymous, '2026-02-01T00:00:00Z');
  expect(tableOf('a')).toEqual(['among', 'rule', undefined]);
  expect(tableOf('ruled')).toEqual(['among', 'free', 100]);
  expect(new Set(asked.map(({ storage }) => storage.part))).toEqual(new Set([undefined]));
});
