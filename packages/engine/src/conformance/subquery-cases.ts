import type { AdqlCases } from './adql-suite.ts';

/** Sub-queries wherever the grammar has them. */
export const subqueryCases: AdqlCases = {
  'sub-query: as a table': {
    adql: "SELECT s.objid FROM (SELECT objid, mag FROM objects WHERE cls = 'QSO') AS s WHERE s.mag > 15",
  },
  'sub-query: as a table, all columns': { adql: 'SELECT * FROM (SELECT id, x + y AS total FROM truth) AS s' },
  'sub-query: as a table, qualified *': { adql: 'SELECT s.* FROM (SELECT id, word FROM truth WHERE x = 1) s' },
  'sub-query: three deep in FROM': {
    adql: `SELECT c.cls, c.n FROM (SELECT b.cls, COUNT(*) AS n FROM
           (SELECT cls, objid FROM (SELECT * FROM objects WHERE mag < 20) AS a WHERE a.nobs > 0) AS b GROUP BY b.cls) AS c
           WHERE c.n > 5`,
  },
  'sub-query: TOP inside': {
    adql: 'SELECT COUNT(*), MAX(mag) FROM (SELECT TOP 10 mag, objid FROM objects WHERE mag IS NOT NULL ORDER BY mag, objid) AS s',
    sql: 'SELECT count(*), max(mag) FROM (SELECT mag, objid FROM objects WHERE mag IS NOT NULL ORDER BY mag, objid LIMIT 10) AS s',
  },
  'sub-query: OFFSET inside': {
    adql: 'SELECT s.id FROM (SELECT id FROM truth ORDER BY id OFFSET 6) AS s',
  },
  'sub-query: DISTINCT inside': { adql: 'SELECT COUNT(*) FROM (SELECT DISTINCT cls, plate FROM objects) AS s' },
  'sub-query: aggregate of aggregates': {
    adql: 'SELECT MAX(s.n), AVG(s.n), COUNT(s.band) FROM (SELECT band, COUNT(*) AS n FROM visits GROUP BY band) AS s',
  },
  'sub-query: ordered outside': {
    adql: 'SELECT s.id, s.t FROM (SELECT id, 10 - id AS t FROM truth) AS s ORDER BY s.t',
    ordered: true,
  },
  'sub-query: IN': { adql: 'SELECT visit FROM visits WHERE plate IN (SELECT plate FROM plates WHERE moon > 0.6)' },
  'sub-query: NOT IN': {
    adql: 'SELECT plate FROM plates WHERE plate NOT IN (SELECT plate FROM visits WHERE plate IS NOT NULL)',
  },
  'sub-query: IN with an expression': {
    adql: 'SELECT id FROM truth WHERE id * 10 IN (SELECT "size" FROM odd)',
  },
  'sub-query: IN with GROUP BY and HAVING': {
    adql: 'SELECT objid FROM objects WHERE objid IN (SELECT objid FROM visits GROUP BY objid HAVING COUNT(*) >= 5)',
  },
  'sub-query: IN a UNION': {
    adql: `SELECT objid FROM objects WHERE objid IN
           (SELECT parent FROM objects WHERE parent IS NOT NULL UNION SELECT objid FROM visits WHERE flux > 850)`,
  },
  'sub-query: IN, correlated': {
    adql: `SELECT o.objid FROM objects AS o WHERE o.plate IN
           (SELECT v.plate FROM visits AS v WHERE v.objid = o.objid)`,
  },
  'sub-query: NOT IN, correlated': {
    adql: `SELECT o.objid FROM objects AS o WHERE o.plate NOT IN
           (SELECT v.plate FROM visits AS v WHERE v.objid = o.objid)`,
  },
  'sub-query: texts IN': { adql: 'SELECT plate FROM plates WHERE cls IN (SELECT cls FROM objects WHERE mag < 12)' },
  'sub-query: int32 IN int64': { adql: 'SELECT id FROM truth WHERE id IN (SELECT i FROM numbers)' },
  'sub-query: EXISTS': {
    adql: 'SELECT o.objid FROM objects AS o WHERE EXISTS (SELECT 1 FROM visits AS v WHERE v.objid = o.objid)',
  },
  'sub-query: EXISTS *': {
    adql: 'SELECT p.plate FROM plates AS p WHERE EXISTS (SELECT * FROM visits AS v WHERE v.plate = p.plate AND v.flux < 0)',
  },
  'sub-query: NOT EXISTS': {
    adql: 'SELECT p.plate FROM plates AS p WHERE NOT EXISTS (SELECT * FROM visits WHERE visits.plate = p.plate)',
  },
  'sub-query: EXISTS of anything': { adql: 'SELECT id FROM truth WHERE EXISTS (SELECT * FROM odd)' },
  'sub-query: EXISTS of nothing': { adql: 'SELECT id FROM truth WHERE EXISTS (SELECT * FROM nothing) OR id = 1' },
  'sub-query: EXISTS of an aggregate is always true': {
    adql: 'SELECT id FROM truth WHERE EXISTS (SELECT COUNT(*) FROM nothing)',
  },
  'sub-query: EXISTS in CASE': {
    adql: `SELECT p.plate, CASE WHEN EXISTS (SELECT * FROM visits AS v WHERE v.plate = p.plate) THEN 'seen' ELSE 'not' END
           FROM plates AS p`,
  },
  'sub-query: two EXISTS': {
    adql: `SELECT o.objid FROM objects AS o
           WHERE EXISTS (SELECT * FROM visits AS v WHERE v.objid = o.objid AND v.band = 'g')
           AND NOT EXISTS (SELECT * FROM visits AS v WHERE v.objid = o.objid AND v.band = 'r')`,
  },
  'sub-query: EXISTS inside EXISTS': {
    adql: `SELECT p.plate FROM plates AS p WHERE EXISTS (SELECT * FROM visits AS v WHERE v.plate = p.plate AND
           NOT EXISTS (SELECT * FROM objects AS o WHERE o.objid = v.objid AND o.plate = p.plate))`,
  },
  'sub-query: every plate of (division)': {
    adql: `SELECT o.objid FROM objects AS o WHERE NOT EXISTS (SELECT * FROM truth AS t WHERE t.id < 3 AND
           NOT EXISTS (SELECT * FROM visits AS v WHERE v.objid = o.objid AND v.quality = t.id))`,
  },
  'sub-query: EXISTS with an inequality': {
    adql: 'SELECT a.id FROM truth AS a WHERE NOT EXISTS (SELECT * FROM truth AS b WHERE b.id > a.id)',
  },
  'sub-query: a value in SELECT': { adql: 'SELECT id, (SELECT MAX(id) FROM truth) AS top_id FROM truth' },
  'sub-query: a correlated value in SELECT': {
    adql: 'SELECT p.plate, (SELECT COUNT(*) FROM visits AS v WHERE v.plate = p.plate) AS n FROM plates AS p',
  },
  'sub-query: a correlated mean, null where none': {
    adql: 'SELECT o.objid, (SELECT AVG(v.flux) FROM visits AS v WHERE v.objid = o.objid) AS mean FROM objects AS o',
  },
  'sub-query: a value in WHERE': { adql: 'SELECT objid FROM objects WHERE mag > (SELECT AVG(mag) FROM objects)' },
  'sub-query: a value on the left': { adql: 'SELECT objid FROM objects WHERE (SELECT MIN(mag) FROM objects) = mag' },
  'sub-query: a correlated value in WHERE': {
    adql: 'SELECT o.objid FROM objects AS o WHERE o.mag = (SELECT MIN(i.mag) FROM objects AS i WHERE i.cls = o.cls)',
  },
  'sub-query: values in BETWEEN': {
    adql: 'SELECT visit FROM visits WHERE flux BETWEEN (SELECT AVG(flux) FROM visits) AND (SELECT MAX(flux) FROM visits) - 100',
  },
  'sub-query: a value in arithmetic': {
    adql: 'SELECT id, id * 2 - (SELECT COUNT(*) FROM odd) AS d FROM truth',
  },
  'sub-query: a value in a function': {
    adql: 'SELECT ABS((SELECT MIN(k) FROM numbers)) FROM odd',
    sql: 'SELECT abs((SELECT min(k::int) FROM numbers)) FROM odd',
  },
  'sub-query: a value in HAVING': {
    adql: 'SELECT cls, COUNT(*) FROM objects GROUP BY cls HAVING COUNT(*) > (SELECT COUNT(*) FROM plates)',
  },
  'sub-query: HAVING correlated with the group': {
    adql: `SELECT o.plate, COUNT(*) FROM objects AS o GROUP BY o.plate
           HAVING COUNT(*) > (SELECT COUNT(*) FROM visits AS v WHERE v.plate = o.plate)`,
  },
  'sub-query: a value in ORDER BY': {
    adql: 'SELECT p.plate FROM plates AS p ORDER BY (SELECT COUNT(*) FROM visits AS v WHERE v.plate = p.plate) DESC, p.plate',
    ordered: true,
  },
  'sub-query: a value in ON': {
    adql: 'SELECT t.id, d.id FROM truth AS t JOIN odd AS d ON t.id = d.id + (SELECT MIN(id) FROM odd)',
  },
  'sub-query: the one row of a key': { adql: 'SELECT (SELECT word FROM truth WHERE id = 6) FROM odd' },
  'sub-query: TOP 1 as a value': {
    adql: 'SELECT o.objid, (SELECT TOP 1 v.visit FROM visits AS v WHERE v.objid = o.objid ORDER BY v.visit DESC) FROM objects AS o',
    sql: 'SELECT o.objid, (SELECT v.visit FROM visits AS v WHERE v.objid = o.objid ORDER BY v.visit DESC LIMIT 1) FROM objects AS o',
  },
  'sub-query: three deep, correlated over two levels': {
    adql: `SELECT p.plate FROM plates AS p WHERE p.plate IN (SELECT v.plate FROM visits AS v WHERE v.objid IN
           (SELECT o.objid FROM objects AS o WHERE o.plate = p.plate OR o.nobs > v.quality))`,
  },
  'sub-query: the inner name hides the outer': {
    adql: 'SELECT id FROM truth WHERE EXISTS (SELECT * FROM numbers WHERE x = 0.5 AND id = 4)',
  },
  'sub-query: an outer name is found when there is no inner one': {
    adql: 'SELECT id FROM truth WHERE EXISTS (SELECT * FROM plates WHERE plates.plate = x + 5)',
  },
  'sub-query: correlated inside a sub-query as a table': {
    adql: "SELECT s.objid FROM (SELECT o.objid, o.cls FROM objects AS o WHERE o.mag > (SELECT AVG(i.mag) FROM objects AS i WHERE i.cls = o.cls)) AS s WHERE s.cls <> ''",
  },
  'sub-query: IN with COUNT per group, correlated': {
    adql: 'SELECT o.objid FROM objects AS o WHERE o.nobs IN (SELECT COUNT(*) FROM visits AS v WHERE v.objid = o.objid)',
  },
  'sub-query: an aggregate that nobody asks for is one row': {
    adql: 'SELECT 1 FROM (SELECT COUNT(*) AS n FROM truth) AS s',
  },
  'sub-query: a constant beside an aggregate': {
    adql: 'SELECT s.k FROM (SELECT 1 AS k, COUNT(*) AS n FROM truth) AS s',
  },
  'sub-query: the row of an aggregate of a value with a number': {
    adql: 'SELECT 2 FROM (SELECT MAX(x + 3) AS m FROM truth) AS s WHERE 5 > 4',
  },
  'sub-query: the count of one aggregate': { adql: 'SELECT COUNT(*) FROM (SELECT MAX(x) AS m FROM truth) AS s' },
  'sub-query: every row beside the one of an aggregate': {
    adql: 'SELECT t.id FROM truth AS t, (SELECT COUNT(*) AS n FROM nothing) AS s',
  },
  'sub-query: a constant value beside an aggregate': {
    adql: 'SELECT (SELECT 7 FROM (SELECT MAX(id) AS m FROM odd) AS z) FROM truth',
  },
  'sub-query: a group whose aggregate nobody asks for': {
    adql: 'SELECT s.c1 FROM (SELECT COUNT(*) AS c1, MAX(x + 3) AS c2 FROM truth WHERE y = 1 GROUP BY word) AS s',
  },
  'sub-query: a constant per group': {
    adql: 'SELECT 3 FROM (SELECT word, COUNT(*) AS n FROM truth GROUP BY word) AS s',
  },
  'sub-query: IN, in ON of an outer join': {
    adql: 'SELECT t.id, d.id FROM truth AS t LEFT JOIN odd AS d ON d.id = t.id AND d.id IN (SELECT n.id FROM numbers AS n WHERE n.j = 2)',
  },
  'sub-query: EXISTS, in ON of an outer join': {
    adql: 'SELECT t.id, d.id FROM truth AS t LEFT JOIN odd AS d ON d.id = t.id AND EXISTS (SELECT * FROM numbers AS n WHERE n.k = t.id)',
  },
  'sub-query: a value in ON of a full join': {
    adql: 'SELECT t.id, d.id FROM truth AS t FULL JOIN odd AS d ON d.id = t.id AND d.id = (SELECT MIN(n.id) FROM numbers AS n)',
  },
  'sub-query: correlated with the count of a table of one group': {
    adql: 'SELECT d.n, (SELECT TOP 1 d.n FROM truth ORDER BY id) FROM (SELECT COUNT(*) AS n FROM objects) AS d',
    sql: 'SELECT d.n, (SELECT d.n FROM truth ORDER BY id LIMIT 1) FROM (SELECT COUNT(*) AS n FROM objects) AS d',
  },
  'sub-query: EXISTS, correlated with a count': {
    adql: `SELECT d.n FROM (SELECT COUNT(*) AS n FROM truth) AS d
           WHERE EXISTS (SELECT 1 FROM numbers AS t WHERE t.id > d.n) ORDER BY (SELECT COUNT(*) FROM truth AS u WHERE u.id < d.n)`,
  },
  'sub-query: correlated with the groups of an expression': {
    adql: `SELECT d.w, (SELECT COUNT(*) FROM truth AS t WHERE UPPER(t.word) = d.w AND t.id < d.n + 4)
           FROM (SELECT UPPER(word) AS w, COUNT(*) AS n FROM truth GROUP BY UPPER(word)) AS d`,
  },
  'sub-query: inside an expression of a grouped query': {
    adql: `SELECT o.cls, 1 + (SELECT COUNT(*) FROM plates AS p WHERE p.cls = o.cls) AS n,
           CASE WHEN EXISTS (SELECT 1 FROM plates AS p WHERE p.cls = o.cls) THEN 1 ELSE 0 END AS has
           FROM objects AS o GROUP BY o.cls`,
  },
  'sub-query: an aggregate beside a column from around it': {
    adql: 'SELECT t.id FROM truth AS t WHERE t.id > (SELECT MAX(u.id) - t.id FROM truth AS u)',
  },
  'sub-query: HAVING with a column from around it': {
    adql: `SELECT t.id FROM truth AS t
           WHERE EXISTS (SELECT u.word FROM truth AS u GROUP BY u.word HAVING COUNT(*) > t.id)`,
  },
  'sub-query: a column from around it in ON of an outer join': {
    adql: `SELECT a.id, (SELECT COUNT(*) FROM truth AS b LEFT JOIN truth AS c ON c.id = b.id + 1 AND c.id <> a.id WHERE c.id IS NULL),
           (SELECT COUNT(*) FROM truth AS b RIGHT JOIN truth AS c ON c.id = b.id + 1 AND c.id <> a.id WHERE b.id IS NULL)
           FROM truth AS a`,
  },
  'sub-query: in ON of a full join, in parentheses': {
    adql: `SELECT a.id, b.id, c.id FROM truth AS a LEFT JOIN
           (truth AS b FULL JOIN odd AS c ON b.id = c.id + 1 AND c.id <> (SELECT MIN(n.id) FROM numbers AS n)) ON a.id = b.id`,
  },
};
