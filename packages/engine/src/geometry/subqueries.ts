import type { ColumnType } from '@lingtai/columns';
import { type Scalar, sameScalar, walkScalar } from '@lingtai/query';
import { bind, item } from './bind.ts';
import { call, float64 } from './scalars.ts';

type Apply = Extract<Scalar, { kind: 'apply' }>;
/** A sub-query, or a column of a query around. */
type Foreign = Extract<Scalar, { kind: 'subquery' | 'outer' }>;

/**
 * Hands `make` the geometry with its sub-queries computed before, as one list: what is made of a geometry computes some
 * values once, by functions of the engine in which no sub-query may stand.
 */
export function withoutSubqueries(scalar: Apply, make: (scalar: Apply) => Scalar): Scalar {
  const found = foreignIn(scalar);
  if (!found.some((s) => s.kind === 'subquery')) {
    // Columns from around are no trouble elsewhere, where engines make joins of them.
    const made = make(scalar);
    if (found.length === 0 || !hasOuterInside(made)) return made;
  }
  return computedBefore(scalar, found, make);
}

function foreignIn(scalar: Scalar): Foreign[] {
  const found: Foreign[] = [];
  walkScalar(scalar, (s) => {
    const isForeign = s.kind === 'subquery' || s.kind === 'outer';
    if (isForeign && !found.some((f) => sameScalar(f, s))) found.push(s);
  });
  return found;
}

/** Whether a column from around is used by what is done to a value that was computed once. */
function hasOuterInside(scalar: Scalar): boolean {
  let found = false;
  walkScalar(scalar, (s) => {
    if (s.kind === 'apply' && /^(let|any|sum|map) #/.test(s.function))
      walkScalar(s.arguments[1]!, (inner) => {
        found ||= inner.kind === 'outer';
      });
  });
  return found;
}

function computedBefore(scalar: Apply, all: readonly Foreign[], make: (scalar: Apply) => Scalar): Scalar {
  // As text everything comes back as it was.
  const inner: ColumnType = all.every(isNumber) ? float64 : { scalar: 'string' };
  const as = (type: ColumnType, value: Scalar): Scalar =>
    value.type.scalar === type.scalar ? value : call('cast', type, value);
  const values = call('array', { ...inner, arraysize: '*' }, ...all.map((s) => as(inner, s)));
  return bind(values, (v) => {
    const at = (s: Foreign): number => all.findIndex((f) => sameScalar(f, s)) + 1;
    const value = (s: Foreign): Scalar => as(s.type, item(v, at(s), inner));
    return make(replaced(scalar, value) as Apply);
  });
}

function isNumber(s: Foreign): boolean {
  return (
    (s.kind === 'outer' || s.test === 'value') && /^(float|u?int)/.test(s.type.scalar) && s.type.arraysize === undefined
  );
}

function replaced(scalar: Scalar, value: (s: Foreign) => Scalar): Scalar {
  if (scalar.kind === 'subquery' || scalar.kind === 'outer') return value(scalar);
  if (scalar.kind !== 'apply') return scalar;
  return { ...scalar, arguments: scalar.arguments.map((a) => replaced(a, value)) };
}
