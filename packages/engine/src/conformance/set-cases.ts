import type { AdqlCases } from './adql-suite.ts';

/** UNION, INTERSECT and EXCEPT, with their precedence, and WITH. */
export const setCases: AdqlCases = {
  'set: UNION': { adql: 'SELECT cls FROM objects UNION SELECT cls FROM plates' },
  'set: UNION DISTINCT': { adql: 'SELECT band FROM visits UNION DISTINCT SELECT cls FROM plates' },
  'set: UNION ALL': { adql: 'SELECT id, x FROM truth UNION ALL SELECT id, k FROM numbers' },
  'set: UNION of one table with itself': { adql: 'SELECT quality FROM visits UNION SELECT quality FROM visits' },
  'set: INTERSECT': { adql: 'SELECT objid FROM objects INTERSECT SELECT objid FROM visits' },
  'set: INTERSECT ALL': { adql: 'SELECT plate FROM objects INTERSECT ALL SELECT plate FROM visits' },
  'set: EXCEPT': { adql: 'SELECT objid FROM visits EXCEPT SELECT objid FROM objects' },
  'set: EXCEPT ALL': { adql: 'SELECT plate FROM visits EXCEPT ALL SELECT plate FROM objects' },
  'set: several columns': { adql: 'SELECT objid, plate FROM objects INTERSECT SELECT objid, plate FROM visits' },
  'set: with nothing': {
    adql: 'SELECT id FROM truth EXCEPT SELECT id FROM nothing UNION SELECT id FROM nothing',
  },
  'set: from left to right': {
    adql: 'SELECT id FROM truth EXCEPT SELECT id FROM odd UNION SELECT id FROM odd WHERE id = 2',
  },
  'set: parentheses on the right': {
    adql: 'SELECT id FROM truth EXCEPT (SELECT id FROM odd UNION SELECT id FROM numbers WHERE id = 9)',
  },
  'set: EXCEPT twice goes left': {
    adql: 'SELECT id FROM numbers EXCEPT SELECT id FROM truth EXCEPT SELECT id FROM numbers WHERE id > 14',
  },
  'set: EXCEPT of EXCEPT in parentheses': {
    adql: 'SELECT id FROM numbers EXCEPT (SELECT id FROM truth EXCEPT SELECT id FROM odd)',
  },
  'set: INTERSECT binds tighter': {
    adql: 'SELECT id FROM odd UNION SELECT id FROM truth INTERSECT SELECT id FROM numbers WHERE id > 7',
  },
  'set: UNION in parentheses, then INTERSECT': {
    adql: '(SELECT id FROM odd UNION SELECT id FROM truth) INTERSECT SELECT id FROM numbers WHERE id > 7',
  },
  'set: EXCEPT and INTERSECT': {
    adql: 'SELECT id FROM numbers EXCEPT SELECT id FROM truth INTERSECT SELECT id FROM odd',
  },
  'set: UNION ALL then UNION': {
    adql: 'SELECT x FROM truth UNION ALL SELECT y FROM truth UNION SELECT k FROM numbers',
  },
  'set: UNION then UNION ALL': {
    adql: 'SELECT x FROM truth UNION SELECT y FROM truth UNION ALL SELECT y FROM truth',
  },
  'set: names are those of the first': {
    adql: 'SELECT s.alpha FROM (SELECT id AS alpha FROM odd UNION SELECT x AS beta FROM truth) AS s WHERE s.alpha IS NOT NULL',
  },
  'set: int32 with int64': { adql: 'SELECT id FROM truth UNION SELECT i FROM numbers' },
  'set: int16 with float64': { adql: 'SELECT k FROM numbers UNION SELECT x FROM numbers' },
  'set: integers with floats in EXCEPT': { adql: 'SELECT id FROM truth EXCEPT SELECT x FROM numbers' },
  'set: a null column with texts': { adql: 'SELECT NULL FROM odd UNION SELECT text FROM words WHERE id < 4' },
  'set: literals': { adql: "SELECT 1, 'a' FROM odd UNION SELECT 2, 'b' FROM odd UNION ALL SELECT 1, 'a' FROM odd" },
  'set: ordered by name': {
    adql: 'SELECT id FROM truth UNION SELECT i FROM numbers ORDER BY id DESC',
    sql: 'SELECT id FROM truth UNION SELECT i FROM numbers ORDER BY id DESC NULLS LAST',
    ordered: true,
  },
  'set: ordered by number': {
    adql: 'SELECT cls FROM objects UNION SELECT band FROM visits ORDER BY 1',
    ordered: true,
  },
  'set: ordered, with OFFSET': {
    adql: 'SELECT id FROM truth UNION SELECT id FROM numbers ORDER BY id OFFSET 13',
    ordered: true,
  },
  'set: operands ordered and cut': {
    adql: '(SELECT TOP 2 id FROM truth ORDER BY id DESC) UNION ALL (SELECT TOP 1 id FROM numbers ORDER BY id DESC)',
    sql: '(SELECT id FROM truth ORDER BY id DESC LIMIT 2) UNION ALL (SELECT id FROM numbers ORDER BY id DESC LIMIT 1)',
  },
  'set: a query in parentheses, ordered again': {
    adql: '(SELECT TOP 5 id FROM numbers ORDER BY id DESC) ORDER BY id',
    sql: '(SELECT id FROM (SELECT id FROM numbers ORDER BY id DESC LIMIT 5) s) ORDER BY id',
    ordered: true,
  },
  'set: operands grouped': {
    adql: 'SELECT cls, COUNT(*) FROM objects GROUP BY cls UNION ALL SELECT cls, COUNT(*) FROM plates GROUP BY cls HAVING COUNT(*) > 1',
  },
  'set: counted': { adql: 'SELECT COUNT(*) FROM (SELECT objid FROM objects UNION SELECT objid FROM visits) AS s' },
  'set: in EXISTS': {
    adql: `SELECT p.plate FROM plates AS p WHERE EXISTS
           (SELECT plate FROM visits WHERE plate = p.plate INTERSECT SELECT plate FROM objects)`,
  },
  'set: symmetric difference': {
    adql: `(SELECT cls FROM objects EXCEPT SELECT cls FROM plates) UNION (SELECT cls FROM plates EXCEPT SELECT cls FROM objects)`,
  },
  'set: texts compared exactly': { adql: 'SELECT text FROM words EXCEPT SELECT pattern FROM words' },
  'set: booleans and times': {
    adql: 'SELECT ok, seen FROM objects WHERE mag < 12 UNION SELECT a, NULL FROM truth',
    sql: 'SELECT ok, seen FROM objects WHERE mag < 12 UNION SELECT a, NULL::timestamp FROM truth',
  },
  'with: one table': {
    adql: 'WITH bright AS (SELECT objid, mag FROM objects WHERE mag < 14) SELECT objid FROM bright',
  },
  'with: used twice': {
    adql: `WITH n AS (SELECT plate, COUNT(*) AS visits FROM visits GROUP BY plate)
           SELECT a.plate, b.plate FROM n AS a JOIN n AS b ON a.visits = b.visits AND a.plate < b.plate`,
  },
  'with: two tables': {
    adql: `WITH o AS (SELECT objid, plate FROM objects WHERE cls = 'QSO'), v AS (SELECT objid, band FROM visits)
           SELECT o.objid, v.band FROM o LEFT JOIN v ON o.objid = v.objid`,
  },
  'with: one refers to another': {
    adql: `WITH a AS (SELECT id, x FROM truth WHERE x IS NOT NULL), b AS (SELECT id FROM a WHERE x = 1), c AS (SELECT a.id FROM a, b)
           SELECT COUNT(*), MIN(id), (SELECT COUNT(*) FROM b) FROM c`,
  },
  'with: a set operation': {
    adql: 'WITH s AS (SELECT id FROM truth UNION SELECT id FROM numbers) SELECT COUNT(*) FROM s WHERE id > 3',
  },
  'with: before a set operation': {
    adql: 'WITH s AS (SELECT id FROM odd) SELECT id FROM truth EXCEPT SELECT id FROM s',
  },
  'with: TOP and ORDER BY inside': {
    adql: 'WITH s AS (SELECT TOP 3 visit, flux FROM visits WHERE flux IS NOT NULL ORDER BY flux DESC, visit) SELECT visit FROM s ORDER BY visit',
    sql: 'WITH s AS (SELECT visit, flux FROM visits WHERE flux IS NOT NULL ORDER BY flux DESC, visit LIMIT 3) SELECT visit FROM s ORDER BY visit',
    ordered: true,
  },
  'with: in a sub-query of the query': {
    adql: 'WITH s AS (SELECT plate FROM plates WHERE moon > 0.5) SELECT visit FROM visits WHERE plate IN (SELECT plate FROM s)',
  },
  'with: in a correlated sub-query': {
    adql: `WITH s AS (SELECT plate, flux FROM visits WHERE flux > 0)
           SELECT p.plate, (SELECT MAX(s.flux) FROM s WHERE s.plate = p.plate) FROM plates AS p`,
  },
  'with: hides a table of that name': {
    adql: 'WITH truth AS (SELECT id FROM odd WHERE id > 2) SELECT id FROM truth',
  },
  'with: never used': { adql: 'WITH s AS (SELECT id FROM odd) SELECT id FROM truth WHERE id < 3' },
  'with: grouped and joined to its source': {
    adql: `WITH m AS (SELECT cls, AVG(mag) AS mean FROM objects GROUP BY cls)
           SELECT o.objid FROM objects AS o JOIN m ON o.cls = m.cls WHERE o.mag > m.mean + 4`,
  },
  'with: a delimited name': {
    adql: 'WITH "Left Half" AS (SELECT id AS "The Id" FROM truth WHERE id < 5) SELECT "The Id" FROM "Left Half"',
  },
};
