import type { Cursor } from './cursor.ts';
import * as messages from './messages.ts';
import { parseCondition } from './parse-expression.ts';
import { missingName, parseAlias, parseName, parseSingleName } from './parse-name.ts';
import { parseSubquery } from './parse-query.ts';
import { replaceBy } from './problems.ts';
import type { Expression, JoinType, Name, TableExpression } from './tree.ts';
import { clauseWords, joinWords } from './words.ts';

const wordsAfterTable = [...clauseWords, ...joinWords, 'AS'];
const joinStarts: ReadonlySet<string> = new Set([
  'NATURAL',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'CROSS',
  'OUTER',
  'JOIN',
]);
const types: Readonly<Record<string, JoinType>> = {
  INNER: 'inner',
  LEFT: 'left',
  RIGHT: 'right',
  FULL: 'full',
  CROSS: 'cross',
};

/** `<table_reference> [, <table_reference>]…` after FROM. */
export function parseFrom(c: Cursor): TableExpression {
  const from = c.token.from;
  let left = parseJoined(c);
  for (;;) {
    const comma = c.token;
    if (c.take(',')) {
      if (c.atEnd || c.is(')') || c.isOneOf(clauseWords)) {
        c.problems.add('ADQL-COMMA', comma.from, comma.to, messages.extraComma, {
          fix: replaceBy(comma.from, comma.to, ''),
        });
        return left;
      }
    } else if (startsTable(c)) {
      c.problems.add('ADQL-COMMA', comma.from, comma.to, messages.missingComma, {
        fix: replaceBy(c.lastEnd, c.lastEnd, ','),
      });
    } else return left;
    const right = parseJoined(c);
    left = { kind: 'join', type: 'cross', left, right, ...c.span(from) };
  }
}

function startsTable(c: Cursor): boolean {
  if (c.token.kind === 'delimited' || (c.is('(') && c.startsQuery)) return true;
  return c.token.kind === 'name' && !c.isLimit && !c.repair(wordsAfterTable);
}

function parseJoined(c: Cursor): TableExpression {
  const from = c.token.from;
  let left = parseTable(c);
  for (;;) {
    if (c.token.kind === 'name') c.repair([...joinStarts]);
    if (!c.isOneOf(joinStarts)) return left;
    left = parseJoin(c, left, from);
  }
}

function parseJoin(c: Cursor, left: TableExpression, from: number): TableExpression {
  const natural = c.take('NATURAL');
  const word = c.token;
  const type = (word.kind === 'word' && types[word.text]) || 'inner';
  if (word.kind === 'word' && word.text in types) c.advance();
  const outer = c.token;
  if (c.take('OUTER') && (type === 'inner' || type === 'cross')) {
    c.problems.add('ADQL-EXPECTED', outer.from, outer.to, messages.unexpected('OUTER'));
  }
  c.expect('JOIN');
  const right = parseTable(c);
  const { on, using } = parseJoinSpecification(c, natural || type === 'cross');
  return {
    kind: 'join',
    type,
    ...(natural ? { natural: true } : {}),
    left,
    right,
    ...(on ? { on } : {}),
    ...(using ? { using } : {}),
    ...c.span(from),
  };
}

function parseJoinSpecification(c: Cursor, none: boolean): { on?: Expression; using?: Name[] } {
  if (c.token.kind === 'name' && !c.looksLikeAlias) c.repair(['ON', 'USING']);
  const { from, to } = c.token;
  if (!c.is('ON') && !c.is('USING')) {
    if (!none) c.problems.add('ADQL-JOIN', from, to, messages.joinCondition, { severity: 'warning' });
    return {};
  }
  if (none) c.problems.add('ADQL-UNEXPECTED', from, to, messages.naturalWithCondition);
  if (c.take('ON')) {
    const on = parseCondition(c);
    return none ? {} : { on };
  }
  c.advance();
  const open = c.token;
  if (!c.expect('(')) return {};
  const using = [parseSingleName(c)];
  while (c.take(',')) using.push(parseSingleName(c));
  c.close(open);
  return none ? {} : { using };
}

function parseTable(c: Cursor): TableExpression {
  const from = c.token.from;
  if (c.is('(')) return c.startsQuery ? parseDerived(c) : parseParenthesised(c);
  if (
    c.token.kind === 'end' ||
    c.isOneOf([...clauseWords, ',', ')', ...joinStarts, 'ON']) ||
    c.token.kind === 'symbol'
  ) {
    c.expected(messages.what['table']!);
    return { kind: 'table', name: missingName(c), ...c.span(from) };
  }
  if (c.token.kind === 'string' || c.token.kind === 'number') {
    c.expected(messages.what['table']!);
    c.advance();
    return { kind: 'table', name: missingName(c), ...c.span(from) };
  }
  const name = parseName(c, 3);
  const alias = parseAlias(c, wordsAfterTable);
  return { kind: 'table', name, ...(alias ? { alias } : {}), ...c.span(from) };
}

function parseDerived(c: Cursor): TableExpression {
  const from = c.token.from;
  const query = parseSubquery(c);
  const end = c.lastEnd;
  const alias = parseAlias(c, wordsAfterTable);
  if (!alias) {
    c.problems.add('ADQL-ALIAS', from, end, messages.needsAlias, { fix: replaceBy(end, end, ' AS q') });
  }
  return { kind: 'derived', query, alias: alias ?? missingName(c), ...c.span(from) };
}

function parseParenthesised(c: Cursor): TableExpression {
  const open = c.advance();
  c.enter();
  const inner = parseJoined(c);
  c.close(open);
  c.leave();
  return { ...inner, ...c.span(open.from) };
}
