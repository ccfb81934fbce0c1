import type { Call } from '../geometry/geometry.ts';
import type { Scalar } from '../ir.ts';
import { apply, boolean, int64, literalOf, string } from '../types.ts';
import { type ArgumentKind, type Doc, documented, type FunctionHelpers, type FunctionSignature } from './signature.ts';

function text(
  name: string,
  kinds: readonly ArgumentKind[],
  result: 'string' | 'int64',
  doc: Doc,
  optional = 0,
): FunctionSignature {
  return { name, arguments: kinds, optional, result, ...documented(doc) };
}

const same: readonly ArgumentKind[] = ['same'];

/** Texts and conditionals of ADQL 2.1, sections 4.4 and 4.5. */
export const texts: Readonly<Record<string, FunctionSignature>> = {
  UPPER: text('upper', ['string'], 'string', [
    'UPPER(s VARCHAR) -> VARCHAR',
    'The text in capital letters.',
    '转换为大写。',
  ]),
  LOWER: text('lower', ['string'], 'string', [
    'LOWER(s VARCHAR) -> VARCHAR',
    'The text in small letters.',
    '转换为小写。',
  ]),
  COALESCE: {
    name: 'coalesce',
    arguments: same,
    variadic: true,
    result: 'argument',
    ...documented(['COALESCE(a ANY, b ANY) -> ANY', 'The first argument that is not null.', '第一个非空的参数。']),
  },
};

function flag(condition: Scalar): Scalar {
  return apply('cast', int64, condition);
}

function wrapped(hashlist: Scalar): Scalar {
  const hash = literalOf(string, '#');
  return apply('concat', string, apply('concat', string, hash, apply('lower', string, hashlist)), hash);
}

function hashlistHas(call: Call, { string: textOf }: FunctionHelpers): Scalar {
  const [list, item] = call.arguments.map(textOf) as [Scalar, Scalar];
  const at = (where: Scalar, what: Scalar): Scalar => apply('strpos', int64, where, what);
  const zero = literalOf(int64, 0n);
  const found = apply('gt', boolean, at(wrapped(list), wrapped(item)), zero);
  return flag(apply('and', boolean, found, apply('eq', boolean, at(item, literalOf(string, '#')), zero)));
}

const longest = 2n ** 31n - 1n;

function clamped(value: Scalar, least: bigint, most: bigint): Scalar {
  if (value.kind !== 'literal' || typeof value.value !== 'bigint')
    return apply('clamp', int64, value, literalOf(int64, least), literalOf(int64, most));
  return literalOf(int64, value.value < least ? least : value.value > most ? most : value.value);
}

/** The characters from `start` up to `start` + `length` that the text has (SQL-92, 6.7); engines count from the end before 1. */
function substring(call: Call, { string: textOf, integer }: FunctionHelpers): Scalar {
  const text = textOf(call.arguments[0]!);
  const [start, length] = call.arguments.slice(1).map(integer) as [Scalar, Scalar?];
  const first = clamped(start, 1n, longest);
  if (!length) return apply('substring', string, text, first);
  // What lies before the first character is no part of the length.
  const before = apply('sub', int64, clamped(start, -longest, 1n), literalOf(int64, 1n));
  const isWithin = start.kind === 'literal' && typeof start.value === 'bigint' && start.value >= 1n;
  const wanted = clamped(length, -1n, longest);
  const count = isWithin ? wanted : clamped(apply('add', int64, wanted, before), 0n, longest);
  const part = apply('substring', string, text, first, count);
  if (wanted.kind === 'literal' && typeof wanted.value === 'bigint')
    return wanted.value < 0n ? literalOf(string, null) : part;
  return apply('case', string, apply('ge', boolean, length, literalOf(int64, 0n)), part, literalOf(string, null));
}

/** What SQL people expect beside, and the text functions of the IVOA catalogue. */
export const otherTexts: Readonly<Record<string, FunctionSignature>> = {
  TRIM: text('trim', ['string'], 'string', [
    'TRIM(s VARCHAR) -> VARCHAR',
    'The text without blanks at its ends.',
    '去掉首尾空格。',
  ]),
  LENGTH: text('length', ['string'], 'int64', ['LENGTH(s VARCHAR) -> BIGINT', 'Number of characters.', '字符数。']),
  CHAR_LENGTH: text('length', ['string'], 'int64', [
    'CHAR_LENGTH(s VARCHAR) -> BIGINT',
    'Number of characters.',
    '字符数。',
  ]),
  CHARACTER_LENGTH: text('length', ['string'], 'int64', [
    'CHARACTER_LENGTH(s VARCHAR) -> BIGINT',
    'Number of characters.',
    '字符数。',
  ]),
  SUBSTRING: {
    name: 'substring',
    arguments: ['string', 'integer', 'integer'],
    optional: 1,
    result: 'string',
    special: substring,
    ...documented([
      'SUBSTRING(s VARCHAR, start INTEGER, length INTEGER) -> VARCHAR',
      'The part of a text from a character (the first is 1), to the end without a length; null where length is negative.',
      '从第 start 个字符（从 1 起）开始的子串；省略 length 时直到末尾，length 为负时为空。',
    ]),
  },
  NULLIF: {
    name: 'nullif',
    arguments: ['same', 'same'],
    result: 'argument',
    ...documented(['NULLIF(a ANY, b ANY) -> ANY', 'Null where a equals b, else a.', 'a 等于 b 时为空，否则为 a。']),
  },
  IVO_HASWORD: {
    name: 'has-words',
    arguments: ['string', 'string'],
    result: 'int64',
    special: (call, { string: textOf }) => flag(apply('has-words', boolean, ...call.arguments.map(textOf))),
    ...documented([
      'ivo_hasword(haystack VARCHAR, needle VARCHAR) -> INTEGER',
      '1 if every word of needle is a word of haystack, upper and lower case alike, else 0.',
      'needle 中的每个词都出现在 haystack 中（不分大小写）时为 1，否则为 0。',
    ]),
  },
  IVO_HASHLIST_HAS: {
    name: 'strpos',
    arguments: ['string', 'string'],
    result: 'int64',
    special: hashlistHas,
    ...documented([
      'ivo_hashlist_has(hashlist VARCHAR, item VARCHAR) -> INTEGER',
      '1 if item is one of the words of a list joined by #, upper and lower case alike, else 0.',
      'item 是以 # 分隔的列表中的一项（不分大小写）时为 1，否则为 0。',
    ]),
  },
  IVO_NOCASEMATCH: {
    name: 'ilike',
    arguments: ['string', 'string'],
    result: 'int64',
    special: (call, { string: textOf }) => flag(apply('ilike', boolean, ...call.arguments.map(textOf))),
    ...documented([
      'ivo_nocasematch(value VARCHAR, pattern VARCHAR) -> INTEGER',
      '1 if the value matches a pattern of LIKE, upper and lower case alike, else 0.',
      '按 LIKE 模式匹配（不分大小写）成功时为 1，否则为 0。',
    ]),
  },
  GAVO_URLESCAPE: text('url-encode', ['string'], 'string', [
    'gavo_urlescape(s VARCHAR) -> VARCHAR',
    'The text percent-encoded for use in a URL.',
    '按 URL 规则进行百分号编码。',
  ]),
};
