import { type Asker, anonymous, userAsker } from '@lingtai/access';
import { parseAdql } from '@lingtai/adql';
import { Catalogue } from '@lingtai/catalogue';
import type { Descriptor } from '@lingtai/descriptor';
import { resolve } from '@lingtai/query';
import type { Manifest } from '@lingtai/release';
import type { ResultRead } from '@lingtai/state';
import { expect, test } from 'vitest';
import { readsOfResult, seesReads } from './result-reads.ts';

const text = { en: 't', zh: 't' };
const column = (name: string, type: string) => ({ name, type, verb: 1, description: text });
const columns = [column('id', 'int64'), column('pi', 'string'), column('free', 'string')];
const descriptor = {
  ...{ id: 's', title: text, releases: [{ release: 'r', version: 'v1' }] },
  tables: [{ name: 't', title: text, key: 'id', rows: { owner: 'pi', embargo: 'free' }, columns }],
} as unknown as Descriptor;
const counted = [{ name: 't', rowCount: 5, statistics: {} }];

/** Rows of a group become free in March, others next year. */
const manifest = {
  tables: [{ ...counted[0], columns: columns.map(({ name, type }) => ({ name, type })) }],
  products: [],
  trees: [
    { path: '', tables: counted, products: [] },
    {
      ...{ path: 'restricted/until-2026-03/', firstDay: '2026-03-05', lastDay: '2026-03-05' },
      ...{ tables: counted, products: [] },
    },
    {
      ...{ path: 'restricted/until-2027-01/', firstDay: '2027-01-02', lastDay: '2027-01-02' },
      ...{ tables: counted, products: [] },
    },
  ],
  totals: {},
} as unknown as Manifest;

const from = new Date('2026-01-01T00:00:00Z');
const clock = { time: from, now: () => clock.time };
const catalogue = new Catalogue({
  clock,
  publications: async () => [
    {
      ...{ dataset: 's', release: 'r', version: 'v1', digest: 'd', descriptorDigest: '', softwareVersion: '' },
      ...{ audience: 'public', access: [{ audience: ['public'], from }], partAccess: {}, from, publishedAt: from },
    },
  ],
  open: async () => ({ manifest, digest: 'd', descriptor, reader: undefined }),
  site: () => ({ baseUrl: 'http://x', authority: 'x' }),
  ownersIn: async () => new Set(['team']),
});

const at = (day: string): void => {
  clock.time = new Date(`${day}T00:00:00Z`);
};

async function readsOf(asker: Asker): Promise<ResultRead[]> {
  const snapshot = await catalogue.snapshot(asker);
  return readsOfResult(resolve(parseAdql('SELECT id FROM s.t').tree!, snapshot.view).plan, snapshot, asker);
}
const sees = async (asker: Asker, reads: readonly ResultRead[]): Promise<boolean> =>
  seesReads(reads, await catalogue.snapshot(asker), asker);

const mary = userAsker({ name: 'mary' });
const tom = userAsker({ name: 'tom', groups: ['team'] });
const tomOutside = userAsker({ name: 'tom' });
const operator = userAsker({ name: 'oscar', roles: ['operator'] });

test('a result without hidden rows stays with who made it; one with such rows only while he may see them', async () => {
  at('2026-02-01');
  const [ofMary, ofTom, ofOperator] = [await readsOf(mary), await readsOf(tom), await readsOf(operator)];
  expect(ofMary).toEqual([{ address: 's/r/v1', digest: 'd', table: 't', columns: ['id'], owners: [] }]);
  expect(new Set(ofTom.flatMap((read) => read.owners))).toEqual(new Set(['team', 'tom']));
  expect(new Set(ofOperator.map((read) => read.owners))).toEqual(new Set(['all']));
  for (const day of ['2026-02-01', '2026-03-05']) {
    at(day);
    const seen = await Promise.all([mary, tom, tomOutside, operator, anonymous].map((who) => sees(who, ofMary)));
    expect(seen).toEqual([true, true, true, true, true]);
    expect([await sees(tom, ofTom), await sees(tomOutside, ofTom), await sees(mary, ofTom)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([await sees(operator, ofOperator), await sees(tom, ofOperator), await sees(mary, ofOperator)]).toEqual([
      true,
      false,
      false,
    ]);
  }
});
