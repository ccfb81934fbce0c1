import type { AdqlCases } from './adql-suite.ts';

/** T, F or U for a condition in every row of `truth`. */
function told(condition: string): { adql: string } {
  return {
    adql: `SELECT id, CASE WHEN ${condition} THEN 'T' WHEN NOT (${condition}) THEN 'F' ELSE 'U' END FROM truth`,
  };
}

/** The rows of `truth` for which a condition holds. */
function holds(condition: string, warnings?: readonly string[]): { adql: string; warnings?: readonly string[] } {
  return { adql: `SELECT id FROM truth WHERE ${condition}`, ...(warnings ? { warnings } : {}) };
}

/** Three-valued logic in conditions. */
export const nullLogicCases: AdqlCases = {
  'null: table of AND': told('(a = TRUE AND b = TRUE)'),
  'null: table of OR': told('(a = TRUE OR b = TRUE)'),
  'null: table of NOT': told('(NOT a = TRUE)'),
  'null: table of =': told('(x = y)'),
  'null: table of <>': told('(x <> y)'),
  'null: table of <': told('(x < y)'),
  'null: table of >=': told('(x >= y)'),
  'null: table of booleans compared': told('(a = b)'),
  'null: table of NOT of AND': told('(NOT (x = 1 AND y = 1))'),
  'null: table of NOT of OR': told('(NOT (x = 1 OR y = 1))'),
  'null: table of AND with OR': told('(x = 1 AND y = 1 OR x = 0 AND y = 0)'),
  'null: table of OR inside AND': told('((x = 1 OR y = 1) AND (x = 0 OR y = 0))'),
  'null: table of exclusive or': told('((x = 1 OR y = 1) AND NOT (x = 1 AND y = 1))'),
  'null: table of BETWEEN': told('(1 BETWEEN x AND y)'),
  'null: table of BETWEEN with one bound known': told('(x BETWEEN 1 AND y)'),
  'null: table of NOT BETWEEN': told('(0 NOT BETWEEN x AND y)'),
  'null: table of IN': told('(x IN (1, y))'),
  'null: table of NOT IN': told('(x NOT IN (0, y))'),
  'null: table of IN with a null': told('(x IN (1, NULL))'),
  'null: table of NOT IN with a null': told('(x NOT IN (1, NULL))'),
  'null: table of IN of nulls only': told('(x IN (NULL))'),
  'null: table of LIKE': told("(word LIKE '%s')"),
  'null: table of NOT LIKE': told("(word NOT LIKE 'y%')"),
  'null: table of ILIKE': told("(word ILIKE 'YES')"),
  'null: table of IS NULL': told('(x IS NULL)'),
  'null: table of IS NOT NULL': told('(x IS NOT NULL)'),
  'null: NOT IS NULL': holds('NOT x IS NULL'),
  'null: IS NULL of a sum': holds('x + y IS NULL'),
  'null: IS NULL of a condition by CASE': holds('CASE WHEN x = y THEN 1 WHEN x <> y THEN 0 END IS NULL'),
  'null: = NULL is never true': holds('x = NULL', ['ADQL-NULL']),
  'null: <> NULL is never true': holds('x <> NULL', ['ADQL-NULL']),
  'null: NOT = NULL is never true': holds('NOT (x = NULL)', ['ADQL-NULL']),
  'null: equal or both null': holds('x = y OR (x IS NULL AND y IS NULL)'),
  'null: a column differs from itself never': holds('x <> x'),
  'null: a column equals itself where it is known': holds('x = x'),
  'null: excluded middle fails': holds('x = 1 OR NOT x = 1'),
  'null: true OR unknown': holds('1 = 1 OR x = 1'),
  'null: false AND unknown': holds('NOT (1 = 0 AND x = 1)'),
  'null: BETWEEN with a null bound': holds('x BETWEEN NULL AND 0'),
  'null: NOT BETWEEN that one bound decides': holds('x NOT BETWEEN NULL AND 0'),
  'null: an empty text is not null': holds("word = ''"),
  'null: length of an empty text is no null': holds('LENGTH(word) = 0'),
  'null: concatenation with null is null': holds("word || 'x' IS NULL"),
  'null: LIKE with a null pattern': { adql: 'SELECT id FROM words WHERE text LIKE pattern OR NOT (text LIKE pattern)' },
  'null: NOT LIKE with a null pattern': {
    adql: 'SELECT id FROM words WHERE text NOT LIKE pattern',
    sql: "SELECT id FROM words WHERE text NOT LIKE pattern ESCAPE ''",
  },
};
