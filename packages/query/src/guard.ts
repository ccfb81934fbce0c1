import type { ColumnType } from '@lingtai/columns';
import type { Plan, Relation, Scalar } from './ir.ts';
import { commonNumber, isInteger } from './types.ts';
import { inputsOf, mapScalars, mapSubqueries, relationsOf, scalarsOf, walkScalar, withInputs } from './walk.ts';

/** Functions that have a value or null for every argument; all others may fail, as integers that grow too large do. */
const neverFailing: ReadonlySet<string> = new Set([
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
  'clamp',
  'finite',
  'within-circle',
  'distance',
]);

/** Engines refuse longer patterns, some of them row by row. */
const longestPattern = 1000;

/** A pattern of a row, a long one, and one that ends with its escape fail where a text comes to that. */
function isPlainPattern({ function: name, arguments: args }: Extract<Scalar, { kind: 'apply' }>): boolean {
  if (name !== 'like' && name !== 'ilike') return false;
  const [pattern, mark] = args.slice(1).map((a) => (a.kind === 'literal' ? String(a.value) : undefined));
  if (pattern === undefined || pattern.length > longestPattern) return false;
  return args.length === 2 || (mark?.length === 1 && !endsInEscape(pattern, mark));
}

function endsInEscape(pattern: string, mark: string): boolean {
  let at = pattern.indexOf(mark);
  while (at >= 0 && at < pattern.length - 1) at = pattern.indexOf(mark, at + 2);
  return at >= 0;
}

/** More rows than any table has. */
const allRows = Number.MAX_SAFE_INTEGER;

/**
 * Engines test conditions in any order they like: a value that fails on a row would tell of rows that a rule keeps from the
 * asker. Where a query computes something that may fail, the rows of a rule come behind a limit, which no condition passes.
 */
export function guardRules(root: Relation): Relation {
  const all = relationsOf(root);
  return hasRules({ root }) && all.some((relation) => !isRule(relation) && scalarsOf(relation).some(mayFail))
    ? guarded(root)
    : root;
}

/** Whether a plan reads rows of which a rule keeps some from the asker. */
export function hasRules({ root }: Pick<Plan, 'root'>): boolean {
  return relationsOf(root).some(isRule);
}

/** The same, or of which some rows are in a part that is not read. */
export function withholdsRows({ root }: Pick<Plan, 'root'>): boolean {
  return relationsOf(root).some((relation) => isRule(relation) || (relation.kind === 'scan' && relation.withheld));
}

const isRule = (relation: Relation): boolean => relation.kind === 'filter' && relation.rule === true;

function mayFail(scalar: Scalar): boolean {
  let found = false;
  walkScalar(scalar, (s) => {
    if (s.kind === 'subquery') found = true;
    if (s.kind !== 'apply' || neverFailing.has(s.function) || isPlainPattern(s)) return;
    found ||= !(s.function === 'cast' && widens(s.arguments[0]!.type, s.type));
  });
  return found;
}

/** Every value of the one type has a place in the other. */
function widens(from: ColumnType, to: ColumnType): boolean {
  if (to.scalar === 'float64' || to.scalar === 'string') return from.scalar !== 'string';
  return isInteger(from) && isInteger(to) && commonNumber(from, to).scalar === to.scalar;
}

function guarded(relation: Relation): Relation {
  const inner = withInputs(relation, inputsOf(relation).map(guarded));
  const rebuilt = mapScalars(inner, (scalar) => mapSubqueries(scalar, guarded));
  return isRule(rebuilt) ? { kind: 'limit', input: rebuilt, limit: allRows } : rebuilt;
}
