import { fail, type LingtaiError } from '@lingtai/diagnostics';
import type { FormatCode } from './column.ts';
import { utf8Length } from './utf8.ts';
import type { CardToWrite } from './write-card.ts';

export type TypedValues =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** One column to write. */
export interface ColumnToWrite {
  readonly name: string;
  /** TFORM, for example `J`, `20A`, `3909E`, `PE`. Left out: what the values' type asks for, with `repeat`. */
  readonly format?: string;
  /** Elements of a row where `format` is left out. */
  readonly repeat?: number;
  readonly unit?: string;
  /**
   * Row by row, `repeat` elements each; complex values as (re, im) pairs, bits one an element. Unsigned 16, 32 and 64-bit
   * arrays and signed bytes are written with their TZERO. With a P or Q format `offsets` says which elements a row has.
   */
  readonly values: TypedValues | readonly number[] | readonly bigint[] | readonly boolean[] | readonly string[];
  readonly offsets?: Int32Array;
  /** 0 for a null element: integers then need `null`, floats become NaN, texts empty, logicals undefined. */
  readonly valid?: Uint8Array;
  /** TNULL, in stored (not shifted) numbers. */
  readonly null?: number | bigint;
  readonly dim?: readonly number[];
  /** TDISP. */
  readonly displayFormat?: string;
  /** The comment of the TTYPE card. */
  readonly description?: string;
  /** Cards of this column beside the usual, without its number: `{keyword: 'TUCD', ...}`. */
  readonly cards?: readonly CardToWrite[];
}

/** A column of which everything but its place in the row is decided. */
export interface PreparedColumn {
  readonly name: string;
  readonly code: FormatCode;
  readonly variable?: 'P' | 'Q';
  readonly repeat: number;
  readonly widthBytes: number;
  readonly values: TypedValues | readonly string[];
  readonly flip: boolean;
  readonly offsets?: Int32Array;
  readonly rowCount: number;
  readonly cards: readonly CardToWrite[];
}

export function wrong(name: string, en: string, zh: string): LingtaiError {
  return fail(
    'usage',
    'FITS-WRITE',
    { en: `Column "${name}": ${en}`, zh: `列“${name}”：${zh}` },
    { place: { parameter: name } },
  );
}

export const sizes: Readonly<Record<FormatCode, number>> = {
  L: 1,
  X: 1,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
};
const zeros: Partial<Record<FormatCode, bigint>> = { B: -128n, I: 32768n, J: 2147483648n, K: 9223372036854775808n };

/** The code that a values' type asks for. */
function codeFor(column: ColumnToWrite): FormatCode {
  const { values } = column;
  if (values instanceof Int8Array || values instanceof Uint8Array) return 'B';
  if (values instanceof Int16Array || values instanceof Uint16Array) return 'I';
  if (values instanceof Int32Array || values instanceof Uint32Array) return 'J';
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return 'K';
  if (values instanceof Float32Array) return 'E';
  if (values instanceof Float64Array) return 'D';
  const first = (values as readonly unknown[])[0];
  return typeof first === 'string' ? 'A' : typeof first === 'boolean' ? 'L' : typeof first === 'bigint' ? 'K' : 'D';
}

interface Form {
  code: FormatCode;
  repeat: number;
  variable?: 'P' | 'Q';
}

function formOf(column: ColumnToWrite): Form {
  if (column.format === undefined) {
    const code = codeFor(column);
    if (column.offsets) return { code, repeat: 1, variable: 'P' };
    const widest =
      code === 'A'
        ? (column.values as readonly string[]).reduce((most, text) => Math.max(most, utf8Length(text)), 1)
        : 1;
    return { code, repeat: widest * (column.repeat ?? 1) };
  }
  const match = /^(\d*)([PQ]?)([LXBIJKAEDCM])(?:\(\d*\))?$/.exec(column.format.trim());
  if (!match)
    throw wrong(
      column.name,
      `the format "${column.format}" is none (expected for example 1J, 24A, 512E or 1PE).`,
      `格式“${column.format}”不对（应如 1J、24A、512E 或 1PE）。`,
    );
  const repeat = match[1] === '' ? 1 : Number(match[1]);
  const code = match[3] as FormatCode;
  return match[2] === '' ? { code, repeat } : { code, repeat: 1, variable: match[2] as 'P' | 'Q' };
}

