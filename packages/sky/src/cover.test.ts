import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faceVector } from './healpix.ts';
import {
  type CellRange,
  cellCentre,
  clusterRanges,
  coneCover,
  healpixHash,
  normalizeRanges,
  polygonContains,
  polygonCover,
  rangesContain,
  separationDeg,
  vectorSeparation,
  zoneCover,
} from './index.ts';

function wellFormed(ranges: readonly CellRange[]): void {
  ranges.forEach((r, i) => {
    expect(r.lo <= r.hi).toBe(true);
    if (i > 0) expect(r.lo > ranges[i - 1]!.hi + 1n).toBe(true);
  });
}

const rightAscension = fc.oneof(
  fc.double({ min: 0, max: 360, noNaN: true }),
  fc.constantFrom(0, 360, 45, 90, 359.999999, 359.99999999999994),
);
const declination = fc.oneof(
  fc.double({ min: -90, max: 90, noNaN: true }),
  fc.constantFrom(90, -90, 89.9999, -89.99, 41.8103148957786, 41.81031489577857, -41.81031489577857, 0),
);
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

/** The point at a distance and position angle. */
function away(raDeg: number, decDeg: number, distanceDeg: number, angleDeg: number): [number, number] {
  const [d, r, a] = [decDeg, distanceDeg, angleDeg].map((x) => (x * Math.PI) / 180) as [number, number, number];
  const y = Math.sin(a) * Math.sin(r);
  const x = Math.cos(d) * Math.cos(r) - Math.sin(d) * Math.sin(r) * Math.cos(a);
  const z = Math.sin(d) * Math.cos(r) + Math.cos(d) * Math.sin(r) * Math.cos(a);
  return [raDeg + (Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI];
}

describe('cones', () => {
  test('every point of a cone is in its cover, border, poles and right ascension zero included', () => {
    const size = fc.integer({ min: -70, max: 22 }).map((k) => Math.min(180, 10 ** (k / 10)));
    fc.assert(
      fc.property(
        rightAscension,
        declination,
        size,
        fc.array(fc.tuple(fraction, fraction), { minLength: 40, maxLength: 40 }),
        (ra, dec, radius, points) => {
          const cover = coneCover(ra, dec, radius);
          wellFormed(cover);
          expect(cover.length).toBeLessThan(600);
          points.forEach(([r, a], i) => {
            const [pra, pdec] = away(ra, dec, radius * (i % 2 === 0 ? 1 : Math.sqrt(r)), a * 360);
            if (separationDeg(ra, dec, pra, pdec) <= radius)
              expect(rangesContain(cover, healpixHash(29, pra, pdec))).toBe(true);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('against brute force over all cells of order 5: nothing missing, no cell farther than its own size', () => {
    for (const [ra, dec, radius] of [
      [0, 0, 5],
      [12, 89, 7],
      [359.9, 41.8, 2],
      [200, -90, 30],
      [77, -30, 120],
      [45, 41.81, 0.2],
    ] as const) {
      const cover = coneCover(ra, dec, radius, { order: 5 });
      let tight = 0;
      for (let cell = 0n; cell < 12n * 1024n; cell++) {
        const centre = cellCentre(5, cell);
        const distance = separationDeg(ra, dec, centre.raDeg, centre.decDeg);
        const covered = rangesContain(cover, healpixHash(29, centre.raDeg, centre.decDeg));
        if (distance <= radius) expect(covered, `${cell}`).toBe(true);
        if (distance > radius + 1.9) expect(covered, `${cell}`).toBe(false);
        if (covered) tight++;
      }
      expect(tight).toBeGreaterThan(0);
    }
  });

  test('the whole sky is one range; a radius of zero is one or a few cells of order 29', () => {
    expect(coneCover(10, 20, 180)).toEqual([{ lo: 0n, hi: 12n * 4n ** 29n - 1n }]);
    const point = coneCover(10, 20, 0);
    expect(rangesContain(point, healpixHash(29, 10, 20))).toBe(true);
    expect(point.reduce((n, r) => n + r.hi - r.lo + 1n, 0n)).toBeLessThan(10n);
  });

  test('no order makes a cover of millions of cells', () => {
    expect(coneCover(10, 20, 30, { order: 29 }).length).toBeLessThan(50_000);
    expect(coneCover(10, 20, 30, { order: 8 }).length).toBeGreaterThan(coneCover(10, 20, 30, { order: 4 }).length);
  });

  test('impossible cones are refused', () => {
    for (const radius of [-1, 181, Number.NaN]) expect(() => coneCover(0, 0, radius)).toThrow('SKY-RADIUS');
    expect(() => coneCover(0, 91, 1)).toThrow('SKY-POSITION');
  });
});

test('zones hold all their points', () => {
  fc.assert(
    fc.property(
      rightAscension,
      fc.double({ min: 0, max: 360, noNaN: true }),
      declination,
      declination,
      fc.array(fc.tuple(fraction, fraction), { minLength: 30, maxLength: 30 }),
      (ra, span, d1, d2, points) => {
        const [from, to] = d1 < d2 ? [d1, d2] : [d2, d1];
        const cover = zoneCover({ raFromDeg: ra, raToDeg: ra + span, decFromDeg: from, decToDeg: to });
        wellFormed(cover);
        for (const [u, v] of points) {
          expect(
            rangesContain(cover, healpixHash(29, ra + u * span * 0.999999, Math.min(90, from + v * (to - from)))),
          ).toBe(true);
        }
      },
    ),
    { numRuns: 150 },
  );
});

describe('polygons', () => {
  test('every point inside is covered, and what is far outside is not', () => {
    fc.assert(
      fc.property(
        rightAscension,
        declination,
        fc.double({ min: 0.001, max: 40, noNaN: true }),
        fc.array(fc.integer({ min: 10, max: 20 }), { minLength: 3, maxLength: 7 }),
        fc.array(fc.tuple(fraction, fraction), { minLength: 40, maxLength: 40 }),
        (ra, dec, radius, turns, points) => {
          const sum = turns.reduce((x, y) => x + y, 0);
          let angle = 0;
          const angles = turns.map((t) => (angle += (360 * t) / sum));
          const vertices = angles.map((a) => away(ra, dec, radius, a)).map(([raDeg, decDeg]) => ({ raDeg, decDeg }));
          const cover = polygonCover(vertices);
          wellFormed(cover);
          for (const [r, a] of points) {
            const [pra, pdec] = away(ra, dec, 2 * radius * Math.sqrt(r), a * 360);
            const covered = rangesContain(cover, healpixHash(29, pra, pdec));
            if (polygonContains(vertices, pra, pdec)) expect(covered).toBe(true);
            if (separationDeg(ra, dec, pra, pdec) > radius * 1.6) expect(covered).toBe(false);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('too few vertices or more than half of the sky is refused', () => {
    expect(() =>
      polygonCover([
        { raDeg: 0, decDeg: 0 },
        { raDeg: 1, decDeg: 1 },
      ]),
    ).toThrow('SKY-POLYGON');
    expect(() =>
      polygonCover([
        { raDeg: 0, decDeg: -40 },
        { raDeg: 120, decDeg: -40 },
        { raDeg: 240, decDeg: -40 },
        { raDeg: 60, decDeg: 80 },
      ]),
    ).toThrow('SKY-POLYGON');
  });
});

test('cells stay within 1.05 times the distance of their farthest corner, as the covers take for granted', () => {
  for (let order = 1; order <= 5; order++) {
    const n = 2 ** order;
    for (let face = 0; face < 12; face++) {
      for (let x = 0; x < n; x++) {
        for (let y = 0; y < n; y++) {
          const centre = faceVector(face, (x + 0.5) / n, (y + 0.5) / n);
          const distance = (u: number, v: number) =>
            vectorSeparation(centre, faceVector(face, (x + u) / n, (y + v) / n));
          const corner = Math.max(distance(0, 0), distance(0, 1), distance(1, 0), distance(1, 1));
          for (let k = 1; k < 16; k++) {
            const edge = Math.max(distance(0, k / 16), distance(1, k / 16), distance(k / 16, 0), distance(k / 16, 1));
            if (edge > 1.05 * corner) throw new Error(`${order}: ${face} ${x} ${y}: ${edge / corner}`);
          }
        }
      }
    }
  }
});

test('clusters keep every range and are at most four', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 10_000n }), fc.bigInt({ min: 0n, max: 50n })), { maxLength: 60 }),
      (pairs) => {
        const ranges = normalizeRanges(pairs.map(([lo, n]) => ({ lo, hi: lo + n })));
        wellFormed(ranges);
        const clusters = clusterRanges(ranges);
        expect(clusters.length).toBeLessThanOrEqual(4);
        expect(clusters.flatMap((c) => c.ranges)).toEqual(ranges);
        for (const { hull, ranges: part } of clusters) expect(hull).toEqual({ lo: part[0]!.lo, hi: part.at(-1)!.hi });
      },
    ),
  );
});
