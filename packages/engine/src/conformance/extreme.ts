import type { Expression, Query } from '@lingtai/adql';

/** Degrees from a pole or from RA 0 that count as near it, and the radius from which a circle is great. */
const near = { pole: 5, zero: 2, great: 60 };

/** Whether a query names a position near a pole or RA 0, or a circle that covers a great part of the sky. */
export function isExtreme(tree: Query): boolean {
  let found = false;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && value.kind === 'call')
      found ||= isExtremeCall(value as Extract<Expression, { kind: 'call' }>);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(tree);
  return found;
}

function isExtremeCall({ name, arguments: all }: Extract<Expression, { kind: 'call' }>): boolean {
  if (!['POINT', 'CIRCLE', 'BOX', 'POLYGON', 'DISTANCE'].includes(name)) return false;
  const args = all[0]?.kind === 'string' ? all.slice(1) : all;
  const numbers = args.map(numberOf);
  const radius = name === 'CIRCLE' ? numbers.at(-1) : undefined;
  if (radius !== undefined && radius >= near.great) return true;
  const corners = name === 'CIRCLE' || name === 'BOX' ? 2 : args.length;
  for (let i = 0; i + 1 < corners; i += 2) {
    const [ra, dec] = [numbers[i], numbers[i + 1]];
    if (ra === undefined || dec === undefined) continue;
    const turned = ((ra % 360) + 360) % 360;
    if (Math.abs(dec) >= 90 - near.pole || Math.min(turned, 360 - turned) <= near.zero) return true;
  }
  return false;
}

function numberOf(e: Expression): number | undefined {
  if (e.kind === 'number') return Number(e.text);
  if (e.kind !== 'unary' || e.operator !== '-' || e.operand.kind !== 'number') return undefined;
  return -Number(e.operand.text);
}
