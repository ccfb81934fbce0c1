import { fail } from '@lingtai/diagnostics';
import { checkPosition, radPerDeg, type UnitVector, unitVector, vectorSeparation, wrapDeg } from './angle.ts';
import { cellOf, checkOrder, faceVector, maxOrder } from './healpix.ts';
import { SphericalPolygon } from './polygon.ts';
import { type CellRange, rangeOfCell } from './ranges.ts';

/** How a cap around a cell lies to a region. `part` also where it is not known: covers may be too large, never too small. */
type Lie = 'out' | 'part' | 'in';

interface Region {
  /** The lie of the cap with that centre and radius (radians). */
  lie(centre: UnitVector, capRad: number): Lie;
}

/** Added to every radius, so that rounding never loses a point on the border: 4e-7 arcsec. */
const slackRad = 2e-12;

/** Upper bound of the distance from a cell's centre to its farthest point, at the order (the largest cells are at |z| = 2/3). */
function largestCellRad(order: number): number {
  const nside = 2 ** order;
  const z = 2 / 3;
  const a = unitVector(45 / nside, Math.asin(z) / radPerDeg);
  const t = (1 - 1 / nside) ** 2;
  const b = unitVector(0, Math.asin(1 - t / 3) / radPerDeg);
  return vectorSeparation(a, b) * (1 + 1e-9);
}

const largestRad: readonly number[] = Array.from({ length: maxOrder + 1 }, (_, order) => largestCellRad(order));

function corners(order: number, face: number, x: number, y: number): UnitVector[] {
  const n = 2 ** order;
  return [
    faceVector(face, x / n, y / n),
    faceVector(face, (x + 1) / n, y / n),
    faceVector(face, (x + 1) / n, (y + 1) / n),
    faceVector(face, x / n, (y + 1) / n),
  ];
}

// Edges bulge: at order 1 and deeper a cell stays within 1.05 times the distance of its farthest corner (tested densely).
function cellRad(order: number, face: number, x: number, y: number, centre: UnitVector): number {
  if (order === 0) return largestRad[0]!;
  let far = 0;
  for (const corner of corners(order, face, x, y)) far = Math.max(far, vectorSeparation(centre, corner));
  return Math.min(largestRad[order]!, far * 1.05);
}

class RangeList {
  readonly ranges: { lo: bigint; hi: bigint }[] = [];

  add(order: number, face: number, x: number, y: number): void {
    const { lo, hi } = rangeOfCell(order, cellOf(order, { face, x, y }));
    const last = this.ranges[this.ranges.length - 1];
    if (last && last.hi + 1n === lo) last.hi = hi;
    else this.ranges.push({ lo, hi });
  }
}

function coverRegion(region: Region, depth: number): CellRange[] {
  const list = new RangeList();
  const visit = (order: number, face: number, x: number, y: number): void => {
    const n = 2 ** order;
    const centre = faceVector(face, (x + 0.5) / n, (y + 0.5) / n);
    let lie = region.lie(centre, largestRad[order]! + slackRad);
    if (lie === 'part') lie = region.lie(centre, cellRad(order, face, x, y, centre) + slackRad);
    if (lie === 'out') return;
    if (lie === 'in' || order === depth) {
      list.add(order, face, x, y);
      return;
    }
    for (let child = 0; child < 4; child++) visit(order + 1, face, 2 * x + (child & 1), 2 * y + (child >> 1));
  };
  for (let face = 0; face < 12; face++) visit(0, face, 0, 0);
  return list.ranges;
}

/** The first order whose cells are no larger than a part of a size. */
function orderFor(sizeRad: number, parts: number): number {
  let order = 0;
  while (order < maxOrder && largestRad[order]! > sizeRad / parts) order++;
  return order;
}

/** Eighths of the size make some dozens of border cells; 2048ths are the limit of what may be asked for. */
function depthFor(sizeRad: number, { order }: CoverOptions): number {
  return order === undefined ? orderFor(sizeRad, 8) : Math.min(checkOrder(order), orderFor(sizeRad, 2048));
}

/**
 * The deepest order of a cover. Without it: cells of about an eighth of the region's size. A cover stays complete but is
 * never finer than a 2048th of that size, so that no request makes millions of cells.
 */
export interface CoverOptions {
  readonly order?: number;
}

