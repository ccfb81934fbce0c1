import type { Cursor } from './cursor.ts';
import * as messages from './messages.ts';
import { replaceBy } from './problems.ts';
import type { Expression } from './tree.ts';

const conditions: ReadonlySet<Expression['kind']> = new Set([
  'comparison',
  'logical',
  'between',
  'in',
  'in-query',
  'like',
  'is-null',
  'exists',
]);

/** What stands where an expression is missing; tells it. */
export function missingExpression(c: Cursor): Expression {
  c.expected(messages.what['value']!);
  const at = c.lastEnd;
  const span = { from: at, to: at };
  return { kind: 'column', name: { parts: [{ text: '' }], span }, span };
}

function isMissing(e: Expression): boolean {
  return e.kind === 'column' && e.name.parts.length === 1 && e.name.parts[0]!.text === '';
}

/** Whether an expression is true or false by its form; TRUE and FALSE are both values and conditions. */
function isCondition(e: Expression): boolean {
  return conditions.has(e.kind) || (e.kind === 'unary' && e.operator === 'NOT');
}

/** The expression where a condition is wanted; tells when it is a value. */
export function asCondition(c: Cursor, e: Expression): Expression {
  if (isCondition(e) || e.kind === 'boolean' || isMissing(e) || !e.span) return e;
  const { from, to } = e.span;
  const isTest = e.kind === 'call' && /^(CONTAINS|INTERSECTS|IVO_|GAVO_)/.test(e.name);
  if (isTest) c.problems.add('ADQL-CONDITION', from, to, messages.oneEquals, { fix: replaceBy(from, from, '1 = ') });
  else c.problems.add('ADQL-CONDITION', from, to, messages.valueNotCondition);
  return e;
}

/** The expression where a value is wanted; tells when it is a condition. */
export function asValue(c: Cursor, e: Expression): Expression {
  if (isCondition(e) && e.span) {
    c.problems.add('ADQL-VALUE', e.span.from, e.span.to, messages.conditionNotValue);
  }
  return e;
}

const geometries = /^(POINT|CIRCLE|BOX|POLYGON|REGION|CENTROID)$/;

/** The expression where a number or a text is wanted; tells when it is a condition or a geometry. */
export function asOperand(c: Cursor, e: Expression): Expression {
  if (e.kind === 'call' && geometries.test(e.name) && e.span) {
    c.problems.add('ADQL-VALUE', e.span.from, e.span.to, messages.geometryOperand(e.name));
  }
  return asValue(c, e);
}
