import type { Diagnostic } from '@lingtai/diagnostics';
import { Cursor, TooDeep } from './cursor.ts';
import * as messages from './messages.ts';
import { parseQuery } from './parse-query.ts';
import { Problems, replaceBy } from './problems.ts';
import type { Query } from './tree.ts';

/** The longest text that is read, in UTF-16 code units. */
export const longestQuery = 1_048_576;
/** The greatest height of a tree: chains such as `a + a + a …` grow one level with each operator. */
const highestTree = 1_000;

export interface Parsed {
  /** Present when there is anything to work with; sound only when no diagnostic is an error. */
  readonly tree?: Query;
  /** In the order of the text, with line, column and, where one is known, a repair. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a query of ADQL 2.1 (REC-ADQL-2.1) with what Lingtai takes beside it: bitwise operators, hexadecimal numbers,
 * CASE, CROSS JOIN, TRUE and FALSE, sub-queries as values, LIKE … ESCAPE. Never throws. Unknown names are not looked at.
 */
export function parseAdql(text: string): Parsed {
  const problems = new Problems(text.length > longestQuery ? '' : text);
  if (text.length > longestQuery) {
    problems.add('ADQL-LONG', longestQuery, text.length, messages.tooLong(text.length, longestQuery));
    return { diagnostics: problems.list() };
  }
  const c = new Cursor(text, problems);
  if (c.atEnd) {
    problems.add('ADQL-EMPTY', 0, text.length, messages.empty);
    return { diagnostics: problems.list() };
  }
  try {
    const tree = parseQuery(c, true);
    parseEnd(c);
    const high = c.count > highestTree && heightOf(tree) > highestTree;
    if (!high) return { tree, diagnostics: problems.list() };
    problems.add('ADQL-DEEP', 0, text.length, messages.tooDeep(highestTree));
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
  }
  return { diagnostics: problems.list() };
}

/** Nothing but semicolons may follow. */
function parseEnd(c: Cursor): void {
  while (c.take(';'));
  if (c.atEnd) return;
  const { from } = c.token;
  const fix = { fix: replaceBy(from, c.text.length, '') };
  const isQuery = c.isOneOf(['SELECT', 'WITH']);
  if (isQuery) c.problems.add('ADQL-SECOND', from, c.text.length, messages.secondQuery, fix);
  else c.problems.add('ADQL-UNEXPECTED', from, c.token.to, messages.unexpected(c.written()));
}

/** Levels of objects from the root to the lowest leaf, without recursion; arrays do not count. */
function heightOf(root: object): number {
  let height = 0;
  let level: object[] = [root];
  while (level.length > 0 && height <= highestTree) {
    height++;
    level = level.flatMap(childrenOf);
  }
  return height;
}

function childrenOf(node: object): object[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'span' || typeof value !== 'object' || value === null) return [];
    return Array.isArray(value) ? (value as object[]).filter((v) => typeof v === 'object') : [value as object];
  });
}
