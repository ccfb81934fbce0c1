import type { ComparisonOperator, Expression, Name } from './tree.ts';

/** A name of the given parts; each keeps its case (`delimited`), since builders know the real names. */
export function name(...parts: string[]): Name {
  return { parts: parts.map((text) => ({ text, delimited: true })) };
}

export function column(...parts: string[]): Expression {
  return { kind: 'column', name: name(...parts) };
}

/** A literal of a JavaScript value. */
export function literal(value: number | bigint | string | boolean | null): Expression {
  if (value === null) return { kind: 'null' };
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  return { kind: 'number', text: String(value) };
}

export function compare(left: Expression, operator: ComparisonOperator, right: Expression): Expression {
  return { kind: 'comparison', operator, left, right };
}

/** The conjunction of some conditions; `undefined` for none. */
export function and(operands: readonly Expression[]): Expression | undefined {
  return operands.length < 2 ? operands[0] : { kind: 'logical', operator: 'AND', operands };
}

export function or(operands: readonly Expression[]): Expression | undefined {
  return operands.length < 2 ? operands[0] : { kind: 'logical', operator: 'OR', operands };
}

export function call(functionName: string, ...args: Expression[]): Expression {
  return { kind: 'call', name: functionName, arguments: args };
}

/** `1 = CONTAINS(POINT(ra, dec), CIRCLE(raDeg, decDeg, radiusDeg))`, ICRS degrees. */
export function withinCone(
  ra: Expression,
  dec: Expression,
  raDeg: number,
  decDeg: number,
  radiusDeg: number,
): Expression {
  return compare(
    call('CONTAINS', call('POINT', ra, dec), call('CIRCLE', literal(raDeg), literal(decDeg), literal(radiusDeg))),
    '=',
    literal(1),
  );
}
