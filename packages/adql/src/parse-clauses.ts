import type { Cursor } from './cursor.ts';
import * as messages from './messages.ts';
import { parseCondition, parseValue } from './parse-expression.ts';
import { parseFrom } from './parse-table.ts';
import { replaceBy } from './problems.ts';
import type { Expression, OrderItem, SelectQuery } from './tree.ts';
import { clauseWords } from './words.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Clause = 'FROM' | 'WHERE' | 'GROUP BY' | 'HAVING' | 'ORDER BY' | 'OFFSET' | 'LIMIT';

const ranks: Readonly<Record<Clause, number>> = {
  FROM: 0,
  WHERE: 1,
  'GROUP BY': 2,
  HAVING: 3,
  'ORDER BY': 4,
  OFFSET: 5,
  LIMIT: 6,
};

interface Segment {
  readonly clause: Clause;
  readonly from: number;
  readonly to: number;
}

/** A query whose clauses are still being read. */
export interface Draft {
  readonly from: number;
  /** Where TOP belongs: after SELECT and its quantifier; absent when the query is no bare SELECT. */
  topAt?: number;
  readonly clauses: Partial<Mutable<SelectQuery>>;
  readonly segments: Segment[];
}

export function newDraft(from: number): Draft {
  return { from, clauses: {}, segments: [] };
}

/** The SELECT that the draft has become. */
export function finished(c: Cursor, draft: Draft): SelectQuery {
  const { items = [], ...clauses } = draft.clauses;
  const { distinct, top, ...rest } = clauses;
  return {
    kind: 'select',
    ...(distinct ? { distinct } : {}),
    ...(top === undefined ? {} : { top }),
    items,
    ...rest,
    ...c.span(draft.from),
  };
}

/**
 * Clauses in whatever order they come; those out of place are told and taken. `select`: only those before ORDER BY.
 * `all`: all to the end of the query, over what cannot be understood.
 */
export function parseClauses(c: Cursor, draft: Draft, which: 'select' | 'all', top: boolean): void {
  for (;;) {
    const clause = clauseHere(c);
    if (clause && (which === 'all' || ranks[clause] <= ranks.HAVING)) parseClause(c, draft, clause);
    else if (which === 'select' || !skipUnexpected(c, top)) break;
  }
  if (which === 'all' && draft.topAt !== undefined && !draft.segments.some((s) => s.clause === 'FROM')) {
    const { from, to } = c.token;
    c.problems.add('ADQL-NO-FROM', from, to, messages.noFrom);
  }
}

function clauseHere(c: Cursor): Clause | undefined {
  if (c.isLimit || c.is('FETCH')) return 'LIMIT';
  if (c.token.kind === 'name') c.repair([...clauseWords, 'LIMIT']);
  if (c.isLimit) return 'LIMIT';
  const { kind, text } = c.token;
  if (kind !== 'word') return undefined;
  if (text === 'GROUP' || text === 'ORDER') return `${text} BY`;
  return text in ranks ? (text as Clause) : undefined;
}

/** Passes what cannot stand between clauses; false at the end of the query. */
function skipUnexpected(c: Cursor, top: boolean): boolean {
  const { from, to } = c.token;
  if (c.atEnd || c.is(';') || c.isOneOf(['UNION', 'EXCEPT', 'INTERSECT'])) return false;
  if (c.is(')')) {
    if (!top) return false;
    c.problems.add('ADQL-UNOPENED', from, to, messages.unopened, { fix: replaceBy(from, to, '') });
    c.advance();
    return true;
  }
  if (!top && c.is(',')) return false;
  c.problems.add('ADQL-UNEXPECTED', from, to, messages.unexpected(c.written()));
  c.advance();
  c.skipTo([...clauseWords, 'FETCH']);
  return true;
}

function parseClause(c: Cursor, draft: Draft, clause: Clause): void {
  const { from, to } = c.token;
  const again = draft.segments.some((s) => s.clause === clause);
  const later = draft.segments.find((s) => ranks[s.clause] > ranks[clause]);
  c.advance();
  if (clause === 'LIMIT') parseLimit(c, draft, from);
  else readClause(c, draft.clauses, clause);
  const end = c.lastEnd;
  if (draft.topAt === undefined && ranks[clause] <= ranks.HAVING) {
    c.problems.add('ADQL-UNEXPECTED', from, to, messages.unexpected(clause));
  } else if (again && clause !== 'LIMIT') c.problems.add('ADQL-ORDER', from, to, messages.twice(clause));
  else if (later) {
    const moved = `${c.text.slice(from, end)} ${c.text.slice(later.from, from).trimEnd()}`;
    c.problems.add('ADQL-ORDER', from, end, messages.clauseOrder(clause, later.clause), {
      fix: replaceBy(later.from, end, moved),
    });
  }
  draft.segments.push({ clause, from, to: end });
}

