import {
  columnsIn,
  inputsOf,
  mapColumns,
  mapScalars,
  mapSubqueries,
  type Relation,
  type RelationOf,
  type Scalar,
  typesOf,
  widthOf,
  withInputs,
} from '@lingtai/query';
import { column, conjuncts, float64, test } from './plan-parts.ts';
import { type Point, Zones } from './zones.ts';

type Join = RelationOf<'join'>;

/** About how many rows a scan has, so that the smaller side of a match is the one that is spread. */
export type RowsOf = (scan: RelationOf<'scan'>) => number;

/**
 * Joins by nearness on the sky as hash joins: each row of one side gets the number of its zone of declination and of its
 * bin of right ascension there; each row of the other side asks its own bin and those that its circle reaches.
 * The exact test stays, and every pair is found once: at the poles and over right ascension 0 too.
 */
export function lowerMatches(root: Relation, rowsOf: RowsOf): Relation {
  const inputs = inputsOf(root).map((input) => lowerMatches(input, rowsOf));
  const below = mapScalars(withInputs(root, inputs), (s) => mapSubqueries(s, (r) => lowerMatches(r, rowsOf)));
  if (below.kind === 'filter' && below.input.kind === 'join') return intoJoin(below, below.input, rowsOf);
  return below.kind === 'join' ? lowerJoin(below, rowsOf) : below;
}

/** `FROM a, b WHERE near(a, b)` is the same join. */
function intoJoin(filter: RelationOf<'filter'>, join: Join, rowsOf: RowsOf): Relation {
  const leftWidth = widthOf(join.left);
  const near = join.type === 'inner' ? conjuncts(filter.predicate).find((c) => nearnessOf(c, leftWidth)) : undefined;
  return near ? { ...filter, input: lowerJoin({ ...join, on: and([...conjuncts(join.on), near]) }, rowsOf) } : filter;
}

function and(conditions: readonly Scalar[]): Scalar {
  return conditions.length === 1 ? conditions[0]! : test('and', ...conditions);
}

/** Two positions, one of each side, and how near they must be. The right one counts its own columns. */
interface Nearness {
  readonly left: Point;
  readonly right: Point;
  readonly radiusDeg: number;
}

/** Wider circles leave nothing to be won. */
const widestDeg = 5;

function nearnessOf(condition: Scalar, leftWidth: number): Nearness | undefined {
  const found = circleTest(condition);
  if (!found || !(found.radiusDeg >= 0 && found.radiusDeg <= widestDeg)) return undefined;
  const sides = [sideOf(found.a, leftWidth), sideOf(found.b, leftWidth)];
  if (!sides.includes('left') || !sides.includes('right')) return undefined;
  const [left, right] = sides[0] === 'left' ? [found.a, found.b] : [found.b, found.a];
  const own = (s: Scalar): Scalar => mapColumns(s, (i) => i - leftWidth);
  return { left, right: { ra: own(right.ra), dec: own(right.dec) }, radiusDeg: found.radiusDeg };
}

interface CircleTest {
  readonly a: Point;
  readonly b: Point;
  readonly radiusDeg: number;
}

/** `within-circle(a, b, r)`, or `distance(a, b) < r` in any form. */
function circleTest(condition: Scalar): CircleTest | undefined {
  if (condition.kind !== 'apply') return undefined;
  const args = condition.arguments;
  if (condition.function === 'within-circle') return pointsOf(args, args[4]);
  const less = condition.function === 'lt' || condition.function === 'le';
  const more = condition.function === 'gt' || condition.function === 'ge';
  const [far, radius] = less ? args : more ? [args[1], args[0]] : [];
  return far?.kind === 'apply' && far.function === 'distance' ? pointsOf(far.arguments, radius) : undefined;
}

function pointsOf(args: readonly Scalar[], radius: Scalar | undefined): CircleTest {
  const radiusDeg = radius?.kind === 'literal' && radius.value !== null ? Number(radius.value) : Number.NaN;
  return { a: { ra: args[0]!, dec: args[1]! }, b: { ra: args[2]!, dec: args[3]! }, radiusDeg };
}

function sideOf({ ra, dec }: Point, leftWidth: number): 'left' | 'right' | undefined {
  const used = [...columnsIn(ra), ...columnsIn(dec)];
  if (used.length === 0) return undefined;
  if (used.every((i) => i < leftWidth)) return 'left';
  return used.every((i) => i >= leftWidth) ? 'right' : undefined;
}

function lowerJoin(join: Join, rowsOf: RowsOf): Relation {
  const leftWidth = widthOf(join.left);
  const conditions = conjuncts(join.on);
  const near = conditions.map((c) => nearnessOf(c, leftWidth)).find((n) => n !== undefined);
  if (!near || join.type === 'full') return join;
  // The side whose rows must all come back keeps one row for each.
  const spreadLeft =
    join.type === 'right' || (join.type === 'inner' && rowsIn(join.left, rowsOf) < rowsIn(join.right, rowsOf));
  const zones = new Zones(near.radiusDeg);
  const left = spreadLeft ? zones.spread(join.left, near.left) : zones.numbered(join.left, near.left);
  const right = spreadLeft ? zones.numbered(join.right, near.right) : zones.spread(join.right, near.right);
  const behindRight = leftWidth + 2 + widthOf(join.right);
  const keys = [0, 1].map((k) => test('eq', column(leftWidth + k, float64), column(behindRight + k, float64)));
  const place = (i: number): number => (i < leftWidth ? i : i + 2);
  const on = test('and', ...keys, ...conditions.map((c) => mapColumns(c, place)));
  const types = [...typesOf(join.left), ...typesOf(join.right)];
  return {
    kind: 'project',
    input: { kind: 'join', type: join.type, left, right, on },
    values: types.map((type, i) => column(place(i), type)),
    names: types.map((_, i) => `c${i}`),
  };
}

function rowsIn(relation: Relation, rowsOf: RowsOf): number {
  if (relation.kind === 'scan') return rowsOf(relation);
  const inputs = inputsOf(relation).map((input) => rowsIn(input, rowsOf));
  const rows = relation.kind === 'set' ? inputs.reduce((sum, n) => sum + n, 0) : Math.max(1, ...inputs);
  return relation.kind === 'limit' ? Math.min(rows, relation.limit ?? rows) : rows;
}