/**
 * All cells that a cone touches, as ranges at order 29. Complete: every position within `radiusDeg` (0 to 180, degrees)
 * of the centre is in a range; cells are added only as far as their size reaches beyond the border.
 */
export function coneCover(raDeg: number, decDeg: number, radiusDeg: number, options: CoverOptions = {}): CellRange[] {
  checkPosition(raDeg, decDeg);
  if (!(radiusDeg >= 0 && radiusDeg <= 180)) {
    throw fail('usage', 'SKY-RADIUS', {
      en: `A radius of ${radiusDeg} degrees is not possible: 0 to 180 degrees were expected.`,
      zh: `半径 ${radiusDeg} 度无效：应为 0 到 180 度。`,
    });
  }
  const radius = radiusDeg * radPerDeg;
  const axis = unitVector(raDeg, decDeg);
  const depth = depthFor(Math.min(radius, Math.PI / 4), options);
  const region: Region = {
    lie(centre, capRad) {
      const distance = vectorSeparation(axis, centre);
      if (distance > radius + capRad) return 'out';
      return distance + capRad <= radius || radius >= Math.PI ? 'in' : 'part';
    },
  };
  return coverRegion(region, depth);
}

/** An interval of right ascension and declination. `raFromDeg` > `raToDeg` goes through 0; a span of 360 or more is the whole circle. */
export interface Zone {
  readonly raFromDeg: number;
  readonly raToDeg: number;
  readonly decFromDeg: number;
  readonly decToDeg: number;
}

/** All cells that a zone between two meridians and two parallels touches (degrees), as ranges at order 29. Complete. */
export function zoneCover(zone: Zone, options: CoverOptions = {}): CellRange[] {
  checkPosition(zone.raFromDeg, zone.decFromDeg);
  checkPosition(zone.raToDeg, zone.decToDeg);
  if (zone.decFromDeg > zone.decToDeg) return [];
  const span = zone.raToDeg - zone.raFromDeg >= 360 ? 360 : wrapDeg(zone.raToDeg - zone.raFromDeg);
  const halfSpan = span / 2;
  const middle = zone.raFromDeg + halfSpan;
  const nearestEquator =
    zone.decFromDeg * zone.decToDeg <= 0 ? 0 : Math.min(Math.abs(zone.decFromDeg), Math.abs(zone.decToDeg));
  const widthDeg = span * Math.cos(nearestEquator * radPerDeg);
  const size = Math.max(zone.decToDeg - zone.decFromDeg, widthDeg) / 4;
  const depth = depthFor(size * radPerDeg, options);
  const region: Region = {
    lie(centre, capRad) {
      const capDeg = capRad / radPerDeg;
      const dec = Math.atan2(centre[2], Math.hypot(centre[0], centre[1])) / radPerDeg;
      const low = dec - capDeg;
      const high = dec + capDeg;
      if (high < zone.decFromDeg - 1e-6 * capDeg || low > zone.decToDeg + 1e-6 * capDeg) return 'out';
      const hasPole = high >= 90 - 1e-9 || low <= -90 + 1e-9;
      const reach = hasPole
        ? 180
        : Math.asin(Math.min(1, Math.sin(capRad) / Math.hypot(centre[0], centre[1]))) / radPerDeg;
      const ra = Math.atan2(centre[1], centre[0]) / radPerDeg;
      const off = Math.abs(((((ra - middle + 180) % 360) + 360) % 360) - 180);
      if (off > halfSpan + reach + 1e-9) return 'out';
      const inDec = low >= zone.decFromDeg && high <= zone.decToDeg;
      return inDec && (span === 360 || off + reach <= halfSpan) ? 'in' : 'part';
    },
  };
  return coverRegion(region, depth);
}

/** A polygon with great-circle sides, ICRS degrees; it must fit into a half of the sky. */
export function polygonCover(
  vertices: readonly { readonly raDeg: number; readonly decDeg: number }[],
  options: CoverOptions = {},
): CellRange[] {
  const polygon = new SphericalPolygon(vertices);
  const depth = depthFor(polygon.sizeRad / 2, options);
  const region: Region = {
    lie(centre, capRad) {
      const border = polygon.borderDistance(centre);
      const inside = polygon.contains(centre);
      if (border > capRad) return inside ? 'in' : 'out';
      return 'part';
    },
  };
  return coverRegion(region, depth);
}
