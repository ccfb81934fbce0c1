import type { Cursor } from './cursor.ts';
import * as messages from './messages.ts';
import { type Draft, finished, newDraft, parseClauses } from './parse-clauses.ts';
import { parseSingleName } from './parse-name.ts';
import { parseSelect } from './parse-select.ts';
import { replaceBy } from './problems.ts';
import type { CommonTable, Query, SetOperator } from './tree.ts';

const powers: Readonly<Record<SetOperator, number>> = { UNION: 1, EXCEPT: 1, INTERSECT: 2 };

/** A query on its way: a bare SELECT may still get clauses, anything else only ORDER BY and OFFSET. */
interface Operand {
  readonly query: Query;
  readonly draft?: Draft;
  readonly parenthesised?: boolean;
}

/** `[WITH …] <select_expression>`: the whole text, or what stands in the parentheses of a sub-query. */
export function parseQuery(c: Cursor, top: boolean): Query {
  c.enter();
  const from = c.token.from;
  const common = c.is('WITH') ? parseWith(c, top) : undefined;
  const start = c.token.from;
  let operand = parseSets(c, parseOperand(c), 1);
  let query = parseTail(c, operand, start, top);
  while (setOperator(c)) {
    const end = c.lastEnd;
    c.problems.add('ADQL-ORDER', start, end, messages.operandOrder, {
      fix: replaceBy(start, end, `(${c.text.slice(start, end)})`),
    });
    operand = parseSets(c, { query, parenthesised: true }, 1);
    query = parseTail(c, operand, start, top);
  }
  c.leave();
  return common ? { ...query, with: common, ...c.span(from) } : query;
}

/** `(query)`, at its parenthesis. */
export function parseSubquery(c: Cursor): Query {
  const open = c.advance();
  const query = parseQuery(c, false);
  c.close(open);
  return query;
}

function parseWith(c: Cursor, top: boolean): CommonTable[] | undefined {
  const word = c.advance();
  if (!top) c.problems.add('ADQL-WITH', word.from, word.to, messages.withInside);
  const tables: CommonTable[] = [];
  do {
    const from = c.token.from;
    const name = parseSingleName(c);
    c.expect('AS');
    if (!c.is('(')) {
      c.expected(messages.what['query']!);
      break;
    }
    tables.push({ name, query: parseSubquery(c), ...c.span(from) });
  } while (c.take(','));
  return top ? tables : undefined;
}

function setOperator(c: Cursor): SetOperator | undefined {
  return c.token.kind === 'word' && c.token.text in powers ? (c.token.text as SetOperator) : undefined;
}

function parseOperand(c: Cursor): Operand {
  if (c.is('(')) return { query: parseSubquery(c), parenthesised: true };
  const draft = parseSelect(c);
  return { query: finished(c, draft), draft };
}

function parseSets(c: Cursor, first: Operand, least: number): Operand {
  const from = first.query.span?.from ?? c.token.from;
  let left = first;
  for (let operator = setOperator(c); operator && powers[operator] >= least; operator = setOperator(c)) {
    const power = powers[operator];
    c.advance();
    const all = c.take('ALL');
    if (!all) c.take('DISTINCT');
    const right = parseSets(c, parseOperand(c), power + 1).query;
    left = {
      query: { kind: 'set', operator, ...(all ? { all } : {}), left: left.query, right, ...c.span(from) },
    };
  }
  return left;
}

function parseTail(c: Cursor, operand: Operand, from: number, top: boolean): Query {
  const draft = operand.draft ?? newDraft(from);
  parseClauses(c, draft, 'all', top);
  if (operand.draft) return finished(c, draft);
  const { orderBy, offset } = draft.clauses;
  if (!orderBy && offset === undefined) return operand.query;
  const tail = { ...(orderBy ? { orderBy } : {}), ...(offset === undefined ? {} : { offset }) };
  if (operand.parenthesised) return { kind: 'nested', query: operand.query, ...tail, ...c.span(from) };
  return { ...operand.query, ...tail, ...c.span(from) };
}
