import type { LingtaiError, LocalText, Place } from '@lingtai/diagnostics';
import { type Card, type CardValue, parseCard, splitRecord } from './card.ts';
import { bad, type Origin, placeOf } from './errors.ts';

/**
 * The header of one HDU. Keywords are found without regard to case; where a keyword is repeated, `get` gives the
 * first and `all` every card. Values are parsed when asked for.
 */
export class Header {
  /** The header's records as they stand, 80 characters each, without END. */
  readonly text: string;
  readonly #origin: Origin;
  readonly #first: Map<string, number> = new Map();
  readonly #parsed: Map<number, Card> = new Map();
  #cards: readonly Card[] | undefined;

  constructor(text: string, origin: Origin) {
    this.text = text;
    this.#origin = origin;
    for (let at = 0; at < text.length; at += 80) {
      let keyword = text.slice(at, at + 8).trimEnd();
      if (keyword === '' || keyword === 'CONTINUE') continue;
      if (keyword === 'HIERARCH' || text[at + 8] !== '=' || lowerCase.test(keyword)) {
        keyword = splitRecord(text.slice(at, at + 80)).keyword;
      }
      if (!this.#first.has(keyword)) this.#first.set(keyword, at / 80);
    }
  }

  #record(index: number): string | undefined {
    const at = index * 80;
    return at < this.text.length ? this.text.slice(at, at + 80) : undefined;
  }

  #card(index: number): Card {
    const known = this.#parsed.get(index);
    if (known) return known;
    const card = parseCard(this.#record(index)!, index + 1, (i) => this.#record(index + i));
    this.#parsed.set(index, card);
    return card;
  }

  /** All cards in order; CONTINUE records belong to the card that they continue. */
  get cards(): readonly Card[] {
    if (this.#cards) return this.#cards;
    const cards: Card[] = [];
    const count = Math.ceil(this.text.length / 80);
    for (let i = 0; i < count; i++) {
      const card = this.#card(i);
      cards.push(card);
      i += card.records - 1;
    }
    this.#cards = cards;
    return cards;
  }

  /** The first card of a keyword. */
  card(keyword: string): Card | undefined {
    const index = this.#first.get(keyword.toUpperCase());
    return index === undefined ? undefined : this.#card(index);
  }

  has(keyword: string): boolean {
    return this.#first.has(keyword.toUpperCase());
  }

  /** The value of the first card; `null` for an undefined value, `undefined` when there is no such card. */
  get(keyword: string): CardValue | undefined {
    return this.card(keyword)?.value;
  }

  getString(keyword: string): string | undefined {
    const value = this.get(keyword);
    return typeof value === 'string' ? value : undefined;
  }

  /** A real or integer value as a double. */
  getNumber(keyword: string): number | undefined {
    const value = this.get(keyword);
    return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
  }

  /** An integer value, exact; `undefined` for anything else. */
  getInteger(keyword: string): bigint | undefined {
    const value = this.get(keyword);
    if (typeof value === 'bigint') return value;
    return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
  }

  getBoolean(keyword: string): boolean | undefined {
    const value = this.get(keyword);
    return typeof value === 'boolean' ? value : undefined;
  }

  comment(keyword: string): string | undefined {
    return this.card(keyword)?.comment;
  }

  /** Every card of a keyword (COMMENT, HISTORY, repeated ones). */
  all(keyword: string): Card[] {
    const wanted = keyword.toUpperCase();
    return this.cards.filter((card) => card.keyword === wanted);
  }

  /** Where a keyword stands, for messages: file, HDU, card and byte as far as known. */
  place(keyword?: string): Place {
    const index = keyword === undefined ? undefined : this.#first.get(keyword.toUpperCase());
    const start = this.#origin.byte;
    return placeOf(this.#origin, {
      ...(keyword === undefined ? {} : { parameter: keyword }),
      ...(index === undefined ? {} : { card: index + 1 }),
      ...(start === undefined ? {} : { byte: start + (index ?? 0) * 80 }),
    });
  }

  /** A `data` error about this header. */
  error(code: string, keyword: string | undefined, text: LocalText): LingtaiError {
    return bad(code, text, this.place(keyword));
  }

  /**
   * A whole number that the structure needs, within `[min, max]`; `fallback` where the card is missing.
   * Throws `FITS-KEYWORD` naming the card.
   */
  count(keyword: string, range: { min?: number; max?: number; fallback?: number } = {}): number {
    const { min = 0, max = Number.MAX_SAFE_INTEGER, fallback } = range;
    const value = this.get(keyword);
    if (value === undefined && fallback !== undefined) return fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    const limits = max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `${min}..${max}`;
    const was = value === undefined ? undefined : showValue(value);
    throw this.error('FITS-KEYWORD', keyword, {
      en:
        was === undefined
          ? `The card ${keyword} is missing; an integer ${limits} was expected.`
          : `${keyword} = ${was}; an integer ${limits} was expected.`,
      zh: was === undefined ? `缺少卡片 ${keyword}；应为整数 ${limits}。` : `${keyword} = ${was}；应为整数 ${limits}。`,
    });
  }
}

const lowerCase = /[a-z]/;

function showValue(value: CardValue): string {
  if (value === null) return '(undefined)';
  if (typeof value === 'object') return `(${value.re}, ${value.im})`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}
