import { type Token, tokenize } from '@lingtai/adql';

/** A table that a query names after FROM or JOIN. */
export interface NamedTable {
  /** The parts of the name without quotes: `['demo_dr1_v1', 'lrs']`. */
  readonly parts: readonly string[];
  readonly alias?: string;
}

/** A name without its quotes. */
export function unquoted(name: string): string {
  return name.startsWith('"') ? name.replace(/^"|"$/g, '').replaceAll('""', '"') : name;
}

const clauseEnds = new Set(['WHERE', 'GROUP', 'ORDER', 'HAVING', 'OFFSET', 'UNION', 'EXCEPT', 'INTERSECT', 'SELECT']);

/** The tables of every FROM of a text, right or half typed: what completion needs while nothing parses. */
export function tablesInFrom(text: string): NamedTable[] {
  const tokens = tokenize(text).filter((token) => token.kind !== 'comment');
  const found: NamedTable[] = [];
  let expected = false;
  let inFrom = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const word = text.slice(token.from, token.to);
    const upper = token.kind === 'keyword' ? word.toUpperCase() : '';
    if (upper === 'FROM' || upper === 'JOIN') [expected, inFrom] = [true, true];
    else if (clauseEnds.has(upper)) [expected, inFrom] = [false, false];
    else if (word === ',' && inFrom) expected = true;
    else if (word === '(') continue;
    else if (expected && isName(token)) {
      const { table, next } = readTable(tokens, i, text);
      found.push(table);
      [expected, i] = [false, next - 1];
    } else expected = false;
  }
  return found;
}

const isName = ({ kind }: Token): boolean => kind === 'name' || kind === 'delimited-name';

function readTable(tokens: readonly Token[], start: number, text: string): { table: NamedTable; next: number } {
  const wordAt = (i: number): string => (tokens[i] ? text.slice(tokens[i].from, tokens[i].to) : '');
  const parts = [unquoted(wordAt(start))];
  let i = start + 1;
  while (wordAt(i) === '.' && tokens[i + 1] && isName(tokens[i + 1]!)) {
    parts.push(unquoted(wordAt(i + 1)));
    i += 2;
  }
  if (wordAt(i).toUpperCase() === 'AS') i++;
  const next = tokens[i];
  if (!next || !isName(next)) return { table: { parts }, next: i };
  return { table: { parts, alias: unquoted(wordAt(i)) }, next: i + 1 };
}
