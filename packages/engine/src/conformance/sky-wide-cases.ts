import type { AdqlCases } from './adql-suite.ts';
import { asked } from './asked.ts';

const texts: Readonly<Record<string, string>> = {
  'half of the sky around the north pole':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 89.995))',
  'half of the sky and its border':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 90)) AND (dec = 0 OR dec > 1 OR dec < -1)',
  'half of the sky around the south pole, border included':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(123, -90, 90)) AND dec >= 0',
  'half of the sky around ra 0':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0.01, 0.3, 90))',
  'half of the sky around 90, 0':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(90.30003, 0.1, 90)) AND kind = 'ra0'",
  'half of the sky at an angle':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(80.2, 30.3, 90))',
  'a little less than a half':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(80, 30, 89.9999))',
  'a little more than a half':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(80, 30, 90.0001))',
  'radius 100 around the south pole':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 99.9993))',
  'radius 120': 'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(80, 30.3, 120))',
  'radius 120 around the north pole':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(11, 90, 120))',
  'radius 120 over ra 0': 'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(359, -3, 120))',
  'radius 135 from the border of cells':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, 41.810314895778596, 135))',
  'radius 150, few outside': 'SELECT id FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(250, 20, 150))',
  'radius 170 around the south pole, outside':
    "SELECT id FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 170)) AND kind <> 'north'",
  'radius 179 around the south pole, outside':
    'SELECT id FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(310, -90, 179.7))',
  'radius 179 around the north pole, outside':
    'SELECT id FROM sky WHERE NOT 1 = CONTAINS(POINT(ra, dec), CIRCLE(310, 90, 179.7))',
  'radius 179.9999':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(190.684708, -41.26875, 179.9999))',
  'radius 179.9999 around the north pole, outside':
    'SELECT id, ra, dec FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 179.9999))',
  'radius 179.9999 around the south pole, outside':
    'SELECT id, ra, dec FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(5, -90, 179.9999))',
  'radius 179.9999 opposite to 60, 60':
    'SELECT id FROM sky WHERE 1 <> CONTAINS(POINT(ra, dec), CIRCLE(240, -60, 179.9999))',
  'radius 179.999999 opposite to 60, 60':
    'SELECT id FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(240, -60, 179.9999989))',
  'radius 179.9999 opposite to ra 0':
    'SELECT id, ra FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(180, 0, 179.99995))',
  'radius 180': 'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(12, 34, 180))',
  'radius 180 has the antipode':
    "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(240, -60, 180)) AND kind = 'exact'",
  'radius 180 around a pole':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 180))',
  'nothing is outside of radius 180': 'SELECT id FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 180))',
  'no position is neither inside nor outside':
    'SELECT COUNT(*) FROM sky WHERE NOT (1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 180)) OR 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 180)))',
  'no position, no answer':
    "SELECT id, CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 180)) AS inside FROM sky WHERE kind = 'null' OR id < 6",
  'far side by distance': 'SELECT COUNT(*), SUM(id) FROM sky WHERE DISTANCE(POINT(ra, dec), POINT(0, 0)) > 120',
  'farther than 179.99': 'SELECT id FROM sky WHERE DISTANCE(ra, dec, 10.684708, 41.26875) > 179.8',
  'ring around the antipode': 'SELECT id FROM sky WHERE DISTANCE(ra, dec, 10.684708, 41.26875) BETWEEN 179.5 AND 179.7',
  'great ring of two cones':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 100)) AND 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 80))',
  'two great cones have a lens in common':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 95)) AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(180, 0, 95))',
  'outside of two great cones':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 85)) AND 0 = CONTAINS(POINT(ra, dec), CIRCLE(180, 0, 85))',
  'two great cones cover the sky':
    'SELECT COUNT(*) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(33, 12, 95)) OR 1 = CONTAINS(POINT(ra, dec), CIRCLE(213, -12, 95))',
  'a great cone and a small one':
    'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(90, 0, 100)) AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, -90, 0.6))',
  'a great cone without a small one':
    'SELECT COUNT(*), SUM(id) FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(180, 0, 140)) AND 0 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 0.8))',
  'a great cone counted by kind':
    'SELECT kind, COUNT(*) AS n FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 90, 125)) GROUP BY kind',
  'circles of every radius in the columns':
    'SELECT r, COUNT(*) AS n FROM sky WHERE 1 = CONTAINS(POINT(ra2, dec2), CIRCLE(ra, dec, r)) GROUP BY r',
  'circles of every radius around the poles':
    'SELECT kind, COUNT(*) AS n, SUM(id) AS s FROM sky WHERE 1 = CONTAINS(POINT(0, 0.05), CIRCLE(ra, dec, r)) GROUP BY kind',
  'circles of every radius without a point':
    "SELECT COUNT(*), SUM(id) FROM sky WHERE 0 = CONTAINS(POINT(0, -89.5), CIRCLE(ra, dec, r)) AND kind IN ('south', 'all', 'anti')",
  'circles of the columns that are great':
    'SELECT id, r FROM sky WHERE r > 100 AND 0 = CONTAINS(POINT(ra2, dec2), CIRCLE(ra, dec, r))',
};

/** Radii from a half of the sky to all of it. */
export const wideCases: AdqlCases = asked(texts);
