import { type Lexeme, lex } from './lexer.ts';
import { Problems } from './problems.ts';
import { reservedFunctions } from './words.ts';

export type TokenKind =
  | 'keyword'
  | 'function'
  | 'name'
  | 'delimited-name'
  | 'string'
  | 'number'
  | 'operator'
  | 'punctuation'
  | 'comment'
  | 'unknown';

/** One token of a text; `to` exclusive. Blanks lie between tokens. */
export interface Token {
  readonly kind: TokenKind;
  readonly from: number;
  readonly to: number;
}

const kinds = {
  word: 'keyword',
  name: 'name',
  delimited: 'delimited-name',
  string: 'string',
  number: 'number',
  symbol: 'operator',
  comment: 'comment',
  unknown: 'unknown',
} as const;

function kindOf(lexeme: Lexeme, next: Lexeme | undefined): TokenKind {
  const called = next?.kind === 'symbol' && next.text === '(';
  if (called && (lexeme.kind === 'name' || (lexeme.kind === 'word' && reservedFunctions.has(lexeme.text)))) {
    return 'function';
  }
  if (lexeme.kind === 'symbol' && '(),.;'.includes(lexeme.text)) return 'punctuation';
  return kinds[lexeme.kind as keyof typeof kinds];
}

/** The tokens of a text, right or wrong, for colours and completion. Never throws. */
export function tokenize(text: string): Token[] {
  const lexemes = lex(text, new Problems(text), true).slice(0, -1);
  return lexemes.map((lexeme, i) => ({ kind: kindOf(lexeme, lexemes[i + 1]), from: lexeme.from, to: lexeme.to }));
}
