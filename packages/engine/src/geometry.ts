import type { Scalar } from '@lingtai/query';
import { settle } from './geometry/bind.ts';
import { distance, withinCircle } from './geometry/circle.ts';
import { drawOnce, type Repeats } from './geometry/draws.ts';
import { healpixCenter, healpixIndex, withinMoc } from './geometry/healpix.ts';
import { area, centroid } from './geometry/measures.ts';
import { applyMotion, epochPropagation } from './geometry/motion.ts';
import { contains, intersects } from './geometry/relations.ts';
import { coordinate, serialised, shapeFunctions, withShape } from './geometry/shapes.ts';
import { withoutSubqueries } from './geometry/subqueries.ts';

/** Functions of numbers. */
const ofNumbers: Readonly<Record<string, (args: readonly Scalar[]) => Scalar>> = {
  distance,
  'healpix-index': healpixIndex,
  'healpix-center': healpixCenter,
  'within-moc': withinMoc,
  'apply-pm': applyMotion,
  'epoch-prop': (args) => epochPropagation(args, false),
  'epoch-prop-pos': (args) => epochPropagation(args, true),
};

/** Functions of geometries. */
const ofShapes: Readonly<Record<string, (args: readonly Scalar[]) => Scalar>> = {
  area: ([a]) => withShape(a!, lower, area),
  centroid: ([a]) => withShape(a!, lower, centroid),
  coord1: ([a]) => withShape(a!, lower, (shape) => coordinate(shape, 'ra')),
  coord2: ([a]) => withShape(a!, lower, (shape) => coordinate(shape, 'dec')),
};

/** Conditions; `narrowed` ones may be false instead of unknown. */
const conditions: Readonly<Record<string, (args: readonly Scalar[], narrowed: boolean) => Scalar>> = {
  'within-circle': (args, narrowed) =>
    withinCircle(
      args.map((a) => lower(a)),
      narrowed,
    ),
  contains: ([a, b], narrowed) => withShape(a!, lower, (x) => withShape(b!, lower, (y) => contains(x, y, narrowed))),
  intersects: ([a, b], narrowed) =>
    withShape(a!, lower, (x) => withShape(b!, lower, (y) => intersects(x, y, narrowed))),
};

/** Functions of the plan that become others before a dialect is asked. */
export const loweredFunctions: readonly string[] = [
  ...Object.keys(ofNumbers),
  ...Object.keys(ofShapes),
  ...Object.keys(conditions),
  ...shapeFunctions,
];

/**
 * The plan's geometry in terms of plain functions, so that no dialect needs its own. A `filter` keeps the rows for which
 * it is true: there, and in its AND and OR, what is unknown may be false.
 */
export function lowerGeometry(scalar: Scalar, filter = false, repeats: Repeats = () => false): Scalar {
  const drawn = drawOnce(scalar, repeats);
  return settle(filter ? lowerFilter(drawn) : lower(drawn));
}

function lowerFilter(scalar: Scalar): Scalar {
  if (scalar.kind !== 'apply') return lower(scalar);
  if (scalar.function === 'and' || scalar.function === 'or') {
    return { ...scalar, arguments: scalar.arguments.map(lowerFilter) };
  }
  const condition = conditions[scalar.function];
  return condition ? withoutSubqueries(scalar, (s) => condition(s.arguments, true)) : lower(scalar);
}

function lower(scalar: Scalar): Scalar {
  if (scalar.kind === 'subquery') return scalar.operand ? { ...scalar, operand: lower(scalar.operand) } : scalar;
  if (scalar.kind !== 'apply') return scalar;
  if (shapeFunctions.includes(scalar.function))
    return withoutSubqueries(scalar, (s) => withShape(s, lower, serialised));
  const shapes = ofShapes[scalar.function];
  if (shapes) return withoutSubqueries(scalar, (s) => shapes(s.arguments));
  const condition = conditions[scalar.function];
  if (condition) return withoutSubqueries(scalar, (s) => condition(s.arguments, false));
  const numbers = ofNumbers[scalar.function];
  if (numbers) return withoutSubqueries(scalar, (s) => numbers(s.arguments.map(lower)));
  return { ...scalar, arguments: scalar.arguments.map(lower) };
}
