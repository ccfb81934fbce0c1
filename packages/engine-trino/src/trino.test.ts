import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAdql } from '@lingtai/adql';
import { type AdqlTables, adqlView, logicCases, skyCases } from '@lingtai/engine/conformance';
import { resolve } from '@lingtai/query';
import { describe, expect, test } from 'vitest';
import { trinoQuery } from './index.ts';

const jars = process.env['LINGTAI_TRINO_PARSER'];
if (!jars) console.warn('skipped, missing: Trino’s parser');

function tablesOf(half: string): AdqlTables {
  const url = new URL(`../../../fixtures/adql/${half}/tables.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as AdqlTables;
}

function sqlOf(adql: string, tables: AdqlTables, parts = false): string {
  const { plan } = resolve(parseAdql(adql).tree!, adqlView(tables, parts));
  return trinoQuery(plan, ({ table, part }) => {
    return { catalog: 'lake', schema: tables.schema, table: part ? `${table}__${part}` : table, rowCount: 1000 };
  });
}

/** What Trino's parser says of each statement. */
function parsed(jars: string, statements: readonly string[]): string[] {
  const program = fileURLToPath(new URL('../java/ParseAll.java', import.meta.url));
  // Nothing here runs long enough to be worth the second compiler.
  const options = ['-XX:TieredStopAtLevel=1', '-cp', join(jars, '*')];
  const { stdout, stderr } = spawnSync(process.env['LINGTAI_JAVA'] ?? 'java', [...options, program], {
    input: statements.map((s) => `${s}\0`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== statements.length) throw new Error(`${answers.length} answers: ${stderr.slice(0, 2000)}`);
  return answers;
}

describe('SQL for Trino', () => {
  test('a cone is pruned by hulls of cells and decided by the exact test', () => {
    const tables = tablesOf('logic');
    const sql = sqlOf(
      'SELECT TOP 3 objid FROM objects WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.1)) ORDER BY objid OFFSET 2',
      tables,
    );
    expect(sql).toMatch(
      /^SELECT t0\."objid" AS "c0" FROM \(SELECT .* FROM "lake"\."logic"\."objects" WHERE "_healpix_29" BETWEEN \d+ AND \d+/,
    );
    expect(sql).toMatch(/ ORDER BY t0\."objid" ASC NULLS LAST OFFSET 2 LIMIT 3$/);
  });

  test('rows that are stored apart are read from a table of their own, by the same hulls', () => {
    const where = 'WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.1))';
    const sql = sqlOf(`SELECT objid FROM objects ${where}`, tablesOf('logic'), true);
    const hulls = /FROM "lake"\."logic"\."(\w+)" WHERE ("_healpix_29" BETWEEN [^)]*)\)/g;
    const [open, held, ...more] = [...sql.matchAll(hulls)].map(([, table, hull]) => ({ table, hull }));
    expect([open!.table, held!.table, more]).toEqual(['objects', 'objects__held', []]);
    expect(held!.hull).toBe(open!.hull);
    expect(sql.match(/UNION ALL/g)).toHaveLength(1);
  });

  test('sums and means of 32-bit floats are taken over doubles, in sub-queries too; what is exact stays', () => {
    const sql = sqlOf(
      'SELECT SUM(r), AVG(r), MAX(r), SUM(x), (SELECT AVG(n.r) FROM numbers AS n) FROM numbers',
      tablesOf('logic'),
    );
    expect(sql).toContain('sum(CAST(t0."r" AS DOUBLE))');
    expect(sql.match(/avg\(CAST\(t\d\."r" AS DOUBLE\)\)/g)).toHaveLength(2);
    expect(sql).toContain('max(t0."r")');
    expect(sql).toContain('sum(t0."x")');
  });

  test('a text becomes a time by ISO 8601; other casts are Trino’s own', () => {
    const sql = sqlOf(
      'SELECT CAST(note AS TIMESTAMP), CAST(note AS BIGINT) FROM visits WHERE EXISTS (SELECT * FROM odd AS o WHERE CAST(o."date" AS TIMESTAMP) IS NULL)',
      tablesOf('logic'),
    );
    expect(sql.match(/from_iso8601_timestamp_nanos/g)!.length).toBeGreaterThan(1);
    expect(sql).not.toMatch(/TRY_CAST\([^()]* AS TIMESTAMP/);
    expect(sql).toContain('TRY_CAST(t0."note" AS BIGINT)');
  });

  test('values that geometry names are columns of a query inside; the order stays outside', () => {
    const sql = sqlOf(
      'SELECT TOP 5 id, CENTROID(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3)) FROM regions ORDER BY w, id',
      tablesOf('sky'),
    );
    expect(sql).toMatch(/ FROM \(SELECT .* AS t\d+ ORDER BY t\d+\."c\d+" ASC NULLS LAST, [^()]* LIMIT 5$/);
    expect(sql).not.toMatch(/ORDER BY .*ORDER BY/);
    // A name inside a lambda of its own element stays one.
    expect(sql.match(/transform\(ARRAY\[/g)?.length ?? 0).toBeLessThan(4);
  });

  test('a column from around a sub-query in ON of an outer join is refused, in WHERE it is not', () => {
    const tables = tablesOf('logic');
    const counted = (on: string, where: string): string =>
      `SELECT (SELECT COUNT(*) FROM odd AS o LEFT JOIN words AS w ON w.id = o.id${on}${where}) FROM truth AS t`;
    expect(() => sqlOf(counted(' AND w.grp = t.x', ''), tables)).toThrow('QUERY-ENGINE-CANNOT');
    expect(sqlOf(counted('', ' WHERE w.grp = t.x'), tables)).toContain('LEFT JOIN');
  });

  test.skipIf(!jars)(
    'every query of the conformance suite is a statement for Trino’s own parser',
    () => {
      const refused: string[] = [];
      const halves = Object.entries({ logic: logicCases, sky: skyCases });
      const runs = halves.flatMap(([half, cases]) => [false, true].map((parts) => ({ half, cases, parts })));
      const statements = runs.flatMap(({ half, cases, parts }) => {
        const tables = tablesOf(half);
        return Object.entries(cases).flatMap(([name, one], i) => {
          // Of those on two parts some will do.
          if (one.refused !== undefined || (parts && i % 5 > 0)) return [];
          try {
            return [{ name, sql: sqlOf(one.adql, tables, parts) }];
          } catch (error) {
            expect(String(error)).toContain('QUERY-ENGINE-CANNOT');
            refused.push(name);
            return [];
          }
        });
      });
      expect([...new Set(refused)]).toEqual(['sub-query: a column from around it in ON of an outer join']);
      const answers = parsed(jars!, [...statements.map((s) => s.sql), 'SELECT FROM']);
      expect(answers.pop()).toContain('mismatched input');
      const wrong = answers.flatMap((answer, i) =>
        answer === 'ok' ? [] : [`${statements[i]!.name}: ${answer}\n${statements[i]!.sql}`],
      );
      expect(wrong).toEqual([]);
      expect(answers.length).toBeGreaterThan(1000);
    },
    600_000,
  );
});
