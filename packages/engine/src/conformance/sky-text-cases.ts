import type { AdqlCases } from './adql-suite.ts';

/** Geometries made of texts with CAST (ADQL 2.1 section 4.4); `sql` says the same with their functions. */
export const textCases: AdqlCases = {
  'a circle cast from text': {
    adql: "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CAST('0 0 1.5' AS CIRCLE))",
    sql: 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(0, 0, 1.5))',
  },
  'a polygon cast from text': {
    adql: "SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), CAST('0 89.1 120 89.3 240 89.2' AS POLYGON))",
    sql: 'SELECT id FROM sky WHERE 1 = CONTAINS(POINT(ra, dec), POLYGON(0, 89.1, 120, 89.3, 240, 89.2))',
  },
  'a point cast from text': {
    adql: "SELECT id FROM sky WHERE DISTANCE(POINT(ra, dec), CAST('10 -89.5' AS POINT)) < 0.8",
    sql: 'SELECT id FROM sky WHERE DISTANCE(POINT(ra, dec), POINT(10, -89.5)) < 0.8',
  },
};
