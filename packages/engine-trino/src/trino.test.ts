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

function sqlOf(adql: string, tables: AdqlTables): string {
  const { plan } = resolve(parseAdql(adql).tree!, adqlView(tables));
  return trinoQuery(plan, ({ table }) => ({ catalog: 'lake', schema: tables.schema, table, rowCount: 1000 }));
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

  test.skipIf(!jars)(
    'every query of the conformance suite is a statement for Trino’s own parser',
    () => {
      const statements = [
        { half: 'logic', cases: logicCases },
        { half: 'sky', cases: skyCases },
      ].flatMap(({ half, cases }) => {
        const tables = tablesOf(half);
        return Object.entries(cases).flatMap(([name, one]) =>
          one.refused === undefined ? [{ name, sql: sqlOf(one.adql, tables) }] : [],
        );
      });
      const answers = parsed(jars!, [...statements.map((s) => s.sql), 'SELECT FROM']);
      expect(answers.pop()).toContain('mismatched input');
      const wrong = answers.flatMap((answer, i) =>
        answer === 'ok' ? [] : [`${statements[i]!.name}: ${answer}\n${statements[i]!.sql}`],
      );
      expect(wrong).toEqual([]);
      expect(answers.length).toBeGreaterThan(800);
    },
    600_000,
  );
});
