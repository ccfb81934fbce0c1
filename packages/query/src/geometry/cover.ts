import {
  type CellRange,
  clusterRanges,
  coneCover,
  intersectRanges,
  maxOrder,
  parseMocAscii,
  polygonCover,
  positionOf,
  radPerDeg,
  rangeOfCell,
  SphericalPolygon,
  uniteRanges,
} from '@lingtai/sky';
import type { CellCluster, Scalar } from '../ir.ts';
import { isArray } from '../types.ts';
import { numberOf } from './shape.ts';

/** Column numbers of a table's position. */
export interface PositionColumns {
  readonly ra: number;
  readonly dec: number;
}

type Apply = Extract<Scalar, { kind: 'apply' }>;

function isPosition(ra: Scalar | undefined, dec: Scalar | undefined, position: PositionColumns): boolean {
  return ra?.kind === 'column' && dec?.kind === 'column' && ra.index === position.ra && dec.index === position.dec;
}

function cone(ra: Scalar, dec: Scalar, radiusDeg: number): CellRange[] | undefined {
  const raDeg = numberOf(ra);
  const decDeg = numberOf(dec);
  if (raDeg === undefined || decDeg === undefined || !(Math.abs(decDeg) <= 90) || radiusDeg >= 180) return undefined;
  return radiusDeg < 0 ? [] : coneCover(raDeg, decDeg, radiusDeg);
}

// `distance(position, constant) < r`, in any order of its parts, is a cone too.
function distanceCone(
  { function: name, arguments: [a, b] }: Apply,
  position: PositionColumns,
): CellRange[] | undefined {
  const less = name === 'lt' || name === 'le';
  const distance = less ? a : name === 'gt' || name === 'ge' ? b : undefined;
  const radius = numberOf(less ? b : a);
  if (distance?.kind !== 'apply' || distance.function !== 'distance' || radius === undefined) return undefined;
  return circle([...distance.arguments], radius, position);
}

/** A circle around either of two positions. */
function circle(args: readonly Scalar[], radiusDeg: number, position: PositionColumns): CellRange[] | undefined {
  const [ra1, dec1, ra2, dec2] = args as [Scalar, Scalar, Scalar, Scalar];
  if (isPosition(ra1, dec1, position)) return cone(ra2, dec2, radiusDeg);
  return isPosition(ra2, dec2, position) ? cone(ra1, dec1, radiusDeg) : undefined;
}

/** A point or a circle of the position beside a constant polygon, in either order. */
function polygon({ arguments: [a, b], function: name }: Apply, position: PositionColumns): CellRange[] | undefined {
  const own = [a, b].find((s) => s?.kind === 'apply' && isPosition(s.arguments[0], s.arguments[1], position));
  const other = own === a ? b : a;
  if (own?.kind !== 'apply' || other?.kind !== 'apply' || other.function !== 'polygon') return undefined;
  if (name === 'contains' && own === b) return undefined;
  const values = other.arguments.map(numberOf);
  if (values.includes(undefined)) return undefined;
  const corners = Array.from({ length: values.length / 2 }, (_, i) => {
    return { raDeg: values[2 * i]!, decDeg: values[2 * i + 1]! };
  });
  if (own.function === 'point' || name === 'contains') return polygonCover(corners);
  const radiusDeg = own.function === 'circle' ? numberOf(own.arguments[2]) : undefined;
  if (radiusDeg === undefined) return undefined;
  const { axis, sizeRad } = new SphericalPolygon(corners);
  const { raDeg, decDeg } = positionOf(axis);
  const reach = sizeRad / radPerDeg + radiusDeg + 1e-9;
  return reach >= 180 ? undefined : coneCover(raDeg, decDeg, reach);
}

/** `ivo_healpix_index(order, position) = cell`, or one of some cells. */
function cells({ arguments: args, function: name }: Apply, position: PositionColumns): CellRange[] | undefined {
  const index = args.find((a) => a.kind === 'apply' && a.function === 'healpix-index');
  if (index?.kind !== 'apply' || (name === 'in' && index !== args[0])) return undefined;
  const [order, ra, dec] = index.arguments;
  const depth = order?.kind === 'literal' ? Number(order.value) : -1;
  if (!(depth >= 0 && depth <= maxOrder) || !isPosition(ra, dec, position)) return undefined;
  const wanted = args.filter((a) => a !== index).map((a) => (a.kind === 'literal' ? a.value : undefined));
  if (!wanted.every((w) => typeof w === 'bigint')) return undefined;
  const real = wanted.filter((w) => w >= 0n && w < 12n << BigInt(2 * depth));
  return real.map((w) => [rangeOfCell(depth, w)]).reduce<CellRange[]>((x, y) => uniteRanges(x, y), []);
}

function rangesOf(predicate: Scalar, position: PositionColumns): CellRange[] | undefined {
  if (predicate.kind !== 'apply' || isArray(predicate.type)) return undefined;
  const args = predicate.arguments;
  switch (predicate.function) {
    case 'within-circle': {
      const radiusDeg = numberOf(args[4]);
      return radiusDeg === undefined ? undefined : circle(args, radiusDeg, position);
    }
    case 'contains':
    case 'intersects':
      return polygon(predicate, position);
    case 'within-moc': {
      const text = args[2];
      const isOwn = isPosition(args[0], args[1], position) && text?.kind === 'literal';
      return isOwn ? [...parseMocAscii(text.value as string).ranges] : undefined;
    }
    case 'eq':
    case 'in':
      return cells(predicate, position);
    case 'and':
    case 'or':
      return combined(predicate, position);
    default:
      return distanceCone(predicate, position);
  }
}

function combined({ function: name, arguments: args }: Apply, position: PositionColumns): CellRange[] | undefined {
  const parts = args.map((a) => rangesOf(a, position));
  const known = parts.filter((p) => p !== undefined);
  if (known.length === 0) return undefined;
  if (name === 'and') return known.reduce((x, y) => intersectRanges(x, y));
  return known.length < parts.length ? undefined : known.reduce((x, y) => uniteRanges(x, y));
}

/** Most hulls that a cover has: each is one branch of a UNION ALL (docs: DESIGN, engines). */
const maxClusters = 4;

/** Clusters of cells outside which a predicate on a table's position cannot hold; `undefined`: it says nothing of the position. */
export function coverOf(predicate: Scalar, position: PositionColumns): CellCluster[] | undefined {
  const ranges = rangesOf(predicate, position);
  return ranges && clusterRanges(ranges, maxClusters);
}
