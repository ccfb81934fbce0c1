import type { ColumnType, ScalarType } from '@lingtai/columns';
import type { LocalText } from '@lingtai/diagnostics';
import type { Literal, Scalar } from './ir.ts';
import { parseTimestamp } from './timestamp.ts';

const integerRange: Partial<Record<ScalarType, readonly [bigint, bigint]>> = {
  uint8: [0n, 255n],
  int16: [-32768n, 32767n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};
const integerRank: readonly ScalarType[] = ['uint8', 'int16', 'int32', 'int64'];

export const boolean: ColumnType = { scalar: 'boolean' };
export const int64: ColumnType = { scalar: 'int64' };
export const float64: ColumnType = { scalar: 'float64' };
export const string: ColumnType = { scalar: 'string' };

export function isArray(type: ColumnType): boolean {
  return type.arraysize !== undefined;
}

export function isInteger(type: ColumnType): boolean {
  return !isArray(type) && integerRank.includes(type.scalar);
}

export function isNumber(type: ColumnType): boolean {
  return isInteger(type) || (!isArray(type) && (type.scalar === 'float32' || type.scalar === 'float64'));
}

export function isNull(value: Scalar): boolean {
  return value.kind === 'literal' && value.value === null;
}

export function literalOf(type: ColumnType, value: Literal['value']): Literal {
  return { kind: 'literal', type, value };
}

export const nullLiteral: Literal = literalOf(string, null);

export function apply(name: string, type: ColumnType, ...args: Scalar[]): Scalar {
  return { kind: 'apply', function: name, arguments: args, type };
}

let draws = 0;

/** A random number from 0 to 1 for each row. */
export function randomNumber(): Scalar {
  return { kind: 'apply', function: 'rand', arguments: [], type: { scalar: 'float64' }, draw: draws++ };
}

const names: Record<ScalarType, LocalText> = {
  boolean: { en: 'a boolean', zh: '布尔值' },
  uint8: { en: 'an integer', zh: '整数' },
  int16: { en: 'an integer', zh: '整数' },
  int32: { en: 'an integer', zh: '整数' },
  int64: { en: 'an integer', zh: '整数' },
  float32: { en: 'a number', zh: '数值' },
  float64: { en: 'a number', zh: '数值' },
  string: { en: 'text', zh: '文本' },
  timestamp: { en: 'a time', zh: '时间' },
};

/** The type as a person says it: `an integer`, `text`, `an array`. */
export function typeText(type: ColumnType): LocalText {
  return isArray(type) ? { en: 'an array', zh: '数组' } : names[type.scalar];
}

/** The literal of an integer or decimal text, exact: int64 where it is one, else float64. `undefined`: not a number. */
export function numberLiteral(text: string): Literal | undefined {
  if (/^[+-]?\d+$/.test(text) || /^0[xX][0-9a-fA-F]+$/.test(text)) {
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    return fits(value, int64) ? literalOf(int64, value) : literalOf(float64, Number(text));
  }
  const value = Number(text);
  return Number.isNaN(value) && text !== 'NaN' ? undefined : literalOf(float64, value);
}

function fits(value: bigint, type: ColumnType): boolean {
  const range = integerRange[type.scalar];
  return range !== undefined && value >= range[0] && value <= range[1];
}

/** The value brought to a numeric type: literals are converted, anything else is cast. */
export function castTo(value: Scalar, type: ColumnType): Scalar {
  if (value.type.scalar === type.scalar && !isArray(value.type)) return value;
  if (value.kind !== 'literal') return apply('cast', type, value);
  if (value.value === null) return literalOf(type, null);
  if (typeof value.value === 'bigint' && type.scalar === 'float64') return literalOf(type, Number(value.value));
  if (typeof value.value === 'bigint' && fits(value.value, type)) return literalOf(type, value.value);
  return apply('cast', type, value);
}

/** Integers as int64, other numbers as float64: what arithmetic works with. */
export function widen(value: Scalar): Scalar {
  return castTo(value, isInteger(value.type) ? int64 : float64);
}

// A literal beside a column takes the column's type where it can do so exactly (for float32: as its nearest value),
// so that the stored numbers are compared as they are.
function numericLiteralAs(literal: Literal, type: ColumnType): Literal | undefined {
  const value = literal.value;
  if (typeof value === 'bigint' && fits(value, type)) return literalOf(type, value);
  if (typeof value === 'number' && isInteger(type) && Number.isSafeInteger(value) && fits(BigInt(value), type)) {
    return literalOf(type, BigInt(value));
  }
  if (isInteger(type)) return undefined;
  const number = Number(value);
  if (type.scalar === 'float64') return literalOf(type, number);
  const rounded = Math.fround(number);
  return Number.isFinite(rounded) || !Number.isFinite(number) ? literalOf(type, rounded) : undefined;
}

export function commonNumber(a: ColumnType, b: ColumnType): ColumnType {
  if (a.scalar === b.scalar) return a;
  if (!isInteger(a) || !isInteger(b)) return float64;
  return integerRank.indexOf(a.scalar) > integerRank.indexOf(b.scalar) ? a : b;
}

function literalLike(literal: Scalar, other: Scalar): Scalar | undefined {
  if (literal.kind !== 'literal') return undefined;
  if (literal.value === null) return literalOf(other.type, null);
  if (isNumber(other.type) && isNumber(literal.type)) return numericLiteralAs(literal, other.type);
  if (other.type.scalar === 'boolean' && (literal.value === 0n || literal.value === 1n)) {
    return literalOf(boolean, literal.value === 1n);
  }
  if (other.type.scalar === 'timestamp' && typeof literal.value === 'string') {
    const micros = parseTimestamp(literal.value);
    return micros === undefined ? undefined : literalOf(other.type, micros);
  }
  return undefined;
}

/** Two values brought to one type so that they can be compared; `undefined`: they cannot. */
export function unify(a: Scalar, b: Scalar): readonly [Scalar, Scalar] | undefined {
  if (isArray(a.type) || isArray(b.type)) {
    if (isNull(a)) return [literalOf(b.type, null), b];
    return isNull(b) ? [a, literalOf(a.type, null)] : undefined;
  }
  if (a.type.scalar === b.type.scalar && !isNull(a) && !isNull(b)) return [a, b];
  if (a.kind !== 'literal' || isNull(b)) {
    const converted = literalLike(b, a);
    if (converted) return [a, converted];
  }
  if (b.kind !== 'literal' || isNull(a)) {
    const converted = literalLike(a, b);
    if (converted) return [converted, b];
  }
  if (!isNumber(a.type) || !isNumber(b.type)) return undefined;
  const type = commonNumber(a.type, b.type);
  return [castTo(a, type), castTo(b, type)];
}

/** Some values brought to one type; `undefined`: they have none in common. */
export function unifyAll(values: readonly Scalar[]): Scalar[] | undefined {
  let model = values.find((v) => v.kind !== 'literal') ?? values.find((v) => !isNull(v)) ?? values[0];
  if (!model) return [];
  for (const value of values) {
    const pair = unify(model, value);
    if (!pair) return undefined;
    model = pair[0];
  }
  const out: Scalar[] = [];
  for (const value of values) {
    const pair = unify(model, value);
    if (!pair) return undefined;
    out.push(pair[1].type.scalar === model.type.scalar ? pair[1] : castTo(pair[1], model.type));
  }
  return out;
}
