import type { Scalar } from '@lingtai/query';
import { whereKnown } from './known.ts';
import { add, compute, div, mul, number, test, when } from './scalars.ts';
import { type Shape, serialised, withEdges } from './shapes.ts';
import { bindVector, cross, difference, dot, lengthOf, list, positionOf, scaled, type Vector } from './vectors.ts';

const squareDegrees = (180 / Math.PI) ** 2;

/** Square degrees. */
export function area(shape: Shape): Scalar {
  if (shape.kind === 'point') return whereKnown([shape.ra, shape.dec], number(0));
  if (shape.kind === 'circle') {
    const half = compute('sin', mul(shape.radius, number(Math.PI / 360)));
    return whereKnown([shape.ra, shape.dec], mul(number(4 * Math.PI * squareDegrees), half, half));
  }
  return withEdges(shape.coordinates, (edges) => {
    // Triangles between the axis and each side.
    return bindVector(unitOf(edges.axis), (axis) => {
      const twice = edges.sum(({ a, b }) => {
        const triple = dot(axis, cross(difference(a, axis), difference(b, axis)));
        const sum = add(number(1), dot(axis, a), dot(a, b), dot(b, axis));
        return mul(number(2), compute('atan2', triple, sum));
      });
      return mul(compute('abs', twice), number(squareDegrees));
    });
  });
}

function unitOf(v: Vector): Vector {
  return scaled(v, div(number(1), lengthOf(v)));
}

/** The centre as a point: of a polygon the direction of its area's centre of mass. */
export function centroid(shape: Shape): Scalar {
  if (shape.kind !== 'polygon') return serialised({ kind: 'point', ra: shape.ra, dec: shape.dec });
  return withEdges(shape.coordinates, (edges) => {
    const parts = ([0, 1, 2] as const).map((k) =>
      edges.sum(({ a, b, normal }) => mul(compute('coalesce', normal[k], number(0)), angle(a, b))),
    );
    return bindVector(parts as unknown as Vector, (v) =>
      bindVector(scaled(v, when(test('lt', dot(v, edges.axis), number(0)), number(-1), number(1))), (w) =>
        positionOf(w, (ra, dec) => list(ra, dec)),
      ),
    );
  });
}

function angle(a: Vector, b: Vector): Scalar {
  return compute('atan2', lengthOf(cross(a, difference(b, a))), dot(a, b));
}
