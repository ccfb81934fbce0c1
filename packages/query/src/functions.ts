import { mathematics, otherMathematics } from './functions/mathematics.ts';
import { quantities, units } from './functions/quantities.ts';
import type { FunctionSignature } from './functions/signature.ts';
import { skyFunctions } from './functions/sky.ts';
import { otherTexts, texts } from './functions/texts.ts';

export { unitOf } from './functions/quantities.ts';
export type { ArgumentKind, FunctionHelpers, FunctionSignature } from './functions/signature.ts';

/** Functions that ADQL 2.1 itself does not have: user defined functions in the words of TAPRegExt. */
export const userFunctions: Readonly<Record<string, FunctionSignature>> = {
  ...otherMathematics,
  ...otherTexts,
  ...quantities,
  ...skyFunctions,
};

/**
 * The scalar functions of ADQL 2.1 and those beside it, by upper-case name. Outside its domain a function is null: one
 * strange row does not spoil a query.
 */
export const functions: Readonly<Record<string, FunctionSignature>> = {
  ...mathematics,
  ...texts,
  ...units,
  ...userFunctions,
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
  'clamp',
  'finite',
  'within-circle',
  'distance',
];

/** Names that spatial resolving handles. */
export const geometryNames: readonly string[] = [
  'POINT',
  'CIRCLE',
  'BOX',
  'POLYGON',
  'REGION',
  'MOC',
  'CENTROID',
  'COORD1',
  'COORD2',
  'COORDSYS',
  'DISTANCE',
  'AREA',
  'CONTAINS',
  'INTERSECTS',
];
