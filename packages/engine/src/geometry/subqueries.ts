import type { ColumnType } from '@lingtai/columns';
import { type Scalar, walkScalar } from '@lingtai/query';
import { bind, item } from './bind.ts';
import { call, float64 } from './scalars.ts';

type Apply = Extract<Scalar, { kind: 'apply' }>;
type Subquery = Extract<Scalar, { kind: 'subquery' }>;

/**
 * Hands `make` the geometry with its sub-queries computed before, as one list: what is made of a geometry computes some
 * values once, by functions of the engine in which no sub-query may stand.
 */
export function withoutSubqueries(scalar: Apply, make: (scalar: Apply) => Scalar): Scalar {
  const found = new Set<Subquery>();
  walkScalar(scalar, (s) => {
    if (s.kind === 'subquery') found.add(s);
  });
  if (found.size === 0) return make(scalar);
  const all = [...found];
  // As text everything comes back as it was.
  const inner: ColumnType = all.every(isNumber) ? float64 : { scalar: 'string' };
  const as = (type: ColumnType, value: Scalar): Scalar =>
    value.type.scalar === type.scalar ? value : call('cast', type, value);
  const values = call('array', { ...inner, arraysize: '*' }, ...all.map((s) => as(inner, s)));
  return bind(values, (v) => {
    const value = (s: Subquery): Scalar => as(s.type, item(v, all.indexOf(s) + 1, inner));
    return make(replaced(scalar, value) as Apply);
  });
}

function isNumber({ test, type }: Subquery): boolean {
  return test === 'value' && /^(float|u?int)/.test(type.scalar);
}

function replaced(scalar: Scalar, value: (s: Subquery) => Scalar): Scalar {
  if (scalar.kind === 'subquery') return value(scalar);
  if (scalar.kind !== 'apply') return scalar;
  return { ...scalar, arguments: scalar.arguments.map((a) => replaced(a, value)) };
}
