import type { Cursor } from './cursor.ts';
import { asCondition, asOperand, asValue, missingExpression } from './expected-kind.ts';
import * as messages from './messages.ts';
import { parseCall, parseCase, parseCast, parseType } from './parse-call.ts';
import { parseName } from './parse-name.ts';
import { parsePredicate, predicateStarts } from './parse-predicate.ts';
import { parseSubquery } from './parse-query.ts';
import { power } from './power.ts';
import { replaceBy } from './problems.ts';
import type { ArithmeticOperator, BitOperator, ComparisonOperator, Expression } from './tree.ts';
import { clauseWords, reservedFunctions } from './words.ts';

const comparisonOperators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const operatorWords = ['AND', 'OR', 'BETWEEN', 'LIKE', 'ILIKE', 'IN', 'IS', 'NOT'];
/** Words that cannot begin a value and mean that one is missing. */
const notValues: ReadonlySet<string> = new Set(
  [...clauseWords, ...operatorWords, 'AS', 'ASC', 'DESC', 'BY', 'ON', 'USING', 'JOIN', 'SELECT', 'WITH'].filter(
    (word) => word !== 'NOT',
  ),
);

/** A value: what may stand in a select list. A condition in its place is told. */
export function parseValue(c: Cursor): Expression {
  return asValue(c, parseExpression(c, 0));
}

/** A search condition: what follows WHERE, HAVING, ON. */
export function parseCondition(c: Cursor): Expression {
  return asCondition(c, parseExpression(c, 0));
}

/** Any expression whose operators all bind at least as tightly as `least` (precedence climbing). */
export function parseExpression(c: Cursor, least: number): Expression {
  const from = c.token.from;
  let left = parsePrefix(c);
  for (;;) {
    const next = parseInfix(c, left, from, least);
    if (!next) return left;
    left = next;
  }
}

function parseInfix(c: Cursor, left: Expression, from: number, least: number): Expression | undefined {
  repairOperator(c);
  const { kind, text } = c.token;
  if (kind !== 'symbol' && kind !== 'word') return undefined;
  if (text === 'OR' || text === 'AND' || text === '&&') return parseLogical(c, left, from, least);
  const binding = power[text] ?? 0;
  if (comparisonOperators.has(text)) return least <= binding ? parseComparison(c, left, from) : undefined;
  if (kind === 'word' && predicateStarts(c))
    return least <= power.predicate ? parsePredicate(c, left, from) : undefined;
  if (kind !== 'symbol' || binding === 0 || least > binding) return undefined;
  return text === '%' || text === '**' || text === '::'
    ? parseForeignOperator(c, left, from)
    : parseArithmetic(c, left, from, text as ArithmeticOperator | BitOperator | '||');
}

/** A name where only an operator can stand. */
function repairOperator(c: Cursor): void {
  if (c.token.kind !== 'name') return;
  const alone = /^(isnull|notnull)$/i.test(c.token.text);
  if (alone || (!c.looksLikeAlias && !c.isLimit)) c.repair(operatorWords);
}

function parseLogical(c: Cursor, left: Expression, from: number, least: number): Expression | undefined {
  const operator = c.token.text === 'OR' ? 'OR' : 'AND';
  const binding = power[operator];
  if (least > binding) return undefined;
  const operands = [asCondition(c, left)];
  while (c.is(operator) || (operator === 'AND' && c.is('&&'))) {
    const token = c.advance();
    if (token.text === '&&') {
      c.problems.add('ADQL-OPERATOR', token.from, token.to, messages.operator('&&', 'AND'), {
        fix: replaceBy(token.from, token.to, 'AND'),
      });
    }
    operands.push(asCondition(c, parseExpression(c, binding + 1)));
  }
  return { kind: 'logical', operator, operands, ...c.span(from) };
}

function parseArithmetic(
  c: Cursor,
  left: Expression,
  from: number,
  operator: ArithmeticOperator | BitOperator | '||',
): Expression {
  const token = c.advance();
  if (operator === '||' && left.kind === 'comparison') return parseDoubleBar(c, left, from, token.from);
  const value = asOperand(c, left);
  const right = asOperand(c, parseExpression(c, power[operator]! + 1));
  return { kind: 'arithmetic', operator, left: value, right, ...c.span(from) };
}

