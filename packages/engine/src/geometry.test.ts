import type { Scalar } from '@lingtai/query';
import { separationDeg } from '@lingtai/sky';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerGeometry } from './geometry.ts';

/** What the plain functions mean, for values that are there. */
const meaning: Readonly<Record<string, (...v: number[]) => number | boolean>> = {
  add: (x, y) => x! + y!,
  sub: (x, y) => x! - y!,
  mul: (x, y) => x! * y!,
  neg: (x) => -x!,
  sin: (x) => Math.sin(x!),
  cos: (x) => Math.cos(x!),
  atan2: (y, x) => Math.atan2(y!, x!),
  hypot: (x, y) => Math.sqrt(x! * x! + y! * y!),
  degrees: (x) => (x! * 180) / Math.PI,
  le: (x, y) => x! <= y!,
  // SQL engines put NaN above every number.
  ge: (x, y) => Number.isNaN(x!) || x! >= y!,
  and: (...all) => all.every(Boolean),
};

function evaluate(s: Scalar, row: readonly number[]): number | boolean {
  if (s.kind === 'column') return row[s.index]!;
  if (s.kind === 'literal') return s.value as number;
  if (s.kind !== 'apply') throw new Error(s.kind);
  return meaning[s.function]!(...s.arguments.map((x) => evaluate(x, row) as number));
}

const float64 = { scalar: 'float64' } as const;
const boolean = { scalar: 'boolean' } as const;
const position: Scalar[] = [0, 1].map((index) => ({ kind: 'column', index, type: float64 }));

function number(value: number): Scalar {
  return { kind: 'literal', type: float64, value };
}

function within(raDeg: number, decDeg: number, circle: readonly [number, number, number]): number | boolean {
  const args = [...position, ...circle.map(number)];
  const lowered = lowerGeometry({ kind: 'apply', function: 'within-circle', type: boolean, arguments: args });
  return evaluate(lowered, [raDeg, decDeg]);
}

const ra = fc.double({ min: 0, max: 360, noNaN: true });
const dec = fc.double({ min: -90, max: 90, noNaN: true });

test('within-circle agrees with the distance, at every radius and close to its border', () => {
  const offsets = fc.constantFrom(-1e-7, 1e-7, -3, 3, -80, 80);
  fc.assert(
    fc.property(ra, dec, ra, dec, offsets, (a1, d1, a2, d2, off) => {
      const distance = separationDeg(a1, d1, a2, d2);
      fc.pre(distance + off >= 0 && distance + off <= 180);
      expect(within(a1, d1, [a2, d2, distance + off])).toBe(off > 0);
    }),
    { numRuns: 2000 },
  );
});

test('circles of milliarcseconds are circles', () => {
  const tiny = fc.double({ min: 1e-8, max: 1e-5, noNaN: true });
  fc.assert(
    fc.property(ra, fc.double({ min: -89, max: 89, noNaN: true }), tiny, fc.boolean(), (a, d, radius, inside) => {
      const north = d + radius * (inside ? 0.999 : 1.001);
      fc.pre(Math.abs(north - d - radius) > 1e-12);
      expect(within(a, north, [a, d, radius])).toBe(north - d <= radius);
    }),
  );
});

test('a position that is not a number is in no circle', () => {
  for (const radius of [0, 1, 90, 120, 180]) expect(within(Number.NaN, Number.NaN, [1, 2, radius])).toBe(false);
});

test('distance is the great-circle distance, close by and at the antipode too', () => {
  const near = fc.double({ min: -1e-4, max: 1e-4, noNaN: true });
  fc.assert(
    fc.property(ra, dec, near, fc.boolean(), (a1, d1, off, far) => {
      const [a2, d2] = far ? [a1 + 180, -d1] : [a1 + off, d1];
      const args = [...position, number(a2), number(d2)];
      const found = evaluate(lowerGeometry({ kind: 'apply', function: 'distance', type: float64, arguments: args }), [
        a1,
        d1,
      ]);
      expect(Math.abs((found as number) - separationDeg(a1, d1, a2, d2))).toBeLessThan(1e-11);
    }),
  );
});

test('a circle that leaves out only the antipode does so to the milliarcsecond', () => {
  fc.assert(
    fc.property(
      ra,
      fc.double({ min: -89, max: 89, noNaN: true }),
      fc.double({ min: 1e-8, max: 1e-5, noNaN: true }),
      (a, d, left) => {
        expect(within(a + 180, -d, [a, d, 180 - left])).toBe(false);
        expect(within(a + 180, -d + 1.01 * left + 1e-12, [a, d, 180 - left])).toBe(true);
      },
    ),
  );
});
