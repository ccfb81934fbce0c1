import type { Expression } from '@lingtai/adql';
import type { Scalar } from './ir.ts';
import { apply, boolean } from './types.ts';

/** The plan's names of the operators. */
export const comparisons = { '=': 'eq', '<>': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const;
export const arithmetic = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' } as const;
export const bits = { '&': 'bit-and', '|': 'bit-or', '^': 'bit-xor' } as const;

/** The condition, or its opposite. */
export function negate(value: Scalar, yes = false): Scalar {
  return yes ? apply('not', boolean, value) : value;
}

/** Whether an expression tells how two geometries lie: 1 or 0 in ADQL, a condition in the plan. */
export function isContains(
  e: Expression,
): e is Extract<Expression, { kind: 'call' }> & { readonly name: 'CONTAINS' | 'INTERSECTS' } {
  return e.kind === 'call' && (e.name === 'CONTAINS' || e.name === 'INTERSECTS');
}
