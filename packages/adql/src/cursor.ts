import { type LocalText, nearest } from '@lingtai/diagnostics';
import { type Lexeme, lex } from './lexer.ts';
import * as messages from './messages.ts';
import { type ProblemDetails, Problems, replaceBy } from './problems.ts';
import type { Spanned } from './tree.ts';
import { clauseWords, joinWords } from './words.ts';

/** Levels of parentheses, sub-queries, function calls and signs. */
const deepestNesting = 200;

/** Ends parsing of what is nested too deeply. */
export class TooDeep extends Error {}

/** What people write as one word. */
const joined: Readonly<Record<string, readonly string[]>> = {
  GROUPBY: ['GROUP', 'BY'],
  ORDERBY: ['ORDER', 'BY'],
  ISNULL: ['IS', 'NULL'],
  NOTNULL: ['IS', 'NOT', 'NULL'],
  NOTIN: ['NOT', 'IN'],
  NOTLIKE: ['NOT', 'LIKE'],
  LEFTJOIN: ['LEFT', 'JOIN'],
  RIGHTJOIN: ['RIGHT', 'JOIN'],
  FULLJOIN: ['FULL', 'JOIN'],
  INNERJOIN: ['INNER', 'JOIN'],
  UNIONALL: ['UNION', 'ALL'],
};

/** What may follow a name that is an alias. */
const afterAlias: ReadonlySet<string> = new Set([',', ')', ';', ...clauseWords, ...joinWords]);

/** A place in the lexemes of a query, with what every rule of the grammar needs. */
export class Cursor {
  readonly text: string;
  readonly problems: Problems;
  /** Levels of CASE that are open: END ends them. */
  openCases = 0;
  readonly #lexemes: Lexeme[];
  #partner: Int32Array | undefined;
  #at = 0;
  #depth = 0;

  constructor(text: string, problems: Problems = new Problems(text)) {
    this.text = text;
    this.problems = problems;
    this.#lexemes = lex(text, problems);
  }

  get token(): Lexeme {
    return this.#lexemes[this.#at]!;
  }