/** `a = 1 || b = 2` of other languages. */
function parseDoubleBar(c: Cursor, left: Expression, from: number, at: number): Expression {
  c.problems.add('ADQL-OPERATOR', at, at + 2, messages.operator('||', 'OR'), { fix: replaceBy(at, at + 2, 'OR') });
  const right = asCondition(c, parseExpression(c, power.AND));
  return { kind: 'logical', operator: 'OR', operands: [left, right], ...c.span(from) };
}

function parseForeignOperator(c: Cursor, left: Expression, from: number): Expression {
  const token = c.advance();
  const value = asValue(c, left);
  const leftText = c.text.slice(from, token.from).trimEnd();
  const tell = (written: string, insert: string): void =>
    c.problems.add('ADQL-OPERATOR', token.from, token.to, messages.operator(written, insert), {
      fix: replaceBy(from, c.lastEnd, insert),
    });
  if (token.text === '::') {
    const typeFrom = c.token.from;
    const target = parseType(c);
    tell('::', `CAST(${leftText} AS ${c.text.slice(typeFrom, c.lastEnd)})`);
    return { kind: 'cast', value, target, ...c.span(from) };
  }
  const name = token.text === '%' ? 'MOD' : 'POWER';
  const rightFrom = c.token.from;
  const right = asValue(c, parseExpression(c, power[token.text]! + 1));
  tell(token.text, `${name}(${leftText}, ${c.text.slice(rightFrom, c.lastEnd)})`);
  return { kind: 'call', name, arguments: [value, right], ...c.span(from) };
}

function parseComparison(c: Cursor, left: Expression, from: number): Expression {
  const token = c.advance();
  const operator = token.text as ComparisonOperator;
  const value = left.kind === 'comparison' && c.text[from] !== '(' ? undefined : asValue(c, left);
  const right = asValue(c, parseExpression(c, power.predicate + 1));
  if (!value && left.kind === 'comparison') return parseChain(c, left, operator, right, from, token.from);
  if (right.kind === 'null' && (operator === '=' || operator === '<>')) {
    c.problems.add('ADQL-NULL', token.from, c.lastEnd, messages.equalsNull, {
      severity: 'warning',
      fix: replaceBy(token.from, c.lastEnd, operator === '=' ? 'IS NULL' : 'IS NOT NULL'),
    });
  }
  if (operator === '=' || operator === '<>') hintText(c, value!, right);
  return { kind: 'comparison', operator, left: value!, right, ...c.span(from) };
}

/** `1 < x < 5`, or `a = 1 || b = 2`. */
function parseChain(
  c: Cursor,
  left: Extract<Expression, { kind: 'comparison' }>,
  operator: ComparisonOperator,
  right: Expression,
  from: number,
  at: number,
): Expression {
  const middle = left.right;
  if (middle.kind === 'arithmetic' && middle.operator === '||' && middle.left.span) {
    const bars = c.text.indexOf('||', middle.left.span.to);
    c.problems.add('ADQL-OPERATOR', bars, bars + 2, messages.operator('||', 'OR'), {
      fix: replaceBy(bars, bars + 2, 'OR'),
    });
    const first = { ...left, right: middle.left };
    const second: Expression = { kind: 'comparison', operator, left: middle.right, right };
    return { kind: 'logical', operator: 'OR', operands: [first, second], ...c.span(from) };
  }
  const again = middle.span ? c.text.slice(middle.span.from, middle.span.to) : '';
  c.problems.add('ADQL-CHAIN', at, at + 1, messages.chain, { fix: replaceBy(at, at, `AND ${again} `) });
  const second: Expression = { kind: 'comparison', operator, left: middle, right };
  return { kind: 'logical', operator: 'AND', operands: [left, second], ...c.span(from) };
}

