import type { Expression } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { type CellRange, clusterRanges, coneCover, intersectRanges, uniteRanges } from '@lingtai/sky';
import type { CellCluster, Scalar } from './ir.ts';
import type { Problems } from './problems.ts';
import { apply, boolean, castTo, float64, isArray, isNull, isNumber, nullLiteral } from './types.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** Turns an argument into a number of the plan. */
export type ResolveArgument = (e: Expression) => Scalar;

interface Point {
  readonly ra: Scalar;
  readonly dec: Scalar;
}

const equatorialFrames =
  /^(ICRS|FK5|UNKNOWNFRAME)?(\s+(BARYCENTER|GEOCENTER|TOPOCENTER|HELIOCENTER|UNKNOWNREFPOS))?(\s+SPHERICAL2)?$/i;

/** Geometry of ADQL 2.1 section 2.2 in one SELECT: points in ICRS degrees, circles, CONTAINS and DISTANCE. */
export class Geometry {
  readonly #argument: ResolveArgument;
  readonly #problems: Problems;

  constructor(argument: ResolveArgument, problems: Problems, _field?: (e: Expression) => Field | undefined) {
    this.#argument = argument;
    this.#problems = problems;
  }

  /** `CONTAINS(POINT, CIRCLE)` (also INTERSECTS, in either order) as a boolean. */
  contains(call: Call): Scalar {
    const [a, b] = call.arguments;
    const symmetric = call.name === 'INTERSECTS' && isCall(a, 'CIRCLE') && isCall(b, 'POINT');
    const [point, circle] = symmetric ? [b, a] : [a, b];
    if (!isCall(point, 'POINT') || !isCall(circle, 'CIRCLE') || call.arguments.length !== 2) {
      return this.#wrong(call, `${call.name}(POINT(ra, dec), CIRCLE(ra, dec, radius))`);
    }
    const at = this.#point(point);
    const args = this.#withoutFrame(circle);
    const centre = isCall(args[0], 'POINT') && args.length === 2 ? this.#point(args[0]) : this.#centre(args);
    const radius = args.at(-1);
    if (!at || !centre || !radius || (args.length !== 3 && args.length !== 2))
      return this.#wrong(circle, 'CIRCLE(ra, dec, radius)');
    const radiusDeg = this.#number(radius);
    this.#checkCircle(circle, centre, radiusDeg);
    return apply('within-circle', boolean, at.ra, at.dec, centre.ra, centre.dec, radiusDeg);
  }

  /** `DISTANCE(POINT, POINT)` or `DISTANCE(ra1, dec1, ra2, dec2)`, degrees. */
  distance(call: Call): Scalar {
    const args = call.arguments;
    const [a, b] = args;
    const points = isCall(a, 'POINT') && isCall(b, 'POINT') && args.length === 2;
    const from = points ? this.#point(a) : this.#centre(args.slice(0, 2));
    const to = points ? this.#point(b) : this.#centre(args.slice(2, 4));
    if (!from || !to || (!points && args.length !== 4))
      return this.#wrong(call, 'DISTANCE(POINT(ra, dec), POINT(ra, dec))');
    return apply('distance', float64, from.ra, from.dec, to.ra, to.dec);
  }

  /** A geometry function as a value. */
  value(call: Call): Scalar {
    return call.name === 'DISTANCE'
      ? this.distance(call)
      : this.#wrong(call, 'DISTANCE(POINT(ra, dec), POINT(ra, dec))');
  }

