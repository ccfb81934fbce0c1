import type { ColumnType } from '@lingtai/columns';
import { type Frame, type Moc, type Position, type Region, turnPosition } from '@lingtai/sky';
import type { Scalar } from '../ir.ts';
import { apply, float64, isNull, literalOf, string } from '../types.ts';

export type ShapeKind = 'point' | 'circle' | 'polygon';

/** A geometry of a query: a value of the plan, with its region where it is the same for all rows. */
export interface Shape {
  readonly kind: ShapeKind;
  readonly value: Scalar;
  readonly region?: Region;
}

/** A coverage; constant. */
export interface MocShape {
  readonly kind: 'moc';
  readonly moc: Moc;
}

/** The arrays of DALI 1.1 section 3.3: a point, a circle, a polygon. */
export const shapeTypes: Readonly<Record<ShapeKind, ColumnType>> = {
  point: { scalar: 'float64', arraysize: 2 },
  circle: { scalar: 'float64', arraysize: 3 },
  polygon: { scalar: 'float64', arraysize: '*' },
};

/** A shape of numbers; `undefined` where one is null. */
export function shapeOf(kind: ShapeKind, numbers: readonly Scalar[]): Shape | undefined {
  if (numbers.some(isNull)) return undefined;
  const region = regionOf(kind, numbers);
  return { kind, value: apply(kind, shapeTypes[kind], ...numbers), ...(region ? { region } : {}) };
}

/** A shape that is an array already: a column, or what a function gives. */
export function shapeOfList(kind: ShapeKind, list: Scalar): Shape {
  if (list.kind === 'apply' && list.function === kind) return shapeOf(kind, list.arguments) ?? { kind, value: list };
  // A position made of two columns.
  if (kind === 'point' && list.kind === 'apply' && list.function === 'list' && list.arguments.length === 2) {
    return { kind, value: apply('point', shapeTypes.point, ...list.arguments) };
  }
  const isShape = list.kind === 'apply' && (list.function === `${kind}-of` || list.function === `turn-${kind}`);
  return { kind, value: isShape ? list : apply(`${kind}-of`, shapeTypes[kind], list) };
}

/** The shape of a region. */
export function shapeOfRegion(region: Region): Shape {
  const numbers =
    region.kind === 'polygon'
      ? region.vertices.flatMap((v) => [v.raDeg, v.decDeg])
      : [region.raDeg, region.decDeg, ...(region.kind === 'circle' ? [region.radiusDeg] : [])];
  const values = numbers.map((n) => literalOf(float64, n));
  return { kind: region.kind, value: apply(region.kind, shapeTypes[region.kind], ...values), region };
}

function regionOf(kind: ShapeKind, numbers: readonly Scalar[]): Region | undefined {
  const values = numbers.map(numberOf);
  if (values.some((v) => v === undefined)) return undefined;
  const [raDeg, decDeg, radiusDeg] = values as [number, number, number];
  if (kind === 'point') return { kind, raDeg, decDeg };
  if (kind === 'circle') return { kind, raDeg, decDeg, radiusDeg };
  const vertices = Array.from({ length: values.length / 2 }, (_, i): Position => {
    return { raDeg: values[2 * i]!, decDeg: values[2 * i + 1]! };
  });
  return { kind, vertices };
}

export function numberOf(value: Scalar | undefined): number | undefined {
  return value?.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}

/** The shape turned from one frame to another. */
export function turnShape(shape: Shape, from: Frame, to: Frame): Shape {
  if (from === to) return shape;
  if (shape.region) return shapeOfRegion(turnRegion(shape.region, from, to));
  const frames = [literalOf(string, from), literalOf(string, to)];
  return { kind: shape.kind, value: apply(`turn-${shape.kind}`, shapeTypes[shape.kind], ...frames, shape.value) };
}

function turnRegion(region: Region, from: Frame, to: Frame): Region {
  const turn = (p: Position): Position => turnPosition(from, to, p.raDeg, p.decDeg);
  if (region.kind === 'polygon') return { kind: 'polygon', vertices: region.vertices.map(turn) };
  return { ...region, ...turn(region) };
}