/** `class = "STAR"`: valid, but a text was meant more often than a column. */
export function hintText(c: Cursor, left: Expression, right: Expression): void {
  if (right.kind !== 'column' || right.name.parts.length !== 1 || !right.span || c.text[right.span.from] !== '"')
    return;
  const part = right.name.parts[0]!;
  if (!part.delimited || (left.kind === 'column' && left.name.parts.at(-1)!.delimited)) return;
  const { from, to } = right.span;
  c.problems.add('ADQL-TEXT', from, to, messages.nameForText, {
    severity: 'info',
    fix: replaceBy(from, to, `'${part.text.replaceAll("'", "''")}'`),
  });
}

function parsePrefix(c: Cursor): Expression {
  const { kind, from, text } = c.token;
  switch (kind) {
    case 'number':
      c.advance();
      return { kind: 'number', text, ...c.span(from) };
    case 'string':
      return parseString(c);
    case 'delimited':
      return parseColumn(c);
    case 'name':
      return c.is('(', c.peek()) ? parseCall(c) : parseColumn(c);
    case 'symbol':
      return parsePrefixSymbol(c);
    case 'word':
      return parsePrefixWord(c);
    default:
      return missingExpression(c);
  }
}

/** Texts on lines after another are one text, as in SQL-92. */
function parseString(c: Cursor): Expression {
  const from = c.token.from;
  let value = c.advance().text;
  while (c.token.kind === 'string' && /[\r\n]/.test(c.text.slice(c.lastEnd, c.token.from))) value += c.advance().text;
  return { kind: 'string', value, ...c.span(from) };
}

function parseColumn(c: Cursor): Expression {
  const from = c.token.from;
  const name = parseName(c, 4);
  return { kind: 'column', name, ...c.span(from) };
}

function parsePrefixSymbol(c: Cursor): Expression {
  const { from, to, text } = c.token;
  if (text === '(') return parseParenthesised(c);
  if (text === '-' || text === '+' || text === '~') {
    c.advance();
    c.enter();
    const operand = asValue(c, parseExpression(c, power.unary));
    c.leave();
    return { kind: 'unary', operator: text, operand, ...c.span(from) };
  }
  if (text === '!') {
    c.problems.add('ADQL-OPERATOR', from, to, messages.operator('!', 'NOT'), { fix: replaceBy(from, to, 'NOT ') });
    return parseNot(c);
  }
  return missingExpression(c);
}

function parseParenthesised(c: Cursor): Expression {
  const open = c.token;
  if (c.startsQuery) {
    const query = parseSubquery(c);
    return { kind: 'subquery', query, ...c.span(open.from) };
  }
  c.advance();
  c.enter();
  const inner = parseExpression(c, 0);
  c.close(open);
  c.leave();
  return { ...inner, ...c.span(open.from) };
}

function parseNot(c: Cursor): Expression {
  const { from } = c.advance();
  c.enter();
  const operand = asCondition(c, parseExpression(c, power.NOT));
  c.leave();
  return { kind: 'unary', operator: 'NOT', operand, ...c.span(from) };
}

function parsePrefixWord(c: Cursor): Expression {
  const { from, to, text } = c.token;
  const called = c.is('(', c.peek());
  switch (text) {
    case 'NULL':
      c.advance();
      return { kind: 'null', ...c.span(from) };
    case 'TRUE':
    case 'FALSE':
      c.advance();
      return { kind: 'boolean', value: text === 'TRUE', ...c.span(from) };
    case 'NOT':
      return parseNot(c);
    case 'CASE':
      return parseCase(c);
    case 'CAST':
      return called ? parseCast(c) : parseColumn(c);
    case 'EXISTS':
      if (!called) return parseColumn(c);
      c.advance();
      return { kind: 'exists', query: parseSubquery(c), ...c.span(from) };
  }
  if (called && reservedFunctions.has(text)) return parseCall(c);
  if (isMissingBefore(c)) return missingExpression(c);
  if (!called) return parseColumn(c);
  c.problems.add('ADQL-RESERVED', from, to, messages.notFunction(text));
  return parseCall(c);
}

/** Whether the word here goes on with the query, so that a value is missing before it. */
function isMissingBefore(c: Cursor): boolean {
  if (c.is('GROUP') || c.is('ORDER')) return c.is('BY', c.peek());
  if (c.openCases > 0 && c.isOneOf(['WHEN', 'THEN', 'ELSE', 'END'])) return true;
  return c.isOneOf(notValues);
}
