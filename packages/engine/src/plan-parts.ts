import type { Literal, Relation, Scalar } from '@lingtai/query';

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

/** The types of a relation's columns. */
export function typesOf(relation: Relation): readonly Scalar['type'][] {
  switch (relation.kind) {
    case 'scan':
      return relation.columns.map((c) => c.type);
    case 'values':
      return relation.rows[0]!.map((v) => v.type);
    case 'project':
      return relation.values.map((v) => v.type);
    case 'aggregate':
      return [...relation.groupBy, ...relation.aggregates].map((v) => v.type);
    case 'join':
      return [...typesOf(relation.left), ...typesOf(relation.right)];
    case 'set':
      return typesOf(relation.left);
    default:
      return typesOf(relation.input);
  }
}
