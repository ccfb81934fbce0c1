/** A complex card value, `(re, im)` in the header. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** Integers beyond ±2^53 are `bigint`; `null` is the undefined value (`KEYWORD =` and nothing more). */
export type CardValue = string | number | bigint | boolean | Complex | null;

/** One logical header card (FITS 4.0, 4.1 and 4.2); a long string with its CONTINUE cards is one card. */
export interface Card {
  /** Upper case; for a HIERARCH card the words after HIERARCH, joined as written. Empty for a blank keyword. */
  readonly keyword: string;
  /** Commentary cards (COMMENT, HISTORY, blank, no value indicator) hold their text here as a string. */
  readonly value: CardValue;
  readonly comment: string;
  /** 1-based number of its first 80-character record in the header. */
  readonly number: number;
  /** How many records it takes, CONTINUE included. */
  readonly records: number;
  readonly commentary: boolean;
  /** Set where the value is not written as the standard asks; `value` is then the text as it stands. */
  readonly malformed?: true;
}

interface Parsed {
  value: CardValue;
  comment: string;
  malformed?: true;
}

const integerText = /^[+-]?\d+$/;
const realText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[EeDd][+-]?\d+)?$/;
const complexText = /^\(\s*([^,\s]+)\s*,\s*([^,\s]+)\s*\)$/;

/** A number as FITS writes it: `1`, `1.5E3`, `1.D-3`; `undefined` when the text is none. */
function parseNumber(text: string): number | bigint | undefined {
  if (integerText.test(text)) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text.startsWith('+') ? text.slice(1) : text);
  }
  if (!realText.test(text)) return undefined;
  return Number(text.replace(/[dD]/, 'E'));
}

/** The quoted string that opens `text`; the end is the index after its closing quote, or -1 when there is none. */
function parseQuoted(text: string): { value: string; end: number } {
  let value = '';
  let at = 1;
  for (;;) {
    const quote = text.indexOf("'", at);
    if (quote < 0) return { value: value + text.slice(at), end: -1 };
    value += text.slice(at, quote);
    if (text[quote + 1] !== "'") return { value, end: quote + 1 };
    value += "'";
    at = quote + 2;
  }
}

function commentAfter(text: string): string {
  const slash = text.indexOf('/');
  return slash < 0 ? '' : text.slice(slash + 1).trim();
}

/** The value field of a card: everything after the value indicator. */
function parseValue(field: string): Parsed {
  const text = field.trimStart();
  if (text.startsWith("'")) {
    const { value, end } = parseQuoted(text);
    if (end < 0) return { value: value.trimEnd(), comment: '', malformed: true };
    return { value: value.trimEnd(), comment: commentAfter(text.slice(end)) };
  }
  const slash = text.indexOf('/');
  const token = (slash < 0 ? text : text.slice(0, slash)).trim();
  const comment = slash < 0 ? '' : text.slice(slash + 1).trim();
  if (token === '') return { value: null, comment };
  if (token === 'T' || token === 'F') return { value: token === 'T', comment };
  const number = parseNumber(token);
  if (number !== undefined) return { value: number, comment };
  const complex = complexText.exec(token);
  const re = complex && parseNumber(complex[1]!);
  const im = complex && parseNumber(complex[2]!);
  if (re != null && im != null) return { value: { re: Number(re), im: Number(im) }, comment };
  return { value: token, comment, malformed: true };
}

/** The keyword of an 80-character record and where its value field begins (-1: it has none). */
export function splitRecord(record: string): { keyword: string; valueAt: number } {
  const name = record.slice(0, 8).trimEnd().toUpperCase();
  if (name === 'HIERARCH') {
    const equals = record.indexOf('=', 8);
    if (equals > 0) return { keyword: record.slice(8, equals).trim().toUpperCase(), valueAt: equals + 1 };
    return { keyword: name, valueAt: -1 };
  }
  if (name === 'COMMENT' || name === 'HISTORY' || name === '') return { keyword: name, valueAt: -1 };
  if (record[8] === '=') return { keyword: name, valueAt: 9 };
  // `KEY = value` with the indicator before its column: seen in hand-made headers, and unmistakable.
  const loose = /^([A-Za-z0-9_-]{1,7})\s*=/.exec(record.slice(0, 9));
  if (loose) return { keyword: loose[1]!.toUpperCase(), valueAt: loose[0].length };
  return { keyword: name, valueAt: -1 };
}

/** Parses the logical card that begins at `records[0]`; `next(i)` gives the i-th record after it, for CONTINUE. */
export function parseCard(record: string, number: number, next: (i: number) => string | undefined): Card {
  const { keyword, valueAt } = splitRecord(record);
  if (valueAt < 0) {
    return { keyword, value: record.slice(8).trimEnd(), comment: '', number, records: 1, commentary: true };
  }
  const first = parseValue(record.slice(valueAt));
  let records = 1;
  const done = (parsed: Parsed): Card => ({ keyword, ...parsed, number, records, commentary: false });
  if (typeof first.value !== 'string' || first.malformed || !first.value.endsWith('&')) return done(first);
  let { value, comment } = first as { value: string; comment: string };
  const parts: string[] = [];
  for (; value.endsWith('&'); records++) {
    const more = next(records);
    if (more === undefined || !more.startsWith('CONTINUE')) break;
    const part = parseValue(more.slice(8));
    if (typeof part.value !== 'string' || part.malformed) break;
    parts.push(value.slice(0, -1));
    value = part.value;
    if (part.comment !== '') comment = comment === '' ? part.comment : `${comment} ${part.comment}`;
  }
  return done({ value: parts.join('') + value, comment });
}
