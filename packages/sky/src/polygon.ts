import { fail } from '@lingtai/diagnostics';
import { checkPosition, type UnitVector, unitVector, vectorSeparation } from './angle.ts';

/** Whether a position lies in a polygon with great-circle sides (border included up to rounding). */
export function polygonContains(
  vertices: readonly { readonly raDeg: number; readonly decDeg: number }[],
  raDeg: number,
  decDeg: number,
): boolean {
  return new SphericalPolygon(vertices).contains(unitVector(raDeg, decDeg));
}

/** A polygon with great-circle sides inside a half of the sky. */
export class SphericalPolygon {
  readonly sizeRad: number;
  readonly #corners: readonly UnitVector[];
  readonly #flat: readonly (readonly [number, number])[];
  readonly #axes: readonly [UnitVector, UnitVector, UnitVector];

  constructor(vertices: readonly { readonly raDeg: number; readonly decDeg: number }[]) {
    for (const v of vertices) checkPosition(v.raDeg, v.decDeg);
    this.#corners = vertices.map((v) => unitVector(v.raDeg, v.decDeg));
    const sum = this.#corners.reduce<UnitVector>((s, c) => [s[0] + c[0], s[1] + c[1], s[2] + c[2]], [0, 0, 0]);
    const length = Math.hypot(...sum);
    const axis: UnitVector = [sum[0] / length, sum[1] / length, sum[2] / length];
    const fits = vertices.length >= 3 && length > 1e-9 && this.#corners.every((c) => dot(c, axis) > 1e-6);
    if (!fits) {
      throw fail('usage', 'SKY-POLYGON', {
        en: 'The polygon needs at least three vertices and must fit into a half of the sky.',
        zh: '多边形至少需要三个顶点,且必须位于半个天球之内。',
      });
    }
    const across: UnitVector = Math.abs(axis[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
    const e = unit(cross(across, axis));
    this.#axes = [axis, e, cross(axis, e)];
    this.#flat = this.#corners.map((c) => this.#project(c));
    this.sizeRad = Math.max(...this.#corners.map((c) => vectorSeparation(axis, c)));
  }

  /** Gnomonic projection: great circles become straight lines. */
  #project(v: UnitVector): readonly [number, number] {
    const [axis, e, n] = this.#axes;
    const w = dot(v, axis);
    return [dot(v, e) / w, dot(v, n) / w];
  }

  contains(v: UnitVector): boolean {
    if (dot(v, this.#axes[0]) <= 0) return false;
    const [px, py] = this.#project(v);
    let inside = false;
    for (let i = 0, j = this.#flat.length - 1; i < this.#flat.length; j = i++) {
      const [xi, yi] = this.#flat[i]!;
      const [xj, yj] = this.#flat[j]!;
      if (yi > py !== yj > py && px < ((xj - xi) * (py - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  borderDistance(v: UnitVector): number {
    let least = Math.PI;
    for (let i = 0; i < this.#corners.length; i++) {
      least = Math.min(least, arcDistance(v, this.#corners[i]!, this.#corners[(i + 1) % this.#corners.length]!));
    }
    return least;
  }
}

function dot(a: UnitVector, b: UnitVector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: UnitVector, b: UnitVector): UnitVector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(v: UnitVector): UnitVector {
  const length = Math.hypot(v[0], v[1], v[2]);
  return length === 0 ? v : [v[0] / length, v[1] / length, v[2] / length];
}

/** Distance from a point to the shorter great-circle arc between two points, radians. */
function arcDistance(v: UnitVector, a: UnitVector, b: UnitVector): number {
  const ends = Math.min(vectorSeparation(v, a), vectorSeparation(v, b));
  const normal = cross(a, b);
  if (Math.hypot(...normal) < 1e-15) return ends;
  const n = unit(normal);
  const beside = dot(cross(n, a), v) >= 0 && dot(cross(b, n), v) >= 0;
  return beside ? Math.abs(Math.asin(Math.max(-1, Math.min(1, dot(n, v))))) : ends;
}
