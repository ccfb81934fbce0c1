import type { Scalar } from '@lingtai/query';
import { type Frame, frameRotation, type Position, SphericalPolygon } from '@lingtai/sky';
import { bind, bindAll, item, mapOf, upTo } from './bind.ts';
import { type Edges, literalEdges, rowEdges } from './edges.ts';
import { knownList, whereKnown } from './known.ts';
import { count, int64, integer, numberIn, numbers, test, when } from './scalars.ts';
import { dot, literalVector, positionOf, type Vector, vectorOf } from './vectors.ts';

/** A geometry of the plan, its numbers in plain functions. */
export type Shape =
  | { readonly kind: 'point'; readonly ra: Scalar; readonly dec: Scalar }
  | { readonly kind: 'circle'; readonly ra: Scalar; readonly dec: Scalar; readonly radius: Scalar }
  | { readonly kind: 'polygon'; readonly coordinates: Scalar | readonly Scalar[] };

/** What tells a geometry's kind from its DALI array: `point-of(list)`. */
const kinds: Readonly<Record<string, Shape['kind']>> = {
  point: 'point',
  'point-of': 'point',
  circle: 'circle',
  'circle-of': 'circle',
  polygon: 'polygon',
  'polygon-of': 'polygon',
  'turn-point': 'point',
  'turn-circle': 'circle',
  'turn-polygon': 'polygon',
};

export const shapeFunctions: readonly string[] = Object.keys(kinds);

type Lower = (scalar: Scalar) => Scalar;

/** Hands a geometry's shape to `body`; what is used more than once is computed once. */
export function withShape(scalar: Scalar, lower: Lower, body: (shape: Shape) => Scalar): Scalar {
  if (scalar.kind !== 'apply' || !kinds[scalar.function]) throw new Error('not a geometry of the plan');
  const kind = kinds[scalar.function]!;
  const args = scalar.arguments;
  if (scalar.function.startsWith('turn-')) {
    const [from, to, inner] = args as [Scalar, Scalar, Scalar];
    return withShape(inner, lower, (shape) => turned(shape, frameIn(from), frameIn(to), body));
  }
  if (scalar.function.endsWith('-of')) return ofList(kind, lower(args[0]!), body);
  const lowered = args.map(lower);
  if (kind === 'polygon') return body({ kind, coordinates: lowered });
  return bindAll(lowered, ([ra, dec, radius]) => body(shapeOf(kind, ra!, dec!, radius)));
}

function frameIn(scalar: Scalar): Frame {
  return (scalar.kind === 'literal' ? scalar.value : undefined) as Frame;
}

function shapeOf(kind: Shape['kind'], ra: Scalar, dec: Scalar, radius: Scalar | undefined): Shape {
  return kind === 'circle' ? { kind, ra, dec, radius: radius! } : { kind: 'point', ra, dec };
}

function ofList(kind: Shape['kind'], listed: Scalar, body: (shape: Shape) => Scalar): Scalar {
  return bind(listed, (v) => {
    if (kind === 'polygon') return body({ kind, coordinates: v });
    return body(shapeOf(kind, item(v, 1), item(v, 2), kind === 'circle' ? item(v, 3) : undefined));
  });
}

function rotate(from: Frame, to: Frame, ra: Scalar, dec: Scalar, body: (ra: Scalar, dec: Scalar) => Scalar): Scalar {
  const v = vectorOf(ra, dec);
  const rows = frameRotation(from, to).map((row) => dot(literalVector(row), v));
  return positionOf(rows as unknown as Vector, body);
}

function turned(shape: Shape, from: Frame, to: Frame, body: (shape: Shape) => Scalar): Scalar {
  if (shape.kind === 'polygon') {
    return bind(coordinateList(shape.coordinates), (flat) => {
      const coordinates = mapOf(upTo(count('list-length', flat)), int64, numbers, (i) => {
        const second = count('mul', count('int-div', count('add', i, integer(1)), integer(2)), integer(2));
        const first = item(flat, count('sub', second, integer(1)));
        const isDec = test('eq', i, second);
        return rotate(from, to, first, item(flat, second), (ra, dec) => when(isDec, dec, ra));
      });
      return bind(coordinates, (all) => body({ kind: 'polygon', coordinates: all }));
    });
  }
  return rotate(from, to, shape.ra, shape.dec, (ra, dec) => body({ ...shape, ra, dec }));
}

/** The sky's polygon, where all corners are literals. */
export function literalPolygon(coordinates: Scalar | readonly Scalar[]): SphericalPolygon | undefined {
  const values = 'kind' in coordinates ? [undefined] : coordinates.map(numberIn);
  if (values.some((v) => v === undefined)) return undefined;
  const corners = Array.from({ length: values.length / 2 }, (_, i): Position => {
    return { raDeg: values[2 * i]!, decDeg: values[2 * i + 1]! };
  });
  return new SphericalPolygon(corners);
}

/** A polygon's sides. */
export function withEdges(coordinates: Scalar | readonly Scalar[], body: (edges: Edges) => Scalar): Scalar {
  const literal = literalPolygon(coordinates);
  return literal ? body(literalEdges(literal)) : rowEdges(coordinateList(coordinates), body);
}

function coordinateList(coordinates: Scalar | readonly Scalar[]): Scalar {
  return 'kind' in coordinates ? coordinates : knownList(coordinates);
}

/** The geometry as the array that DALI 1.1 writes; null where one of its numbers is. */
export function serialised(shape: Shape): Scalar {
  if (shape.kind === 'polygon') return coordinateList(shape.coordinates);
  return knownList(shape.kind === 'circle' ? [shape.ra, shape.dec, shape.radius] : [shape.ra, shape.dec]);
}

/** One coordinate of a point. */
export function coordinate(shape: Shape, of: 'ra' | 'dec'): Scalar {
  if (shape.kind === 'polygon') throw new Error('a polygon of the plan has no coordinate');
  return whereKnown([shape.ra, shape.dec], shape[of]);
}
