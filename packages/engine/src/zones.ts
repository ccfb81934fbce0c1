import { type Relation, type Scalar, widthOf } from '@lingtai/query';
import { boolean, column, compute, float64, int64, number, test, typesOf } from './plan-parts.ts';

/** A position in degrees. */
export interface Point {
  readonly ra: Scalar;
  readonly dec: Scalar;
}

/** Covers rounding: about 4 micro-arcseconds, and as much of a bin. */
const slack = 1e-9;

/**
 * Zones of declination, each with as many bins of right ascension as keep a bin at least as wide as two radii.
 * A circle of the radius then reaches at most one bin or zone to each side.
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
    return extended(input, [whole(zone), whole(compute('floor', this.#place(ra, this.#bins(zone))))]);
  }

  /** The input with every zone and bin that a circle around its position reaches: one row for each. */
  spread(input: Relation, point: Point): Relation {
    const width = widthOf(input);
    const [zone, bins, place, step] = [0, 1, 2, 3].map((i) => column(width + i, float64)) as [
      Scalar,
      Scalar,
      Scalar,
      Scalar,
    ];
    const inZones = this.#spreadZones(input, point);
    const placed = extended(inZones, [this.#bins(zone)]);
    const stepped = withSteps(extended(placed, [this.#place(point.ra, bins)]));
    const bin = compute('floor', place);
    const within = compute('sub', place, bin);
    const reach = compute('add', this.#reach(zone, bins), number(slack));
    const wanted = chosen(
      step,
      test('and', test('gt', bins, number(1)), test('le', within, reach)),
      test('and', test('gt', bins, number(1)), test('ge', compute('add', within, reach), number(1))),
    );
    const turned = compute('add', compute('add', bin, step), bins);
    const wrapped = compute('sub', turned, compute('mul', bins, compute('floor', compute('div', turned, bins))));
    const kept: Relation = { kind: 'filter', input: stepped, predicate: wanted };
    return { kind: 'project', input: kept, ...values([...own(input), whole(zone), whole(wrapped)]) };
  }

  /** Behind the columns: the zone, as a float. */
  #spreadZones(input: Relation, { dec }: Point): Relation {
    const step = column(widthOf(input), float64);
    const zone = this.#zone(dec);
    const low = compute('sub', compute('mul', zone, number(this.#heightDeg)), number(90));
    const high = compute('add', low, number(this.#heightDeg));
    const reach = number(this.#radiusDeg + slack);
    const wanted = chosen(
      step,
      test('le', compute('sub', dec, reach), low),
      test('ge', compute('add', dec, reach), high),
    );
    const kept: Relation = { kind: 'filter', input: withSteps(input), predicate: wanted };
    return { kind: 'project', input: kept, ...values([...own(input), compute('add', zone, step)]) };
  }

  #zone(dec: Scalar): Scalar {
    return compute('floor', compute('div', compute('add', dec, number(90)), number(this.#heightDeg)));
  }

  /** Cosine of the declination farthest from the equator that a circle around a position in the zone reaches. */
  #cosine(zone: Scalar): Scalar {
    const north = compute('mul', compute('add', zone, number(0.5)), number(this.#heightDeg));
    const middle = compute('abs', compute('sub', north, number(90)));
    const farthest = compute('add', middle, number(this.#heightDeg / 2 + this.#radiusDeg));
    return compute('cos', compute('radians', compute('least', farthest, number(90))));
  }

  /** How many bins a zone has: at least 3, or 1. */
  #bins(zone: Scalar): Scalar {
    const many = compute('floor', compute('mul', this.#cosine(zone), number(360 / this.#heightDeg)));
    return compute('case', test('ge', many, number(3)), many, number(1));
  }

  /** Right ascension in bins, from 0. */
  #place(ra: Scalar, bins: Scalar): Scalar {
    const turns = compute('div', ra, number(360));
    return compute('mul', compute('sub', turns, compute('floor', turns)), bins);
  }

  /** How many bins a circle reaches to each side at most: sin(Δα/2) <= sin(r/2) / cos(dec), and asin x <= x π/2. */
  #reach(zone: Scalar, bins: Scalar): Scalar {
    const perBin = (Math.PI / 2) * (this.#radiusDeg / 360);
    return compute('div', compute('mul', bins, number(perBin)), this.#cosine(zone));
  }
}

function whole(value: Scalar): Scalar {
  return { kind: 'apply', function: 'cast', arguments: [value], type: int64 };
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
