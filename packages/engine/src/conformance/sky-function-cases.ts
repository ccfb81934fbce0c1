import type { AdqlCases } from './adql-suite.ts';
import { asked } from './asked.ts';

const texts: Readonly<Record<string, string>> = {
  'contains in the list, as 1 and 0':
    "SELECT id, CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.01)) AS c FROM sky WHERE kind IN ('exact', 'null')",
  'intersects in the list, as 1 and 0':
    'SELECT id, INTERSECTS(CIRCLE(ra, dec, r), POLYGON(0, 80, 120, 80, 240, 80)) AS c FROM regions',
  'contains summed': 'SELECT kind, SUM(CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 91))) AS n FROM sky GROUP BY kind',
  'contains in CASE':
    "SELECT id, CASE WHEN 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 90.5)) THEN 'north' WHEN 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 90.5)) THEN 'south' ELSE 'nowhere' END AS side FROM sky WHERE kind IN ('cell', 'null')",
  'count by a cone':
    'SELECT CONTAINS(POINT(ra, dec), CIRCLE(33, 44, 77)) AS c, COUNT(*) AS n FROM sky GROUP BY CONTAINS(POINT(ra, dec), CIRCLE(33, 44, 77))',
  'distance of antipodes': "SELECT id, DISTANCE(ra, dec, ra + 180, -dec) AS d FROM sky WHERE kind = 'exact'",
  'distance over the north pole':
    "SELECT id, DISTANCE(ra, dec, ra + 180, dec) AS d FROM sky WHERE kind = 'north' AND dec < 89.9999",
  'distance over ra 0':
    'SELECT DISTANCE(359.9, 0, 0.2, 0) AS a, DISTANCE(POINT(359.5, 60), POINT(0.5, 60)) AS b FROM regions WHERE id = 1',
  'distance of many pairs':
    "SELECT id, DISTANCE(POINT(ra, dec), POINT(ra2, dec2)) AS d FROM sky WHERE kind IN ('all', 'south') AND DISTANCE(ra, dec, ra2, dec2) BETWEEN 0.001 AND 179.9",
  'distance of a point and itself': 'SELECT COUNT(*) FROM sky WHERE DISTANCE(ra, dec, ra, dec) = 0',
  'distance, the greatest and the least':
    'SELECT kind, MAX(DISTANCE(ra, dec, 77, 12)) AS a, MIN(DISTANCE(ra, dec, 77, 12)) AS b, AVG(DISTANCE(ra, dec, 77, 12)) AS c FROM sky GROUP BY kind',
  'distance of two nearly the same': 'SELECT COUNT(*) FROM sky WHERE DISTANCE(ra, dec, 60, 60.0000005) < 0.0000006',
  'distance without a position': "SELECT id, DISTANCE(ra, dec, 0, 0) AS d FROM sky WHERE kind = 'null'",
  'coordinates of a point':
    "SELECT id, COORD1(POINT(ra, dec)) AS a, COORD2(POINT(ra, dec)) AS b FROM sky WHERE kind IN ('south', 'null') AND (ra > 0 OR ra IS NULL)",
  'coordinates of the centre of a circle':
    'SELECT id, COORD1(CENTROID(CIRCLE(ra, dec, r))) AS a, COORD2(CENTROID(CIRCLE(ra, dec, r))) AS b FROM regions WHERE id < 20 AND ra > 0',
  'centre of a polygon over ra 0':
    'SELECT COUNT(*) FROM regions WHERE id = 1 AND 1 = CONTAINS(CENTROID(POLYGON(355, -5, 5, -5, 5, 5, 355, 5)), CIRCLE(0, 0, 0.000001))',
  'centre of a polygon around the north pole':
    'SELECT COUNT(*) FROM regions WHERE id = 1 AND 1 = CONTAINS(CENTROID(POLYGON(0, 80, 72, 80, 144, 80, 216, 80, 288, 80)), CIRCLE(50, 90, 0.000001))',
  'centres of polygons':
    'SELECT id, DISTANCE(CENTROID(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4)), POINT(ra, dec)) AS d FROM regions WHERE id BETWEEN 25 AND 66',
  'area of circles': 'SELECT id, AREA(CIRCLE(ra, dec, r)) AS a FROM regions',
  'area of all of the sky and of half of it':
    'SELECT AREA(CIRCLE(0, 0, 180)) AS a, AREA(CIRCLE(10, -90, 90)) AS b, AREA(CIRCLE(3, 4, 0.0001)) AS c FROM regions WHERE id = 1',
  'area of polygons':
    'SELECT id, AREA(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4)) AS a FROM regions WHERE id > 24',
  'area of an octant of the sky':
    'SELECT AREA(POLYGON(0, 0, 90, 0, 45, 90)) AS a, AREA(POLYGON(0, 0, 45, 90, 90, 0)) AS b FROM regions WHERE id = 2',
  'area of boxes': 'SELECT id, AREA(BOX(ra, dec, w, h)) AS a FROM regions WHERE id > 12',
  'area of a point': 'SELECT AREA(POINT(ra, dec)) AS a FROM regions WHERE id = 3',
  'a point as it comes out': "SELECT id, POINT(ra, dec) AS p FROM sky WHERE kind = 'field' AND id < 1100",
  'a circle as it comes out': 'SELECT id, CIRCLE(ra, dec, r) AS c FROM regions WHERE id BETWEEN 5 AND 20',
  'a polygon as it comes out':
    'SELECT id, POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4) AS p FROM regions WHERE id BETWEEN 5 AND 20',
  'cells of the table':
    "SELECT id, ivo_healpix_index(8, ra, dec) AS cell FROM sky WHERE kind IN ('north', 'ra0', 'null') AND ABS(dec) < 89.9999",
  'cells of points':
    "SELECT id, ivo_healpix_index(5, POINT(ra, dec)) AS cell FROM sky WHERE kind IN ('south', 'anti') AND dec > -89.9999",
  'cells of order 29': "SELECT id, ivo_healpix_index(29, ra, dec) AS cell FROM sky WHERE kind = 'field'",
  'cells counted':
    "SELECT ivo_healpix_index(2, ra, dec) AS cell, COUNT(*) AS n FROM sky WHERE kind IN ('all', 'north', 'field') AND dec < 89.9999 GROUP BY ivo_healpix_index(2, ra, dec)",
  'cells counted in a cone over the pole':
    "SELECT ivo_healpix_index(6, ra, dec) AS cell, COUNT(*) AS n, MIN(id) AS i FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(3, 89, 2)) AND dec < 89.9999 AND kind = 'north' AND id > 490 GROUP BY ivo_healpix_index(6, ra, dec)",
  'cells counted by alias':
    "SELECT ivo_healpix_index(0, ra, dec) AS cell, COUNT(*) AS n FROM sky WHERE kind = 'all' GROUP BY cell",
  'cell of a constant':
    'SELECT ivo_healpix_index(3, 359.9, -0.3) AS a, ivo_healpix_index(10, 0.1, 89.99) AS b, ivo_healpix_index(29, 211.3, -89.7) AS c FROM regions WHERE id = 1',
  'centres of cells':
    "SELECT id, DISTANCE(ivo_healpix_center(4, ivo_healpix_index(4, ra, dec)), POINT(ra, dec)) AS d FROM sky WHERE kind = 'all'",
  'centres of given cells':
    'SELECT id, COORD1(ivo_healpix_center(3, id * 10)) AS a, COORD2(ivo_healpix_center(3, id * 10)) AS b FROM regions WHERE id * 10 < 768',
  'objects of one cell':
    "SELECT id FROM sky WHERE kind IN ('all', 'north') AND dec < 89.9999 AND ivo_healpix_index(1, ra, dec) = 3",
  'positions moved':
    "SELECT id, COORD1(ivo_apply_pm(ra, dec, pmra / 3600000, pmdec / 3600000, 100)) AS a, COORD2(ivo_apply_pm(ra, dec, pmra / 3600000, pmdec / 3600000, 100)) AS b FROM sky WHERE kind IN ('all', 'null') AND id < 200",
  'positions moved by degrees':
    'SELECT COORD2(ivo_apply_pm(30, 15, 0, 0.1, 20)) AS a, COORD1(ivo_apply_pm(30, 60, 0.1, 0, 20)) AS b, COORD2(ivo_apply_pm(30, 60, 0.1, 0, 20)) AS c FROM regions WHERE id = 1',
  'positions moved over the pole':
    "SELECT id, DISTANCE(ivo_apply_pm(ra, dec, 0, 0.05, 40), POINT(ra + 180, 89)) AS d FROM sky WHERE kind = 'north' AND dec < 89.999",
  'positions moved into a cone':
    "SELECT id FROM sky WHERE 1 = CONTAINS(ivo_apply_pm(ra, dec, 0.1, 0, 10), CIRCLE(0, 0, 0.7)) AND kind = 'ra0'",
  'positions at another epoch':
    "SELECT id, COORD1(ivo_epoch_prop_pos(ra, dec, parallax, pmra, pmdec, rv, 2016, 2066)) AS a, COORD2(ivo_epoch_prop_pos(ra, dec, parallax, pmra, pmdec, rv, 2016, 2066)) AS b FROM sky WHERE kind = 'all' AND parallax IS NOT NULL AND pmra IS NOT NULL AND pmdec IS NOT NULL AND rv IS NOT NULL AND ra > 1",
  'positions at an epoch long ago, at the poles':
    "SELECT id, DISTANCE(ivo_epoch_prop_pos(ra, dec, parallax, pmra, pmdec, rv, 2016, -8000), POINT(ra, dec)) AS d FROM sky WHERE kind IN ('north', 'south') AND parallax IS NOT NULL AND pmra IS NOT NULL AND pmdec IS NOT NULL AND rv IS NOT NULL",
  "Barnard's star at another epoch":
    'SELECT ivo_epoch_prop(269.45207695, 4.693364966, 546.9759, -801.551, 10362, -110, 2000, 1900) AS star FROM regions WHERE id = 1',
  'objects that were in a cone at another epoch':
    "SELECT id FROM sky WHERE kind = 'ra0' AND parallax IS NOT NULL AND pmra IS NOT NULL AND pmdec IS NOT NULL AND rv IS NOT NULL AND 1 = CONTAINS(ivo_epoch_prop_pos(ra, dec, parallax, pmra, pmdec, rv, 2016, 12016), CIRCLE(0, 0, 1))",
  'galactic latitudes':
    "SELECT id, COORD1(ivo_geom_transform('ICRS', 'GALACTIC', POINT(ra, dec))) AS l, COORD2(ivo_geom_transform('ICRS', 'GALACTIC', POINT(ra, dec))) AS b FROM sky WHERE kind = 'all' AND id < 300",
  'the galactic plane near the poles of the sky':
    "SELECT id FROM sky WHERE ABS(COORD2(ivo_geom_transform('ICRS', 'GALACTIC', POINT(ra, dec)))) < 27.2 AND kind IN ('north', 'south')",
  'back from the galactic centre':
    "SELECT COUNT(*) FROM regions WHERE id = 1 AND DISTANCE(ivo_geom_transform('GALACTIC', 'ICRS', POINT(0, 0)), POINT(266.40498829, -28.93617776)) < 0.0000002",
  'objects in a coverage map':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), MOC('1/3 2/16-19 4/2000-2020')) AND kind IN ('all', 'field', 'anti')",
  'distance in arcseconds':
    "SELECT id, DISTANCE(ra, dec, ra2, dec2) * 3600 AS arcsec FROM sky WHERE kind = 'field' AND DISTANCE(ra, dec, ra2, dec2) BETWEEN 0.001 AND 1",
};

