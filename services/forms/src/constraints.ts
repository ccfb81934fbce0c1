import { and, call, compare, type Expression, literal, or, column as reference } from '@lingtai/adql';
import type { ColumnEntry } from '@lingtai/descriptor';
import { parseTimestamp } from '@lingtai/query';
import type { ParameterReader } from '@lingtai/service-dali';

const integer = /^[+-]?\d+$/;
const real = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A literal for a column's type, or `undefined` when the text is none. Integers stay exact. */
function literalFor(entry: ColumnEntry, text: string): Expression | undefined {
  switch (entry.type) {
    case 'string':
      return literal(text);
    case 'boolean':
      return text === 'true' || text === '1'
        ? literal(true)
        : text === 'false' || text === '0'
          ? literal(false)
          : undefined;
    case 'timestamp':
      return parseTimestamp(text) === undefined ? undefined : literal(text);
    case 'float32':
    case 'float64':
      return real.test(text) ? { kind: 'number', text } : undefined;
    default:
      return integer.test(text) ? { kind: 'number', text } : undefined;
  }
}

const kindWords: Readonly<Record<string, { en: string; zh: string }>> = {
  boolean: { en: 'true or false', zh: 'true 或 false' },
  timestamp: {
    en: 'a date like 2016-03-01 or 2016-03-01T18:30:00',
    zh: '日期，例如 2016-03-01 或 2016-03-01T18:30:00',
  },
  float32: { en: 'a number', zh: '数字' },
  float64: { en: 'a number', zh: '数字' },
};
const wholeNumber = { en: 'a whole number', zh: '整数' };

/** How many bits of an integer column can be asked for: all but the sign. */
const bitsOf: Readonly<Record<string, number>> = { uint8: 8, int16: 15, int32: 31, int64: 63 };

function bitCondition(target: Expression, bit: number, set: boolean): Expression {
  const mask = literal(1n << BigInt(bit));
  return compare({ kind: 'arithmetic', operator: '&', left: target, right: mask }, '=', set ? mask : literal(0));
}

/** SQL pattern of a shell pattern: `*` any text, `?` one character; `%` and `_` mean themselves. */
function likePattern(pattern: string): string {
  return pattern
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}

/**
 * The condition that one parameter value puts on one column:
 * `5777`, `5000..6000`, `5000..`, `..6000`, `STAR,GALAXY`, `G*`, `bit:3`, `!bit:3`, `null`, `!null`.
 */
export function constraintOf(entry: ColumnEntry, text: string, reader: ParameterReader): Expression | undefined {
  const target = reference(entry.name);
  const complain = (what: string): undefined => {
    const words = kindWords[entry.type] ?? wholeNumber;
    reader.complain('FORM-VALUE', entry.name, {
      en: `"${what}" is not ${words.en}. Write a value, a range such as 1..5, or a list such as 1,2.`,
      zh: `“${what}”不是${words.zh}。请填写一个值、范围（如 1..5）或列表（如 1,2）。`,
    });
    return undefined;
  };
  if (text === 'null' || text === '!null')
    return { kind: 'is-null', value: target, ...(text === '!null' ? { negated: true } : {}) };
  const bit = /^(!?)bit:(\d{1,2})$/.exec(text);
  if (bit) {
    const bits = entry.arraysize === undefined ? (bitsOf[entry.type] ?? 0) : 0;
    if (Number(bit[2]) < bits) return bitCondition(target, Number(bit[2]), bit[1] === '');
    reader.complain('FORM-BIT', entry.name, {
      en:
        bits === 0
          ? `${entry.name} is not an integer and has no bits.`
          : `${entry.name} has the bits 0 to ${bits - 1}.`,
      zh: bits === 0 ? `${entry.name} 不是整数列，没有位。` : `${entry.name} 的位为 0 到 ${bits - 1}。`,
    });
    return undefined;
  }
  if (entry.arraysize !== undefined) {
    reader.complain('FORM-ARRAY', entry.name, {
      en: `${entry.name} holds arrays: only null and !null can be asked for.`,
      zh: `${entry.name} 为数组列：只能用 null 或 !null 检索。`,
    });
    return undefined;
  }
  if (entry.type === 'string') return textConstraint(entry, target, text);
  const range = /^(.*?)\.\.(.*)$/.exec(text);
  if (range) return rangeConstraint(entry, target, range[1]!.trim(), range[2]!.trim(), complain);
  const values: Expression[] = [];
  for (const part of text.split(',')) {
    const value = literalFor(entry, part.trim());
    if (!value) return complain(part.trim());
    values.push(value);
  }
  return values.length === 1 ? compare(target, '=', values[0]!) : { kind: 'in', value: target, list: values };
}

function rangeConstraint(
  entry: ColumnEntry,
  target: Expression,
  lowText: string,
  highText: string,
  complain: (what: string) => undefined,
): Expression | undefined {
  const bounds: Expression[] = [];
  for (const [text, operator] of [
    [lowText, '>='],
    [highText, '<='],
  ] as const) {
    if (text === '') continue;
    const value = literalFor(entry, text);
    if (!value) return complain(text);
    bounds.push(compare(target, operator, value));
  }
  return bounds.length === 0 ? complain('..') : and(bounds);
}

/**
 * Any of the listed texts. Those with `*` or `?` are patterns; patterns and the values of an enumeration are compared
 * without regard to case, since surveys write `Star`, `STAR` and `star` for one thing. `null` in a list means missing.
 */
function textConstraint(entry: ColumnEntry, target: Expression, text: string): Expression | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const isPattern = (part: string) => /[*?]/.test(part);
  const conditions: Expression[] = parts.filter(isPattern).map((part) => ({
    kind: 'like',
    value: target,
    pattern: literal(likePattern(part)),
    caseInsensitive: true,
    escape: '\\',
  }));
  if (parts.includes('null')) conditions.push({ kind: 'is-null', value: target });
  const plain = parts.filter((part) => !isPattern(part) && part !== 'null');
  const folded = entry.values !== undefined;
  const left = folded ? call('UPPER', target) : target;
  const list = plain.map((part) => literal(folded ? part.toUpperCase() : part));
  if (list.length === 1) conditions.push(compare(left, '=', list[0]!));
  if (list.length > 1) conditions.push({ kind: 'in', value: left, list });
  return or(conditions);
}
