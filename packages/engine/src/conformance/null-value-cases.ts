import type { AdqlCases } from './adql-suite.ts';

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
  'null: COALESCE in a condition': { adql: 'SELECT id FROM truth WHERE COALESCE(x, 0) = COALESCE(y, 0)' },
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
