import { mocContains, mocDifference, mocIntersection, regionContains, regionsIntersect } from '@lingtai/sky';
import type { Scalar } from '../ir.ts';
import { apply, boolean, float64, literalOf, string } from '../types.ts';
import { mocAsciiOf } from './moc.ts';
import { type MocShape, numberOf, type Shape } from './shape.ts';

/** Whether `inner` lies in `outer` (CONTAINS), or whether they have a point in common; `undefined`: it cannot be told. */
export function relate(test: 'contains' | 'intersects', a: Shape | MocShape, b: Shape | MocShape): Scalar | undefined {
  if (a.kind === 'moc' || b.kind === 'moc') return relateMoc(test, a, b);
  if (a.region && b.region) {
    const holds = test === 'contains' ? regionContains(b.region, a.region) : regionsIntersect(a.region, b.region);
    return literalOf(boolean, holds);
  }
  return discs(test, a, b) ?? apply(test, boolean, a.value, b.value);
}

/** Points and circles of numbers: one distance and a radius, which prunes. */
function discs(test: 'contains' | 'intersects', a: Shape, b: Shape): Scalar | undefined {
  const [p, q] = [discOf(a), discOf(b)];
  if (!p || !q) return undefined;
  if (test === 'intersects' && b.kind === 'point') return within(q, p, p.radius);
  if (a.kind === 'point') return within(p, q, q.radius);
  const [r, s] = [numberOf(p.radius), numberOf(q.radius)];
  if (r === undefined || s === undefined) return undefined;
  const reach = test === 'contains' ? s - r : Math.min(180, r + s);
  // A circle in a circle: where the outer one is the whole sky, or smaller than the inner one, distance does not tell.
  if (test === 'contains' && (s >= 180 || reach < 0)) return undefined;
  return within(p, q, literalOf(float64, reach));
}

interface Disc {
  readonly ra: Scalar;
  readonly dec: Scalar;
  readonly radius: Scalar;
}

function discOf({ kind, value }: Shape): Disc | undefined {
  if (value.kind !== 'apply' || value.function !== kind || kind === 'polygon') return undefined;
  const [ra, dec, radius] = value.arguments as [Scalar, Scalar, Scalar | undefined];
  return { ra, dec, radius: radius ?? literalOf(float64, 0) };
}

function within(p: Disc, q: Disc, radius: Scalar): Scalar {
  return apply('within-circle', boolean, p.ra, p.dec, q.ra, q.dec, radius);
}

function relateMoc(test: 'contains' | 'intersects', a: Shape | MocShape, b: Shape | MocShape): Scalar | undefined {
  if (a.kind === 'moc' && b.kind === 'moc') {
    const ranges = test === 'contains' ? mocDifference(a.moc, b.moc).ranges : mocIntersection(a.moc, b.moc).ranges;
    return literalOf(boolean, test === 'contains' ? ranges.length === 0 : ranges.length > 0);
  }
  const [shape, moc] = a.kind === 'moc' ? [b, a] : [a, b];
  if (shape.kind !== 'point' || moc.kind !== 'moc' || (test === 'contains' && a.kind === 'moc')) return undefined;
  if (shape.region?.kind === 'point') {
    return literalOf(boolean, mocContains(moc.moc, shape.region.raDeg, shape.region.decDeg));
  }
  const disc = discOf(shape);
  const list = shape.value;
  const coordinate = (name: string): Scalar => apply(name, float64, list);
  const [ra, dec] = disc ? [disc.ra, disc.dec] : [coordinate('coord1'), coordinate('coord2')];
  return apply('within-moc', boolean, ra, dec, literalOf(string, mocAsciiOf(moc.moc)));
}
