import type { Scalar } from '@lingtai/query';
import { borderRad, type SphericalPolygon } from '@lingtai/sky';
import { anyOf, bind, item, mapOf, sumOf, upTo } from './bind.ts';
import { add, all, any, compute, count, div, integer, mul, not, number, numbers, only, sub, test } from './scalars.ts';
import {
  bindVector,
  cross,
  difference,
  dot,
  lengthOf,
  list,
  literalVector,
  scaled,
  type Vector,
  vectorIn,
  vectorOf,
} from './vectors.ts';

/** A side of a polygon: its ends and the unit normal of its great circle (null where the ends are one point). */
export interface Edge {
  readonly a: Vector;
  readonly b: Vector;
  readonly normal: Vector;
}

/** The sides of a polygon, literal or of each row. */
export interface Edges {
  readonly any: (condition: (edge: Edge) => Scalar) => Scalar;
  readonly sum: (term: (edge: Edge) => Scalar) => Scalar;
  /** A direction within 90° of every corner. */
  readonly axis: Vector;
}

export function literalEdges(polygon: SphericalPolygon): Edges {
  const edges = polygon.edges.map(
    ({ a, b, normal }): Edge => ({ a: literalVector(a), b: literalVector(b), normal: literalVector(normal) }),
  );
  return {
    any: (condition) => any(...edges.map(condition)),
    sum: (term) => add(...edges.map(term)),
    axis: literalVector(polygon.axis),
  };
}

/** The sides of the polygon that a list `[ra, dec, ra, dec …]` is; null where no half of the sky around its mean holds it. */
export function rowEdges(coordinates: Scalar, body: (edges: Edges) => Scalar): Scalar {
  return bind(coordinates, (flat) => {
    const n = count('int-div', count('list-length', flat), integer(2));
    const corner = (i: Scalar): Vector => {
      const at = count('mul', i, integer(2));
      return vectorOf(item(flat, count('sub', at, integer(1))), item(flat, at));
    };
    const corners = mapOf(upTo(n), int, numbers, (i) => list(...corner(i)));
    return bind(corners, (vertices) => {
      const next = (i: Scalar): Scalar => count('add', count('mod', i, n), integer(1));
      const at = (i: Scalar): Vector => vectorIn(item(vertices, i, numbers));
      const edges = mapOf(upTo(n), int, numbers, (i) => edgeList(at(i), at(next(i))));
      return bind(edges, (sides) => withAxis(sides, n, body));
    });
  });
}

const int = { scalar: 'int64' } as const;

/** An edge as nine numbers. */
function edgeList(a: Vector, b: Vector): Scalar {
  return bindVector(cross(a, difference(b, a)), (normal) =>
    bind(compute('nullif', lengthOf(normal), number(0)), (length) =>
      list(...a, ...b, ...scaled(normal, div(number(1), length))),
    ),
  );
}

function edgeIn(nine: Scalar): Edge {
  const part = (i: number): Vector => [item(nine, i), item(nine, i + 1), item(nine, i + 2)];
  return { a: part(1), b: part(4), normal: part(7) };
}

function withAxis(sides: Scalar, n: Scalar, body: (edges: Edges) => Scalar): Scalar {
  const edges = {
    any: (condition: (edge: Edge) => Scalar) => anyOf(sides, numbers, (nine) => condition(edgeIn(nine))),
    sum: (term: (edge: Edge) => Scalar) => sumOf(sides, numbers, (nine) => term(edgeIn(nine))),
  };
  const total = ([0, 1, 2] as const).map((k) => edges.sum(({ a }) => a[k])) as unknown as Vector;
  return bindVector(total, (axis) => {
    const outside = edges.any(({ a }) => test('le', dot(a, axis), mul(number(1e-6), lengthOf(axis))));
    return only(all(test('ge', n, integer(3)), not(outside)), body({ ...edges, axis }));
  });
}

/**
 * Whether a point is inside: the sides are seen from it under a full turn. Differences to the point keep small polygons
 * exact; a polygon that goes around the antipode is told apart by the axis.
 */
function inside(p: Vector, edges: Edges): Scalar {
  const turn = edges.sum(({ a, b }) => {
    const [u, w] = [difference(a, p), difference(b, p)];
    const along = sub(dot(u, w), mul(dot(u, p), dot(w, p)));
    return compute('atan2', dot(p, cross(u, w)), along);
  });
  return all(test('gt', dot(p, edges.axis), number(0)), test('gt', compute('abs', turn), number(Math.PI)));
}

/** Whether a side is nearer to a point than a distance (degrees, its border included). */
export function near(p: Vector, { a, b, normal }: Edge, deg: Scalar): Scalar {
  const beside = all(
    test('gt', dot(p, cross(normal, a)), number(0)),
    test('gt', dot(p, cross(b, normal)), number(0)),
    test(
      'le',
      compute('abs', dot(p, normal)),
      compute('sin', mul(compute('least', deg, number(90)), number(Math.PI / 180))),
    ),
  );
  const half = compute(
    'sin',
    mul(compute('greatest', number(0), compute('least', deg, number(180))), number(Math.PI / 360)),
  );
  const chord = (corner: Vector): Scalar => {
    const d = difference(corner, p);
    return test('le', dot(d, d), mul(number(4), half, half));
  };
  return all(test('ge', deg, number(0)), any(beside, chord(a), chord(b)));
}

/** The point is inside or on the border. */
export function holds(p: Vector, edges: Edges): Scalar {
  return any(inside(p, edges), onBorder(p, edges));
}

/** The point is inside and not on the border. */
export function deepInside(p: Vector, edges: Edges): Scalar {
  return all(inside(p, edges), not(onBorder(p, edges)));
}

function onBorder(p: Vector, edges: Edges): Scalar {
  return edges.any((edge) => near(p, edge, number((borderRad * 180) / Math.PI)));
}

/** Two sides cross between their ends, by more than rounding. */
export function cross2(p: Edge, q: Edge): Scalar {
  const e = borderRad / 10;
  const above = (s: Scalar): Scalar => test('gt', s, number(e));
  const below = (s: Scalar): Scalar => test('lt', s, number(-e));
  const [s1, s2] = [dot(p.normal, q.a), dot(p.normal, q.b)];
  const [s3, s4] = [dot(q.normal, p.a), dot(q.normal, p.b)];
  return any(all(above(s1), above(s4), below(s2), below(s3)), all(below(s1), below(s4), above(s2), above(s3)));
}