  #wrong(call: Call, form: string): Scalar {
    const text = { en: `${call.name} is understood in this form: ${form}.`, zh: `${call.name} 支持的写法是:${form}。` };
    this.#problems.add(call, 'QUERY-GEOMETRY', text);
    return nullLiteral;
  }

  #point(call: Call): Point | undefined {
    const args = this.#withoutFrame(call);
    if (args.length === 2) return this.#centre(args);
    this.#wrong(call, 'POINT(ra, dec)');
    return undefined;
  }

  #centre(args: readonly Expression[]): Point | undefined {
    const [ra, dec] = args;
    return ra && dec ? { ra: this.#number(ra), dec: this.#number(dec) } : undefined;
  }

  #withoutFrame(call: Call): readonly Expression[] {
    const first = call.arguments[0];
    if (first?.kind !== 'string') return call.arguments;
    if (!equatorialFrames.test(first.value.trim())) {
      this.#problems.add(first, 'QUERY-FRAME', {
        en: `The frame "${first.value}" is not known here: positions are ICRS, in degrees.`,
        zh: `不支持坐标系“${first.value}”:位置应为 ICRS,以度为单位。`,
      });
    }
    return call.arguments.slice(1);
  }

  #number(e: Expression): Scalar {
    const value = this.#argument(e);
    if (isNumber(value.type) || isNull(value)) return castTo(value, float64);
    this.#problems.add(e, 'QUERY-TYPE', {
      en: 'A number in degrees was expected here.',
      zh: '此处应为以度为单位的数值。',
    });
    return nullLiteral;
  }

  #checkCircle(at: Call, centre: Point, radiusDeg: Scalar): void {
    const dec = numberOf(centre.dec);
    const ra = numberOf(centre.ra);
    const radius = numberOf(radiusDeg);
    if ((dec !== undefined && !(Math.abs(dec) <= 90)) || (ra !== undefined && !Number.isFinite(ra))) {
      this.#problems.add(at, 'QUERY-POSITION', {
        en: `(${ra}, ${dec}) is not a position: a right ascension and a declination from -90 to 90 degrees were expected.`,
        zh: `(${ra}, ${dec}) 不是有效位置:应为赤经和 -90 到 90 度之间的赤纬。`,
      });
    }
    if (radius !== undefined && !(radius >= 0 && radius <= 180)) {
      this.#problems.add(at, 'QUERY-RADIUS', {
        en: `A radius of ${radius} degrees is not possible: 0 to 180 degrees were expected.`,
        zh: `半径 ${radius} 度无效:应为 0 到 180 度。`,
      });
    }
  }
}

function isCall(e: Expression | undefined, name: string): e is Call {
  return e?.kind === 'call' && e.name === name;
}

function numberOf(value: Scalar | undefined): number | undefined {
  return value?.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}

function isPosition(ra: Scalar, dec: Scalar, position: PositionColumns): boolean {
  return ra.kind === 'column' && dec.kind === 'column' && ra.index === position.ra && dec.index === position.dec;
}

/** Column numbers of a table's position. */
export interface PositionColumns {
  readonly ra: number;
  readonly dec: number;
}

// `distance(position, constant) < r`, in any order of its parts, is a cone too.
function distanceCone(comparison: Scalar, position: PositionColumns): CellRange[] | undefined {
  if (comparison.kind !== 'apply') return undefined;
  const [a, b] = comparison.arguments;
  const less = comparison.function === 'lt' || comparison.function === 'le';
  const more = comparison.function === 'gt' || comparison.function === 'ge';
  const distance = less ? a : more ? b : undefined;
  const radius = numberOf(less ? b : a);
  if (distance?.kind !== 'apply' || distance.function !== 'distance' || radius === undefined) return undefined;
  const [ra1, dec1, ra2, dec2] = distance.arguments as [Scalar, Scalar, Scalar, Scalar];
  if (isPosition(ra1, dec1, position)) return cone(ra2, dec2, radius);
  return isPosition(ra2, dec2, position) ? cone(ra1, dec1, radius) : undefined;
}

function cone(ra: Scalar, dec: Scalar, radiusDeg: number): CellRange[] | undefined {
  const raDeg = numberOf(ra);
  const decDeg = numberOf(dec);
  if (raDeg === undefined || decDeg === undefined || !(Math.abs(decDeg) <= 90) || radiusDeg >= 180) return undefined;
  return radiusDeg < 0 ? [] : coneCover(raDeg, decDeg, radiusDeg);
}

function rangesOf(predicate: Scalar, position: PositionColumns): CellRange[] | undefined {
  if (predicate.kind !== 'apply' || isArray(predicate.type)) return undefined;
  if (predicate.function === 'within-circle') {
    const [ra, dec, ra0, dec0, radius] = predicate.arguments as [Scalar, Scalar, Scalar, Scalar, Scalar];
    const radiusDeg = numberOf(radius);
    if (radiusDeg === undefined || !isPosition(ra, dec, position)) return undefined;
    return cone(ra0, dec0, radiusDeg);
  }
  if (predicate.function !== 'and' && predicate.function !== 'or') return distanceCone(predicate, position);
  const parts = predicate.arguments.map((a) => rangesOf(a, position));
  const known = parts.filter((p) => p !== undefined);
  if (known.length === 0) return undefined;
  if (predicate.function === 'and') return known.reduce((x, y) => intersectRanges(x, y));
  return known.length < parts.length ? undefined : known.reduce((x, y) => uniteRanges(x, y));
}

/** Most hulls that a cover has: each is one branch of a UNION ALL (docs: DESIGN, engines). */
const maxClusters = 4;

/** Clusters of cells outside which a predicate on a table's position cannot hold; `undefined`: it says nothing of the position. */
export function coverOf(predicate: Scalar, position: PositionColumns): CellCluster[] | undefined {
  const ranges = rangesOf(predicate, position);
  return ranges && clusterRanges(ranges, maxClusters);
}
