import type { Cursor } from './cursor.ts';
import * as messages from './messages.ts';
import { replaceBy } from './problems.ts';
import type { Name } from './tree.ts';
import { clauseWords, joinWords, quoteName } from './words.ts';

type Part = Name['parts'][number];

/** What stands where a name is missing. */
export function missingName(c: Cursor): Name {
  const at = c.lastEnd;
  return { parts: [{ text: '' }], span: { from: at, to: at } };
}

/** One part of a name; a reserved word in its place is told and taken. */
function parsePart(c: Cursor): Part | undefined {
  const token = c.token;
  if (token.kind === 'name') {
    c.advance();
    return { text: token.text };
  }
  if (token.kind === 'delimited') {
    c.advance();
    return { text: token.text, delimited: true };
  }
  if (token.kind !== 'word') return undefined;
  const text = c.written();
  c.problems.add('ADQL-RESERVED', token.from, token.to, messages.reserved(text), {
    fix: replaceBy(token.from, token.to, quoteName(text)),
  });
  c.advance();
  return { text, delimited: true };
}

/** `a.b.c`; stops before `.*`. */
export function parseName(c: Cursor, most: number): Name {
  const from = c.token.from;
  const parts: Part[] = [];
  for (;;) {
    const part = parsePart(c);
    if (!part) {
      c.expected(messages.what['name']!);
      parts.push({ text: '' });
    } else parts.push(part);
    if (!c.is('.') || c.is('*', c.peek())) break;
    c.advance();
  }
  const name = { parts, ...c.span(from) };
  if (parts.length > most) c.problems.add('ADQL-NAME', from, c.lastEnd, messages.manyParts(most));
  return name;
}

/** A single name, as in aliases, USING and WITH. */
export function parseSingleName(c: Cursor): Name {
  const from = c.token.from;
  const part = parsePart(c);
  if (part) return { parts: [part], ...c.span(from) };
  c.expected(messages.what['name']!);
  return missingName(c);
}

/** `[AS] name`; a mistyped word of the grammar in its place is mended and left. */
export function parseAlias(c: Cursor, wordsHere: readonly string[]): Name | undefined {
  if (c.take('AS')) {
    if (c.isOneOf(clauseWords) && !c.isOneOf([',', ...clauseWords], c.peek()) && c.peek().kind !== 'end') {
      c.expected(messages.what['name']!);
      return missingName(c);
    }
    return parseSingleName(c);
  }
  if (c.token.kind === 'delimited') return parseSingleName(c);
  if (c.token.kind === 'name') {
    if (!c.looksLikeAlias && (c.isLimit || c.repair(wordsHere))) return undefined;
    return parseSingleName(c);
  }
  const isWordAsAlias =
    c.token.kind === 'word' && c.looksLikeAlias && !c.isOneOf([...clauseWords, ...joinWords, ...notAliases]);
  return isWordAsAlias ? parseSingleName(c) : undefined;
}

/** Words that go on with what stands before them. */
const notAliases = [
  'AND', 'OR', 'NOT', 'IN', 'IS', 'LIKE', 'ILIKE', 'BETWEEN', 'AS', 'ASC', 'DESC', 'BY', 'WHEN', 'THEN', 'ELSE', 'END',
  'OUTER', 'NULL', 'SELECT', 'WITH', 'TOP', 'DISTINCT', 'ALL', 'FETCH', 'ESCAPE', 'FOR',
]; // biome-ignore format: a list of words
