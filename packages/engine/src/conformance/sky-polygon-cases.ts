import type { AdqlCases } from './adql-suite.ts';
import { asked } from './asked.ts';

const texts: Readonly<Record<string, string>> = {
  'triangle around the north pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 89.1, 120, 89.3, 240, 89.2))',
  'triangle around the north pole, wound the other way':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(240, 89.2, 120, 89.3, 0, 89.1))',
  'triangle around the south pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(30, -89.1, 150, -89.4, 270, -88.9))',
  'triangle with its tip in the north pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(10.1, 88.7, 100.3, 88.6, 55, 90)) AND dec < 89.9999',
  'triangle beside the north pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(10, 88.7, 100, 88.6, 55, 89.9))',
  'triangle with an octant of the sky':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(5, -1.5, 95, -1.5, 50, 88.9))',
  'triangle of nearly a half of the sky':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 1.1, 120, 1.2, 240, 1.3))',
  'triangle of nearly the southern half':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(240, -0.4, 120, -0.6, 0, -0.5))',
  'triangle over ra 0':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359.2, -1, 1.1, -0.7, 0.2, 1.3))',
  'triangle over ra 0 with a negative ra':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(-0.8, -1, 1.1, -0.7, 0.2, 1.3))',
  'triangle over ra 0 with an ra above 360':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359.2, -1, 361.1, -0.7, 360.2, 1.3))',
  'triangle that ends before ra 0':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(358.5, -1, 359.99, 0.05, 358.5, 1))',
  'triangle of points':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(POINT(359.2, -1), POINT(1.1, -0.7), POINT(0.2, 1.3)))',
  'triangle with a frame':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), POLYGON('ICRS', 359.2, -1, 1.1, -0.7, 0.2, 1.3))",
  'triangle, outside of it':
    "SELECT id FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), POLYGON(0, 89.1, 120, 89.3, 240, 89.2)) AND kind = 'north'",
  'triangle, thin, along the equator':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(300, 0.0051, 60, 0.005, 0, -0.03))',
  'triangle, thin, along a meridian and over ra 0':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359.9, -60, 0.1, -60, 0.02, 70))',
  'triangle, very small':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(59.99999, 59.99999, 60.00002, 59.99999, 60, 60.00001))',
  'square around the north pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(20, 89.5, 110, 89.5, 200, 89.5, 290, 89.5))',
  'square over ra 0':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359.1, -0.9, 0.95, -0.9, 0.95, 0.9, 359.1, 0.9))',
  'square over ra 0, high in the north':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(330, 80.5, 30, 80.5, 25, 89.3, 335, 89.3))',
  'square that has the equator for an edge':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(350, 0, 10, 0, 10.1, 5, 349.9, 5)) AND kind = 'exact'",
  'square with objects on its corners':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(350, 0, 0, -10, 10, 0, 0, 10)) AND kind = 'exact'",
  'dart over ra 0, not convex':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(358.5, -1.5, 0, 1.5, 1.5, -1.5, 0, -0.2))',
  'dart around the north pole, not convex':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 88.8, 100, 89.9, 200, 88.7, 280, 89.2))',
  'dart that leaves the north pole out':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 88.6, 90, 89.8, 180, 88.7, 90, 88.6))',
  'dart with a deep dent at ra 0':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(358.4, 1.2, 359.95, -1.3, 1.6, 1.1, 0.1, -1.9))',
  'pentagon around the south pole':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, -89.3, 72, -89.3, 144, -89.3, 216, -89.3, 288, -89.3))',
  'star with five tips at the north pole': `SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 88.7, 36, 89.6, 72, 88.7, 108, 89.6, 144, 88.7, 180, 89.6, 216, 88.7, 252, 89.6,
    288, 88.7, 324, 89.6))`,
  'star with six tips over ra 0': `SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(1.9, 0, 0.52, 0.3, 0.95, 1.64, 0, 0.6, 359.05, 1.64, 359.48, 0.3, 358.1, 0, 359.48, -0.3,
    359.05, -1.64, 0, -0.6, 0.95, -1.64, 0.52, -0.3))`,
  'comb over ra 0, twelve corners': `SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(358.5, -1.5, 1.5, -1.5, 1.5, 1.5, 1, 1.5, 1, -1, 0.25, -1, 0.25, 1.5, 359.75, 1.5,
    359.75, -1, 359, -1, 359, 1.5, 358.5, 1.5))`,
  'hexagon of great edges':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(100, 20, 160, 15, 215, -10, 190, -70, 140, -65, 95, -30))',
  'horseshoe around the south pole, not over it': `SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, -88.6, 70, -88.6, 140, -88.6, 210, -88.6, 280, -88.6, 280, -89.7, 210, -89.7,
    140, -89.7, 70, -89.7, 0, -89.7))`,
  'polygon by intersects':
    'SELECT id FROM sky WHERE 1 = INTERSECTS(POINT(ra, dec), POLYGON(0, -89.1, 120, -89.3, 240, -89.2))',
  'polygon by intersects, turned':
    'SELECT id FROM sky WHERE 1 = INTERSECTS(POLYGON(0, -89.1, 120, -89.3, 240, -89.2), POINT(ra, dec))',
  'polygon and a cone':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 89.1, 120, 89.3, 240, 89.2)) AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 89.4, 0.5))',
  'polygon or a cone':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(359.2, -1, 1.1, -0.7, 0.2, 1.3)) OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 0.1))',
  'polygons of rows, a point in them':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POINT(0.02, 0.03), POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4))',
  'polygons of rows, the north pole in them':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POINT(33, 90), POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4))',
  'polygons of rows, the south pole outside':
    'SELECT id FROM regions WHERE 0 = CONTAINS(POINT(0, -90), POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4)) AND dec < -30',
  'box at ra 0': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(0, 0, 2, 1))',
  'box at ra 360': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(360, 0, 2, 1))',
  'box over ra 0 from the west': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(359.5, 0.3, 1.7, 0.9))',
  'box beside ra 0': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(1, -0.5, 1.99, 1.3))',
  'box near the north pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(20, 89.2, 100, 1))',
  'box near the south pole': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(350, -89.3, 150, 0.9))',
  'box, wide, whose edges are great circles':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(0, 50, 120, 20))',
  'box, wide, over the equator':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(200, 3, 170, 100))',
  'box, flat, along the equator':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(0, 0, 90, 0.004)) AND dec <> 0',
  'box, small': 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(60, 60, 0.00001, 0.00001))',
  'box with a point for its centre':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), BOX(POINT(0.2, 0.2), 1.5, 1.5))',
  'box with a frame': "SELECT id FROM sky WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), BOX('ICRS', 359.8, -0.4, 1, 1))",
  'box, outside of it': "SELECT id FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), BOX(0, 0, 3.2, 3.2)) AND kind = 'ra0'",
  'box by intersects': 'SELECT id FROM sky WHERE 1 = INTERSECTS(BOX(0, 0, 2, 1), POINT(ra, dec))',
  'boxes of rows': 'SELECT id FROM regions WHERE 1 = CONTAINS(POINT(359.9, 62.5), BOX(ra, dec, w, h))',
  'region, a circle': "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION('CIRCLE ICRS 359.9 0.1 0.8'))",
  'region, a circle without a frame':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION('Circle 0 -90 0.6'))",
  'region, a polygon':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION('POLYGON ICRS 0 89.1 120 89.3 240 89.2'))",
  'region, a polygon over ra 0':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION('polygon 359.2 -1 1.1 -0.7 0.2 1.3'))",
  'region, a box': "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION('BOX ICRS 0 0 2 1'))",
  'region, a great circle':
    "SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION('CIRCLE ICRS 80 30.3 120'))",
};

/** Polygons and boxes around the poles, over RA 0, with dents, thin and great. */
export const polygonCases: AdqlCases = asked(texts);
