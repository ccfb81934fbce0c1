import { column, compare, literal, parseAdql } from '@lingtai/adql';
import { expect, test } from 'vitest';
import {
  cellColumn,
  hasRules,
  type Plan,
  type RelationOf,
  relationsOf,
  resolve,
  tablesRead,
  withholdsRows,
} from './index.ts';
import type { CatalogueView, ViewColumn, ViewTable } from './view.ts';

const storage = { releaseDigest: 'd', releaseAddress: 's/r/v1', table: 't' };
const columns = Object.entries({
  id: 'int64',
  ra: 'float64',
  dec: 'float64',
  mag: 'float32',
  pi: 'string',
} as const).map(([name, scalar]): ViewColumn => ({ name, scalar, verb: 1, searchable: true }));
const embargo: ViewColumn = { name: 'embargo', scalar: 'string', verb: 1, searchable: false };
const rule = { rowRule: compare(column('embargo'), '<=', literal('2026-06-01')), ruleColumns: [embargo] };

function planOf(adql: string, more: Partial<ViewTable>, deterministic = false): Plan {
  const table: ViewTable = { name: 's.t', storage, columns, position: { ra: 'ra', dec: 'dec' }, key: 'id', ...more };
  const view: CatalogueView = { table: () => table, tableNames: () => ['s.t'], audienceKey: '' };
  return resolve(parseAdql(adql).tree!, view, { deterministic }).plan;
}

type Kind = Plan['root']['kind'];
const all = <K extends Kind>({ root }: Plan, kind: K): RelationOf<K>[] =>
  relationsOf(root).filter((r): r is RelationOf<K> => r.kind === kind);
const cone = '1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.1))';

test('rows that are stored apart are a second scan, on which alone the rule stands', () => {
  const plan = planOf('SELECT mag FROM t', { held: 'apart', ...rule });
  const [union] = all(plan, 'set');
  expect(union).toMatchObject({ operator: 'union', all: true, left: { kind: 'scan', storage } });
  expect(union!.left).not.toHaveProperty('storage.part');
  const [filter] = all({ ...plan, root: union!.right }, 'filter');
  expect(filter).toMatchObject({ rule: true, input: { kind: 'scan', storage: { ...storage, part: 'held' } } });
  expect(all(plan, 'filter')).toEqual([filter]);
  expect([hasRules(plan), withholdsRows(plan)]).toEqual([true, true]);
});

test('each part reads what is asked for, the one with the rule also what that needs', () => {
  const read = (adql: string, more: Partial<ViewTable>) =>
    tablesRead(planOf(adql, more)).map((r) => [r.storage.part ?? 'open', ...r.columns]);
  expect(read('SELECT MAX(mag) FROM t', { held: 'apart', ...rule })).toEqual([
    ['open', 'mag'],
    ['held', 'mag', 'embargo'],
  ]);
  expect(read('SELECT COUNT(*) FROM t', { held: 'apart' })).toEqual([['open'], ['held']]);
  // Columns in another order than the table's, one of them the rule's own.
  expect(
    read('SELECT pi, mag FROM t ORDER BY dec', { held: 'apart', rowRule: compare(column('pi'), '=', literal('a')) }),
  ).toEqual([
    ['open', 'id', 'dec', 'mag', 'pi'],
    ['held', 'id', 'dec', 'mag', 'pi'],
  ]);
});

test('cones and keys are told to both scans', () => {
  const cones = all(planOf(`SELECT mag FROM t WHERE ${cone}`, { held: 'apart', ...rule }), 'scan');
  expect(cones).toHaveLength(2);
  for (const scan of cones) expect(scan.cover!.length).toBeGreaterThan(0);
  for (const scan of all(planOf('SELECT mag FROM t WHERE id IN (3, 4)', { held: 'apart' }), 'scan'))
    expect(scan.keyEquals!.map((k) => k.value)).toEqual([3n, 4n]);
  const joined = planOf(`SELECT a.mag FROM t AS a JOIN t AS b ON a.pi = b.pi WHERE b.id = 7`, { held: 'apart' });
  expect(all(joined, 'scan').map((s) => [s.storage.part, s.keyEquals?.length])).toEqual([
    [undefined, undefined],
    ['held', undefined],
    [undefined, 1],
    ['held', 1],
  ]);
  expect(joined.reads).toEqual([storage, storage]);
});

test('the canonical order of two parts is sorted for; a table in one part has it', () => {
  const sortOf = (more: Partial<ViewTable>, adql = 'SELECT mag FROM t') => all(planOf(adql, more), 'sort')[0]!;
  const { by, canonical, parts, input } = sortOf({ held: 'apart' });
  expect([canonical, parts]).toEqual([undefined, true]);
  const scan = all({ root: input } as Plan, 'scan')[0]!;
  expect(by.map(({ value }) => value.kind === 'column' && scan.columns[value.index]!.name)).toEqual([cellColumn, 'id']);
  expect(sortOf({ held: 'hidden' })).toMatchObject({ canonical: true });
  expect(sortOf({})).toMatchObject({ canonical: true });
  expect(sortOf({ held: 'apart' }, 'SELECT mag FROM t ORDER BY mag')).not.toHaveProperty('parts');
});

test('where the asker sees none of them they are not read, and there is no rule', () => {
  const plan = planOf(`SELECT mag FROM t WHERE ${cone}`, { held: 'hidden' });
  expect(all(plan, 'scan').map((s) => s.storage)).toEqual([storage]);
  expect(all(plan, 'set')).toEqual([]);
  expect([hasRules(plan), withholdsRows(plan)]).toEqual([false, true]);
  expect(withholdsRows(planOf('SELECT mag FROM t', { held: 'apart' }))).toBe(false);
  expect(withholdsRows(planOf('SELECT mag FROM t', {}))).toBe(false);
});

test('what may fail comes behind the rows of the rule; the others need no limit', () => {
  const plan = planOf('SELECT mag FROM t WHERE id * id > 4', { held: 'apart', ...rule });
  const [union] = all(plan, 'set');
  expect(all({ ...plan, root: union!.left }, 'limit')).toEqual([]);
  expect(all({ ...plan, root: union!.right }, 'limit')).toHaveLength(1);
});

test('patterns that are short and the same for all rows cannot fail; others may', () => {
  const limits = (where: string) =>
    all(planOf(`SELECT mag FROM t WHERE ${where}`, { held: 'apart', ...rule }), 'limit').length;
  expect([limits("pi LIKE 'a%b_c'"), limits("pi NOT ILIKE '%x'")]).toEqual([0, 0]);
  // Of a pattern that ends with its escape DuckDB says so where a text has come to its end.
  const escaped = ['abq', 'aqq', 'q%b', 'abqqq'].map((pattern) => limits(`pi LIKE '${pattern}' ESCAPE 'q'`));
  expect(escaped).toEqual([1, 0, 0, 1]);
  expect([limits("'abc' LIKE pi"), limits('pi ILIKE pi'), limits(`pi LIKE '${'%a'.repeat(501)}'`)]).toEqual([1, 1, 1]);
});

test('of UNION ALL only the columns are read that are asked for; of UNION all of them', () => {
  const read = (all: string) =>
    tablesRead(planOf(`SELECT a FROM (SELECT mag AS a, pi FROM t UNION ${all} SELECT ra, pi FROM t) AS u`, {})).map(
      (r) => r.columns.filter((name) => name !== cellColumn && name !== 'id'),
    );
  expect(read('ALL')).toEqual([['mag'], ['ra']]);
  expect(read('')).toEqual([
    ['mag', 'pi'],
    ['ra', 'pi'],
  ]);
});
