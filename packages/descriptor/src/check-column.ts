import { nearest } from '@lingtai/diagnostics';
import { checkUcdText, checkUnitText } from './check-text.ts';
import type { Cursor } from './cursor.ts';
import { reservedWords } from './reserved-words.ts';
import { columnTypes, derivedValues, floatTypes, integerTypes } from './vocabulary.ts';

const integerRange: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 255],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  int64: [-(2 ** 63), 2 ** 63],
};
const bitWidth: Readonly<Record<string, number>> = { uint8: 8, int16: 16, int32: 32, int64: 63 };

/** What a column says must fit its type and its table's source. */
export function checkColumn(column: Cursor, source: string | undefined): void {
  const said = column.textOf('type') ?? '';
  const type = columnTypes.includes(said) ? said : '';
  checkName(column.get('name'));
  checkUnitText(column.get('unit'));
  checkUcdText(column.get('ucd'));
  checkSource(column, source, type);
  if (type === '') return;
  for (const at of column.list('null')) checkNull(at, type, source);
  for (const value of column.list('values')) checkValue(value.get('value'), type);
  checkBits(column, type);
  checkLimits(column, type);
  checkSearch(column);
  const display = column.get('display')?.get('digits');
  if (display && !isNumeric(type) && type !== 'timestamp') {
    display.error(
      'DESC-DISPLAY',
      `Digits need a number; the column is of type ${type}.`,
      `digits 仅用于数值列；该列类型为 ${type}。`,
    );
  }
}

const isNumeric = (type: string): boolean => integerTypes.includes(type) || floatTypes.includes(type);

function checkName(at: Cursor | undefined): void {
  const name = at?.text;
  if (at === undefined || name === undefined || !reservedWords.has(name.toUpperCase())) return;
  at.warn(
    'DESC-RESERVED',
    `"${name}" is a reserved word of ADQL: people will have to write it in double quotes.`,
    `“${name}”是 ADQL 保留字：查询时须加双引号。`,
  );
}

function checkSource(column: Cursor, source: string | undefined, type: string): void {
  const [from, header, value] = [column.get('from'), column.get('fromHeader'), column.get('value')];
  if (value && (from || header)) {
    value.error(
      'DESC-SOURCE',
      'A column has either a constant value or a source, not both.',
      '一列只能有固定值或来源之一，不能兼有。',
    );
  }
  if (value) checkValue(value, type);
  if (from && source === 'products') {
    from.error(
      'DESC-SOURCE',
      'Rows of this table come from headers: write fromHeader.',
      '该表的行取自文件头：请写 fromHeader。',
      'fromHeader',
    );
  }
  if (header && source !== undefined && source !== 'products') {
    header.error(
      'DESC-SOURCE',
      `Rows of this table come from ${source} files: write from.`,
      `该表的行取自 ${source} 文件：请写 from。`,
      'from',
    );
  }
  for (const at of header?.tree.kind === 'list' ? header.items() : header ? [header] : []) checkKeyword(at);
}

function checkKeyword(at: Cursor): void {
  const text = at.text;
  if (text === undefined) return;
  const names = Object.keys(derivedValues);
  if (text.startsWith('@')) {
    if (names.includes(text)) return;
    at.error(
      'DESC-DERIVED',
      `There is no derived value "${text}".`,
      `没有名为“${text}”的派生值。`,
      nearest(text, names),
    );
  } else if (!/^(?:[\w+-]+\.)?[A-Z0-9_-]{1,8}$/u.test(text)) {
    const near = nearest(`@${text}`, names) ?? (/^\w{1,8}$/.test(text) ? text.toUpperCase() : undefined);
    at.error(
      'DESC-KEYWORD',
      `"${text}" is no FITS keyword: at most 8 of A-Z, 0-9, - and _, or a derived value with @.`,
      `“${text}”不是 FITS 关键字：最多 8 个字符，限 A-Z、0-9、- 和 _；派生值以 @ 开头。`,
      near,
    );
  }
}

