import { isVolatile, type Scalar, walkScalar } from '@lingtai/query';
import { bind } from './bind.ts';
import { withoutSubqueries } from './subqueries.ts';

/** Whether the spelling of a function of so many arguments computes the argument at an index more than once. */
export type Repeats = (name: string, count: number, index: number) => boolean;

type Apply = Extract<Scalar, { kind: 'apply' }>;

/** Each random number drawn once, however often the scalar or the spelling of a function uses it. */
export function drawOnce(scalar: Scalar, repeats: Repeats): Scalar {
  if (scalar.kind === 'subquery')
    return scalar.operand ? { ...scalar, operand: drawOnce(scalar.operand, repeats) } : scalar;
  if (scalar.kind !== 'apply') return scalar;
  const inside = scalar.arguments.map(drawsIn);
  const isRepeated = (index: number): boolean => repeats(scalar.function, inside.length, index);
  const all = [...new Set(inside.flatMap((draws) => [...draws.keys()]))];
  const several = all.filter((draw) => {
    const users = inside.flatMap((draws, i) => (draws.has(draw) ? [i] : []));
    return users.length > 1 || isRepeated(users[0]!);
  });
  const first = several.at(0);
  if (first !== undefined) return named(scalar, inside.find((d) => d.has(first))!.get(first)!, repeats);
  // What a sub-query draws has no number: the sub-query as a whole is asked once.
  if (scalar.arguments.some((a, i) => drawsInSubquery(a) && isRepeated(i)))
    return withoutSubqueries(scalar, (s) => drawOnce(s, repeats));
  return { ...scalar, arguments: scalar.arguments.map((a) => drawOnce(a, repeats)) };
}

/** The scalar with one of its draws computed before, under a name. No sub-query may stand where names do. */
function named(scalar: Apply, draw: Apply, repeats: Repeats): Scalar {
  const value = { ...draw, arguments: draw.arguments.map((a) => drawOnce(a, repeats)) };
  return withoutSubqueries(scalar, (outside) =>
    bind(value, (v) => drawOnce(replaced(outside, draw.draw!, v), repeats)),
  );
}

function drawsIn(scalar: Scalar): Map<number, Apply> {
  const found = new Map<number, Apply>();
  walkScalar(scalar, (s) => {
    if (s.kind === 'apply' && s.draw !== undefined) found.set(s.draw, s);
  });
  return found;
}

function drawsInSubquery(scalar: Scalar): boolean {
  let found = false;
  walkScalar(scalar, (s) => {
    found ||= s.kind === 'subquery' && isVolatile(s.relation);
  });
  return found;
}

function replaced(scalar: Scalar, draw: number, value: Scalar): Scalar {
  if (scalar.kind !== 'apply') return scalar;
  if (scalar.draw === draw) return value;
  return { ...scalar, arguments: scalar.arguments.map((a) => replaced(a, draw, value)) };
}
