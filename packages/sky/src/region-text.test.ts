import { expect, test } from 'vitest';
import { parseRegion } from './region-text.ts';

test('the shapes of STC-S, s_region and DALI', () => {
  const circle = { kind: 'circle', raDeg: 10.5, decDeg: -3, radiusDeg: 0.1 };
  for (const text of ['CIRCLE ICRS 10.5 -3 0.1', 'Circle ICRS GEOCENTER 10.5 -3 0.1', 'circle 10.5 -3 0.1']) {
    expect(parseRegion(text)).toEqual(circle);
  }
  expect(parseRegion('Circle UNKNOWNFRAME UNKNOWNREFPOS SPHERICAL2 10.5 -3 0.1 unit deg')).toEqual(circle);
  expect(parseRegion('POSITION ICRS 1 2')).toEqual({ kind: 'point', raDeg: 1, decDeg: 2 });
  const corners = {
    kind: 'polygon',
    vertices: [
      [10, 0],
      [11, 0],
      [11, 1],
    ].map(([raDeg, decDeg]) => ({ raDeg, decDeg })),
  };
  expect(parseRegion('POLYGON ICRS 10 0 11 0 11 1')).toEqual(corners);
  expect(parseRegion('polygon 10,0, 11,0, 11,1')).toEqual(corners);
  expect(parseRegion('BOX ICRS 10 0 2 1')).toMatchObject({ vertices: [{ raDeg: 9, decDeg: -0.5 }, {}, {}, {}] });
});

// The pole of the galaxy in ICRS as astropy 7 gives it: SkyCoord(l=0, b=90, frame="galactic").icrs.
test('galactic regions are turned', () => {
  const pole = parseRegion('POSITION GALACTIC 0 90');
  expect(pole.kind === 'point' && Math.hypot(pole.raDeg - 192.859481, pole.decDeg - 27.128251)).toBeLessThan(1e-5);
});

test('what is no region is refused, with the reason', () => {
  for (const text of [
    '',
    'CIRCLE',
    'CIRCLE ICRS 1 2',
    'POLYGON 1 2 3 4',
    'POLYGON ICRS 1 2 3 4 5',
    'CIRCLE FK4 1 2 3',
    'ELLIPSE 1 2 3 4',
    'UNION ICRS (CIRCLE 1 2 3)',
    'CIRCLE 1 2 x',
    'CIRCLE 1 2 3 unit m',
  ]) {
    expect(() => parseRegion(text), text).toThrow('SKY-REGION');
  }
});
