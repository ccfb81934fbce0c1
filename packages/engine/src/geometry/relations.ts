import type { Scalar } from '@lingtai/query';
import { distance, withinCircle } from './circle.ts';
import { cross2, deepInside, holds, near } from './edges.ts';
import { whereKnown } from './known.ts';
import { withinLiteralPolygon } from './literal-polygon.ts';
import { add, all, any, compute, not, number, sub, test } from './scalars.ts';
import { literalPolygon, type Shape, withEdges } from './shapes.ts';
import { bindVector, scaled, type Vector, vectorOf } from './vectors.ts';

type Disc = Extract<Shape, { kind: 'point' | 'circle' }>;
type Coordinates = Extract<Shape, { kind: 'polygon' }>['coordinates'];

const zero = number(0);
/** Rounding of distances near a border: 2 nano-arcseconds. */
const slackDeg = number(1e-12);

function radiusOf(disc: Disc): Scalar {
  return disc.kind === 'circle' ? disc.radius : zero;
}

function withVector(disc: Disc, body: (v: Vector) => Scalar): Scalar {
  return bindVector(vectorOf(disc.ra, disc.dec), (v) => whereKnown([disc.ra, disc.dec, radiusOf(disc)], body(v)));
}

/** Whether `inner` lies in `outer`, borders included. `narrowed`: it may be false where it is unknown. */
export function contains(inner: Shape, outer: Shape, narrowed: boolean): Scalar {
  if (outer.kind === 'polygon') {
    if (inner.kind === 'polygon') return polygonInPolygon(inner.coordinates, outer.coordinates);
    return discInPolygon(inner, outer.coordinates, narrowed);
  }
  if (inner.kind === 'polygon') return polygonInDisc(inner.coordinates, outer);
  if (inner.kind === 'point') {
    return withinCircle([inner.ra, inner.dec, outer.ra, outer.dec, radiusOf(outer)], narrowed);
  }
  const far = add(distance([inner.ra, inner.dec, outer.ra, outer.dec]), inner.radius);
  const reach = compute('clamp', far, zero, number(180));
  return test('le', reach, compute('clamp', add(radiusOf(outer), slackDeg), zero, number(180)));
}

/** Whether two geometries have a point in common. */
export function intersects(a: Shape, b: Shape, narrowed: boolean): Scalar {
  if (a.kind === 'polygon') {
    return b.kind === 'polygon' ? polygonsMeet(a.coordinates, b.coordinates) : discMeets(b, a.coordinates, narrowed);
  }
  if (b.kind === 'polygon') return discMeets(a, b.coordinates, narrowed);
  if (a.kind === 'point') return contains(a, b, narrowed);
  if (b.kind === 'point') return contains(b, a, narrowed);
  return withinCircle([a.ra, a.dec, b.ra, b.dec, add(a.radius, b.radius)], narrowed);
}

function discInPolygon(disc: Disc, coordinates: Coordinates, narrowed: boolean): Scalar {
  const literal = literalPolygon(coordinates);
  if (disc.kind === 'point') {
    if (literal) return withinLiteralPolygon(disc.ra, disc.dec, literal, narrowed);
    return withVector(disc, (p) => withEdges(coordinates, (edges) => holds(p, edges)));
  }
  const clear = sub(disc.radius, slackDeg);
  return withVector(disc, (p) =>
    withEdges(coordinates, (edges) => all(holds(p, edges), not(edges.any((edge) => near(p, edge, clear))))),
  );
}

/** The point of a polygon that is farthest from a direction is the one nearest to the opposite direction. */
function polygonInDisc(coordinates: Coordinates, disc: Disc): Scalar {
  const left = sub(number(180), add(radiusOf(disc), slackDeg));
  return withVector(disc, (p) => {
    const opposite = scaled(p, number(-1));
    return withEdges(coordinates, (edges) =>
      any(
        test('le', left, zero),
        all(not(deepInside(opposite, edges)), not(edges.any((edge) => near(opposite, edge, left)))),
      ),
    );
  });
}

function discMeets(disc: Disc, coordinates: Coordinates, narrowed: boolean): Scalar {
  if (disc.kind === 'point') return discInPolygon(disc, coordinates, narrowed);
  const reach = add(disc.radius, slackDeg);
  return withVector(disc, (p) =>
    withEdges(coordinates, (edges) => {
      const literal = literalPolygon(coordinates);
      const centre = literal ? withinLiteralPolygon(disc.ra, disc.dec, literal, true) : holds(p, edges);
      return any(
        centre,
        edges.any((edge) => near(p, edge, reach)),
      );
    }),
  );
}

function polygonInPolygon(inner: Coordinates, outer: Coordinates): Scalar {
  return withEdges(inner, (x) =>
    withEdges(outer, (y) =>
      all(
        not(x.any(({ a }) => not(holds(a, y)))),
        not(x.any((p) => y.any((q) => cross2(p, q)))),
        not(y.any(({ a }) => deepInside(a, x))),
      ),
    ),
  );
}

function polygonsMeet(a: Coordinates, b: Coordinates): Scalar {
  return withEdges(a, (x) =>
    withEdges(b, (y) =>
      any(
        x.any((p) => y.any((q) => cross2(p, q))),
        x.any((p) => holds(p.a, y)),
        y.any((q) => holds(q.a, x)),
      ),
    ),
  );
}
