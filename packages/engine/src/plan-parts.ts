import type { Literal, Scalar } from '@lingtai/query';

/** Pieces of plans that are made here and not resolved from a query. */
export const float64 = { scalar: 'float64' } as const;
export const boolean = { scalar: 'boolean' } as const;

export function column(index: number, type: Scalar['type']): Scalar {
  return { kind: 'column', index, type };
}

export function number(value: number): Literal {
  return { kind: 'literal', type: float64, value };
}

export function test(name: string, ...args: readonly Scalar[]): Scalar {
  return { kind: 'apply', function: name, arguments: args, type: boolean };
}

export function compute(name: string, ...args: readonly Scalar[]): Scalar {
  return { kind: 'apply', function: name, arguments: args, type: float64 };
}

/** The conditions that a condition ANDs; none of one that always holds. */
export function conjuncts(scalar: Scalar): readonly Scalar[] {
  if (scalar.kind === 'literal' && scalar.value === true) return [];
  return scalar.kind === 'apply' && scalar.function === 'and' ? scalar.arguments.flatMap(conjuncts) : [scalar];
}
