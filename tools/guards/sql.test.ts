import { expect, test } from 'vitest';
import { repository, withTree } from './source.ts';
import { sqlFaults } from './sql.ts';

const planted = (text: string, path = 'services/tap/src/a.ts'): string[] => withTree({ [path]: text }, sqlFaults);

test('SQL text exists only in engine* and state', () => {
  expect(sqlFaults(repository)).toEqual([]);
});

test('each kind of statement is seen', () => {
  const statements = [
    "'SELECT 1 AS a FROM t'",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the planted text is a template
    '`SELECT ${a} FROM ${b}`',
    '`SELECT a,\n  b\nFROM c`',
    "'select a, b from t where c = 1'",
    "'INSERT INTO t VALUES (1)'",
    "'CREATE OR REPLACE TABLE t (a int)'",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the planted text is a template
    "`COPY (x) TO '${file}'`",
    "'DELETE FROM t'",
    "'UPDATE t SET a = 1'",
    "'PRAGMA threads=2'",
    '"ATTACH \'x.duckdb\' AS r"',
    "'SET threads = 2'",
  ];
  for (const statement of statements) expect(planted(`export const a = ${statement};`), statement).toHaveLength(1);
});

test('prose, names and comments are no SQL', () => {
  const prose = [
    "'Select a table from the list.'",
    "'select rows from your table, then update the view'",
    "'Copy the file to the folder'",
    "'Attach a file'",
    "'create table'",
    "'the data set = everything'",
    "'Update the settings'",
  ];
  for (const text of prose) expect(planted(`// SELECT a FROM b\nexport const a = ${text};`), text).toEqual([]);
  const statement = "export const a = 'SELECT a FROM b';";
  for (const path of ['packages/engine-duckdb/src/a.ts', 'packages/state/src/a.ts', 'services/tap/src/a.test.ts'])
    expect(planted(statement, path)).toEqual([]);
});
