import type { AdqlCases } from './adql-suite.ts';
import { asked } from './asked.ts';

const texts: Readonly<Record<string, string>> = {
  'circles of rows in a circle at the north pole':
    'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r), CIRCLE(0, 90, 11))',
  'circles of rows in a great circle':
    'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r), CIRCLE(0, -90, 140))',
  'circles of rows in all of the sky':
    'SELECT COUNT(*), SUM(id) FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r), CIRCLE(5, 5, 180))',
  'circles of rows that hold a circle over ra 0':
    'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(359.9, 0.1, 0.2), CIRCLE(ra, dec, r))',
  'circles of rows that meet a circle over ra 0':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(CIRCLE(ra, dec, r), CIRCLE(359.9, 0.1, 5))',
  'circles of rows that miss a circle at the south pole':
    'SELECT id FROM regions WHERE 0 = INTERSECTS(CIRCLE(0, -90, 3), CIRCLE(ra, dec, r)) AND dec < 0',
  'circles of rows in a polygon around the north pole':
    'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r), POLYGON(0, 70, 90, 71, 180, 69, 270, 72))',
  'circles of rows in a polygon over ra 0':
    'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r), POLYGON(340, -30, 20, -30, 20, 30, 340, 30))',
  'circles of rows in a polygon with a dent':
    'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r), POLYGON(330, -40, 0, 70, 30, -40, 0, -0.1))',
  'circles of rows that meet a triangle around the south pole':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(CIRCLE(ra, dec, r), POLYGON(30, -89.1, 150, -89.4, 270, -88.9))',
  'circles of rows that meet a thin triangle':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(POLYGON(300, 0.0051, 60, 0.005, 0, -0.03), CIRCLE(ra, dec, r))',
  'circles of rows that miss a box':
    'SELECT id FROM regions WHERE 0 = INTERSECTS(CIRCLE(ra, dec, r), BOX(0, 0, 60, 60)) AND grp < 7',
  'circles of rows in a box': 'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r), BOX(0, 0, 60, 60))',
  'polygons of rows in a circle at the north pole':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(0, 90, 12))',
  'polygons of rows in a great circle':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(0, 90, 115))',
  'polygons of rows in all of the sky':
    'SELECT COUNT(*), SUM(id) FROM regions WHERE 1 = CONTAINS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(0, 90, 180))',
  'polygons of rows not in a circle over ra 0':
    'SELECT id FROM regions WHERE 0 = CONTAINS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(359.8, 1, 20)) AND grp IN (4, 5)',
  'polygons of rows that meet a circle at the south pole':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(77, -90, 2))',
  'polygons of rows that meet a small circle in their middle':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(CIRCLE(0.01, 0.02, 0.001), POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4))',
  'polygons of rows that meet a great circle':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(180, -20, 120))',
  'polygons of rows that miss a great circle':
    'SELECT id FROM regions WHERE 0 = INTERSECTS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(0, -90, 170))',
  'polygons of rows in a polygon over ra 0':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), POLYGON(335, -35, 25, -35, 25, 35, 335, 35))',
  'polygons of rows in a polygon around the north pole':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), POLYGON(0, 75, 120, 76, 240, 74))',
  'polygons of rows that hold a triangle over ra 0':
    'SELECT id FROM regions WHERE 1 = CONTAINS(POLYGON(359.9, 0, 0.1, 0.01, 0, 0.15), POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4))',
  'polygons of rows that meet a triangle around the south pole':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), POLYGON(30, -89.1, 150, -89.4, 270, -88.9))',
  'polygons of rows that meet a thin cross bar':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), POLYGON(300, 0.5, 60, 0.5, 60, 0.51, 300, 0.51))',
  'polygons of rows that miss a polygon with a dent':
    'SELECT id FROM regions WHERE 0 = INTERSECTS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), POLYGON(330, -40, 0, 70, 30, -40, 0, -0.1)) AND grp < 8',
  'boxes of rows in a circle': 'SELECT id FROM regions WHERE 1 = CONTAINS(BOX(ra, dec, w, h), CIRCLE(359.6, -12, 20))',
  'boxes of rows in a polygon':
    'SELECT id FROM regions WHERE 1 = CONTAINS(BOX(ra, dec, w, h), POLYGON(335, -35, 25, -35, 25, 35, 335, 35))',
  'boxes of rows in a box over ra 0':
    'SELECT id FROM regions WHERE 1 = CONTAINS(BOX(ra, dec, w, h), BOX(0.3, 0.2, 50, 51))',
  'boxes of rows that meet a box over ra 0':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(BOX(ra, dec, w, h), BOX(358, -9, 3, 2))',
  'boxes of rows that meet their polygons':
    'SELECT id FROM regions WHERE 1 = INTERSECTS(BOX(ra, dec, w, h), POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4))',
  'circles of rows in their boxes':
    'SELECT id FROM regions WHERE 1 = CONTAINS(CIRCLE(ra, dec, r / 3), BOX(ra, dec, w, h))',
  'polygons of rows in twice their circles':
    'SELECT id, CONTAINS(POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, ra4, dec4), CIRCLE(ra, dec, r)) AS c FROM regions WHERE id < 61',
  'constants: a circle in a circle':
    'SELECT CONTAINS(CIRCLE(359, 89, 1.5), CIRCLE(0, 90, 2.6)) AS a, CONTAINS(CIRCLE(359, 89, 1.7), CIRCLE(0, 90, 2.6)) AS b FROM regions WHERE id = 1',
  'constants: circles that meet over the pole':
    'SELECT INTERSECTS(CIRCLE(0, 89, 1.01), CIRCLE(180, 89, 1)) AS a, INTERSECTS(CIRCLE(0, 89, 0.99), CIRCLE(180, 89, 1)) AS b FROM regions WHERE id = 1',
  'constants: circles that meet at the far side':
    'SELECT INTERSECTS(CIRCLE(0, 0, 100), CIRCLE(180, 0, 81)) AS a, INTERSECTS(CIRCLE(0, 0, 100), CIRCLE(180, 0, 79)) AS b FROM regions WHERE id = 1',
  'constants: a wide circle in a wide circle':
    'SELECT CONTAINS(CIRCLE(0, 0, 100), CIRCLE(10, 0, 111)) AS a, CONTAINS(CIRCLE(0, 0, 100), CIRCLE(10, 0, 109)) AS b FROM regions WHERE id = 1',
  'constants: polygons around both poles':
    'SELECT INTERSECTS(POLYGON(0, 1, 120, 1, 240, 1), POLYGON(0, -1, 120, -1, 240, -1)) AS a, INTERSECTS(POLYGON(0, 1, 120, 1, 240, 1), POLYGON(90, -5, 100, -5, 95, 30)) AS b FROM regions WHERE id = 1',
  'constants: polygons that cross without a corner inside':
    'SELECT INTERSECTS(BOX(0, 0, 20, 1), BOX(0, 0, 1, 20)) AS a, CONTAINS(BOX(0, 0, 20, 1), BOX(0, 0, 1, 20)) AS b FROM regions WHERE id = 1',
  'constants: a polygon in the dent of another':
    'SELECT INTERSECTS(POLYGON(359.9, -1.2, 0.1, -1.2, 0, -0.4), POLYGON(358.5, -1.5, 0, 1.5, 1.5, -1.5, 0, -0.2)) AS a, CONTAINS(POLYGON(359.9, 0.2, 0.1, 0.2, 0, 0.4), POLYGON(358.5, -1.5, 0, 1.5, 1.5, -1.5, 0, -0.2)) AS b FROM regions WHERE id = 1',
  'constants: all corners inside, an edge is not':
    'SELECT CONTAINS(POLYGON(358.8, -1.2, 1.2, -1.2, 0, 1.2), POLYGON(358.5, -1.5, 0, 1.5, 1.5, -1.5, 0, -0.2)) AS a, CONTAINS(POLYGON(358.8, -1.2, 1.2, -1.2, 0, 1.2), POLYGON(358, -2, 0, 2, 2, -2)) AS b FROM regions WHERE id = 1',
};

/** Shapes in shapes and shapes that meet: every pairing of circle, box and polygon. */
export const pairCases: AdqlCases = asked(texts);
