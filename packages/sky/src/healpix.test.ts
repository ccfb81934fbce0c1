import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cellCentre,
  cellNeighbours,
  cellVertices,
  galacticToIcrs,
  healpixHash,
  healpixHashColumn,
  icrsToGalactic,
  positionAngleDeg,
  separationDeg,
} from './index.ts';

interface Expectations {
  points: [number, number][];
  cells: Record<string, string[]>;
  shapes: {
    order: number;
    cell: string;
    centre: [number, number];
    corners: [number, number][];
    neighbours: string[];
  }[];
  pairs: [number, number, number, number, number, number][];
  galactic: [number, number, number, number][];
}

const file = new URL('../../../fixtures/sky/healpix.json', import.meta.url);
const expected = JSON.parse(readFileSync(file, 'utf8')) as Expectations;

describe('against healpy', () => {
  for (const [order, cells] of Object.entries(expected.cells)) {
    test(`hash at order ${order}`, () => {
      const got = expected.points.map(([ra, dec]) => String(healpixHash(Number(order), ra, dec)));
      expect(got).toEqual(cells);
    });
  }

  test('centres, corners and neighbours', () => {
    for (const { order, cell, centre, corners, neighbours } of expected.shapes) {
      const at = cellCentre(order, BigInt(cell));
      expect(separationDeg(at.raDeg, at.decDeg, ...centre), `${order}/${cell}`).toBeLessThan(1e-12);
      cellVertices(order, BigInt(cell)).forEach((v, i) => {
        expect(separationDeg(v.raDeg, v.decDeg, ...corners[i]!), `${order}/${cell} corner ${i}`).toBeLessThan(1e-12);
      });
      expect(cellNeighbours(order, BigInt(cell)).map(String), `${order}/${cell}`).toEqual(neighbours);
    }
  });
});

describe('against astropy', () => {
  test('separation and position angle', () => {
    for (const [ra1, dec1, ra2, dec2, separation, angle] of expected.pairs) {
      expect(separationDeg(ra1, dec1, ra2, dec2)).toBeCloseTo(separation, 10);
      if (separation > 0.001 && separation < 179.99)
        expect(positionAngleDeg(ra1, dec1, ra2, dec2)).toBeCloseTo(angle, 8);
    }
  });

  test('galactic coordinates, there and back', () => {
    for (const [ra, dec, l, b] of expected.galactic) {
      const got = icrsToGalactic(ra, dec);
      expect(separationDeg(got.lDeg, got.bDeg, l, b)).toBeLessThan(1e-11);
      const back = galacticToIcrs(got.lDeg, got.bDeg);
      expect(separationDeg(back.raDeg, back.decDeg, ra, dec)).toBeLessThan(1e-12);
    }
  });
});

const order = fc.integer({ min: 0, max: 29 });
const ra = fc.double({ min: 0, max: 360, noNaN: true });
const dec = fc.double({ min: -90, max: 90, noNaN: true });

test('the centre of a cell hashes to the cell', () => {
  fc.assert(
    fc.property(order, ra, dec, (o, a, d) => {
      const cell = healpixHash(o, a, d);
      const centre = cellCentre(o, cell);
      expect(healpixHash(o, centre.raDeg, centre.decDeg)).toBe(cell);
    }),
  );
});

/** Declinations within rounding of those where the caps begin, sin(dec) = 2/3. */
const capBorders = Array.from({ length: 21 }, (_, i) => 41.81031489577857 + (i - 10) * 7.1e-15);

test('a place is in its own cell one rounding error from a whole turn, where the caps begin too', () => {
  for (const d of capBorders.flatMap((border) => [border, -border]))
    for (const a of [359.99999999999994, 359.9999999999999, -2e-14, -5e-14, 0, 1e-14, 89.99999999999999]) {
      const centre = cellCentre(29, healpixHash(29, a, d));
      expect(separationDeg(a, d, centre.raDeg, centre.decDeg), `${a} ${d}`).toBeLessThan(1e-6);
    }
});

test('a coarser cell holds the finer one', () => {
  fc.assert(
    fc.property(ra, dec, (a, d) => {
      const fine = healpixHash(29, a, d);
      const centre = cellCentre(29, fine);
      for (const o of [0, 5, 15, 28]) {
        expect(healpixHash(o, centre.raDeg, centre.decDeg)).toBe(fine >> BigInt(2 * (29 - o)));
      }
    }),
  );
});

test('neighbours are mutual and touch', () => {
  fc.assert(
    fc.property(order, ra, dec, (o, a, d) => {
      const cell = healpixHash(o, a, d);
      const around = cellNeighbours(o, cell);
      expect(new Set(around).size).toBe(around.length);
      for (const other of around) expect(cellNeighbours(o, other)).toContain(cell);
    }),
  );
});

test('columns: the same cells, bad positions are nulls', () => {
  const { values, valid } = healpixHashColumn(
    29,
    Float64Array.of(10, Number.NaN, 10, 370),
    Float64Array.of(20, 0, 90.1, 20),
  );
  expect([...valid!]).toEqual([1, 0, 0, 1]);
  expect(values[0]).toBe(healpixHash(29, 10, 20));
  expect(values[3]).toBe(healpixHash(29, 370, 20));
  expect(healpixHashColumn(3, Float64Array.of(1), Float64Array.of(2)).valid).toBeUndefined();
});

test('what does not exist is refused', () => {
  expect(() => healpixHash(30, 0, 0)).toThrow('SKY-ORDER');
  expect(() => healpixHash(3, 0, 91)).toThrow('SKY-POSITION');
  expect(() => cellCentre(0, 12n)).toThrow('SKY-CELL');
});
