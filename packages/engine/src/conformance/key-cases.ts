import type { AdqlCases } from './adql-suite.ts';

/** Conditions on keys, which engines look up by other ways: wherever they stand they mean what they say. */
const lookUpCases: AdqlCases = {
  'key: in ON of a LEFT JOIN keeps every left row': {
    adql: `SELECT o.objid, p.plate FROM objects AS o LEFT JOIN plates AS p
           ON o.plate = p.plate AND o.objid = 9007199254740993`,
  },
  'key: of the right table in ON of a LEFT JOIN': {
    adql: `SELECT p.plate, o.objid FROM plates AS p LEFT JOIN objects AS o
           ON o.plate > p.plate AND o.objid = 9007199254740993`,
  },
  'key: in ON of a FULL JOIN': {
    adql: 'SELECT t.id, d.id FROM truth AS t FULL JOIN odd AS d ON t.id = d.id AND t.id = 2',
  },
  'key: in ON of a RIGHT JOIN': {
    adql: 'SELECT t.id, d.id FROM truth AS t RIGHT JOIN odd AS d ON t.id < 3 AND t.id = 2',
  },
  'key: in WHERE behind a LEFT JOIN': {
    adql: 'SELECT o.objid, v.visit FROM objects AS o LEFT JOIN visits AS v ON o.objid = v.objid WHERE v.visit = 5',
  },
  'key: in WHERE behind a FULL JOIN': {
    adql: `SELECT o.objid, v.visit FROM visits AS v FULL JOIN objects AS o ON o.objid = v.objid
           WHERE o.objid = 9007199254740993 OR v.visit = 7`,
  },
  'key: in both tables of a join': {
    adql: `SELECT a.objid, b.objid FROM objects AS a, objects AS b
           WHERE a.objid IN (1001, 1004) AND b.objid = 9007199254740993`,
  },
  'key: of the merged column': {
    adql: 'SELECT objid, visit FROM objects FULL JOIN visits USING (objid) WHERE objid = 12345678901234567',
  },
  'key: of the outer query inside EXISTS': {
    adql: `SELECT o.objid FROM objects AS o
           WHERE EXISTS (SELECT * FROM visits AS v WHERE o.objid = 9007199254740993 AND v.visit < 4)`,
  },
  'key: of the inner query against the outer': {
    adql: 'SELECT t.id FROM truth AS t WHERE EXISTS (SELECT * FROM numbers AS n WHERE n.id = t.x AND n.id = 1)',
  },
  'key: in OR': { adql: "SELECT objid FROM objects WHERE objid = 1001 OR cls = 'QSO'" },
  'key: in NOT': { adql: 'SELECT objid FROM objects WHERE NOT objid = 1001' },
  'key: NOT IN': { adql: 'SELECT id FROM numbers WHERE id NOT IN (1, 2, 3)' },
  'key: two at once is none': { adql: 'SELECT objid FROM objects WHERE objid = 1001 AND objid = 1004' },
  'key: in CASE': { adql: 'SELECT id FROM numbers WHERE CASE WHEN id = 3 THEN 0 ELSE 1 END = 1' },
  'key: compared with a fraction': { adql: 'SELECT id FROM numbers WHERE id = 3.5 OR id = 4.0' },
  'key: in HAVING': { adql: 'SELECT id, COUNT(*) FROM truth GROUP BY id HAVING id = 4' },
  'key: behind a sub-query': { adql: 'SELECT s.objid FROM (SELECT objid, mag FROM objects) AS s WHERE s.objid = 1001' },
  'key: behind TOP of a sub-query': {
    adql: 'SELECT s.id FROM (SELECT TOP 3 id FROM numbers ORDER BY id DESC) AS s WHERE s.id IN (1, 15)',
    sql: 'SELECT s.id FROM (SELECT id FROM numbers ORDER BY id DESC LIMIT 3) AS s WHERE s.id IN (1, 15)',
  },
  'key: behind a count': {
    adql: 'SELECT s.n FROM (SELECT COUNT(*) AS n, MIN(id) AS id FROM numbers) AS s WHERE s.id = 1',
  },
  'key: in one branch of a UNION': {
    adql: 'SELECT objid FROM objects WHERE objid = 1001 UNION ALL SELECT visit FROM visits WHERE visit < 3',
  },
};

/** What TOP and ORDER BY leave open is settled by keys, or by all columns where there are none. */
const settledCases: AdqlCases = {
  'settled: TOP of a join': {
    adql: 'SELECT TOP 9 o.cls, v.band FROM objects AS o JOIN visits AS v ON o.objid = v.objid',
    sql: `SELECT o.cls, v.band FROM objects AS o JOIN visits AS v ON o.objid = v.objid
          ORDER BY o.objid, v.visit LIMIT 9`,
    ordered: true,
    deterministic: true,
  },
  'settled: ties in the order of a join': {
    adql: 'SELECT v.band, p.field FROM visits AS v JOIN plates AS p ON v.plate = p.plate ORDER BY v.band',
    sql: `SELECT v.band, p.field FROM visits AS v JOIN plates AS p ON v.plate = p.plate
          ORDER BY v.band NULLS LAST, v.visit, p.plate`,
    ordered: true,
    deterministic: true,
  },
  'settled: TOP of an outer join': {
    adql: 'SELECT TOP 12 v.visit, p.plate FROM visits AS v RIGHT JOIN plates AS p ON v.plate = p.plate ORDER BY p.moon',
    sql: `SELECT v.visit, p.plate FROM visits AS v RIGHT JOIN plates AS p ON v.plate = p.plate
          ORDER BY p.moon NULLS LAST, v.visit NULLS LAST, p.plate NULLS LAST LIMIT 12`,
    ordered: true,
    deterministic: true,
  },
  'settled: TOP of a sub-query': {
    adql: 'SELECT TOP 4 s.band, s.n FROM (SELECT band, quality, COUNT(*) AS n FROM visits GROUP BY band, quality) AS s',
    sql: `SELECT s.band, s.n FROM (SELECT band, quality, COUNT(*) AS n FROM visits GROUP BY band, quality) AS s
          ORDER BY s.band NULLS LAST, s.n LIMIT 4`,
    ordered: true,
    deterministic: true,
  },
  'settled: OFFSET of a set': {
    adql: 'SELECT id FROM truth UNION SELECT k FROM numbers OFFSET 15',
    sql: 'SELECT id FROM truth UNION SELECT k FROM numbers ORDER BY id NULLS LAST OFFSET 15',
    ordered: true,
    deterministic: true,
  },
  'settled: DISTINCT with TOP': {
    adql: 'SELECT DISTINCT TOP 5 cls, ok FROM objects ORDER BY ok DESC',
    sql: 'SELECT DISTINCT cls, ok FROM objects ORDER BY ok DESC NULLS LAST, cls NULLS LAST LIMIT 5',
    ordered: true,
  },
  'settled: a group without its column': {
    adql: 'SELECT TOP 6 COUNT(*) FROM visits GROUP BY plate',
    sql: 'SELECT count(*) FROM visits GROUP BY plate ORDER BY plate NULLS LAST LIMIT 6',
    ordered: true,
  },
};

export const keyCases: AdqlCases = { ...lookUpCases, ...settledCases };
