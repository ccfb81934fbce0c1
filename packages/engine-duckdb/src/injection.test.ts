import { parseAdql } from '@lingtai/adql';
import { printQuery } from '@lingtai/engine';
import { type AdqlTable, adqlView } from '@lingtai/engine/conformance';
import { resolve } from '@lingtai/query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duckdbDialect } from './dialect.ts';

const stars: AdqlTable = {
  name: 'stars',
  key: 'id',
  columns: [
    { name: 'id', type: 'int64' },
    { name: 'class', type: 'string' },
    { name: 'mag', type: 'float64' },
  ],
  values: { id: [], class: [], mag: [] },
};

function sqlOf(adql: string): string {
  const { tree } = parseAdql(adql);
  const { plan } = resolve(tree!, adqlView({ schema: 's', tables: [stars] }));
  return printQuery(plan.root, { dialect: duckdbDialect, source: () => 'scan' }).sql;
}

/** Texts that were meant to leave their quotes somewhere, and any others. */
const text = fc.oneof(
  fc.constantFrom(
    "'",
    '"',
    "';--",
    "'; DROP TABLE stars; --",
    '*/',
    '$1',
    '{0}',
    '\\',
    '\u0000',
    '`',
    'scan',
    '1 OR 1=1',
  ),
  fc.string({ unit: 'binary' }),
  fc.string(),
);
const quoted = (s: string): string => `'${s.replaceAll("'", "''")}'`;
const named = (s: string): string => `"${s.replaceAll('"', '""')}"`;
const alias = text.filter((s) => s.length > 0 && !/^_healpix_29$|^(id|class|mag)$/i.test(s));

test('the printed SQL does not depend on any text that the asker wrote, nor the names that he gave', () => {
  const query = (a: string, b: string, table: string, column: string): string =>
    `SELECT ${named(table)}.id AS ${named(column)}, ${named(table)}.class || ${quoted(a)}, d.x
     FROM s.stars AS ${named(table)} JOIN (SELECT MAX(mag) AS x FROM s.stars WHERE class LIKE ${quoted(b)}) AS d
       ON ${named(table)}.mag <= d.x
     WHERE ${named(table)}.class IN (${quoted(a)}, ${quoted(b)}) AND EXISTS
       (SELECT 1 FROM s.stars AS i WHERE i.class = ${named(table)}.class AND i.class <> ${quoted(a)})
     ORDER BY ${named(column)}`;
  const plain = sqlOf(query('a', 'b', 'o', 'c'));
  fc.assert(
    fc.property(text, text, alias, alias, (a, b, table, column) => {
      // The query has these two names itself.
      fc.pre(!/^[di]$/i.test(table));
      expect(sqlOf(query(a, b, table, column))).toBe(plain);
    }),
    { numRuns: 300 },
  );
});
