import { isInvisible, mathOperators, withoutLookAlikes } from './look-alikes.ts';
import * as messages from './messages.ts';
import { type Problems, replaceBy } from './problems.ts';
import { isRegularName, quoteName, quoteText, reservedWords } from './words.ts';

export type LexemeKind = 'word' | 'name' | 'delimited' | 'string' | 'number' | 'symbol' | 'comment' | 'unknown' | 'end';

/** `text`: upper case for reserved words, the meaning without quotes for delimited names and strings. */
export interface Lexeme {
  kind: LexemeKind;
  text: string;
  readonly from: number;
  readonly to: number;
}

const symbols = ['<>', '<=', '>=', '!=', '||', '==', '=<', '=>', '&&', '::', '**'];
const single = '()*,+-/.;<>=&|^~%!';
/** What people write for an operator of ADQL. */
const symbolMeaning: Readonly<Record<string, string>> = { '!=': '<>', '==': '=', '=<': '<=', '=>': '>=' };

const blank = /[ \t\r\n\f\v]+/y;
const wordOrName = /[A-Za-z_$#@\u0080-\uffff][A-Za-z0-9_$#@\u0080-\uffff]*/y;
const hexadecimal = /0[xX][0-9A-Fa-f]+/y;
const decimal = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const digits = /\d+/y;
const startsWithDigit = /\d[A-Za-z0-9_$]*/y;
const bracketed = /\[[\w $.-]{1,128}\]/y;
const endOfText = /(?<!\s)\s+(?:and|or|from|where|group\s+by|order\s+by|having)\s|(?<![\s);])[\s);]*$/i;
const letters = /^[\p{L}\p{M}\p{N}_$#@]+/u;

/** Cuts a text into lexemes, the last one of kind `end`; mends look-alikes and says so. Never throws. */
export function lex(text: string, problems: Problems, keepComments = false): Lexeme[] {
  return new Lexer(text, problems, keepComments).run();
}

class Lexer {
  readonly #text: string;
  readonly #clean: string;
  readonly #problems: Problems;
  readonly #keepComments: boolean;
  readonly #lexemes: Lexeme[] = [];
  #at = 0;

  constructor(text: string, problems: Problems, keepComments: boolean) {
    this.#text = text;
    this.#clean = withoutLookAlikes(text);
    this.#problems = problems;
    this.#keepComments = keepComments;
  }

  run(): Lexeme[] {
    const end = this.#clean.length;
    while (this.#at < end) this.#next();
    this.#lexemes.push({ kind: 'end', text: '', from: end, to: end });
    return this.#lexemes;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#clean)?.[0];
  }

  #push(kind: LexemeKind, text: string, to: number): void {
    this.#lexemes.push({ kind, text, from: this.#at, to });
    this.#at = to;
  }

  #next(): void {
    const c = this.#clean[this.#at]!;
    const space = this.#match(blank);
    if (space !== undefined) this.#space(this.#at + space.length);
    else if (c === "'") this.#string();
    else if (c === '"') this.#delimited();
    else if (c === '`') this.#foreignName('`');
    else if (this.#match(bracketed) !== undefined) this.#foreignName(']');
    else if (this.#clean.startsWith('--', this.#at)) this.#comment(this.#lineEnd());
    else if (this.#clean.startsWith('/*', this.#at)) this.#blockComment();
    else if (this.#startsNumber(c)) this.#number();
    else if (Object.hasOwn(mathOperators, this.#text[this.#at]!)) this.#mathOperator();
    else this.#wordOrSymbol(c);
  }

  /** A dot right after a name belongs to the name: `t.2mass_id`. */
  #startsNumber(c: string): boolean {
    if (c >= '0' && c <= '9') return true;
    const dotOfName = this.#lexemes.at(-1)?.to === this.#at && this.#lastIsName();
    return c === '.' && !dotOfName && /\d/.test(this.#clean[this.#at + 1] ?? '');
  }

  #wordOrSymbol(c: string): void {
    const match = this.#match(wordOrName);
    if (match === undefined) this.#symbol(c);
    else {
      const word = letters.exec(match)?.[0];
      if (word === undefined) this.#unknown();
      else this.#word(word, this.#at + word.length);
    }
  }

  #lastIsName(): boolean {
    const kind = this.#lexemes.at(-1)?.kind;
    return kind === 'word' || kind === 'name' || kind === 'delimited';
  }

  #space(to: number): void {
    for (const run of this.#text.slice(this.#at, to).matchAll(/[^ \t\r\n\f\v]+/g)) {
      const from = this.#at + run.index;
      const hidden = [...run[0]].every(isInvisible);
      if (from === 0 && run[0] === '\ufeff') continue;
      this.#problems.add('ADQL-SPACE', from, from + run[0].length, messages.strangeSpace(run[0]), {
        severity: 'info',
        fix: replaceBy(from, from + run[0].length, hidden ? '' : ' '),
      });
    }
    this.#at = to;
  }

  #lookAlike(from: number, to: number, insert: string): void {
    this.#problems.add('ADQL-LOOK-ALIKE', from, to, messages.lookAlike(this.#text.slice(from, to), insert), {
      fix: replaceBy(from, to, insert),
    });
  }

  /** The end of what is quoted: doubled quotes stand for one; `undefined` when it is not closed. */
  #closing(source: string, quote: string): number | undefined {
    let at = source.indexOf(quote, this.#at + 1);
    // Among look-alikes a quote before a letter is an apostrophe: ‘Barnard’s star’.
    const skips = (): boolean => source !== this.#text && /[A-Za-z]/.test(source[at + 1] ?? '');
    while (at >= 0 && (source[at + 1] === quote || skips())) at = source.indexOf(quote, at + (skips() ? 1 : 2));
    return at < 0 ? undefined : at + 1;
  }

  #quoted(quote: "'" | '"'): { inner: string; to: number; straight: boolean } | undefined {
    const straight = this.#text[this.#at] === quote;
    const to = this.#closing(straight ? this.#text : this.#clean, quote);
    if (to === undefined) return undefined;
    const inner = this.#text.slice(this.#at + 1, to - 1);
    return { inner: straight ? inner.replaceAll(quote + quote, quote) : inner, to, straight };
  }

  #string(): void {
    const found = this.#quoted("'");
    if (found) {
      if (!found.straight) this.#lookAlike(this.#at, found.to, quoteText(found.inner));
      this.#push('string', found.inner, found.to);
    } else this.#unclosed('string', "'");
  }

  #delimited(): void {
    const found = this.#quoted('"');
    if (found) {
      if (!found.straight) this.#lookAlike(this.#at, found.to, quoteName(found.inner));
      else if (found.inner === '') this.#problems.add('ADQL-NAME', this.#at, found.to, messages.emptyName);
      this.#push('delimited', found.inner, found.to);
    } else this.#unclosed('delimited', '"');
  }

  /** Takes what most likely was to be quoted: up to the next clause or the end of the line. */
  #unclosed(kind: 'string' | 'delimited', quote: string): void {
    const line = this.#clean.slice(this.#at + 1, this.#lineEnd());
    const ends = kind === 'string' ? endOfText : /[\s,()=<>]|$/;
    const to = this.#at + 1 + (ends.exec(line)?.index ?? 0);
    this.#problems.add('ADQL-UNCLOSED', this.#at, to, messages.unclosedQuote(quote), {
      fix: replaceBy(to, to, quote),
    });
    this.#push(kind, this.#text.slice(this.#at + 1, to), to);
  }

  /** `name` or [name], as other databases quote. */
  #foreignName(close: string): void {
    const end = this.#clean.indexOf(close, this.#at + 1);
    const to = end < 0 ? this.#at + 1 : end + 1;
    const inner = this.#text.slice(this.#at + 1, to - 1);
    if (end < 0 || inner === '') this.#unknown();
    else {
      const insert = isRegularName(inner) ? inner : quoteName(inner);
      this.#problems.add('ADQL-QUOTE', this.#at, to, messages.foreignQuote, { fix: replaceBy(this.#at, to, insert) });
      this.#push(isRegularName(inner) ? 'name' : 'delimited', inner, to);
    }
  }

  #lineEnd(): number {
    const rest = /[\r\n]/g;
    rest.lastIndex = this.#at;
    return rest.exec(this.#clean)?.index ?? this.#clean.length;
  }

  #comment(to: number): void {
    if (this.#keepComments) this.#push('comment', this.#text.slice(this.#at, to), to);
    this.#at = to;
  }

  #blockComment(): void {
    const end = this.#clean.indexOf('*/', this.#at + 2);
    const to = end < 0 ? this.#clean.length : end + 2;
    const inner = this.#text.slice(this.#at + 2, end < 0 ? to : end).trim();
    const lines = inner.split(/\r\n|\n|\r/).map((line) => `-- ${line.trim()}\n`);
    this.#problems.add('ADQL-COMMENT', this.#at, to, messages.blockComment, {
      fix: replaceBy(this.#at, to, lines.join('')),
    });
    this.#comment(to);
  }

  #number(): void {
    const [before, first] = [this.#clean[this.#at - 1], this.#clean[this.#at]];
    const afterDot = before === '.' && first !== '.' && this.#lexemes.at(-1)?.text === '.';
    const number = this.#match(hexadecimal) ?? this.#match(afterDot ? digits : decimal)!;
    const name = this.#match(startsWithDigit) ?? '';
    const to = this.#at + Math.max(number.length, name.length);
    this.#sameText(this.#at, to);
    if (afterDot || name.length > number.length) this.#wrongName(this.#clean.slice(this.#at, to), to);
    else this.#push('number', number, to);
  }

  /** Full-width letters and digits are told once for the whole lexeme. */
  #sameText(from: number, to: number): void {
    const clean = this.#clean.slice(from, to);
    if (clean !== this.#text.slice(from, to)) this.#lookAlike(from, to, clean);
  }

  #wrongName(name: string, to: number): void {
    this.#problems.add('ADQL-NAME', this.#at, to, messages.wrongName(name), {
      fix: replaceBy(this.#at, to, quoteName(name)),
    });
    this.#push('delimited', name, to);
  }

  #mathOperator(): void {
    const meaning = mathOperators[this.#text[this.#at]!]!;
    this.#lookAlike(this.#at, this.#at + 1, meaning);
    this.#push('symbol', meaning, this.#at + 1);
  }

  #word(word: string, to: number): void {
    const upper = word.toUpperCase();
    if (!/^[A-Za-z]\w*$/.test(word)) this.#wrongName(word, to);
    else {
      this.#sameText(this.#at, to);
      if (reservedWords.has(upper)) this.#push('word', upper, to);
      else this.#push('name', word, to);
    }
  }

  #symbol(c: string): void {
    const two = this.#clean.slice(this.#at, this.#at + 2);
    const written = symbols.includes(two) ? two : c;
    if (written.length === 1 && !single.includes(c)) {
      this.#unknown();
      return;
    }
    const to = this.#at + written.length;
    this.#sameText(this.#at, to);
    const meaning = symbolMeaning[written] ?? written;
    if (meaning !== written && written !== '!=') {
      this.#problems.add('ADQL-OPERATOR', this.#at, to, messages.operator(written, meaning), {
        fix: replaceBy(this.#at, to, meaning),
      });
    }
    this.#push('symbol', meaning, to);
  }

  #unknown(): void {
    const to = this.#at + String.fromCodePoint(this.#clean.codePointAt(this.#at)!).length;
    this.#problems.add('ADQL-CHARACTER', this.#at, to, messages.unknownCharacter(this.#text.slice(this.#at, to)));
    if (this.#keepComments) this.#push('unknown', this.#text.slice(this.#at, to), to);
    this.#at = to;
  }
}