function readClause(c: Cursor, clauses: Draft['clauses'], clause: Exclude<Clause, 'LIMIT'>): void {
  switch (clause) {
    case 'FROM':
      clauses.from = parseFrom(c);
      break;
    case 'WHERE':
      clauses.where = parseCondition(c);
      break;
    case 'GROUP BY':
      c.expect('BY');
      clauses.groupBy = parseList(c, parseValue);
      break;
    case 'HAVING':
      clauses.having = parseCondition(c);
      break;
    case 'ORDER BY':
      c.expect('BY');
      clauses.orderBy = parseList(c, parseOrderItem);
      break;
    case 'OFFSET': {
      const offset = parseCount(c);
      if (offset !== undefined) clauses.offset = offset;
      dropRows(c);
      break;
    }
  }
}

function parseList<T>(c: Cursor, parse: (c: Cursor) => T): T[] {
  const list = [parse(c)];
  for (let comma = c.token; c.take(','); comma = c.token) {
    if (c.atEnd || c.is(')') || c.isOneOf(clauseWords)) {
      c.problems.add('ADQL-COMMA', comma.from, comma.to, messages.extraComma, {
        fix: replaceBy(comma.from, comma.to, ''),
      });
      break;
    }
    list.push(parse(c));
  }
  return list;
}

function parseOrderItem(c: Cursor): OrderItem {
  const from = c.token.from;
  const value: Expression = parseValue(c);
  if (c.token.kind === 'name' && !c.isLimit) c.repair(['ASC', 'DESC']);
  const descending = c.take('DESC');
  if (!descending) c.take('ASC');
  return { value, ...(descending ? { descending } : {}), ...c.span(from) };
}

/** An unsigned whole number, as TOP and OFFSET take it; `TOP (10)` is mended. */
export function parseCount(c: Cursor): number | undefined {
  const open = c.token;
  const inParentheses = c.is('(') && c.peek().kind === 'number' && c.is(')', c.peek(2));
  if (inParentheses) c.advance();
  const token = c.token;
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) {
    c.expected(messages.what['wholeNumber']!);
    if (token.kind === 'number') c.advance();
    return undefined;
  }
  c.advance();
  if (inParentheses) {
    c.advance();
    c.problems.add('ADQL-UNEXPECTED', open.from, c.lastEnd, messages.expected(messages.what['wholeNumber']!, '('), {
      fix: replaceBy(open.from, c.lastEnd, `${/\s/.test(c.text[open.from - 1] ?? '') ? '' : ' '}${token.text}`),
    });
  }
  const value = Number(token.text);
  if (Number.isSafeInteger(value)) return value;
  c.problems.add('ADQL-NUMBER', token.from, token.to, messages.bigCount);
  return undefined;
}

/** `OFFSET 10 ROWS` of SQL. */
function dropRows(c: Cursor): void {
  const token = c.token;
  if (!c.take('ROWS')) return;
  c.problems.add('ADQL-UNEXPECTED', token.from, token.to, messages.unexpected(c.written(token)), {
    fix: replaceBy(token.from, token.to, ''),
  });
}

/** `LIMIT n`, `LIMIT offset, n`, `LIMIT n OFFSET m`, `FETCH FIRST n ROWS ONLY`: all are TOP in ADQL. */
function parseLimit(c: Cursor, draft: Draft, from: number): void {
  while (c.isOneOf(['FIRST', 'NEXT'])) c.advance();
  const first = c.token.kind === 'number' ? c.advance().text : '1';
  const second = c.peek().kind === 'number' && c.take(',') ? c.advance().text : undefined;
  while (c.isOneOf(['ROWS', 'ONLY']) || (c.token.kind === 'name' && /^row$/i.test(c.token.text))) c.advance();
  const end = c.lastEnd;
  const [count, offset] = second === undefined ? [first, ''] : [second, ` OFFSET ${first}`];
  const written = /^\w+/.exec(c.text.slice(from))?.[0].toUpperCase() ?? 'LIMIT';
  const at = draft.clauses.top === undefined ? draft.topAt : undefined;
  const between = at === undefined ? '' : c.text.slice(at, from).trimEnd();
  c.problems.add('ADQL-LIMIT', from, end, messages.limit(written), {
    ...(at === undefined ? {} : { fix: replaceBy(at, end, ` TOP ${count}${between}${offset}`) }),
  });
  if (at !== undefined && /^\d{1,15}$/.test(count)) draft.clauses.top = Number(count);
}
