import type { ColumnType } from '@lingtai/columns';
import type { Literal, Scalar } from '@lingtai/query';

export const float64: ColumnType = { scalar: 'float64' };
export const int64: ColumnType = { scalar: 'int64' };
export const boolean: ColumnType = { scalar: 'boolean' };
export const numbers: ColumnType = { scalar: 'float64', arraysize: '*' };

export function number(value: number): Literal {
  return { kind: 'literal', type: float64, value };
}

export function integer(value: number | bigint): Literal {
  return { kind: 'literal', type: int64, value: BigInt(value) };
}

/** The value of a number literal. */
export function numberIn(scalar: Scalar | undefined): number | undefined {
  if (scalar?.kind !== 'literal') return undefined;
  if (typeof scalar.value === 'bigint') return Number(scalar.value);
  return typeof scalar.value === 'number' ? scalar.value : undefined;
}

export function call(name: string, type: ColumnType, ...args: Scalar[]): Scalar {
  return { kind: 'apply', function: name, arguments: args, type };
}

/** A float64 function; of literals its value. */
export function compute(name: string, ...args: Scalar[]): Scalar {
  const folded = fold(name, args.map(numberIn));
  return folded === undefined ? call(name, float64, ...args) : number(folded);
}

/** An int64 function. */
export function count(name: string, ...args: Scalar[]): Scalar {
  return call(name, int64, ...args);
}

export function test(name: string, ...args: Scalar[]): Scalar {
  return call(name, boolean, ...args);
}

export function all(...conditions: Scalar[]): Scalar {
  return conditions.length === 1 ? conditions[0]! : test('and', ...conditions);
}

export function any(...conditions: Scalar[]): Scalar {
  return conditions.length === 1 ? conditions[0]! : test('or', ...conditions);
}

export function not(condition: Scalar): Scalar {
  return test('not', condition);
}

export function when(condition: Scalar, then: Scalar, otherwise: Scalar): Scalar {
  return call('if', then.type, condition, then, otherwise);
}

/** Null unless the condition holds. */
export function only(condition: Scalar, value: Scalar): Scalar {
  return call('if', value.type, condition, value);
}

const folding: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  neg: (a) => -a,
  sin: Math.sin,
  cos: Math.cos,
  least: Math.min,
  greatest: Math.max,
};

function fold(name: string, args: readonly (number | undefined)[]): number | undefined {
  const [a, b = Number.NaN] = args;
  if (a === undefined || args.includes(undefined) || args.length > 2) return undefined;
  return folding[name]?.(a, b);
}

export function add(...terms: Scalar[]): Scalar {
  return terms.reduce((a, b) => compute('add', a, b));
}

export function sub(a: Scalar, b: Scalar): Scalar {
  return compute('sub', a, b);
}

export function mul(...factors: Scalar[]): Scalar {
  return factors.reduce((a, b) => compute('mul', a, b));
}

export function div(a: Scalar, b: Scalar): Scalar {
  return compute('div', a, b);
}
