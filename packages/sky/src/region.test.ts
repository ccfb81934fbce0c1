import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Position, positionOf, type UnitVector, unitVector } from './angle.ts';
import { boxCorners, type Region, regionAreaDeg2, regionCentroid, regionContains, regionsIntersect } from './region.ts';

const ra = fc.double({ min: 0, max: 360, noNaN: true });
const dec = fc.double({ min: -90, max: 90, noNaN: true });
const radius = fc.double({ min: 0.01, max: 40, noNaN: true });

/** The point at an angle and a distance from a centre, degrees. */
function beside(centre: Position, angleDeg: number, distanceDeg: number): Position {
  const [x, y, z] = unitVector(centre.raDeg, centre.decDeg);
  const [a, d] = [centre.raDeg, centre.decDeg].map((v) => (v * Math.PI) / 180) as [number, number];
  const [t, r] = [angleDeg, distanceDeg].map((v) => (v * Math.PI) / 180) as [number, number];
  const east = [-Math.sin(a), Math.cos(a), 0];
  const north = [-Math.sin(d) * Math.cos(a), -Math.sin(d) * Math.sin(a), Math.cos(d)];
  const v = [x, y, z].map((c, i) => c * Math.cos(r) + (north[i]! * Math.cos(t) + east[i]! * Math.sin(t)) * Math.sin(r));
  return positionOf(v as unknown as UnitVector);
}

/** A star of corners around a centre, convex or not, that holds every point nearer than its dents. */
function star(centre: Position, distances: readonly number[]): Region {
  const vertices = distances.map((d, i) => beside(centre, (360 * i) / distances.length, d));
  return { kind: 'polygon', vertices };
}

const shape = fc.record({
  ra,
  dec,
  size: radius,
  arms: fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 5, maxLength: 9 }),
});

test('a polygon holds its centre, not the antipode, whichever way and from whichever corner it is written', () => {
  fc.assert(
    fc.property(shape, fc.nat(8), ({ ra: a, dec: d, size, arms }, first) => {
      const centre = { raDeg: a, decDeg: d };
      const polygon = star(
        centre,
        arms.map((x) => x * size),
      );
      const { vertices } = polygon as Extract<Region, { kind: 'polygon' }>;
      const turned = [...vertices.slice(first % vertices.length), ...vertices.slice(0, first % vertices.length)];
      for (const way of [vertices, vertices.toReversed(), turned]) {
        const region: Region = { kind: 'polygon', vertices: way };
        expect(regionContains(region, { kind: 'point', ...centre })).toBe(true);
        expect(regionContains(region, { kind: 'point', raDeg: a + 180, decDeg: -d })).toBe(false);
        expect(regionAreaDeg2(region)).toBeCloseTo(regionAreaDeg2(polygon), 7);
        expect(regionContains(region, polygon)).toBe(true);
        expect(regionsIntersect(region, polygon)).toBe(true);
      }
    }),
  );
});

test('circles lie to polygons as their distances say', () => {
  fc.assert(
    fc.property(shape, ({ ra: a, dec: d, size, arms }) => {
      const centre = { raDeg: a, decDeg: d };
      const polygon = star(
        centre,
        arms.map((x) => x * size),
      );
      const around: Region = { kind: 'circle', ...centre, radiusDeg: size * 1.001 };
      const inner: Region = { kind: 'circle', ...centre, radiusDeg: size * 0.1 };
      const far: Region = { kind: 'circle', raDeg: a + 180, decDeg: -d, radiusDeg: 179.999 - size };
      expect(regionContains(around, polygon)).toBe(true);
      expect(regionContains(polygon, inner)).toBe(true);
      expect(regionContains(polygon, around)).toBe(false);
      expect(regionsIntersect(polygon, far)).toBe(false);
      expect(regionsIntersect(far, polygon)).toBe(false);
    }),
  );
});

// An octant: 4π/8 steradians, its centre of mass on the diagonal.
test('area and centre of an octant', () => {
  const octant: Region = {
    kind: 'polygon',
    vertices: [
      { raDeg: 0, decDeg: 0 },
      { raDeg: 90, decDeg: 0 },
      { raDeg: 45, decDeg: 90 },
    ],
  };
  expect(regionAreaDeg2(octant)).toBeCloseTo((Math.PI / 2) * (180 / Math.PI) ** 2, 8);
  const { raDeg, decDeg } = regionCentroid(octant);
  expect(raDeg).toBeCloseTo(45, 10);
  expect(decDeg).toBeCloseTo((Math.asin(1 / Math.sqrt(3)) * 180) / Math.PI, 10);
});

test('small areas keep their digits, and boxes end at the poles', () => {
  const small: Region = { kind: 'polygon', vertices: boxCorners(77, 0, 1 / 3600, 1 / 3600) };
  expect(regionAreaDeg2(small) * 3600 ** 2).toBeCloseTo(1, 8);
  expect(boxCorners(10, 89.5, 4, 2)[2]).toEqual({ raDeg: 12, decDeg: 90 });
});
