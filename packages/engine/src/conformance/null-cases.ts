import type { AdqlCases } from './adql-suite.ts';

/** T, F or U for a condition in every row of `truth`. */
function told(condition: string): { adql: string } {
  return { adql: `SELECT id, CASE WHEN ${condition} THEN 'T' WHEN NOT (${condition}) THEN 'F' ELSE 'U' END FROM truth` };
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

/** Nulls in sub-queries, joins and sets. */
export const nullRelationCases: AdqlCases = {
  'null: IN a sub-query with nulls': { adql: 'SELECT objid FROM objects WHERE plate IN (SELECT plate FROM visits)' },
  'null: NOT IN a sub-query with nulls is empty': {
    adql: 'SELECT objid FROM objects WHERE plate NOT IN (SELECT plate FROM visits)',
  },
  'null: NOT IN a sub-query without nulls': {
    adql: 'SELECT objid FROM objects WHERE plate NOT IN (SELECT plate FROM visits WHERE plate IS NOT NULL)',
  },
  'null: NOT IN an empty sub-query is true even for null': {
    adql: 'SELECT objid FROM objects WHERE plate NOT IN (SELECT id FROM nothing)',
  },
  'null: IN an empty sub-query': { adql: 'SELECT objid FROM objects WHERE plate IN (SELECT id FROM nothing)' },
  'null: NOT EXISTS keeps rows with null': {
    adql: 'SELECT o.objid FROM objects AS o WHERE NOT EXISTS (SELECT * FROM visits AS v WHERE v.plate = o.plate)',
  },
  'null: EXISTS of a row of null': {
    adql: 'SELECT id FROM truth AS t WHERE EXISTS (SELECT NULL FROM truth AS s WHERE s.x = t.x AND s.y IS NULL)',
  },
  'null: a scalar sub-query of no row is null': {
    adql: 'SELECT id, (SELECT amount FROM nothing) AS nought FROM truth',
  },
  'null: comparison with a scalar sub-query of no row': {
    adql: 'SELECT id FROM truth WHERE x = (SELECT id FROM nothing) OR NOT x = (SELECT id FROM nothing)',
  },
  'null: inner join never matches nulls': {
    adql: 'SELECT s.id, t.id FROM truth AS s JOIN truth AS t ON s.x = t.y',
  },
  'null: USING never matches nulls': {
    adql: 'SELECT o.objid, p.field FROM objects AS o JOIN plates AS p USING (plate, cls)',
  },
  'null: NATURAL never matches nulls': {
    adql: 'SELECT objid, plate, visit FROM objects NATURAL JOIN visits',
  },
  'null: join on equal or both null': {
    adql: 'SELECT s.id, t.id FROM truth AS s JOIN truth AS t ON s.x = t.y OR (s.x IS NULL AND t.y IS NULL)',
  },
  'null: outer join, condition in ON': {
    adql: 'SELECT o.objid, p.plate FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate AND p.moon > 0.5',
  },
  'null: outer join, condition in WHERE': {
    adql: 'SELECT o.objid, p.plate FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate WHERE p.moon > 0.5',
  },
  'null: outer join, rows without partner': {
    adql: 'SELECT o.objid FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate WHERE p.plate IS NULL',
  },
  'null: outer join, null of the data or of the join': {
    adql: `SELECT o.objid, p.plate, p.field FROM objects AS o LEFT OUTER JOIN plates AS p ON o.plate = p.plate
           WHERE p.field IS NULL`,
  },
  'null: outer join ON a condition on the left table alone': {
    adql: "SELECT o.objid, p.plate FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate AND o.cls = 'QSO'",
  },
  'null: outer join with nothing': {
    adql: 'SELECT t.id, n.id, n.label FROM truth AS t LEFT JOIN nothing AS n ON t.id = n.id',
  },
  'null: full join on null keys': {
    adql: 'SELECT s.id, t.id FROM truth AS s FULL JOIN truth AS t ON s.x = t.y AND s.id = t.id',
  },
  'null: UNION takes nulls as one': { adql: 'SELECT x FROM truth UNION SELECT y FROM truth' },
  'null: INTERSECT matches nulls': {
    adql: 'SELECT cls FROM objects INTERSECT SELECT cls FROM plates',
  },
  'null: EXCEPT takes nulls away': { adql: 'SELECT plate FROM objects EXCEPT SELECT plate FROM visits' },
  'null: UNION ALL keeps every null': { adql: 'SELECT x FROM truth UNION ALL SELECT NULL FROM odd' },
  'null: INTERSECT ALL counts nulls': { adql: 'SELECT x FROM truth INTERSECT ALL SELECT grp FROM words' },
  'null: EXCEPT ALL counts nulls': { adql: 'SELECT grp FROM words EXCEPT ALL SELECT y FROM truth' },
  'null: sets of pairs with nulls': { adql: 'SELECT x, y FROM truth EXCEPT SELECT y, x FROM truth WHERE x = 1' },
};

/** Nulls in values, groups and order. */
export const nullValueCases: AdqlCases = {
  'null: arithmetic with null': { adql: 'SELECT id, x + y, x - y, x * y, -x, 2 * x + 1 FROM truth' },
  'null: division by zero and by null': {
    adql: 'SELECT id, x / y FROM truth',
    sql: 'SELECT id, x / NULLIF(y, 0) FROM truth',
  },
  'null: remainder by zero and by null': {
    adql: 'SELECT id, MOD(x, y) FROM truth',
    sql: 'SELECT id, mod(x, NULLIF(y, 0)) FROM truth',
  },
  'null: bits with null': {
    adql: 'SELECT id, x & y, x | y, x ^ y, ~x FROM truth',
    sql: 'SELECT id, x & y, x | y, x # y, ~x FROM truth',
  },
  'null: functions of null': {
    adql: `SELECT id, ABS(x), SQRT(x), POWER(x, y), UPPER(word), LENGTH(word), FLOOR(x), ROUND(x), SIN(y), ATAN2(x, y)
           FROM truth`,
    sql: `SELECT id, abs(x), sqrt(x), power(x, y), upper(word), length(word), floor(x), round(x), sin(y), atan2(x, y)
          FROM truth`,
  },
  'null: COALESCE': { adql: "SELECT id, COALESCE(x, y, -1), COALESCE(word, 'none'), COALESCE(NULL, x) FROM truth" },
  'null: COALESCE of one': { adql: 'SELECT id, COALESCE(x) FROM truth' },
  'null: COALESCE in a condition': holds('COALESCE(x, 0) = COALESCE(y, 0)'),
  'null: NULLIF': { adql: "SELECT id, NULLIF(x, y), NULLIF(x, 1), NULLIF(word, '') FROM truth" },
  'null: NULLIF then COALESCE': { adql: "SELECT id, COALESCE(NULLIF(word, ''), 'blank') FROM truth" },
  'null: simple CASE never matches null': {
    adql: "SELECT id, CASE x WHEN NULL THEN 'null' WHEN 1 THEN 'one' ELSE 'other' END FROM truth",
  },
  'null: simple CASE with a null WHEN value': {
    adql: "SELECT id, CASE x WHEN y THEN 'same' ELSE 'not the same' END FROM truth",
  },
  'null: searched CASE takes unknown as false': {
    adql: "SELECT id, CASE WHEN x > y THEN 'more' WHEN x <= y THEN 'not more' ELSE 'unknown' END FROM truth",
  },
  'null: CASE without ELSE is null': { adql: "SELECT id, CASE WHEN x = 1 THEN 'one' END FROM truth" },
  'null: CASE gives null in a branch': { adql: 'SELECT id, CASE WHEN x = 1 THEN NULL ELSE y END FROM truth' },
  'null: CAST of null': {
    adql: `SELECT id, CAST(x AS VARCHAR), CAST(NULL AS INTEGER), CAST(NULL AS TIMESTAMP), CAST(word AS CHAR(3))
           FROM truth WHERE word IS NULL`,
    sql: 'SELECT id, x::text, NULL::int, NULL::timestamp, NULL FROM truth WHERE word IS NULL',
  },
  'null: COUNT of rows and of values': {
    adql: 'SELECT COUNT(*), COUNT(x), COUNT(word), COUNT(DISTINCT x), COUNT(DISTINCT word), COUNT(1) FROM truth',
  },
  'null: COUNT of an expression with nulls': {
    adql: 'SELECT COUNT(x + y), COUNT(COALESCE(x, y)), COUNT(NULLIF(x, 1)) FROM truth',
  },
  'null: aggregates skip nulls': {
    adql: 'SELECT SUM(mag), AVG(mag), MIN(mag), MAX(mag), AVG(nobs), SUM(nobs), MIN(name), MAX(cls) FROM objects',
  },
  'null: aggregates of nulls only': {
    adql: 'SELECT COUNT(x), SUM(x), AVG(x), MIN(x), MAX(x), COUNT(*) FROM truth WHERE x IS NULL',
  },
  'null: aggregates of no row': {
    adql: 'SELECT COUNT(*), COUNT(amount), SUM(amount), AVG(amount), MIN(label), MAX(id) FROM nothing',
  },
  'null: STDDEV of no row and of one': {
    adql: 'SELECT STDDEV(x) FROM truth WHERE id = 1 UNION ALL SELECT STDDEV(amount) FROM nothing',
  },
  'null: a sum divided by a count of none': {
    adql: 'SELECT SUM(amount) / COUNT(amount) FROM nothing',
    sql: 'SELECT sum(amount) / NULLIF(count(amount), 0) FROM nothing',
  },
  'null: DISTINCT takes nulls as one': { adql: 'SELECT DISTINCT cls FROM objects' },
  'null: DISTINCT of pairs with nulls': { adql: 'SELECT DISTINCT cls, ok FROM objects' },
  'null: GROUP BY makes one group of nulls': { adql: 'SELECT cls, COUNT(*), COUNT(mag) FROM objects GROUP BY cls' },
  'null: GROUP BY two columns with nulls': { adql: 'SELECT ok, cls, SUM(nobs) FROM objects GROUP BY ok, cls' },
  'null: GROUP BY an expression with nulls': { adql: 'SELECT x + y, COUNT(*) FROM truth GROUP BY x + y' },
  'null: a group whose values are all null': {
    adql: 'SELECT x, SUM(NULLIF(x, x)), COUNT(NULLIF(x, x)), MAX(y) FROM truth GROUP BY x',
  },
  'null: HAVING unknown drops the group': {
    adql: 'SELECT cls, MAX(parent) FROM objects GROUP BY cls HAVING MAX(parent) > 9007199254741100',
  },
  'null: HAVING on a null group': { adql: 'SELECT cls, COUNT(*) FROM objects GROUP BY cls HAVING cls IS NULL' },
  'null: HAVING NOT of unknown': {
    adql: 'SELECT x, MAX(y) FROM truth WHERE y IS NULL OR x = 1 GROUP BY x HAVING NOT MAX(y) = 0',
  },
  'null: ORDER BY ascending, nulls last': {
    adql: 'SELECT objid, mag FROM objects ORDER BY mag',
    sql: 'SELECT objid, mag FROM objects ORDER BY mag ASC NULLS LAST, objid',
    ordered: true,
  },
  'null: ORDER BY descending, nulls last': {
    adql: 'SELECT objid, mag FROM objects ORDER BY mag DESC',
    sql: 'SELECT objid, mag FROM objects ORDER BY mag DESC NULLS LAST, objid',
    ordered: true,
  },
  'null: ORDER BY a null and then a known': {
    adql: 'SELECT id, x, y FROM truth ORDER BY x DESC, y ASC',
    sql: 'SELECT id, x, y FROM truth ORDER BY x DESC NULLS LAST, y ASC NULLS LAST, id',
    ordered: true,
  },
  'null: ORDER BY a boolean with nulls': {
    adql: 'SELECT id, a FROM truth ORDER BY a, id DESC',
    ordered: true,
  },
  'null: TOP of descending values skips nulls': {
    adql: 'SELECT TOP 5 objid, teff FROM objects ORDER BY teff DESC',
    sql: 'SELECT objid, teff FROM objects ORDER BY teff DESC NULLS LAST, objid LIMIT 5',
    ordered: true,
  },
  'null: a function of null in a condition': {
    adql: 'SELECT objid FROM objects WHERE SQRT(mag) > 4 OR NOT SQRT(mag) > 4',
  },
  'null: GREATEST and LEAST': {
    adql: 'SELECT id, GREATEST(x, y, 0), LEAST(x, y) FROM truth WHERE x IS NOT NULL AND y IS NOT NULL',
  },
};

export const nullCases: AdqlCases = { ...nullLogicCases, ...nullRelationCases, ...nullValueCases };
