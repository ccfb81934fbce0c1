import type { Cursor } from './cursor.ts';
import { asValue } from './expected-kind.ts';
import * as messages from './messages.ts';
import { hintText, parseExpression, parseValue } from './parse-expression.ts';
import { parseSubquery } from './parse-query.ts';
import { power } from './power.ts';
import { replaceBy } from './problems.ts';
import type { Expression } from './tree.ts';

const starts = ['BETWEEN', 'IN', 'LIKE', 'ILIKE', 'IS'];

/** Whether `[NOT] BETWEEN | IN | LIKE | ILIKE` or IS stands here. */
export function predicateStarts(c: Cursor): boolean {
  return c.isOneOf(starts) || (c.is('NOT') && (c.isOneOf(starts, c.peek()) || c.peek().kind === 'name'));
}

/** The predicate that follows a value. */
export function parsePredicate(c: Cursor, left: Expression, from: number): Expression {
  const value = asValue(c, left);
  const not = c.take('NOT');
  if (not && c.token.kind === 'name') c.repair(['BETWEEN', 'IN', 'LIKE', 'ILIKE', 'NULL']);
  const negated = not ? { negated: true } : {};
  if (c.take('BETWEEN')) return parseBetween(c, value, negated, from);
  if (c.take('IN')) return parseIn(c, value, negated, from);
  if (c.is('LIKE') || c.is('ILIKE')) return parseLike(c, value, negated, from);
  if (not) {
    c.expected(messages.word('BETWEEN / IN / LIKE'));
    return value;
  }
  c.take('IS');
  const isNot = c.take('NOT');
  c.expect('NULL');
  return { kind: 'is-null', value, ...(isNot ? { negated: true } : {}), ...c.span(from) };
}

interface Negation {
  readonly negated?: boolean;
}

function operand(c: Cursor): Expression {
  return asValue(c, parseExpression(c, power.predicate + 1));
}

function parseBetween(c: Cursor, value: Expression, negated: Negation, from: number): Expression {
  const low = operand(c);
  const comma = c.token;
  if (c.take(',')) {
    c.problems.add('ADQL-EXPECTED', comma.from, comma.to, messages.expected(messages.word('AND'), ','), {
      fix: replaceBy(comma.from, comma.to, ' AND'),
    });
  } else c.expect('AND');
  const high = operand(c);
  return { kind: 'between', value, low, high, ...negated, ...c.span(from) };
}

function parseIn(c: Cursor, value: Expression, negated: Negation, from: number): Expression {
  const open = c.token;
  if (!c.is('(')) {
    c.expected(messages.what['listOrQuery']!);
    return { kind: 'in', value, list: [operand(c)], ...negated, ...c.span(from) };
  }
  if (c.startsQuery) return { kind: 'in-query', value, query: parseSubquery(c), ...negated, ...c.span(from) };
  c.advance();
  c.enter();
  const list = parseValues(c);
  for (const item of list) hintText(c, value, item);
  c.close(open);
  c.leave();
  return { kind: 'in', value, list, ...negated, ...c.span(from) };
}

/** Values with commas between them, up to the closing parenthesis; at least one. */
export function parseValues(c: Cursor): Expression[] {
  const list = [parseValue(c)];
  for (;;) {
    const comma = c.token;
    if (c.take(',')) {
      if (c.is(')')) {
        c.problems.add('ADQL-COMMA', comma.from, comma.to, messages.extraComma, {
          fix: replaceBy(comma.from, comma.to, ''),
        });
        return list;
      }
    } else if (['name', 'delimited', 'number', 'string'].includes(comma.kind)) {
      c.problems.add('ADQL-COMMA', comma.from, comma.to, messages.missingComma, {
        fix: replaceBy(c.lastEnd, c.lastEnd, ','),
      });
    } else return list;
    list.push(parseValue(c));
  }
}

function parseLike(c: Cursor, value: Expression, negated: Negation, from: number): Expression {
  const caseInsensitive = c.advance().text === 'ILIKE' ? { caseInsensitive: true } : {};
  const pattern = operand(c);
  hintText(c, value, pattern);
  let escaped: { escape?: string } = {};
  if (c.take('ESCAPE')) {
    if (c.token.kind === 'string' && c.token.text.length === 1) escaped = { escape: c.advance().text };
    else c.expected({ en: 'One character in single quotes', zh: '单引号中的一个字符' });
  }
  return { kind: 'like', value, pattern, ...caseInsensitive, ...escaped, ...negated, ...c.span(from) };
}
