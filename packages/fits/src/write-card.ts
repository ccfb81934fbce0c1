import { fail } from '@lingtai/diagnostics';
import type { CardValue } from './card.ts';

/** A card to write. COMMENT, HISTORY and the blank keyword take a text of any length; long strings use CONTINUE. */
export interface CardToWrite {
  readonly keyword: string;
  /** Left out: a commentary card's text is empty, another's value undefined. */
  readonly value?: CardValue;
  readonly comment?: string;
}

const standardName = /^[A-Z0-9_-]{1,8}$/;
const printable = /^[\x20-\x7e]*$/;
const commentary: ReadonlySet<string> = new Set(['COMMENT', 'HISTORY', '']);

function wrongCard(keyword: string, en: string, zh: string) {
  return fail(
    'usage',
    'FITS-CARD',
    { en: `Card ${keyword}: ${en}`, zh: `卡片 ${keyword}:${zh}` },
    { place: { parameter: keyword } },
  );
}

function checkText(keyword: string, text: string): string {
  if (printable.test(text)) return text;
  throw wrongCard(
    keyword,
    'a header holds printable ASCII only (FITS 4.0, 4.1.2).',
    '头部只能有可打印的 ASCII 字符（FITS 4.0, 4.1.2）。',
  );
}

/** A real or integer number as a card writes it. Throws for NaN and infinities, which FITS cards cannot say. */
function numberText(keyword: string, value: number): string {
  if (!Number.isFinite(value))
    throw wrongCard(keyword, `${value} cannot be a card value.`, `${value} 不能作卡片的值。`);
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value).toUpperCase().replace('E+', 'E');
  return text.includes('.') ? text : text.includes('E') ? text.replace('E', '.0E') : `${text}.0`;
}

function valueText(keyword: string, value: Exclude<CardValue, string>): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return (value ? 'T' : 'F').padStart(20);
  if (typeof value === 'bigint') return value.toString().padStart(20);
  if (typeof value === 'number') return numberText(keyword, value).padStart(20);
  return `(${numberText(keyword, value.re)}, ${numberText(keyword, value.im)})`.padStart(20);
}

/** Cuts an escaped string at `width`, never between the two quotes of a pair. */
function cut(text: string, width: number): number {
  if (text.length <= width) return text.length;
  let quotes = 0;
  while (quotes < width && text[width - 1 - quotes] === "'") quotes++;
  return quotes % 2 === 0 ? width : width - 1;
}

function stringRecords(start: string, value: string, comment: string): string[] {
  const escaped = value.replaceAll("'", "''");
  const short = `${start}'${escaped.padEnd(8)}'`;
  if (short.length <= 80) return [withComment(short, comment)];
  const records: string[] = [];
  let head = start;
  for (let at = 0; at < escaped.length; ) {
    const rest = escaped.slice(at);
    const isLast = rest.length <= 78 - head.length;
    const to = isLast ? rest.length : cut(rest, 77 - head.length);
    const text = `${head}'${rest.slice(0, to)}${isLast ? '' : '&'}'`;
    records.push(isLast ? withComment(text, comment) : text.padEnd(80));
    head = 'CONTINUE  ';
    at += to;
  }
  return records;
}

/** Adds as much of the comment as fits. */
function withComment(text: string, comment: string): string {
  const full = comment === '' ? text : `${text.padEnd(30)} / ${comment}`;
  return (text.length <= 77 ? full : text).slice(0, 80).padEnd(80);
}

function commentaryRecords(keyword: string, text: string): string[] {
  const records: string[] = [];
  for (let at = 0; at === 0 || at < text.length; at += 72)
    records.push((keyword.padEnd(8) + text.slice(at, at + 72)).padEnd(80));
  return records;
}

/** The 80-character records of a card. Throws `FITS-CARD` for what no card can hold. */
function cardRecords(card: CardToWrite): string[] {
  const keyword = checkText(card.keyword, card.keyword).toUpperCase();
  const { value } = card;
  if (commentary.has(keyword))
    return commentaryRecords(keyword, checkText(keyword, value === undefined ? '' : String(value)));
  if (!standardName.test(keyword) && (keyword.includes('=') || keyword.trim() !== keyword || keyword.length > 60)) {
    throw wrongCard(card.keyword, 'this cannot be a keyword.', '不能作关键字。');
  }
  const start = standardName.test(keyword) ? `${keyword.padEnd(8)}= ` : `HIERARCH ${keyword} = `;
  const comment = checkText(keyword, card.comment ?? '');
  if (typeof value === 'string') return stringRecords(start, checkText(keyword, value), comment);
  const text = start + valueText(keyword, value ?? null);
  if (text.length > 80) throw wrongCard(card.keyword, 'the value is too long for a card.', '值太长，一张卡片放不下。');
  return [withComment(text, comment)];
}

/** A header: the records of the cards, END, and blanks to a multiple of 2880 bytes. */
export function headerBytes(cards: readonly CardToWrite[]): Uint8Array {
  const text = `${cards.flatMap(cardRecords).join('')}${'END'.padEnd(80)}`;
  return new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 2880) * 2880));
}