  get count(): number {
    return this.#lexemes.length;
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  peek(distance = 1): Lexeme {
    return this.#lexemes[Math.min(this.#at + distance, this.#lexemes.length - 1)]!;
  }

  /** Where the last lexeme ended. */
  get lastEnd(): number {
    return this.#at === 0 ? 0 : this.#lexemes[this.#at - 1]!.to;
  }

  /** The user's own text of the lexeme. */
  written(lexeme: Lexeme = this.token): string {
    return this.text.slice(lexeme.from, lexeme.to);
  }

  advance(): Lexeme {
    const token = this.token;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Whether the lexeme is this reserved word or symbol. */
  is(text: string, lexeme: Lexeme = this.token): boolean {
    return lexeme.text === text && (lexeme.kind === 'word' || lexeme.kind === 'symbol');
  }

  isOneOf(texts: ReadonlySet<string> | readonly string[], lexeme: Lexeme = this.token): boolean {
    if (lexeme.kind !== 'word' && lexeme.kind !== 'symbol') return false;
    return Array.isArray(texts) ? texts.includes(lexeme.text) : (texts as ReadonlySet<string>).has(lexeme.text);
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  /** Takes the word or symbol, mending a mistyped word; tells when it is not there. */
  expect(text: string): boolean {
    if (this.take(text) || (/[A-Z]/.test(text) && this.repair([text]) && this.take(text))) return true;
    this.expected(messages.word(text), replaceBy(this.lastEnd, this.lastEnd, /[A-Z]/.test(text) ? ` ${text}` : text));
    return false;
  }

  /** Tells what is expected at this place. */
  expected(what: LocalText, fix?: ProblemDetails['fix']): void {
    const { from, to } = this.token;
    const text = messages.expected(what, this.written());
    this.problems.add('ADQL-EXPECTED', from, to, text, fix ? { fix } : {});
  }

  span(from: number): Required<Spanned> {
    return { span: { from, to: Math.max(from, this.lastEnd) } };
  }

  enter(): void {
    if (++this.#depth <= deepestNesting) return;
    const { from, to } = this.token;
    this.problems.add('ADQL-DEEP', from, to, messages.tooDeep(deepestNesting));
    throw new TooDeep();
  }

  leave(): void {
    this.#depth--;
  }

  /** Whether the name here stands where an alias may. */
  get looksLikeAlias(): boolean {
    const next = this.peek();
    return next.kind === 'end' || this.isOneOf(afterAlias, next);
  }

  /** `LIMIT 10`, which ADQL does not have, so that LIMIT is an ordinary name. */
  get isLimit(): boolean {
    return this.token.kind === 'name' && this.token.text.toUpperCase() === 'LIMIT' && this.peek().kind === 'number';
  }

  /** Turns a mistyped word into the nearest of the candidates, and says so. */
  repair(candidates: readonly string[]): boolean {
    const token = this.token;
    if (token.kind !== 'name' || token.text.length < 2 || this.isLimit) return false;
    const words = joined[token.text.toUpperCase()];
    const meant = words && candidates.includes(words[0]!) ? words.join(' ') : nearest(token.text, candidates);
    if (meant === undefined) return false;
    this.problems.add('ADQL-KEYWORD', token.from, token.to, messages.mistyped(this.written(), meant), {
      nearest: meant,
      fix: replaceBy(token.from, token.to, meant),
    });
    const lexemes = meant
      .split(' ')
      .map((text): Lexeme => ({ kind: text === 'LIMIT' ? 'name' : 'word', text, from: token.from, to: token.to }));
    this.#lexemes.splice(this.#at, 1, ...lexemes);
    if (lexemes.length > 1) this.#partner = undefined;
    return true;
  }

  /** Goes on to one of these words or symbols, over whole parentheses; stays before `)` and `;`. */
  skipTo(stops: ReadonlySet<string> | readonly string[]): void {
    while (!this.atEnd && !this.is(')') && !this.is(';') && !this.isOneOf(stops)) {
      const partner = this.is('(') ? this.#partnerOf(this.#at) : -1;
      this.#at = partner > this.#at ? partner + 1 : this.#at + 1;
    }
  }

  /** Takes the `)` of the parenthesis, or tells where it was opened. */
  close(open: Lexeme): void {
    if (this.take(')')) return;
    const index = this.#indexOf(open);
    const partner = this.#partnerOf(index);
    if (partner > this.#at && !this.isOneOf(clauseWords)) {
      const { from, to } = this.token;
      this.problems.add('ADQL-UNEXPECTED', from, to, messages.unexpected(this.written()));
      this.#at = partner + 1;
      return;
    }
    const { line, column } = this.problems.lineAndColumn(open.from);
    const text = messages.unclosedParenthesis(this.written(), line, column);
    this.problems.add('ADQL-UNCLOSED', open.from, open.to, text, { fix: replaceBy(this.lastEnd, this.lastEnd, ')') });
  }

  /** Whether the `(` here begins a sub-query, not a value or a table in parentheses. */
  get startsQuery(): boolean {
    let inner = this.#at;
    while (this.is('(', this.#lexemes[inner]) && inner - this.#at <= deepestNesting) inner++;
    if (!this.isOneOf(['SELECT', 'WITH'], this.#lexemes[inner]!)) return false;
    for (let open = inner - 1; open > this.#at; open--) {
      const after = this.#lexemes[this.#partnerOf(open) + 1];
      if (!after || !this.isOneOf(['UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'OFFSET', ')'], after)) return false;
    }
    return inner > this.#at;
  }

  #indexOf(lexeme: Lexeme): number {
    let low = 0;
    let high = this.#lexemes.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lexemes[middle]!.from < lexeme.from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index of the `)` that closes the `(` of this index, or -1. */
  #partnerOf(index: number): number {
    this.#partner ??= partners(this.#lexemes);
    return this.#partner[index] ?? -1;
  }
}

function partners(lexemes: readonly Lexeme[]): Int32Array {
  const partner = new Int32Array(lexemes.length).fill(-1);
  const open: number[] = [];
  for (const [i, lexeme] of lexemes.entries()) {
    if (lexeme.kind !== 'symbol') continue;
    if (lexeme.text === '(') open.push(i);
    else if (lexeme.text === ')' && open.length > 0) partner[open.pop()!] = i;
  }
  return partner;
}
