import type { Scalar } from '../ir.ts';

export interface GeometryField {
  readonly xtype?: string;
  readonly unit?: string;
  readonly ucd?: string;
}

const shapes: readonly string[] = ['point', 'circle', 'polygon'];

const plain: Readonly<Record<string, GeometryField>> = {
  DISTANCE: { unit: 'deg', ucd: 'pos.angDistance' },
  AREA: { unit: 'deg**2', ucd: 'phys.angArea' },
  COORD1: { unit: 'deg', ucd: 'pos.eq.ra' },
  COORD2: { unit: 'deg', ucd: 'pos.eq.dec' },
  COORDSYS: { ucd: 'pos.frame' },
  MOC: { xtype: 'moc' },
};

/** The kind of geometry that a value of the plan is: its xtype of DALI 1.1. */
export function xtypeOf(value: Scalar): string | undefined {
  if (value.kind !== 'apply') return undefined;
  const name = value.function.replace(/-of$|^turn-/, '');
  if (shapes.includes(name)) return name;
  return pointFunctions.includes(value.function) ? 'point' : undefined;
}

/** Functions of the plan that give a point as an array. */
const pointFunctions: readonly string[] = ['centroid', 'healpix-center', 'apply-pm', 'epoch-prop-pos'];

/** What is known of a geometry function's result: xtype, unit, UCD. */
export function geometryField(name: string, value: Scalar): GeometryField {
  const xtype = xtypeOf(value);
  if (plain[name]) return plain[name];
  return xtype === undefined
    ? {}
    : { xtype, unit: 'deg', ...(xtype === 'point' ? { ucd: 'pos.eq' } : { ucd: 'pos.outline' }) };
}
