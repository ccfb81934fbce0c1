import type { Field } from '@lingtai/columns';
import type { Relation, Scalar } from './ir.ts';
import { typeOfField } from './scope.ts';
import { boolean, unify } from './types.ts';

/** A sub-query of one column. */
export interface OneColumn {
  readonly relation: Relation;
  readonly field: Field;
}

/** Its column, as the value that each row has. */
export function columnOf({ field }: OneColumn): Scalar {
  return { kind: 'column', index: 0, type: typeOfField(field) };
}

/** `operand IN (sub-query)`; `undefined`: values of the two types cannot be equal. */
export function amongRows(operand: Scalar, inner: OneColumn): Scalar | undefined {
  const column = columnOf(inner);
  const pair = unify(operand, column);
  if (!pair) return undefined;
  const names = [inner.field.name];
  const relation: Relation =
    pair[1] === column ? inner.relation : { kind: 'project', input: inner.relation, values: [pair[1]], names };
  return { kind: 'subquery', test: 'in', operand: pair[0], relation, type: boolean };
}
