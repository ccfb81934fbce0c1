import type { AdqlCases } from './adql-suite.ts';

/** Tables side by side: every kind of join with every kind of condition. */
export const joinCases: AdqlCases = {
  'join: comma with WHERE': {
    adql: 'SELECT o.objid, p.field FROM objects AS o, plates AS p WHERE o.plate = p.plate',
  },
  'join: comma without WHERE is every pair': { adql: 'SELECT a.id, b.id FROM odd AS a, odd AS b' },
  'join: three commas': {
    adql: `SELECT o.objid, v.visit, p.field FROM objects o, visits v, plates p
           WHERE o.objid = v.objid AND v.plate = p.plate AND p.moon < 0.3`,
  },
  'join: CROSS JOIN': { adql: 'SELECT t.id, d.id FROM truth AS t CROSS JOIN odd AS d' },
  'join: no condition at all': {
    adql: 'SELECT t.id, d.id FROM truth AS t JOIN odd AS d',
    sql: 'SELECT t.id, d.id FROM truth AS t CROSS JOIN odd AS d',
    warnings: ['ADQL-JOIN'],
  },
  'join: with a table of no row': { adql: 'SELECT t.id, n.id FROM truth AS t, nothing AS n' },
  'join: JOIN is INNER JOIN': {
    adql: 'SELECT o.objid, v.visit FROM objects AS o JOIN visits AS v ON o.objid = v.objid',
  },
  'join: INNER JOIN ON': {
    adql: 'SELECT o.objid, v.visit, v.band FROM objects AS o INNER JOIN visits AS v ON o.objid = v.objid AND v.flux > 400',
  },
  'join: INNER JOIN USING': { adql: 'SELECT objid, visit FROM objects INNER JOIN visits USING (objid)' },
  'join: USING two columns': {
    adql: 'SELECT objid, plate, visit FROM objects JOIN visits USING (objid, plate)',
  },
  'join: * after USING has the column once, first': {
    adql: 'SELECT * FROM truth AS t JOIN numbers AS n USING (id) WHERE id < 4',
    sql: 'SELECT t.id, a, b, t.x, t.y, word, i, j, n.x, n.y, k, u, r FROM truth t JOIN numbers n ON t.id = n.id WHERE t.id < 4',
  },
  'join: NATURAL JOIN': { adql: 'SELECT objid, plate, visit, band FROM objects NATURAL JOIN visits' },
  'join: NATURAL INNER JOIN of one common column': {
    adql: 'SELECT visit, plate, field FROM visits NATURAL INNER JOIN plates',
  },
  'join: NATURAL without a common column is every pair': {
    adql: 'SELECT field, odd.id FROM plates NATURAL JOIN odd',
  },
  'join: NATURAL LEFT JOIN': { adql: 'SELECT visit, plate, field FROM visits NATURAL LEFT JOIN plates' },
  'join: NATURAL RIGHT OUTER JOIN': {
    adql: 'SELECT visit, plate, field FROM visits NATURAL RIGHT OUTER JOIN plates',
  },
  'join: NATURAL FULL JOIN merges the column': {
    adql: 'SELECT visit, plate, field FROM visits NATURAL FULL JOIN plates',
  },
  'join: * of NATURAL JOIN': {
    adql: 'SELECT * FROM plates NATURAL JOIN visits WHERE visit < 30',
    sql: `SELECT p.plate, field, moon, exptime, cls, night, visit, objid, band, flux, quality, mjd, note
          FROM plates p JOIN visits v ON p.plate = v.plate WHERE visit < 30`,
  },
  'join: LEFT JOIN': {
    adql: 'SELECT p.plate, v.visit FROM plates AS p LEFT JOIN visits AS v ON p.plate = v.plate',
  },
  'join: LEFT OUTER JOIN USING': {
    adql: 'SELECT plate, field, visit FROM plates LEFT OUTER JOIN visits USING (plate)',
  },
  'join: RIGHT JOIN': {
    adql: 'SELECT o.objid, p.plate FROM objects AS o RIGHT JOIN plates AS p ON o.plate = p.plate',
  },
  'join: RIGHT JOIN USING takes the value of the right': {
    adql: 'SELECT plate, visit, p.field FROM visits AS v RIGHT JOIN plates AS p USING (plate)',
  },
  'join: FULL JOIN': {
    adql: 'SELECT o.objid, p.plate FROM objects AS o FULL JOIN plates AS p ON o.plate = p.plate',
  },
  'join: FULL OUTER JOIN USING merges the column': {
    adql: 'SELECT plate, o.objid, p.field FROM objects AS o FULL OUTER JOIN plates AS p USING (plate)',
  },
  'join: both sides of a FULL JOIN USING': {
    adql: 'SELECT o.plate, p.plate, plate FROM objects AS o FULL JOIN plates AS p USING (plate) WHERE o.plate IS NULL OR p.plate IS NULL',
  },
  'join: FULL JOIN with nothing': { adql: 'SELECT t.id, n.id FROM nothing AS n FULL JOIN truth AS t ON t.id = n.id' },
  'join: RIGHT JOIN with a condition on the left table': {
    adql: "SELECT v.visit, p.plate FROM visits AS v RIGHT JOIN plates AS p ON v.plate = p.plate AND v.band = 'g'",
  },
  'join: ON an inequality': { adql: 'SELECT s.id, t.id FROM truth AS s JOIN truth AS t ON s.id < t.id' },
  'join: ON a range': {
    adql: `SELECT v.visit, p.plate FROM visits AS v JOIN plates AS p
           ON p.moon BETWEEN 0 AND 0.5 AND v.quality = 3 AND v.plate > p.plate`,
  },
  'join: ON a text pattern': {
    adql: "SELECT w.id, p.plate FROM words AS w JOIN plates AS p ON p.field LIKE w.pattern || '1'",
    sql: "SELECT w.id, p.plate FROM words AS w JOIN plates AS p ON p.field LIKE w.pattern || '1' ESCAPE ''",
  },
  'join: ON true': { adql: 'SELECT t.id, d.id FROM truth AS t LEFT JOIN odd AS d ON 1 = 1' },
  'join: ON false': { adql: 'SELECT t.id, d.id FROM truth AS t FULL JOIN odd AS d ON 1 = 0' },
  'join: self-join by parent': {
    adql: 'SELECT c.objid, p.objid, p.cls FROM objects AS c JOIN objects AS p ON c.parent = p.objid',
  },
  'join: self-join by parent, dangling ones kept': {
    adql: `SELECT c.objid, c.parent, p.objid FROM objects AS c LEFT JOIN objects AS p ON c.parent = p.objid
           WHERE c.parent IS NOT NULL`,
  },
  'join: three generations': {
    adql: `SELECT a.objid, b.objid, c.objid FROM objects AS a JOIN objects AS b ON a.parent = b.objid
           LEFT JOIN objects AS c ON b.parent = c.objid`,
  },
  'join: pairs in one place': {
    adql: 'SELECT a.objid, b.objid FROM objects AS a JOIN objects AS b ON a.ra = b.ra AND a.dec = b.dec AND a.objid < b.objid',
  },
  'join: int32 with int64': { adql: 'SELECT t.id, n.i FROM truth AS t JOIN numbers AS n ON t.id = n.i' },
  'join: int16 with float64': { adql: 'SELECT m.id, n.id FROM numbers AS m JOIN numbers AS n ON m.k = n.x' },
  'join: float32 with float64': { adql: 'SELECT m.id, n.id FROM numbers AS m JOIN numbers AS n ON m.r = n.x' },
  'join: int64 exactly, beyond 2^53': {
    adql: 'SELECT o.objid, n.id FROM objects AS o RIGHT JOIN numbers AS n ON o.objid = n.i WHERE n.id IN (8, 9, 10)',
  },
  'join: left to right': {
    adql: `SELECT o.objid, v.visit, p.plate FROM objects AS o LEFT JOIN visits AS v ON o.objid = v.objid
           INNER JOIN plates AS p ON v.plate = p.plate`,
  },
  'join: in parentheses first': {
    adql: `SELECT o.objid, v.visit, p.plate FROM objects AS o LEFT JOIN
           (visits AS v INNER JOIN plates AS p ON v.plate = p.plate) ON o.objid = v.objid`,
  },
  'join: parentheses around the first two': {
    adql: `SELECT o.objid, v.visit, p.plate FROM (objects AS o LEFT JOIN visits AS v ON o.objid = v.objid)
           FULL JOIN plates AS p ON v.plate = p.plate`,
  },
  'join: parentheses twice': {
    adql: 'SELECT COUNT(*) FROM ((truth AS a JOIN truth AS b ON a.x = b.x) LEFT JOIN (odd AS c JOIN odd AS d ON c.id = d.id) ON a.id = d.id)',
  },
  'join: USING after USING': {
    adql: 'SELECT id, t.x, n.x, o.size10 FROM truth AS t JOIN numbers AS n USING (id) LEFT JOIN (SELECT id, "size" AS size10 FROM odd) AS o USING (id)',
    sql: 'SELECT id, t.x, n.x, o.size10 FROM truth AS t JOIN numbers AS n USING (id) LEFT JOIN (SELECT id, size AS size10 FROM odd) AS o USING (id)',
  },
  'join: FULL USING after FULL USING': {
    adql: 'SELECT id, t.word, d."2mass", n.label FROM truth AS t FULL JOIN odd AS d USING (id) FULL JOIN nothing AS n USING (id)',
  },
  'join: * keeps a column of the same name that USING did not take': {
    adql: 'SELECT * FROM truth AS a JOIN truth AS b USING (id) JOIN odd AS c ON c.id = b.id - 1',
  },
  'join: * of a NATURAL join beside a third table': {
    adql: 'SELECT * FROM (odd AS c JOIN truth AS a ON c.id = a.y + 1) JOIN (SELECT x, y, id AS other FROM truth) AS b USING (x, y)',
  },
  'join: * over USING on both sides': {
    adql: 'SELECT * FROM (truth AS a LEFT JOIN truth AS b USING (id, x)) JOIN (odd AS c FULL JOIN (SELECT id FROM numbers) AS d USING (id)) ON b.id = d.id',
  },
  'join: NATURAL over three tables': {
    adql: `SELECT * FROM (SELECT id, x, word FROM truth) AS a NATURAL LEFT JOIN (SELECT id, y FROM truth WHERE y = 1) AS b
           NATURAL FULL JOIN (SELECT id, "size" FROM odd) AS c`,
    sql: `SELECT * FROM (SELECT id, x, word FROM truth) AS a NATURAL LEFT JOIN (SELECT id, y FROM truth WHERE y = 1) AS b
           NATURAL FULL JOIN (SELECT id, size FROM odd) AS c`,
  },
  'join: comma binds looser than JOIN': {
    adql: 'SELECT a.id, b.id, c.id FROM odd AS a, odd AS b LEFT JOIN truth AS c ON b.id = c.x',
  },
  'join: same column name, qualified': {
    adql: 'SELECT o.cls, p.cls FROM objects AS o JOIN plates AS p ON o.plate = p.plate WHERE o.cls = p.cls',
  },
  'join: qualified by table name': {
    adql: 'SELECT objects.objid, plates.field FROM objects JOIN plates ON objects.plate = plates.plate',
  },
  'join: qualified by schema and table': {
    adql: 'SELECT logic.objects.objid, plates.field FROM logic.objects JOIN logic.plates ON logic.objects.plate = logic.plates.plate',
  },
  'join: * of one table': {
    adql: 'SELECT p.*, v.visit FROM visits AS v JOIN plates AS p ON v.plate = p.plate WHERE v.quality = 0',
  },
  'join: * of both tables': {
    adql: 'SELECT t.*, d.* FROM truth AS t JOIN odd AS d ON t.id = d.id',
  },
  'join: a sub-query with a table': {
    adql: `SELECT o.objid, n.visits FROM objects AS o JOIN
           (SELECT objid, COUNT(*) AS visits FROM visits GROUP BY objid) AS n ON o.objid = n.objid`,
  },
  'join: two sub-queries': {
    adql: `SELECT g.plate, g.n, r.n FROM (SELECT plate, COUNT(*) AS n FROM visits WHERE band = 'g' GROUP BY plate) AS g
           FULL JOIN (SELECT plate, COUNT(*) AS n FROM visits WHERE band = 'r' GROUP BY plate) AS r ON g.plate = r.plate`,
  },
  'join: grouped': {
    adql: `SELECT p.field, COUNT(*) AS n, AVG(v.flux) AS mean FROM visits AS v JOIN plates AS p USING (plate)
           GROUP BY p.field HAVING COUNT(*) > 20`,
  },
  'join: grouped by the merged column': {
    adql: 'SELECT plate, COUNT(visit), COUNT(*) FROM plates LEFT JOIN visits USING (plate) GROUP BY plate',
  },
  'join: ordered by columns of both': {
    adql: `SELECT p.field, v.visit FROM visits AS v JOIN plates AS p ON v.plate = p.plate
           ORDER BY p.field DESC, v.visit`,
    sql: `SELECT p.field, v.visit FROM visits AS v JOIN plates AS p ON v.plate = p.plate
          ORDER BY p.field DESC NULLS LAST, v.visit`,
    ordered: true,
  },
  'join: TOP of an ordered join': {
    adql: 'SELECT TOP 7 o.objid, v.visit FROM objects o JOIN visits v ON o.objid = v.objid ORDER BY v.visit DESC',
    sql: 'SELECT o.objid, v.visit FROM objects o JOIN visits v ON o.objid = v.objid ORDER BY v.visit DESC LIMIT 7',
    ordered: true,
  },
  'join: DISTINCT of a join': {
    adql: 'SELECT DISTINCT o.cls, v.band FROM objects AS o JOIN visits AS v ON o.objid = v.objid',
  },
  'join: conditions of WHERE on both sides of an outer join': {
    adql: `SELECT o.objid, v.visit FROM objects AS o LEFT JOIN visits AS v ON o.objid = v.objid
           WHERE o.cls = 'QSO' AND (v.band = 'r' OR v.band IS NULL)`,
  },
  'join: anti-join': {
    adql: 'SELECT o.objid FROM objects AS o LEFT JOIN visits AS v ON v.objid = o.objid WHERE v.visit IS NULL',
  },
  'join: four tables': {
    adql: `SELECT o.objid, v.visit, p.field, t.word FROM objects AS o JOIN visits AS v ON v.objid = o.objid
           JOIN plates AS p ON p.plate = v.plate LEFT JOIN truth AS t ON t.id = v.quality WHERE o.ok = TRUE`,
  },
};
