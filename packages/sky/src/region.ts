import { type Position, positionOf, radPerDeg, separationDeg, type UnitVector, unitVector } from './angle.ts';
import { borderRad, edgesCross, SphericalPolygon } from './polygon.ts';
import { scale } from './vector.ts';

/** A geometry of ADQL and DALI on the sky, ICRS degrees. */
export type Region =
  | ({ readonly kind: 'point' } & Position)
  | ({ readonly kind: 'circle'; readonly radiusDeg: number } & Position)
  | { readonly kind: 'polygon'; readonly vertices: readonly Position[] };

/** ADQL's BOX as the polygon of its corners, joined by great circles; declinations end at the poles. */
export function boxCorners(raDeg: number, decDeg: number, widthDeg: number, heightDeg: number): Position[] {
  const low = Math.max(-90, decDeg - heightDeg / 2);
  const high = Math.min(90, decDeg + heightDeg / 2);
  const [west, east] = [raDeg - widthDeg / 2, raDeg + widthDeg / 2];
  return [
    { raDeg: west, decDeg: low },
    { raDeg: east, decDeg: low },
    { raDeg: east, decDeg: high },
    { raDeg: west, decDeg: high },
  ];
}

interface Disc {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
}

function discOf(region: Exclude<Region, { kind: 'polygon' }>): Disc {
  return region.kind === 'point' ? { ...region, radiusDeg: 0 } : region;
}

function centreOf({ raDeg, decDeg }: Disc): UnitVector {
  return unitVector(raDeg, decDeg);
}

/** Distance of a point to a polygon, degrees: 0 inside. */
function toPolygonDeg(polygon: SphericalPolygon, v: UnitVector): number {
  return polygon.contains(v) ? 0 : polygon.borderDistance(v) / radPerDeg;
}

const slackDeg = borderRad / radPerDeg;

/** Whether `inner` lies in `outer`; borders belong to a region. */
export function regionContains(outer: Region, inner: Region): boolean {
  if (outer.kind === 'polygon') {
    const polygon = new SphericalPolygon(outer.vertices);
    if (inner.kind === 'polygon') return polygonInPolygon(polygon, new SphericalPolygon(inner.vertices));
    const disc = discOf(inner);
    const v = centreOf(disc);
    return polygon.holds(v) && polygon.borderDistance(v) / radPerDeg >= disc.radiusDeg - slackDeg;
  }
  const disc = discOf(outer);
  if (inner.kind === 'polygon') {
    // The farthest point of the polygon is the one nearest to the antipode.
    const near = toPolygonDeg(new SphericalPolygon(inner.vertices), scale(centreOf(disc), -1));
    return near >= 180 - disc.radiusDeg - slackDeg;
  }
  const other = discOf(inner);
  const distance = separationDeg(disc.raDeg, disc.decDeg, other.raDeg, other.decDeg);
  return Math.min(180, distance + other.radiusDeg) <= disc.radiusDeg;
}

/** Whether two regions have a point in common. */
export function regionsIntersect(a: Region, b: Region): boolean {
  if (a.kind === 'polygon' && b.kind === 'polygon') {
    return polygonsMeet(new SphericalPolygon(a.vertices), new SphericalPolygon(b.vertices));
  }
  if (b.kind === 'polygon') return regionsIntersect(b, a);
  const disc = discOf(b);
  if (a.kind === 'polygon') {
    return toPolygonDeg(new SphericalPolygon(a.vertices), centreOf(disc)) <= disc.radiusDeg + slackDeg;
  }
  const other = discOf(a);
  const reach = disc.radiusDeg + other.radiusDeg;
  return separationDeg(disc.raDeg, disc.decDeg, other.raDeg, other.decDeg) <= reach;
}

function cross(a: SphericalPolygon, b: SphericalPolygon): boolean {
  return a.edges.some((p) => b.edges.some((q) => edgesCross(p, q)));
}

function polygonsMeet(a: SphericalPolygon, b: SphericalPolygon): boolean {
  return cross(a, b) || a.corners.some((c) => b.holds(c)) || b.corners.some((c) => a.holds(c));
}

function polygonInPolygon(outer: SphericalPolygon, inner: SphericalPolygon): boolean {
  if (!inner.corners.every((c) => outer.holds(c)) || cross(outer, inner)) return false;
  return !outer.corners.some((c) => inner.contains(c) && inner.borderDistance(c) > borderRad);
}

/** Area in square degrees; a point has none. */
export function regionAreaDeg2(region: Region): number {
  if (region.kind === 'point') return 0;
  const steradians =
    region.kind === 'circle'
      ? 4 * Math.PI * Math.sin((region.radiusDeg * radPerDeg) / 2) ** 2
      : new SphericalPolygon(region.vertices).area;
  return steradians / radPerDeg ** 2;
}

/** The centre: of a polygon the direction of its area's centre of mass. */
export function regionCentroid(region: Region): Position {
  if (region.kind === 'polygon') return positionOf(new SphericalPolygon(region.vertices).centroid);
  return { raDeg: region.raDeg, decDeg: region.decDeg };
}
