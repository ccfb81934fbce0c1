import { type Relation, type Scalar, typesOf, widthOf } from '@lingtai/query';
import { boolean, column, compute, float64, number, test } from './plan-parts.ts';

/** A position in degrees. */
export interface Point {
  readonly ra: Scalar;
  readonly dec: Scalar;
}

/** Covers rounding: about 4 micro-arcseconds, and as much of a bin. */
const slack = 1e-9;

/** Every step of bins towards a pole has so many times fewer of them. */
const binsFactor = 4;
const fewestBins = 3;

/**
 * Zones of declination, each with as many bins of right ascension as keep a bin at least as wide as two radii.
 * A circle of the radius then reaches at most one bin or zone to each side. The number of bins falls in few steps, so that
 * a row's bin costs no cosine. Zones and bins are whole numbers in floats: what is not a number has none, and no error.
 */
export class Zones {
  readonly #radiusDeg: number;
  readonly #heightDeg: number;

  constructor(radiusDeg: number) {
    this.#radiusDeg = radiusDeg;
    // Small circles rarely leave a large bin; around large ones large bins would compare too many rows.
    this.#heightDeg = radiusDeg < 0.01 ? Math.max(8 * radiusDeg, 0.01) : 2 * radiusDeg;
  }

  /** The input with zone and bin behind its columns. */
  numbered(input: Relation, { ra, dec }: Point): Relation {
    const zone = this.#zone(dec);
    return extended(input, [zone, compute('floor', place(ra, this.#bins(zone)))]);
  }

  /** The input with every zone and bin that a circle around its position reaches: one row for each. */
  spread(input: Relation, point: Point): Relation {
    const inZones = this.#spreadZones(input, point);
    const width = widthOf(input);
    const [zone, bins, reach, step] = columnsFrom(width, 4) as [Scalar, Scalar, Scalar, Scalar];
    // Before the join with the steps: there they are columns, worked out once for all three.
    const count = this.#bins(zone);
    const stepped = withSteps(extended(inZones, [count, this.#reach(zone, count)]));
    const at = place(point.ra, bins);
    const bin = compute('floor', at);
    const within = compute('sub', at, bin);
    const isMany = test('gt', bins, number(1));
    const before = test('and', isMany, test('le', within, reach));
    const after = test('and', isMany, test('ge', compute('add', within, reach), number(1)));
    const kept: Relation = { kind: 'filter', input: stepped, predicate: chosen(step, before, after) };
    const turned = compute('add', bin, step);
    const wrapped = compute('sub', turned, compute('mul', bins, compute('floor', compute('div', turned, bins))));
    return { kind: 'project', input: kept, ...values([...own(input), zone, wrapped]) };
  }

  /** Behind the columns: the zone. */
  #spreadZones(input: Relation, { dec }: Point): Relation {
    const [zone, isLow, isHigh, step] = columnsFrom(widthOf(input), 4) as [Scalar, Scalar, Scalar, Scalar];
    const mine = this.#zone(dec);
    const low = compute('sub', compute('mul', mine, number(this.#heightDeg)), number(90));
    const high = compute('add', low, number(this.#heightDeg));
    const reach = number(this.#radiusDeg + slack);
    const flags = [test('le', compute('sub', dec, reach), low), test('ge', compute('add', dec, reach), high)];
    const stepped = withSteps(extended(input, [mine, ...flags.map((f) => compute('case', f, number(1), number(0)))]));
    const wanted = chosen(step, test('eq', isLow, number(1)), test('eq', isHigh, number(1)));
    const kept: Relation = { kind: 'filter', input: stepped, predicate: wanted };
    return { kind: 'project', input: kept, ...values([...own(input), compute('add', zone, step)]) };
  }

  #zone(dec: Scalar): Scalar {
    return compute('floor', compute('mul', compute('add', dec, number(90)), number(1 / this.#heightDeg)));
  }

  /** How far, in zones, the middle of a zone lies from the equator. */
  #fromEquator(zone: Scalar): Scalar {
    return compute('abs', compute('sub', zone, number(90 / this.#heightDeg - 0.5)));
  }

  /** Cosine of the declination farthest from the equator that a circle around a position in the zone reaches. */
  #cosine(zone: Scalar): Scalar {
    const middle = compute('mul', this.#fromEquator(zone), number(this.#heightDeg));
    const farthest = compute('add', middle, number(this.#heightDeg / 2 + this.#radiusDeg));
    return compute('cos', compute('radians', compute('least', farthest, number(90))));
  }

  /** How many bins a zone has: at least 3, or 1. */
  #bins(zone: Scalar): Scalar {
    const branches: Scalar[] = [];
    let most = Math.floor(180 / this.#heightDeg);
    for (let leastCosine = 1 / 2; most >= fewestBins; leastCosine /= binsFactor) {
      // Rounded down: the step of a zone on the border is the one nearer to the pole.
      const farthestDeg = (Math.acos(leastCosine) * 180) / Math.PI - this.#heightDeg / 2 - this.#radiusDeg;
      const zones = Math.floor(farthestDeg / this.#heightDeg);
      branches.push(test('le', this.#fromEquator(zone), number(zones)), number(most));
      most = Math.floor(most / binsFactor);
    }
    return branches.length === 0 ? number(1) : compute('case', ...branches, number(1));
  }

  /** How many bins a circle reaches to each side at most: sin(Δα/2) <= sin(r/2) / cos(dec), and asin x <= x π/2. */
  #reach(zone: Scalar, bins: Scalar): Scalar {
    const perBin = (Math.PI / 2) * (this.#radiusDeg / 360);
    const reach = compute('div', compute('mul', bins, number(perBin)), this.#cosine(zone));
    return compute('add', reach, number(slack));
  }
}

/** A little less than 1, so that what rounds up to a whole turn stays in the last bin. */
const wholeTurn = 1 - 2 ** -50;

/** Right ascension in bins, from 0. */
function place(ra: Scalar, bins: Scalar): Scalar {
  const turns = compute('mul', ra, number(1 / 360));
  return compute('mul', compute('mul', compute('sub', turns, compute('floor', turns)), number(wholeTurn)), bins);
}

function columnsFrom(first: number, count: number): Scalar[] {
  return Array.from({ length: count }, (_, i) => column(first + i, float64));
}

function own(input: Relation): Scalar[] {
  return typesOf(input).map((type, i) => column(i, type));
}

function values(scalars: readonly Scalar[]): { readonly values: readonly Scalar[]; readonly names: readonly string[] } {
  return { values: scalars, names: scalars.map((_, i) => `c${i}`) };
}

function extended(input: Relation, more: readonly Scalar[]): Relation {
  return { kind: 'project', input, ...values([...own(input), ...more]) };
}

/** Each row three times, with the steps -1, 0 and 1 behind its columns. */
function withSteps(input: Relation): Relation {
  const steps: Relation = { kind: 'values', rows: [-1, 0, 1].map((step) => [number(step)]) };
  return {
    kind: 'join',
    type: 'inner',
    left: input,
    right: steps,
    on: { kind: 'literal', type: boolean, value: true },
  };
}

/** The row with step 0 always, the others under their condition. */
function chosen(step: Scalar, before: Scalar, after: Scalar): Scalar {
  const is = (value: number): Scalar => test('eq', step, number(value));
  return test('or', is(0), test('and', is(-1), before), test('and', is(1), after));
}
