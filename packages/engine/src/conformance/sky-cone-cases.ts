import type { AdqlCases } from './adql-suite.ts';
import { asked } from './asked.ts';

const ids: Readonly<Record<string, string>> = {
  'cone on the north pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.5))',
  'cone on the north pole, another ra': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(217.3, 90, 0.5))',
  'cone on the north pole, an arcsecond':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, 90, 0.0003))',
  'cone on the north pole, zero radius': 'SELECT id, ra FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(77, 90, 0))',
  'cone on the north pole, a micro-degree':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(200, 90, 0.000001))',
  'cone over the north pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, 89.6, 1.2))',
  'cone beside the north pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(300, 89.3, 0.69))',
  'cone whose border just passes the north pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(120, 89, 1.000001))',
  'cone whose border just misses the north pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(120, 89, 0.999999))',
  'cone on the south pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(200, -90, 0.7))',
  'cone over the south pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, -89.5, 0.8))',
  'cone beside the south pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(181, -89.2, 0.79))',
  'cone on the south pole, zero radius': 'SELECT id, ra FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 0))',
  'cone on the south pole, a tenth of an arcsecond':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(12, -90, 0.0000279))',
  'cone at 0, 0': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 1.5))',
  'cone at 360, 0': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(360, 0, 1.5))',
  'cone west of ra 0': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(359.7, 0.4, 0.9))',
  'cone east of ra 0': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0.3, -0.6, 0.8))',
  'cone with a negative ra': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(-0.3, 0.4, 0.9))',
  'cone with an ra above 360': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(720.3, -0.6, 0.8))',
  'cone over ra 0, a micro-degree': 'SELECT id, ra FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 0.000001))',
  'cone over ra 0, less than the gap': 'SELECT id, ra FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 5E-8))',
  'cone over ra 0, zero radius': 'SELECT id, ra FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(360, 0, 0))',
  'cone over ra 0 at a high declination': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0.1, 72, 4.5))',
  'cone over ra 0 at a low declination':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(359.95, -55, 9))',
  'cone that touches ra 0 from the east':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(1, 0, 0.9999999))',
  'cone over both poles and ra 0':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(2, 3, 94))',
  'cone on a field': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10.684708, 41.26875, 0.25))',
  'cone of arcseconds': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(60, 60, 5E-6))',
  'cone of zero radius': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(60, 60, 0))',
  'cone of zero radius where nothing is': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(60.5, 60, 0))',
  'cone of a micro-degree': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(60, 60, 0.0000011))',
  'cone at the antipode of a field':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(190.684708, -41.26875, 0.25))',
  'cone on a corner of base cells': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, 0, 6))',
  'cone on a corner of three cells':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(90, 41.810314895778596, 6))',
  'cone on the line of transition':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(16.875, 41.810314895778596, 0.001))',
  'cone with points on its border, along the equator':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 10)) AND ABS(dec) < 0.0000001',
  'cone with points on its border, along a meridian':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 45)) AND ra = 0 AND kind = 'exact'",
  'cone with a point for its centre':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(POINT(359.9, 89.9), 0.35))',
  'cone with frames': "SELECT id FROM sky WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 0, -0.5, 0.9))",
  'cone written from the other side': 'SELECT id FROM sky WHERE CONTAINS(POINT(ra, dec), CIRCLE(0, -89.9, 0.2)) = 1',
  'cone by intersects': 'SELECT id FROM sky WHERE 1 = INTERSECTS(CIRCLE(0, 89.9, 0.3), POINT(ra, dec))',
  'cone by intersects, turned': 'SELECT id FROM sky WHERE INTERSECTS(POINT(ra, dec), CIRCLE(0, 89.9, 0.3)) = 1',
  'cone not equal to zero': 'SELECT id FROM sky WHERE 0 <> CONTAINS(POINT(ra, dec), CIRCLE(359.5, 0, 0.9))',
  'cone under not':
    "SELECT id FROM sky WHERE NOT (1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.9))) AND kind = 'north'",
  'cone in numbers that are computed':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(180 * 2 - 0.5, -45.0 / 50, 30 / 60.0))',
  'cone in units': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 1800 / 3600.0)) AND ra > 180',
  'cone by distance': 'SELECT id FROM sky WHERE DISTANCE(POINT(ra, dec), POINT(359.7, 0.4)) < 0.9',
  'cone by distance of four numbers': 'SELECT id FROM sky WHERE DISTANCE(ra, dec, 33, -89.7) <= 0.45',
  'cone by distance, turned': 'SELECT id FROM sky WHERE 0.45 > DISTANCE(POINT(0, 89.8), POINT(ra, dec))',
  'ring around the north pole': 'SELECT id FROM sky WHERE DISTANCE(ra, dec, 0, 90) BETWEEN 0.1 AND 0.3',
  'ring over ra 0':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 1.2)) AND 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 0.8))',
  'ring outside of a cone that lies in another':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(50, 89, 1.3)) AND 1 <> CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.4))',
  'cone and other columns':
    "SELECT id, mag FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 2)) AND mag < 12.5 AND kind = 'ra0'",
  'cone and a name':
    "SELECT id, name FROM sky WHERE name LIKE 'NORTH 1%' AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.6))",
  'cone and a range of declinations':
    'SELECT id FROM sky WHERE dec BETWEEN 89.5 AND 89.9 AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 89.6, 0.4))',
  'cones at both poles':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.1)) OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 0.1))',
  'cones at six places': `SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.05)) OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 0.05))
    OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 0.3)) OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(90, 0, 2)) OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(180, 0, 2))
    OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(270, 0, 2))`,
  'cones that overlap':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 89.7, 0.5)) AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(180, 89.7, 0.5))',
  'cones that do not overlap':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 89, 0.9)) AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(180, 89, 0.9))',
  'cone or another column': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.05)) OR mag < 8.25',
  'cone or no position':
    'SELECT id FROM sky WHERE (1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 0.3)) OR ra IS NULL OR dec IS NULL) AND flag > 0',
  'cone on the second position':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra2, dec2), CIRCLE(0, -90, 1)) AND 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 1))',
  'cone whose border passes a cell, of any table':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 1))',
  'cone moved by arithmetic of the column':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra + 180, dec), CIRCLE(0.2, 0.1, 3))',
  'cone on the mirrored sky': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(360 - ra, -dec), CIRCLE(0.5, 89.8, 0.3))',
};

const inOrder: Readonly<Record<string, string>> = {
  'cone, first in canonical order': 'SELECT TOP 7 id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.9))',
  'cone, brightest first':
    'SELECT TOP 5 id, mag FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 2)) AND mag IS NOT NULL ORDER BY mag, id',
  'nearest to the north pole':
    'SELECT TOP 8 id, DISTANCE(ra, dec, 0, 90) AS d FROM sky WHERE dec > 89.9 AND dec < 89.999 ORDER BY d, id',
  'nearest to ra 0':
    'SELECT TOP 10 id FROM sky WHERE dec IS NOT NULL AND ra IS NOT NULL ORDER BY DISTANCE(POINT(ra, dec), POINT(360, 0.013)), id',
  'nearest in a cone, the second page':
    'SELECT TOP 5 id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0.1, 0.1, 1)) ORDER BY DISTANCE(ra, dec, 0.1, 0.1) OFFSET 5',
};

/** Cones, great and small, at the awkward places of the sky. */
export const coneCases: AdqlCases = { ...asked(ids), ...asked(inOrder, { ordered: true }) };
