import type { CatalogueView, ViewColumn, ViewTable } from '@lingtai/query';
import { expect, test } from 'vitest';
import { permanentId, type Recipe, recipeOf } from './recipe.ts';

const columns: ViewColumn[] = ['id', 'ra', 'dec', 'mag'].map((name) => ({
  name,
  scalar: name === 'id' ? 'int64' : 'float64',
  verb: 1,
  searchable: true,
}));

function table(name: string, releaseDigest: string): ViewTable {
  return { name, storage: { releaseDigest, releaseAddress: releaseDigest, table: 'stars' }, columns, key: 'id' };
}

const tables: Readonly<Record<string, ViewTable>> = {
  'tiny.stars': table('tiny_dr1_v2.stars', 'sha256:b'),
  'tiny_dr1_v1.stars': table('tiny_dr1_v1.stars', 'sha256:a'),
  'user_alice.mine': table('user_alice.mine', 'loose:kept'),
  'tap_schema.tables': table('TAP_SCHEMA.tables', ''),
};
const view: CatalogueView = {
  table: (parts) => tables[parts.map((p) => p.text.toLowerCase()).join('.')],
  tableNames: () => Object.keys(tables),
  audienceKey: 'test',
};
const releases = [
  { address: 'tiny/dr1/v2', digest: 'sha256:b' },
  { address: 'tiny/dr1/v1', digest: 'sha256:a' },
];
const recipe = (query: string): Recipe => recipeOf(query, view, releases);
const id = (query: string): string => permanentId(recipe(query));

test.each([
  ['select id, ra from tiny.stars where dec > 0'],
  ['SELECT ID , Ra\n FROM Tiny.STARS -- which\n WHERE (DEC > 0)'],
  ['SELECT  id,ra FROM tiny.stars WHERE ((dec)>0) ;'],
])('%j is the same question', (query) => {
  expect(id(query)).toBe(id('SELECT id, ra FROM tiny.stars WHERE dec > 0'));
});

test.each([
  ['SELECT id, ra FROM tiny.stars WHERE dec >= 0'],
  ['SELECT ra, id FROM tiny.stars WHERE dec > 0'],
  ['SELECT id, ra AS x FROM tiny.stars WHERE dec > 0'],
  ['SELECT TOP 10 id, ra FROM tiny.stars WHERE dec > 0'],
  ['SELECT id, ra FROM tiny_dr1_v1.stars WHERE dec > 0'],
])('%j is another question', (query) => {
  expect(id(query)).not.toBe(id('SELECT id, ra FROM tiny.stars WHERE dec > 0'));
});

test('the names that a query gives to its columns keep their case, for the result has them', () => {
  expect(id('SELECT ra AS Alpha FROM tiny.stars')).not.toBe(id('SELECT ra AS alpha FROM tiny.stars'));
  expect(recipe('SELECT S.RA AS "Alpha" FROM Tiny.Stars AS S ORDER BY "Alpha"').query).toBe(
    'SELECT s.ra AS "Alpha" FROM tiny.stars AS S ORDER BY "Alpha"',
  );
  expect(recipe('WITH Top1 AS (SELECT ID FROM TINY.STARS) SELECT ID FROM TOP1').query).toBe(
    'WITH Top1 AS (SELECT id FROM tiny.stars) SELECT id FROM top1',
  );
});

test('a query whose delimited names tell tables apart stays as it is written', () => {
  const query = 'SELECT "Stars".RA FROM tiny.Stars';
  expect(recipe(query).query).toBe(query);
});

test('another release of the same name is another recipe; the reads are sorted', () => {
  const one = recipe('SELECT id FROM tiny.stars');
  expect(one.reads).toEqual([{ address: 'tiny/dr1/v2', digest: 'sha256:b' }]);
  expect(permanentId({ ...one, reads: [{ address: 'tiny/dr1/v2', digest: 'sha256:c' }] })).not.toBe(permanentId(one));
  expect(permanentId({ ...one, formatVersion: 2 })).not.toBe(permanentId(one));
  const both = recipe('SELECT a.id FROM tiny.stars AS a JOIN tiny_dr1_v1.stars AS b ON a.id = b.id');
  expect(both.reads.map((read) => read.address)).toEqual(['tiny/dr1/v1', 'tiny/dr1/v2']);
});

test.each([
  ['SELECT id, RAND() AS r FROM tiny.stars', 'RAND'],
  ['SELECT id FROM tiny.stars WHERE ra < IVO_NORMAL_RANDOM(1, 2)', 'RAND'],
  ['SELECT id FROM (SELECT id FROM tiny.stars ORDER BY RAND()) AS s', 'RAND'],
  ['SELECT id FROM user_alice.mine', 'user_alice.mine'],
  ['SELECT a.id FROM tiny.stars AS a JOIN tap_upload.mine AS b ON a.id = b.id', 'tap_upload.mine'],
  ['SELECT id FROM tiny.stars WHERE id IN (SELECT id FROM TAP_SCHEMA.tables)', 'TAP_SCHEMA.tables'],
])('%j may change, and is refused with the reason', (query, named) => {
  expect(() => recipe(query)).toThrowError(
    expect.objectContaining({
      class: 'usage',
      diagnostics: [
        expect.objectContaining({
          code: 'PERMANENT-CHANGES',
          text: { en: expect.stringContaining(named), zh: expect.stringContaining(named) },
        }),
      ],
    }),
  );
});

test('what is wrong with a query is told as everywhere', () => {
  expect(() => recipe('SELECT FROM')).toThrowError(/ADQL-/);
  expect(() => recipe('SELECT nothing FROM tiny.stars')).toThrowError(/QUERY-UNKNOWN-COLUMN|no column/);
});
