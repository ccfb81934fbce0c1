import { parseAdql } from '@lingtai/adql';
import { LingtaiError } from '@lingtai/diagnostics';
import { expect, test } from 'vitest';
import { resolve } from './index.ts';
import type { CatalogueView } from './view.ts';

const view: CatalogueView = {
  table: (parts) =>
    parts.at(-1)?.text === 't'
      ? {
          name: 't',
          storage: { releaseDigest: '', releaseAddress: '', table: 't' },
          key: 'id',
          columns: [{ name: 'id', scalar: 'int64', verb: 1, searchable: true }],
        }
      : undefined,
  tableNames: () => ['t'],
  audienceKey: '',
};

/** The code of what is wrong and the text that it marks; `right` when nothing is. */
function said(text: string): string {
  try {
    resolve(parseAdql(text).tree!, view);
    return 'right';
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    const { code, place } = error.diagnostics[0]!;
    return `${error.class} ${code}: ${text.slice(place?.from, place?.to)}`;
  }
}

const joined = (count: number): string =>
  `SELECT t1.id FROM ${Array.from({ length: count }, (_, i) => `t AS t${i + 1}`).join(', ')}`;
const nested = (depth: number): string =>
  depth === 0 ? 'SELECT id FROM t' : `SELECT id FROM t WHERE id IN (${nested(depth - 1)})`;
const union = (count: number): string => Array.from({ length: count }, () => 'SELECT id FROM t').join(' UNION ALL ');

test('forty tables are joined, or put one after the other; the next one is marked', () => {
  expect(said(joined(40))).toBe('right');
  expect(said(joined(41))).toBe('usage QUERY-TABLES: t AS t41');
  expect(said(union(40))).toBe('right');
  expect(said(union(41))).toBe('usage QUERY-TABLES: t');
});

test('tables of WITH count as often as they are used, so that few words cannot mean many tables', () => {
  const doubling = (times: number): string => {
    const tables = Array.from({ length: times }, (_, i) => {
      const before = i === 0 ? 't' : `w${i}`;
      return `w${i + 1} AS (SELECT a.id FROM ${before} AS a, ${before} AS b)`;
    });
    return `WITH ${tables.join(', ')} SELECT id FROM w${times}`;
  };
  expect(said(doubling(3))).toBe('right');
  expect(said(doubling(40))).toMatch(/^usage QUERY-TABLES: w\d AS [ab]$/);
});

test('a sub-query stands in at most twelve others', () => {
  expect(said(nested(12))).toBe('right');
  expect(said(nested(13))).toBe('usage QUERY-DEEP: SELECT id FROM t');
});
