import { nearest } from '@lingtai/diagnostics';
import type { Cursor } from './cursor.ts';
import * as messages from './messages.ts';
import { type Draft, newDraft, parseClauses, parseCount } from './parse-clauses.ts';
import { parseValue } from './parse-expression.ts';
import { parseAlias, parseName } from './parse-name.ts';
import { replaceBy } from './problems.ts';
import type { SelectItem } from './tree.ts';
import { clauseWords, reservedFunctions } from './words.ts';

const wordsAfterItem = [...clauseWords, 'AS'];
const otherStatements = 'INSERT UPDATE DELETE CREATE DROP ALTER GRANT REVOKE BEGIN COMMIT SET EXECUTE EXEC'.split(' ');

/** SELECT up to the clauses that a SELECT inside UNION may have. */
export function parseSelect(c: Cursor): Draft {
  const draft = newDraft(c.token.from);
  parseSelectWord(c);
  parseQuantifiers(c, draft);
  draft.clauses.items = parseItems(c);
  parseClauses(c, draft, 'select', false);
  return draft;
}

function parseSelectWord(c: Cursor): void {
  if (c.take('SELECT') || (c.repair(['SELECT']) && c.take('SELECT'))) return;
  const { from, to } = c.token;
  if (c.isOneOf(otherStatements)) {
    c.problems.add('ADQL-STATEMENT', from, to, messages.onlySelect);
    c.advance();
    c.skipTo(['SELECT']);
    c.take('SELECT');
    return;
  }
  c.expected(messages.what['select']!);
}

/** `[DISTINCT | ALL] [TOP n]`, told when the other way round. */
function parseQuantifiers(c: Cursor, draft: Draft): void {
  const first = c.token;
  if (first.kind === 'name' && c.peek().kind === 'number' && !c.isLimit) c.repair(['TOP']);
  warnOfDistinct(c);
  draft.topAt = c.lastEnd;
  let topText: string | undefined;
  for (;;) {
    const token = c.token;
    if (c.take('DISTINCT') || c.take('ALL')) {
      if (token.text === 'DISTINCT') draft.clauses.distinct = true;
      if (topText !== undefined) {
        c.problems.add('ADQL-ORDER', token.from, token.to, messages.clauseOrder(token.text, 'TOP'), {
          fix: replaceBy(first.from, token.to, `${c.written(token)} ${topText}`),
        });
      }
      draft.topAt = c.lastEnd;
    } else if (c.take('TOP')) {
      const count = parseCount(c);
      if (count !== undefined) draft.clauses.top = count;
      topText = c.text.slice(token.from, c.lastEnd);
    } else return;
  }
}

/** `SELECT DISTINT a` reads as a column with an alias. */
function warnOfDistinct(c: Cursor): void {
  const { kind, text, from, to } = c.token;
  const next = c.peek();
  if (kind !== 'name' || (next.kind !== 'name' && next.kind !== 'delimited')) return;
  if (nearest(text, ['DISTINCT']) === undefined) return;
  c.problems.add('ADQL-KEYWORD', from, to, messages.mistyped(text, 'DISTINCT'), {
    severity: 'warning',
    nearest: 'DISTINCT',
    fix: replaceBy(from, to, 'DISTINCT'),
  });
}

function atListEnd(c: Cursor): boolean {
  if (c.atEnd || c.is(')') || c.is(';')) return true;
  if (c.is('GROUP') || c.is('ORDER')) return c.is('BY', c.peek());
  return c.isOneOf(clauseWords);
}

function startsItem(c: Cursor): boolean {
  const { kind, text } = c.token;
  if (kind === 'name') return !c.isLimit && !c.repair(clauseWords);
  if (kind === 'word') return reservedFunctions.has(text) && c.is('(', c.peek());
  return kind === 'delimited' || kind === 'number' || kind === 'string';
}

function parseItems(c: Cursor): SelectItem[] {
  const items: SelectItem[] = [];
  if (atListEnd(c)) c.expected(messages.what['value']!);
  while (!atListEnd(c)) {
    items.push(parseItem(c));
    const token = c.token;
    if (c.take(',')) {
      if (atListEnd(c)) {
        c.problems.add('ADQL-COMMA', token.from, token.to, messages.extraComma, {
          fix: replaceBy(token.from, token.to, ''),
        });
      }
    } else if (startsItem(c)) {
      c.problems.add('ADQL-COMMA', token.from, token.to, messages.missingComma, {
        fix: replaceBy(c.lastEnd, c.lastEnd, ','),
      });
    } else break;
  }
  return items;
}

function parseItem(c: Cursor): SelectItem {
  const from = c.token.from;
  if (c.take('*')) return { kind: 'all', ...c.span(from) };
  const of = parseQualifiedStar(c);
  if (of) return { kind: 'all', of, ...c.span(from) };
  const value = parseValue(c);
  const alias = parseAlias(c, wordsAfterItem);
  return { kind: 'value', value, ...(alias ? { alias } : {}), ...c.span(from) };
}

function parseQualifiedStar(c: Cursor): ReturnType<typeof parseName> | undefined {
  let distance = 0;
  const isName = (): boolean => ['name', 'delimited', 'word'].includes(c.peek(distance).kind);
  while (isName() && c.is('.', c.peek(distance + 1))) distance += 2;
  if (distance === 0 || !c.is('*', c.peek(distance))) return undefined;
  const of = parseName(c, 3);
  c.take('.');
  c.take('*');
  return of;
}