const arrays = {
  L: Uint8Array,
  X: Uint8Array,
  B: Uint8Array,
  I: Int16Array,
  J: Int32Array,
  K: BigInt64Array,
  E: Float32Array,
  D: Float64Array,
  C: Float32Array,
  M: Float64Array,
} as const;

/** Whether a typed array can be stored as a code, as it is. */
function suits(code: FormatCode, values: TypedValues): boolean {
  const unsigned: Partial<Record<FormatCode, unknown>> = {
    B: Int8Array,
    I: Uint16Array,
    J: Uint32Array,
    K: BigUint64Array,
  };
  const also = unsigned[code];
  return values.constructor === arrays[code as keyof typeof arrays] || values.constructor === also;
}

function isTyped(values: ColumnToWrite['values']): values is TypedValues {
  return ArrayBuffer.isView(values);
}

/** Numbers of any sort as what the code stores; refuses what does not fit. */
function convert(column: ColumnToWrite, code: Exclude<FormatCode, 'A'>): TypedValues {
  const { values } = column;
  if (isTyped(values) && suits(code, values)) return values;
  const list = values as ArrayLike<number | bigint | boolean | string>;
  const out = new arrays[code](list.length);
  const isInteger = 'LXBIJK'.includes(code);
  for (let i = 0; i < list.length; i++) {
    const value = list[i]!;
    const number = code === 'K' && typeof value !== 'boolean' ? toBigInt(column, value) : Number(value);
    out[i] = number;
    if (isInteger && out[i] !== number && column.valid?.[i] !== 0) {
      throw wrong(
        column.name,
        `the value ${value} (element ${i + 1}) does not fit the format ${code}.`,
        `值 ${value}（第 ${i + 1} 个元素）不适合格式 ${code}。`,
      );
    }
  }
  return out;
}

function toBigInt(column: ColumnToWrite, value: number | bigint | string): bigint {
  try {
    return BigInt(value);
  } catch {
    throw wrong(column.name, `the value ${value} is no integer.`, `值 ${value} 不是整数。`);
  }
}

/** Puts the stored form of nulls in their places, in a copy. */
function withNulls(column: ColumnToWrite, code: FormatCode, values: TypedValues, flip: boolean): TypedValues {
  const { valid } = column;
  if (!valid?.includes(0)) return values;
  const out = values.slice();
  const each = code === 'C' || code === 'M' ? 2 : 1;
  const isFloat = 'EDCM'.includes(code);
  if (!isFloat && code !== 'L' && column.null === undefined)
    throw wrong(
      column.name,
      'it has nulls, but no TNULL value (`null`) was given.',
      '有空值，但没有给出 TNULL(`null`)。',
    );
  const stored = BigInt(column.null ?? 0) + (flip ? zeros[code]! : 0n);
  const missing = isFloat ? Number.NaN : code === 'K' ? stored : Number(stored);
  for (let i = 0; i < valid.length; i++) {
    if (valid[i] === 0) for (let j = 0; j < each; j++) out[i * each + j] = missing;
    else if (!isFloat && code !== 'L' && out[i] === missing)
      throw wrong(
        column.name,
        `the value ${missing} (element ${i + 1}) is the one that stands for null.`,
        `值 ${missing}（第 ${i + 1} 个元素）正是表示空值的数。`,
      );
  }
  return out;
}

function logicalBytes(values: TypedValues, valid: Uint8Array | undefined): Uint8Array {
  return Uint8Array.from({ length: values.length }, (_, i) => (valid?.[i] === 0 ? 0 : values[i] ? 0x54 : 0x46));
}

/** Elements of a row as values count them: complex numbers are two. */
export function perRowOf(code: FormatCode, repeat: number): number {
  return code === 'C' || code === 'M' ? 2 * repeat : repeat;
}

