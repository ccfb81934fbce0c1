import type { ScalarType } from '@lingtai/columns';
import type { AggregateFunction } from '@lingtai/query';

/**
 * How one engine spells SQL. Functions are templates by plan name, or by name and number of arguments (`round/2`):
 * `{0}` is the first argument, `{*, }` all arguments joined by `, `, `{1*, }` those from the second on.
 */
export interface Dialect {
  readonly name: string;
  readonly typeNames: Readonly<Record<ScalarType, string>>;
  /** An array of a type; `{0}[]` when absent. */
  readonly arrayType?: string;
  readonly functions: Readonly<Record<string, string>>;
  readonly aggregates: Readonly<Record<AggregateFunction, string>>;
  /** A number in the text; absent: `CAST('0.5' AS DOUBLE)`. */
  readonly number?: (digits: string, typeName: string) => string;
  /** The text of the n-th parameter, from 1; absent: literals are printed into the text. */
  readonly parameter?: (n: number, typeName: string) => string;
}

/** Spellings that engines share; a dialect spreads them and replaces its own. */
export const commonFunctions: Readonly<Record<string, string>> = {
  eq: '({0} = {1})',
  ne: '({0} <> {1})',
  lt: '({0} < {1})',
  le: '({0} <= {1})',
  gt: '({0} > {1})',
  ge: '({0} >= {1})',
  and: '({* AND })',
  or: '({* OR })',
  not: '(NOT {0})',
  'is-null': '({0} IS NULL)',
  in: '({0} IN ({1*, }))',
  like: '({0} LIKE {1})',
  'like/3': '({0} LIKE {1} ESCAPE {2})',
  ilike: '(lower({0}) LIKE lower({1}))',
  // An escape that has no case stands in for the one of the pattern.
  'ilike/3':
    '(lower({0}) LIKE lower(replace(replace(replace({1}, {2} || {2}, chr(5)), {2}, chr(4)), chr(5), {2})) ESCAPE chr(4))',
  neg: '(-{0})',
  add: '({0} + {1})',
  sub: '({0} - {1})',
  mul: '({0} * {1})',
  div: '({0} / nullif({1}, 0))',
  'int-div': '({0} / nullif({1}, 0))',
  concat: '({0} || {1})',
  abs: 'abs({0})',
  ceiling: 'ceiling({0})',
  floor: 'floor({0})',
  sqrt: '(CASE WHEN {0} >= 0 THEN sqrt({0}) END)',
  exp: 'exp({0})',
  log: '(CASE WHEN {0} > 0 THEN ln({0}) END)',
  log10: '(CASE WHEN {0} > 0 THEN log10({0}) END)',
  pi: 'pi()',
  degrees: 'degrees({0})',
  radians: 'radians({0})',
  sin: 'sin({0})',
  cos: 'cos({0})',
  tan: 'tan({0})',
  cot: '(1 / nullif(tan({0}), 0))',
  asin: '(CASE WHEN {0} BETWEEN -1 AND 1 THEN asin({0}) END)',
  acos: '(CASE WHEN {0} BETWEEN -1 AND 1 THEN acos({0}) END)',
  atan: 'atan({0})',
  atan2: 'atan2({0}, {1})',
  hypot: 'sqrt({0} * {0} + {1} * {1})',
  // Of what cannot be negative.
  root: 'sqrt({0})',
  clamp: '(CASE WHEN {0} < {1} THEN {1} WHEN {0} > {2} THEN {2} ELSE {0} END)',
  if: '(CASE WHEN {0} THEN {1} ELSE {2} END)',
  'if/2': '(CASE WHEN {0} THEN {1} END)',
  rand: 'random()',
  strpos: 'strpos({0}, {1})',
  upper: 'upper({0})',
  lower: 'lower({0})',
  trim: 'trim({0})',
  length: 'length({0})',
  substring: 'substring({*, })',
  coalesce: 'coalesce({*, })',
  'coalesce/1': '{0}',
  nullif: 'nullif({0}, {1})',
  greatest: 'greatest({*, })',
  least: 'least({*, })',
};

/** The spelling of a function with so many arguments; absent: it is no function of the dialect. */
export function templateOf(name: string, count: number, { functions }: Dialect): string | undefined {
  return functions[`${name}/${count}`] ?? functions[name];
}

/** Spelled by the printer itself, each argument once. */
const spelledAlways: ReadonlySet<string> = new Set(['case', 'cast', 'try-cast']);

/**
 * Whether an engine computes the argument at an index of a function of so many more than once: it stands so in the text,
 * or in a NULLIF, which engines write out.
 */
export function repeatsIn(dialect: Dialect): (name: string, count: number, index: number) => boolean {
  return (name, count, index) => {
    const template = templateOf(name, count, dialect);
    const mark = `{${index}}`;
    // What has no spelling of its own is written in terms of others, which may take an argument many times.
    if (template === undefined) return !spelledAlways.has(name);
    return template.split(mark).length > 2 || /\bnullif\b/.test(template);
  };
}

/** Fills a template with the texts of the arguments. */
export function fill(template: string, args: readonly string[]): string {
  return template.replace(
    /\{(\d*)(?:(\*)([^}]*))?\}/g,
    (_, first: string, all: string | undefined, separator: string) =>
      all ? args.slice(first === '' ? 0 : Number(first)).join(separator) : args[Number(first)]!,
  );
}

/** A name as SQL takes it whatever it holds. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL string. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
