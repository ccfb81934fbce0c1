import type { Literal, Scalar } from '@lingtai/query';
import { radPerDeg } from '@lingtai/sky';

const float64 = { scalar: 'float64' } as const;
const boolean = { scalar: 'boolean' } as const;

function number(value: number): Literal {
  return { kind: 'literal', type: float64, value };
}

function numberIn(scalar: Scalar): number | undefined {
  return scalar.kind === 'literal' && typeof scalar.value === 'number' ? scalar.value : undefined;
}

function compute(name: string, ...args: Scalar[]): Scalar {
  const folded = fold(name, args.map(numberIn));
  return folded === undefined ? { kind: 'apply', function: name, arguments: args, type: float64 } : number(folded);
}

function fold(name: string, args: readonly (number | undefined)[]): number | undefined {
  const [a, b] = args;
  if (a === undefined || (args.length > 1 && b === undefined)) return undefined;
  switch (name) {
    case 'add':
      return a + b!;
    case 'sub':
      return a - b!;
    case 'mul':
      return a * b!;
    case 'neg':
      return -a;
    case 'sin':
      return Math.sin(a);
    case 'cos':
      return Math.cos(a);
    default:
      return undefined;
  }
}

function test(name: string, ...args: Scalar[]): Scalar {
  return { kind: 'apply', function: name, arguments: args, type: boolean };
}

function radians(deg: Scalar): Scalar {
  return compute('mul', deg, number(radPerDeg));
}

function squaredSineOfHalf(deg: Scalar): Scalar {
  const sine = compute('sin', compute('mul', deg, number(radPerDeg / 2)));
  return compute('mul', sine, sine);
}

/** sin² of half the distance: exact for small distances, poor near 180°. */
function haversine(ra: Scalar, dec: Scalar, ra0: Scalar, dec0: Scalar): Scalar {
  const cosines = compute('mul', compute('cos', radians(dec)), compute('cos', radians(dec0)));
  const across = compute('mul', cosines, squaredSineOfHalf(compute('sub', ra, ra0)));
  return compute('add', squaredSineOfHalf(compute('sub', dec, dec0)), across);
}

// Beyond 90° the distance to the antipode is tested, so that the test is exact at every radius.
// NaN is above every number: the upper bounds keep it out.
function withinWideCircle(ra: Scalar, dec: Scalar, ra0: Scalar, dec0: Scalar, radiusDeg: number): Scalar {
  const far = haversine(ra, dec, compute('add', ra0, number(180)), compute('neg', dec0));
  const border = squaredSineOfHalf(number(180 - radiusDeg));
  return test('and', test('ge', far, border), test('le', far, number(2)));
}

/** Covers rounding of declinations: 4 micro-arcseconds. */
const slackDeg = 1e-9;

/** `within-circle(ra, dec, ra0, dec0, radius)`, degrees, border included, as plain functions. */
function withinCircle(args: readonly Scalar[]): Scalar {
  const [ra, dec, ra0, dec0, radius] = args as [Scalar, Scalar, Scalar, Scalar, Scalar];
  const radiusDeg = numberIn(radius);
  if (radiusDeg !== undefined && radiusDeg > 90) return withinWideCircle(ra, dec, ra0, dec0, radiusDeg);
  if (radiusDeg === undefined) return test('le', distance([ra, dec, ra0, dec0]), radius);
  const near = test('le', haversine(ra, dec, ra0, dec0), squaredSineOfHalf(radius));
  const centreDeg = numberIn(dec0);
  if (centreDeg === undefined) return near;
  const above = test('ge', dec, number(centreDeg - radiusDeg - slackDeg));
  return test('and', above, test('le', dec, number(centreDeg + radiusDeg + slackDeg)), near);
}

/** `distance(ra1, dec1, ra2, dec2)` in degrees by Vincenty's formula, exact at every distance. */
function distance(args: readonly Scalar[]): Scalar {
  const [ra1, dec1, ra2, dec2] = args as [Scalar, Scalar, Scalar, Scalar];
  const dLon = radians(compute('sub', ra2, ra1));
  const [s1, c1] = [compute('sin', radians(dec1)), compute('cos', radians(dec1))];
  const [s2, c2] = [compute('sin', radians(dec2)), compute('cos', radians(dec2))];
  const across = compute('mul', c2, compute('sin', dLon));
  const along = compute('sub', compute('mul', c1, s2), compute('mul', compute('mul', s1, c2), compute('cos', dLon)));
  const inLine = compute('add', compute('mul', s1, s2), compute('mul', compute('mul', c1, c2), compute('cos', dLon)));
  return compute('degrees', compute('atan2', compute('hypot', across, along), inLine));
}

const lowered: Readonly<Record<string, (args: readonly Scalar[]) => Scalar>> = {
  'within-circle': withinCircle,
  distance,
};

/** The plan's geometry in terms of plain functions, so that no dialect needs its own. */
export function lowerGeometry(scalar: Scalar): Scalar {
  if (scalar.kind !== 'apply') return scalar;
  const args = scalar.arguments.map(lowerGeometry);
  const lower = lowered[scalar.function];
  return lower ? lower(args) : { ...scalar, arguments: args };
}
