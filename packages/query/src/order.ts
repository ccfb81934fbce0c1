import type { Expression } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import type { Resolver } from './expression.ts';
import type { Relation, RelationOf, Scalar, SortKey } from './ir.ts';
import { means } from './scope.ts';
import { isArray } from './types.ts';
import { sameScalar } from './walk.ts';

/** A resolved query: its rows and what its columns are. */
export interface Resolved {
  readonly relation: Relation;
  readonly fields: readonly Field[];
}

/** One output column, over the input of the SELECT. */
export interface Output {
  readonly value: Scalar;
  readonly field: Field;
  readonly alias?: string;
}

/** ORDER BY: a column number, an alias or any expression. */
export function orderValue(e: Expression, outputs: readonly Output[], resolver: Resolver): Scalar {
  if (e.kind === 'number' && /^\d+$/.test(e.text)) {
    const output = outputs[Number(e.text) - 1];
    if (output) return output.value;
    resolver.problems.add(e, 'QUERY-ORDINAL', {
      en: `There is no output column ${e.text}.`,
      zh: `没有第 ${e.text} 个输出列。`,
    });
  }
  const value = aliasIn(e, outputs)?.value ?? resolver.value(e);
  if (isArray(value.type)) {
    resolver.problems.add(e, 'QUERY-TYPE', { en: 'Rows cannot be ordered by an array.', zh: '不能按数组排序。' });
  }
  return value;
}

function aliasIn(e: Expression, outputs: readonly Output[]): Output | undefined {
  const part = e.kind === 'column' && e.name.parts.length === 1 ? e.name.parts[0] : undefined;
  return part && outputs.find((o) => o.alias !== undefined && means(part, o.alias));
}

export function ascending(values: readonly Scalar[]): SortKey[] {
  return values.map((value) => ({ value, descending: false }));
}

/** What a sort says of the order that its input has already. */
export type Stored = Pick<RelationOf<'sort'>, 'canonical' | 'parts'>;

/** The relation ordered, each key once. */
export function sorted(input: Relation, by: readonly SortKey[], stored: Stored = {}): Relation {
  const keys = by.filter(
    (k, i) => k.value.kind !== 'literal' && by.findIndex((o) => sameScalar(o.value, k.value)) === i,
  );
  if (keys.length === 0) return input;
  return { kind: 'sort', input, by: keys, ...stored };
}

/** The relation after TOP and OFFSET. */
export function limited(tree: { readonly top?: number; readonly offset?: number }, input: Relation): Relation {
  if (tree.top === undefined && tree.offset === undefined) return input;
  const limit = tree.top === undefined ? {} : { limit: tree.top };
  return { kind: 'limit', input, ...limit, ...(tree.offset === undefined ? {} : { offset: tree.offset }) };
}
