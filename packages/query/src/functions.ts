import type { ScalarType } from '@lingtai/columns';

/**
 * What a function takes: `float` and `integer` are numbers brought to float64 and int64, `number` keeps integers apart
 * from other numbers, `same` brings all arguments of that kind to one type.
 */
export type ArgumentKind = 'float' | 'integer' | 'number' | 'string' | 'same';

export interface FunctionSignature {
  /** Name in the plan; engines spell it. */
  readonly name: string;
  readonly arguments: readonly ArgumentKind[];
  /** How many of the last arguments may be left out. */
  readonly optional?: number;
  /** The last kind repeats. */
  readonly variadic?: boolean;
  /** `argument`: the type that the first argument was brought to. */
  readonly result: ScalarType | 'argument';
  readonly unit?: string;
  /** May give another value each time. */
  readonly volatile?: boolean;
}

function float(name: string, count = 1, more: Partial<FunctionSignature> = {}): FunctionSignature {
  return { name, arguments: Array.from({ length: count }, () => 'float' as const), result: 'float64', ...more };
}

/**
 * The scalar functions of ADQL 2.1 (section 2.3) and some of SQL, by ADQL name. Outside its domain a function is null:
 * one strange row does not spoil a query.
 */
export const functions: Readonly<Record<string, FunctionSignature>> = {
  ABS: { name: 'abs', arguments: ['number'], result: 'argument' },
  SIGN: { name: 'sign', arguments: ['number'], result: 'int64' },
  CEILING: float('ceiling'),
  FLOOR: float('floor'),
  ROUND: { name: 'round', arguments: ['float', 'integer'], optional: 1, result: 'float64' },
  TRUNCATE: { name: 'truncate', arguments: ['float', 'integer'], optional: 1, result: 'float64' },
  MOD: { name: 'mod', arguments: ['same', 'same'], result: 'argument' },
  SQRT: float('sqrt'),
  POWER: float('power', 2),
  EXP: float('exp'),
  LOG: float('log'),
  LOG10: float('log10'),
  PI: float('pi', 0),
  DEGREES: float('degrees', 1, { unit: 'deg' }),
  RADIANS: float('radians', 1, { unit: 'rad' }),
  SIN: float('sin'),
  COS: float('cos'),
  TAN: float('tan'),
  COT: float('cot'),
  ASIN: float('asin', 1, { unit: 'rad' }),
  ACOS: float('acos', 1, { unit: 'rad' }),
  ATAN: float('atan', 1, { unit: 'rad' }),
  ATAN2: float('atan2', 2, { unit: 'rad' }),
  UPPER: { name: 'upper', arguments: ['string'], result: 'string' },
  LOWER: { name: 'lower', arguments: ['string'], result: 'string' },
  TRIM: { name: 'trim', arguments: ['string'], result: 'string' },
  LENGTH: { name: 'length', arguments: ['string'], result: 'int64' },
  SUBSTRING: { name: 'substring', arguments: ['string', 'integer', 'integer'], optional: 1, result: 'string' },
  COALESCE: { name: 'coalesce', arguments: ['same'], variadic: true, result: 'argument' },
  NULLIF: { name: 'nullif', arguments: ['same', 'same'], result: 'argument' },
  GREATEST: { name: 'greatest', arguments: ['same'], variadic: true, result: 'argument' },
  LEAST: { name: 'least', arguments: ['same'], variadic: true, result: 'argument' },
};

/** Aggregate functions by ADQL name. */
export const aggregates: Readonly<Record<string, 'count' | 'sum' | 'avg' | 'min' | 'max' | 'stddev' | 'string-agg'>> = {
  COUNT: 'count',
  SUM: 'sum',
  AVG: 'avg',
  MIN: 'min',
  MAX: 'max',
  STDDEV: 'stddev',
  STDEV: 'stddev',
  IVO_STRING_AGG: 'string-agg',
};

/** Operators and geometry that the plan uses beside the functions above; an engine must spell every one. */
export const operators: readonly string[] = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'and',
  'or',
  'not',
  'is-null',
  'in',
  'like',
  'ilike',
  'neg',
  'add',
  'sub',
  'mul',
  'div',
  'int-div',
  'bit-and',
  'bit-or',
  'bit-xor',
  'bit-not',
  'concat',
  'case',
  'cast',
  'try-cast',
  'timestamp-text',
  'float-text',
  'list',
  'url-encode',
  'within-circle',
  'distance',
];

/** Names that spatial resolving handles. */
export const geometryNames: readonly string[] = ['POINT', 'CIRCLE', 'CONTAINS', 'INTERSECTS', 'DISTANCE'];
