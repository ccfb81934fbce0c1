import type { Scalar } from '@lingtai/query';
import { settle } from './geometry/bind.ts';
import { distance, withinCircle } from './geometry/circle.ts';
import { healpixCenter, healpixIndex, withinMoc } from './geometry/healpix.ts';
import { area, centroid } from './geometry/measures.ts';
import { applyMotion, epochPropagation } from './geometry/motion.ts';
import { contains, intersects } from './geometry/relations.ts';
import { coordinate, serialised, shapeFunctions, withShape } from './geometry/shapes.ts';

/** Functions of numbers. */
const ofNumbers: Readonly<Record<string, (args: readonly Scalar[]) => Scalar>> = {
  'within-circle': withinCircle,
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
  contains: ([a, b]) => withShape(a!, lower, (inner) => withShape(b!, lower, (outer) => contains(inner, outer))),
  intersects: ([a, b]) => withShape(a!, lower, (x) => withShape(b!, lower, (y) => intersects(x, y))),
  area: ([a]) => withShape(a!, lower, area),
  centroid: ([a]) => withShape(a!, lower, centroid),
  coord1: ([a]) => withShape(a!, lower, (shape) => coordinate(shape, 'ra')),
  coord2: ([a]) => withShape(a!, lower, (shape) => coordinate(shape, 'dec')),
};

/** The plan's geometry in terms of plain functions, so that no dialect needs its own. */
export function lowerGeometry(scalar: Scalar): Scalar {
  return settle(lower(scalar));
}

function lower(scalar: Scalar): Scalar {
  if (scalar.kind === 'subquery') return scalar.operand ? { ...scalar, operand: lower(scalar.operand) } : scalar;
  if (scalar.kind !== 'apply') return scalar;
  if (shapeFunctions.includes(scalar.function)) return withShape(scalar, lower, serialised);
  const shapes = ofShapes[scalar.function];
  if (shapes) return shapes(scalar.arguments);
  const args = scalar.arguments.map(lower);
  return ofNumbers[scalar.function]?.(args) ?? { ...scalar, arguments: args };
}
