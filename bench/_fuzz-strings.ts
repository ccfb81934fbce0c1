import { tokenize } from '@lingtai/adql';
import { builtQuery, type Forms, literals } from './_fuzz-grammar.ts';
import { oneOf, type Random, upTo } from './_fuzz-random.ts';

/** What strings are made of: texts to begin with, and the words that may stand in them. */
export interface Material extends Forms {
  readonly queries: readonly string[];
  readonly words: readonly string[];
}

const odd = [
  ...['\u0000', '\ufeff', '\u200b', '\u00a0', '\u2019', '\u201c', '\u201d', '\uff08', '\uff09', '\uff0c', '\u2212'],
  ...['\ud83d\ude00', '\ud800', '\udfff', '\u0301', '\u202e', '\u4e2d\u6587', '\t', '\r\n', '\u2028', '\\', '`', '$$'],
  ...["'", '"', '--', '/*', '*/', ';', '{0}', '{*, }', '?', '$1', ':x', '@', '#', '0x', '1e', '..', '[', ']'],
];
/** The next string; each kind has its share. */
export function fuzzString(random: Random, material: Material): string {
  const share = random();
  if (share < 0.1) return noise(random);
  if (share < 0.2) return soup(random, material);
  if (share < 0.65) return mutated(random, material);
  if (share < 0.985) return builtQuery(random, material);
  return hostile(random, material);
}

function noise(random: Random): string {
  const one = (): string =>
    random() < 0.8 ? String.fromCharCode(32 + upTo(random, 95)) : String.fromCharCode(upTo(random, 65_536));
  return Array.from({ length: upTo(random, 80) }, () => (random() < 0.1 ? oneOf(random, odd) : one())).join('');
}

function soup(random: Random, { words }: Material): string {
  const first = random() < 0.7 ? ['SELECT'] : [];
  return [...first, ...Array.from({ length: 1 + upTo(random, 25) }, () => piece(random, words))].join(' ');
}

function piece(random: Random, words: readonly string[]): string {
  const share = random();
  if (share < 0.15) return oneOf(random, [...literals.number, ...literals.text]);
  return share < 0.2 ? oneOf(random, odd) : oneOf(random, words);
}

/** A query that was right, with one to four tokens taken out, doubled, swapped or replaced. */
function mutated(random: Random, { queries, words }: Material): string {
  const text = oneOf(random, queries);
  const tokens = tokenize(text).map(({ from, to }) => text.slice(from, to));
  const other = oneOf(random, queries);
  const borrowed = tokenize(other).map(({ from, to }) => other.slice(from, to));
  for (let i = 1 + upTo(random, 4); i > 0; i--) {
    const at = upTo(random, tokens.length);
    const share = random();
    if (share < 0.2) tokens.splice(at, 1);
    else if (share < 0.35) tokens.splice(at, 0, tokens[at]!);
    else if (share < 0.5) [tokens[at], tokens[0]] = [tokens[0]!, tokens[at]!];
    else if (share < 0.7) tokens[at] = piece(random, words);
    else if (share < 0.8) tokens.splice(at, 0, piece(random, words));
    else {
      const from = upTo(random, borrowed.length);
      tokens.splice(at, upTo(random, 4), ...borrowed.slice(from, from + 1 + upTo(random, 6)));
    }
    if (tokens.length === 0) return '';
  }
  return tokens.join(random() < 0.9 ? ' ' : '');
}

/** Texts that are long or deep: most of their cost is in a few places. */
function hostile(random: Random, { queries, words }: Material): string {
  const many = 2 ** (3 + upTo(random, 10));
  const select = (text: string): string => `SELECT ${text} FROM objects`;
  const shapes: readonly (() => string)[] = [
    () => select(`${'('.repeat(many)}1${')'.repeat(random() < 0.5 ? many : many - 1)}`),
    () => select(Array.from({ length: many }, () => 'objid').join(oneOf(random, [' + ', ' || ', ' * ', ', ', ' - -']))),
    () => select(`${'ABS('.repeat(many)}objid${')'.repeat(many)}`),
    () => select(`'${oneOf(random, ["''", '\ud83d\ude00', '%', 'x'])}'`.padEnd(many * 100, 'y')),
    () => `SELECT 1 FROM objects WHERE ${'NOT '.repeat(many)} objid = 1`,
    () => `SELECT 1 FROM objects WHERE objid IN (${Array.from({ length: many }, (_, i) => i).join(', ')})`,
    () => `${'SELECT * FROM ('.repeat(many)}SELECT objid FROM objects${') AS t'.repeat(many)}`,
    () => `SELECT 1 FROM objects AS a${', objects'.repeat(many)}`,
    () => Array.from({ length: many }, () => 'SELECT objid FROM objects').join(oneOf(random, [' UNION ', ' EXCEPT '])),
    () => select(`${'CASE WHEN 1 = 1 THEN '.repeat(many)}1${' END'.repeat(many)}`),
    () => `SELECT "${'a'.repeat(many * 20)}" FROM "${'b'.repeat(many)}"`,
    () => `${oneOf(random, queries)}${oneOf(random, odd).repeat(many)}`,
    () => `${oneOf(random, words)} `.repeat(many),
    () => select(`POLYGON(${Array.from({ length: many }, (_, i) => i % 90).join(', ')})`),
    () => `SELECT 1 FROM objects WHERE ${'EXISTS (SELECT 1 FROM objects WHERE '.repeat(many)}1=1${')'.repeat(many)}`,
  ];
  return oneOf(random, shapes)();
}