function textColumn(column: ColumnToWrite, form: Form): { values: readonly string[]; perRow: number } {
  const texts = column.values as readonly string[];
  const values = column.valid ? texts.map((text, i) => (column.valid![i] === 0 ? '' : text)) : texts;
  const perRow = form.variable ? 1 : (column.dim?.slice(1).reduce((a, b) => a * b, 1) ?? column.repeat ?? 1);
  const width = form.variable ? Number.POSITIVE_INFINITY : form.repeat / perRow;
  const long = values.findIndex((text) => utf8Length(text) > width);
  if (long >= 0)
    throw wrong(
      column.name,
      `the text "${values[long]}" is longer than ${width} bytes.`,
      `文本“${values[long]}”超过 ${width} 字节。`,
    );
  return { values, perRow };
}

function rowsOf(column: ColumnToWrite, form: Form, length: number, perRow: number): number {
  if (form.variable && form.code !== 'A') {
    if (!column.offsets) throw wrong(column.name, 'a variable-length column needs offsets.', '变长列需要 offsets。');
    return column.offsets.length - 1;
  }
  if (perRow === 0) return 0;
  const rows = length / perRow;
  if (!Number.isInteger(rows))
    throw wrong(
      column.name,
      `${length} values are no whole number of rows of ${perRow}.`,
      `${length} 个值不能分成每行 ${perRow} 个的整行。`,
    );
  return rows;
}

function formatText(form: Form, column: ColumnToWrite, values: ArrayLike<unknown>): string {
  if (!form.variable) return `${form.repeat}${form.code}`;
  let longest = 0;
  const { offsets } = column;
  if (offsets) for (let r = 0; r + 1 < offsets.length; r++) longest = Math.max(longest, offsets[r + 1]! - offsets[r]!);
  else for (let r = 0; r < values.length; r++) longest = Math.max(longest, utf8Length(String(values[r])));
  return `1${form.variable}${form.code}(${longest})`;
}

/** Checks a column and brings its values into stored form. Throws `FITS-WRITE` naming it. */
export function prepareColumn(column: ColumnToWrite): PreparedColumn {
  const form = formOf(column);
  const { code, variable, repeat } = form;
  const text = code === 'A' ? textColumn(column, form) : undefined;
  const typed = text ? undefined : convert(column, code as Exclude<FormatCode, 'A'>);
  const flip =
    typed !== undefined &&
    (typed instanceof Int8Array ||
      typed instanceof Uint16Array ||
      typed instanceof Uint32Array ||
      typed instanceof BigUint64Array);
  const values = text
    ? text.values
    : code === 'L'
      ? logicalBytes(typed!, column.valid)
      : withNulls(column, code, typed!, flip);
  const perRow = text ? text.perRow : perRowOf(code, repeat);
  const rowCount = rowsOf(column, form, values.length, perRow);
  const cards: CardToWrite[] = [
    {
      keyword: 'TTYPE',
      value: column.name,
      ...(column.description === undefined ? {} : { comment: column.description }),
    },
    { keyword: 'TFORM', value: formatText(form, column, values) },
    ...(column.unit ? [{ keyword: 'TUNIT', value: column.unit }] : []),
    ...(flip ? [{ keyword: 'TZERO', value: zeros[code]! }] : []),
    ...(column.null !== undefined && 'BIJK'.includes(code) ? [{ keyword: 'TNULL', value: column.null }] : []),
    ...(column.dim ? [{ keyword: 'TDIM', value: `(${column.dim.join(',')})` }] : []),
    ...(column.displayFormat ? [{ keyword: 'TDISP', value: column.displayFormat }] : []),
    ...(column.cards ?? []),
  ];
  const widthBytes = variable
    ? variable === 'P'
      ? 8
      : 16
    : code === 'X'
      ? Math.ceil(repeat / 8)
      : repeat * sizes[code];
  const shared = { name: column.name, code, repeat: text ? perRow : repeat, widthBytes, values, flip, rowCount, cards };
  return { ...shared, ...(variable ? { variable } : {}), ...(column.offsets ? { offsets: column.offsets } : {}) };
}