const more: Readonly<Record<string, string>> = {
  'galactic circle over the south pole':
    "SELECT id FROM sky WHERE 1 = CONTAINS(gavo_transform('ICRS', 'GALACTIC', POINT(ra, dec)), CIRCLE(303, -27.1, 0.8))",
  'frame of a position': "SELECT id, COORDSYS(POINT(ra, dec)) AS frame FROM sky WHERE kind = 'cell' AND dec > 41",
};

const rough: Readonly<Record<string, string>> = {
  'distances of a micro-degree':
    'SELECT id, DISTANCE(ra, dec, 60, 60) AS d FROM sky WHERE DISTANCE(ra, dec, 60, 60) < 0.01',
  'distances of a micro-degree from the antipode':
    'SELECT id, 180 - DISTANCE(ra, dec, 240, -60) AS d FROM sky WHERE DISTANCE(ra, dec, 240, -60) > 179.99 AND dec > 60',
};

const inOrder: Readonly<Record<string, string>> = {
  'order by distance and then brightness':
    "SELECT id, CEILING(DISTANCE(ra, dec, 0, 90) * 2) AS ring, mag FROM sky WHERE kind = 'north' AND mag IS NOT NULL ORDER BY ring, mag DESC, id",
  'order by cell':
    "SELECT TOP 20 id, ivo_healpix_index(4, ra, dec) AS cell FROM sky WHERE kind = 'all' ORDER BY cell, id",
};

const refused: Readonly<Record<string, string>> = {
  'regions of rows in text': 'SELECT id FROM regions WHERE 1 = CONTAINS(POINT(0.02, 0.03), REGION(s_region))',
};

/** What functions of geometry answer. */
export const functionCases: AdqlCases = {
  ...asked(texts),
  ...asked(more),
  // Differences of nearly equal angles lose digits: a tenth of a nano-degree is what is left.
  ...asked(rough, { tolerance: 1e-5 }),
  ...asked(inOrder, { ordered: true }),
  ...asked(refused, { refused: 'QUERY-GEOMETRY' }),
};
