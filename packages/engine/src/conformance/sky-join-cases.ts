import type { AdqlCases } from './adql-suite.ts';
import { asked } from './asked.ts';

const texts: Readonly<Record<string, string>> = {
  'join of objects and circles':
    "SELECT s.id, g.id FROM sky AS s JOIN regions AS g ON 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, g.r)) WHERE g.r < 1 AND s.kind <> 'all'",
  'join of objects and circles around the poles':
    'SELECT g.id, COUNT(*) AS n FROM sky AS s JOIN regions AS g ON 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, g.r)) WHERE g.grp < 4 GROUP BY g.id',
  'join of objects and great circles':
    "SELECT g.id, COUNT(*) AS n, SUM(s.id) AS t FROM sky AS s JOIN regions AS g ON 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, g.r)) WHERE g.r > 90 AND s.kind IN ('all', 'anti') GROUP BY g.id",
  'join of objects and polygons':
    "SELECT g.id, COUNT(*) AS n FROM regions AS g JOIN sky AS s ON 1 = CONTAINS(POINT(s.ra, s.dec), POLYGON(g.ra1, g.dec1, g.ra2, g.dec2, g.ra3, g.dec3, g.ra4, g.dec4)) WHERE s.kind IN ('north', 'south', 'exact') GROUP BY g.id",
  'join of objects and boxes':
    "SELECT s.id, g.id FROM regions g JOIN sky s ON 1 = CONTAINS(POINT(s.ra, s.dec), BOX(g.ra, g.dec, g.w, g.h)) WHERE s.kind = 'exact'",
  'join with the cone in WHERE':
    "SELECT s.id, g.id FROM sky s, regions g WHERE 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, g.r)) AND g.grp = 4 AND g.r < 3 AND s.kind IN ('ra0', 'exact')",
  'left join, circles without an object stay':
    "SELECT g.id, s.id FROM regions AS g LEFT JOIN sky AS s ON 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, g.r)) AND s.kind = 'exact' WHERE g.r < 3 OR g.r IS NULL",
  'left join and a count of nothing':
    "SELECT g.id, COUNT(s.id) AS n FROM regions g LEFT OUTER JOIN sky s ON DISTANCE(s.ra, s.dec, g.ra, g.dec) < 2 AND s.kind = 'field' GROUP BY g.id",
  'right join, objects without a circle stay':
    "SELECT s.id, g.id FROM regions AS g RIGHT JOIN (SELECT id, ra, dec FROM sky WHERE kind = 'exact') AS s ON 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, g.r)) AND g.r < 9",
  'self-join of a field':
    "SELECT a.id, b.id FROM sky a JOIN sky b ON 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.003)) WHERE a.id < b.id AND a.kind = 'field' AND b.kind = 'field'",
  'self-join at the north pole':
    'SELECT a.id, b.id FROM sky a JOIN sky b ON DISTANCE(POINT(a.ra, a.dec), POINT(b.ra, b.dec)) < 0.01 WHERE a.id < b.id AND a.dec > 89 AND b.dec > 89',
  'self-join over ra 0':
    "SELECT a.id, b.id FROM sky a JOIN sky b ON 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.3)) WHERE a.ra > 359 AND b.ra < 1 AND a.kind = 'ra0' AND b.kind = 'ra0'",
  'self-join with the antipodes':
    "SELECT a.id, b.id FROM sky a JOIN sky b ON 1 = CONTAINS(POINT(a.ra + 180, -a.dec), CIRCLE(b.ra, b.dec, 0.0002)) WHERE a.kind = 'anti' AND b.kind = 'field'",
  'self-join by a great distance':
    "SELECT a.id, b.id FROM sky a JOIN sky b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) > 179.99 WHERE a.kind = 'north' AND b.kind = 'south'",
  'self-join with a radius of each row':
    "SELECT a.id, COUNT(*) AS n FROM sky a JOIN sky b ON 1 = CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, a.r)) WHERE a.kind = 'equator' AND b.kind = 'ra0' AND a.r <= 120 GROUP BY a.id",
  'objects with a neighbour':
    "SELECT a.id FROM sky AS a WHERE a.kind = 'field' AND EXISTS (SELECT 1 FROM sky AS b WHERE b.id <> a.id AND b.kind = 'field' AND 1 = CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, 0.0015)))",
  'objects without a neighbour at the south pole':
    "SELECT a.id FROM sky AS a WHERE a.kind = 'south' AND NOT EXISTS (SELECT b.id FROM sky AS b WHERE b.id <> a.id AND b.kind = 'south' AND DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.04)",
  'objects without a neighbour over ra 0':
    "SELECT a.id FROM sky a WHERE a.kind = 'ra0' AND ABS(a.dec) < 2 AND NOT EXISTS (SELECT b.id FROM sky b WHERE b.id <> a.id AND b.kind IN ('ra0', 'exact', 'cell') AND 1 = CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, 0.2)))",
  'objects in no circle':
    "SELECT s.id FROM sky s WHERE s.kind IN ('cell', 'null') AND NOT EXISTS (SELECT g.id FROM regions g WHERE 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, g.r)))",
  'objects in circles, by IN':
    "SELECT id FROM sky WHERE kind = 'south' AND field IN (SELECT id FROM regions WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 1.5)))",
  'circles of the same object':
    'SELECT DISTINCT a.id, b.id FROM regions a JOIN regions b ON 1 = INTERSECTS(CIRCLE(a.ra, a.dec, a.r), CIRCLE(b.ra, b.dec, b.r)) WHERE a.id < b.id AND a.r < 5 AND b.r < 5',
  'polygons in circles':
    'SELECT a.id, b.id FROM regions a JOIN regions b ON 1 = CONTAINS(POLYGON(a.ra1, a.dec1, a.ra2, a.dec2, a.ra3, a.dec3, a.ra4, a.dec4), CIRCLE(b.ra, b.dec, b.r)) WHERE a.id <= 36',
  'polygons that meet polygons':
    'SELECT COUNT(*) FROM regions a JOIN regions b ON 1 = INTERSECTS(POLYGON(a.ra1, a.dec1, a.ra2, a.dec2, a.ra3, a.dec3, a.ra4, a.dec4), POLYGON(b.ra1, b.dec1, b.ra2, b.dec2, b.ra3, b.dec3, b.ra4, b.dec4)) WHERE a.id < b.id AND a.id < 49 AND b.id < 49',
  'cone in a sub-query':
    'SELECT t.id FROM (SELECT id, ra, dec FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.9))) AS t WHERE t.ra > 180',
  'cone around a sub-query':
    'SELECT t.id FROM (SELECT id, ra2 AS ra, dec2 AS dec FROM sky WHERE ra2 IS NOT NULL) AS t WHERE 1 = CONTAINS(POINT(t.ra, t.dec), CIRCLE(0, 0, 1.5))',
  'cone in WITH':
    'WITH polar AS (SELECT id, ra, dec, mag FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 0.5))) SELECT id FROM polar WHERE mag < 14',
  'two cones in WITH, joined':
    'WITH north AS (SELECT id, ra FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.05))), south AS (SELECT id, ra FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 0.05))) SELECT north.id, south.id FROM north JOIN south ON north.ra < south.ra',
  'union of cones':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.2)) UNION SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(90, 89.9, 0.2))',
  'what a cone has and another has not':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 1)) EXCEPT SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(359.6, 0, 1))',
  'what two cones have in common':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 1)) INTERSECT SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(359.6, 0, 1))',
  'cone on an object found by a sub-query':
    'SELECT a.id FROM sky a, (SELECT ra, dec FROM sky WHERE id = 700) AS c WHERE 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(c.ra, c.dec, 10))',
  'count in a cone of each circle':
    'SELECT g.id, (SELECT COUNT(*) FROM sky AS s WHERE 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(g.ra, g.dec, 1))) AS n FROM regions AS g WHERE g.id <= 24',
  'sums in a cone, by kind and flag':
    'SELECT kind, flag, COUNT(*) AS n FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 89.2, 60)) GROUP BY kind, flag HAVING COUNT(*) > 2',
};

const inOrder: Readonly<Record<string, string>> = {
  'nearest pairs':
    "SELECT TOP 12 a.id, b.id FROM sky a JOIN sky b ON 1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.005)) WHERE a.id < b.id AND a.kind = 'field' AND b.kind = 'field' ORDER BY DISTANCE(a.ra, a.dec, b.ra, b.dec), a.id, b.id",
  'farthest from the field':
    "SELECT TOP 6 id FROM sky WHERE kind = 'anti' ORDER BY DISTANCE(POINT(ra, dec), POINT(10.684708, 41.26875)) DESC, id",
  'nearest circle to ra 0 that holds no pole':
    'SELECT TOP 4 id, DISTANCE(ra, dec, 0, 0) AS d FROM regions WHERE ra IS NOT NULL AND 0 = CONTAINS(POINT(0, 90), CIRCLE(ra, dec, r)) AND 0 = CONTAINS(POINT(0, -90), CIRCLE(ra, dec, r)) ORDER BY 2, 1',
};

/** Joins and sub-queries by position. */
export const joinCases: AdqlCases = { ...asked(texts), ...asked(inOrder, { ordered: true }) };
