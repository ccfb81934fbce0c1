import { fail } from '@lingtai/diagnostics';
import { checkPosition, type Position, positionOf, type UnitVector, unitVector, vectorSeparation } from './angle.ts';
import { add, arcNormal, cross, dot, scale, subtract, unit } from './vector.ts';

/** Whether a position lies in a polygon with great-circle sides (border included up to rounding). */
export function polygonContains(vertices: readonly Position[], raDeg: number, decDeg: number): boolean {
  return new SphericalPolygon(vertices).contains(unitVector(raDeg, decDeg));
}

/** One side: its ends and the unit normal of its great circle. */
export interface PolygonEdge {
  readonly a: UnitVector;
  readonly b: UnitVector;
  readonly normal: UnitVector;
}

/** Points nearer to a border than this are on it: 2 nano-arcseconds. */
export const borderRad = 1e-14;

/**
 * A polygon with great-circle sides inside a half of the sky, convex or not, its vertices in either direction: what it
 * holds is the part that lies in that half. Throws SKY-POLYGON when no half of the sky holds it.
 */
export class SphericalPolygon {
  readonly sizeRad: number;
  /** A direction within 90° of every corner. */
  readonly axis: UnitVector;
  readonly corners: readonly UnitVector[];
  readonly edges: readonly PolygonEdge[];
  readonly #flat: readonly (readonly [number, number])[];
  readonly #across: readonly [UnitVector, UnitVector];

  constructor(vertices: readonly Position[]) {
    for (const v of vertices) checkPosition(v.raDeg, v.decDeg);
    const all = vertices.map((v) => unitVector(v.raDeg, v.decDeg));
    this.corners = all.filter((c, i) => subtract(c, all[(i + 1) % all.length]!).some((d) => d !== 0));
    const axis = this.corners.length < 3 ? undefined : axisOf(this.corners);
    if (!axis) {
      throw fail('usage', 'SKY-POLYGON', {
        en: 'The polygon needs at least three different vertices and must fit into a half of the sky.',
        zh: '多边形至少需要三个不同的顶点，且必须位于半个天球之内。',
      });
    }
    const aside: UnitVector = Math.abs(axis[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
    const e = unit(cross(aside, axis));
    this.axis = axis;
    this.#across = [e, cross(axis, e)];
    this.#flat = this.corners.map((c) => this.#project(c));
    this.sizeRad = Math.max(...this.corners.map((c) => vectorSeparation(axis, c)));
    this.edges = this.corners.map((a, i) => {
      const b = this.corners[(i + 1) % this.corners.length]!;
      return { a, b, normal: unit(arcNormal(a, b)) };
    });
  }

  /** Gnomonic projection: great circles become straight lines. */
  #project(v: UnitVector): readonly [number, number] {
    const [e, n] = this.#across;
    const w = dot(v, this.axis);
    return [dot(v, e) / w, dot(v, n) / w];
  }

  contains(v: UnitVector): boolean {
    if (dot(v, this.axis) <= 0) return false;
    const [px, py] = this.#project(v);
    let inside = false;
    for (let i = 0, j = this.#flat.length - 1; i < this.#flat.length; j = i++) {
      const [xi, yi] = this.#flat[i]!;
      const [xj, yj] = this.#flat[j]!;
      if (yi > py !== yj > py && px < ((xj - xi) * (py - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  /** `contains` with the border. */
  holds(v: UnitVector): boolean {
    return this.contains(v) || this.borderDistance(v) <= borderRad;
  }

  borderDistance(v: UnitVector): number {
    return this.edges.reduce((least, edge) => Math.min(least, arcDistance(v, edge)), Math.PI);
  }

  /** The normals of half-spaces that together are the polygon; `undefined`: it is not convex. */
  get halfSpaces(): readonly UnitVector[] | undefined {
    const sign = this.#signedArea() < 0 ? -1 : 1;
    const normals = this.edges.map((edge) => scale(edge.normal, sign));
    const convex = normals.every((n) => this.corners.every((c) => dot(n, c) >= -borderRad));
    return convex ? normals : undefined;
  }

  /**
   * The polygon as crossings of a half-line from the point: each edge has `level` normals at its ends and the normal of
   * its own great circle, turned so that the half-line's side is positive. The point is inside when it lies within 90° of
   * `axis` and an odd number of edges have it on different sides of their two levels and on their own positive side.
   */
  get crossings(): readonly { readonly levels: readonly [UnitVector, UnitVector]; readonly side: UnitVector }[] {
    const level = (i: number): UnitVector => subtract(this.#across[1], scale(this.axis, this.#flat[i]![1]));
    return this.edges.map(({ normal }, i) => {
      const j = (i + 1) % this.edges.length;
      const rises = this.#flat[j]![1] > this.#flat[i]![1];
      return { levels: [level(i), level(j)], side: rises ? normal : scale(normal, -1) };
    });
  }

  // A fan of triangles from the first corner: tan(E/2) of each, from differences so that small ones stay exact.
  #signedArea(): number {
    const [a, ...rest] = this.corners as [UnitVector, ...UnitVector[]];
    let sum = 0;
    for (let i = 0; i + 1 < rest.length; i++) {
      const [b, c] = [rest[i]!, rest[i + 1]!];
      const triple = dot(a, cross(subtract(b, a), subtract(c, a)));
      sum += 2 * Math.atan2(triple, 1 + dot(a, b) + dot(b, c) + dot(c, a));
    }
    return sum;
  }

  /** Steradians. */
  get area(): number {
    return Math.abs(this.#signedArea());
  }

  /** The direction of the centre of mass of the area. */
  get centroid(): UnitVector {
    const sum = this.edges.reduce<UnitVector>(
      (s, { a, b, normal }) => add(s, scale(normal, vectorSeparation(a, b))),
      [0, 0, 0],
    );
    return unit(dot(sum, this.axis) < 0 ? scale(sum, -1) : sum);
  }
}

/** `centroid` as a position, ICRS degrees. */
export function polygonCentroid(vertices: readonly Position[]): Position {
  return positionOf(new SphericalPolygon(vertices).centroid);
}

/** A direction within 90° of all corners: their mean, and where that fails what a perceptron finds. */
function axisOf(corners: readonly UnitVector[]): UnitVector | undefined {
  let sum = corners.reduce(add);
  for (let step = 0; step < 2000; step++) {
    const axis = unit(sum);
    const worst = corners.reduce((w, c) => (dot(c, axis) < dot(w, axis) ? c : w));
    if (dot(worst, axis) > 1e-6) return axis;
    sum = add(sum, worst);
  }
  return undefined;
}

/** Whether two sides cross between their ends, by more than rounding. */
export function edgesCross(p: PolygonEdge, q: PolygonEdge): boolean {
  const [s1, s2] = [dot(p.normal, q.a), dot(p.normal, q.b)];
  const [s3, s4] = [dot(q.normal, p.a), dot(q.normal, p.b)];
  const e = borderRad / 10;
  return (s1 > e && s4 > e && s2 < -e && s3 < -e) || (s1 < -e && s4 < -e && s2 > e && s3 > e);
}

/** Distance from a point to the shorter great-circle arc between two points, radians. */
function arcDistance(v: UnitVector, { a, b, normal }: PolygonEdge): number {
  const beside = dot(cross(normal, a), v) > 0 && dot(cross(b, normal), v) > 0;
  if (beside) return Math.abs(Math.asin(Math.max(-1, Math.min(1, dot(normal, v)))));
  return Math.min(vectorSeparation(v, a), vectorSeparation(v, b));
}