function checkNull(at: Cursor, type: string, source: string | undefined): void {
  const { number, text } = at;
  if (type === 'string' && number !== undefined) {
    at.error('DESC-NULL', 'The column holds texts: put the value in quotes.', '该列为文本：请给该值加引号。');
  } else if (number !== undefined && integerTypes.includes(type)) {
    checkInteger(at, number, type);
  } else if (text !== undefined && isNumeric(type) && source !== 'csv' && source !== 'products') {
    at.error(
      'DESC-NULL',
      `The column holds numbers (${type}), which "${text}" can never equal.`,
      `该列为数值（${type}），不可能等于“${text}”。`,
    );
  } else if (type === 'boolean') {
    at.error(
      'DESC-NULL',
      'A boolean column has no value left that could mean "missing".',
      '布尔列没有可表示缺失的值。',
    );
  }
}

function checkInteger(at: Cursor, number: number, type: string): void {
  const [low, high] = integerRange[type]!;
  if (Number.isInteger(number) && number >= low && number <= high) return;
  at.error('DESC-VALUE', `${number} does not fit the type ${type}.`, `${number} 不符合类型 ${type}。`);
}

function checkValue(at: Cursor | undefined, type: string): void {
  if (at === undefined || at.value === undefined || type === '') return;
  const { number, text } = at;
  if (integerTypes.includes(type) && number !== undefined) {
    checkInteger(at, number, type);
    return;
  }
  const fits =
    (type === 'string' && text !== undefined) ||
    (type === 'timestamp' && text !== undefined) ||
    (type === 'boolean' && typeof at.value === 'boolean') ||
    (floatTypes.includes(type) && number !== undefined);
  if (!fits)
    at.error(
      'DESC-VALUE',
      `${String(at.value)} does not fit the type ${type}.`,
      `${String(at.value)} 不符合类型 ${type}。`,
    );
}

function checkBits(column: Cursor, type: string): void {
  const bits = column.get('bits');
  if (!bits) return;
  if (!integerTypes.includes(type) || column.get('arraysize')) {
    bits.error(
      'DESC-BITS',
      `Only whole numbers have bits; the column is of type ${type}${column.get('arraysize') ? ' (array)' : ''}.`,
      `只有整数列才有位；该列类型为 ${type}。`,
    );
    return;
  }
  const seen = new Set<number>();
  for (const at of bits.items().flatMap((bit) => bit.get('bit') ?? [])) {
    const bit = at.number;
    if (bit === undefined) continue;
    if (bit >= bitWidth[type]!)
      at.error(
        'DESC-BITS',
        `${type} has the bits 0 to ${bitWidth[type]! - 1}.`,
        `${type} 的位为 0 到 ${bitWidth[type]! - 1}。`,
      );
    if (seen.has(bit)) at.error('DESC-DUPLICATE-NAME', `Bit ${bit} is there already.`, `第 ${bit} 位已存在。`);
    seen.add(bit);
  }
}

function checkLimits(column: Cursor, type: string): void {
  const [min, max] = [column.get('min'), column.get('max')];
  for (const at of [min, max]) {
    if (at && !isNumeric(type))
      at.error(
        'DESC-LIMIT',
        `Limits need a number; the column is of type ${type}.`,
        `上下限仅用于数值列；该列类型为 ${type}。`,
      );
  }
  if (min?.number !== undefined && max?.number !== undefined && min.number > max.number) {
    max.error(
      'DESC-LIMIT',
      `max ${max.number} is below min ${min.number}.`,
      `max ${max.number} 小于 min ${min.number}。`,
    );
  }
}

function checkSearch(column: Cursor): void {
  const search = column.get('search');
  const wants = { enum: 'values', bits: 'bits' }[search?.text ?? ''];
  if (search && wants !== undefined && !column.get(wants)) {
    search.error(
      'DESC-SEARCH',
      `A search by ${search.text} needs the key "${wants}".`,
      `按 ${search.text} 检索需要键“${wants}”。`,
    );
  }
  const listed = column.get('valuesAre');
  if (listed && !column.get('values'))
    listed.error('DESC-SEARCH', 'valuesAre needs the key "values".', 'valuesAre 需要键“values”。');
}
