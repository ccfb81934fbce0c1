/** How each geometry function is written, for messages. */
export const forms: Readonly<Record<string, string>> = {
  POINT: 'POINT(ra, dec)',
  CIRCLE: 'CIRCLE(ra, dec, radius), CIRCLE(POINT(ra, dec), radius)',
  BOX: 'BOX(ra, dec, width, height), BOX(POINT(ra, dec), width, height)',
  POLYGON:
    'POLYGON(ra1, dec1, ra2, dec2, ra3, dec3, …), POLYGON(POINT(ra1, dec1), POINT(ra2, dec2), POINT(ra3, dec3), …)',
  REGION: "REGION('CIRCLE ICRS 10.5 -3 0.1')",
  MOC: "MOC('4/1-3 5/'), MOC(6, CIRCLE(ra, dec, radius))",
  DISTANCE: 'DISTANCE(POINT(ra, dec), POINT(ra, dec)), DISTANCE(ra1, dec1, ra2, dec2)',
  CONTAINS: 'CONTAINS(POINT(ra, dec), CIRCLE(ra, dec, radius))',
  INTERSECTS: 'INTERSECTS(CIRCLE(ra, dec, radius), POLYGON(…))',
  CENTROID: 'CENTROID(CIRCLE(ra, dec, radius))',
  COORD1: 'COORD1(POINT(ra, dec))',
  COORD2: 'COORD2(POINT(ra, dec))',
  COORDSYS: 'COORDSYS(POINT(ra, dec))',
  AREA: 'AREA(CIRCLE(ra, dec, radius))',
};
