import type { Header } from './header.ts';

/** What a column's values are, after scaling. Complex values are pairs (re, im) of floats. */
export type FitsType =
  | 'boolean'
  | 'bit'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128'
  | 'string';

/** The letter of a TFORM that says how one element is stored. */
export type FormatCode = 'L' | 'X' | 'B' | 'I' | 'J' | 'K' | 'A' | 'E' | 'D' | 'C' | 'M';

/** One column as its header describes it. */
export interface FitsColumn {
  /** From 0. */
  readonly index: number;
  /** TTYPEn; `colN` where it is missing, `NAME_N` where an earlier column has the same name: unique in its table. */
  readonly name: string;
  /** TFORMn as written. */
  readonly format: string;
  readonly code: FormatCode;
  readonly type: FitsType;
  readonly unit?: string;
  /** Elements of a row: numbers, bits, complex pairs, strings. For variable-length columns the number is per row. */
  readonly repeat: number;
  /** Bytes of one string; for the type `string` only. */
  readonly stringBytes?: number;
  /** Set for P and Q columns. */
  readonly variable?: 'P' | 'Q';
  /** TDIMn, fastest axis first, where it agrees with the repeat count. */
  readonly dim?: readonly number[];
  readonly null?: bigint | string;
  readonly scale: number;
  readonly zero: number;
  readonly displayFormat?: string;
  readonly comment?: string;
  /** Place of the field in a row. */
  readonly offsetBytes: number;
  readonly widthBytes: number;
  /** Digits after an implied decimal point; ASCII tables only. */
  readonly decimals?: number;
}

const elementBytes: Readonly<Record<FormatCode, number>> = {
  L: 1,
  X: 0,
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

/** Bytes that `count` elements take. */
export function bytesOf(code: FormatCode, count: number): number {
  return code === 'X' ? Math.ceil(count / 8) : elementBytes[code] * count;
}

const rawType: Readonly<Record<FormatCode, FitsType>> = {
  L: 'boolean',
  X: 'bit',
  B: 'uint8',
  I: 'int16',
  J: 'int32',
  K: 'int64',
  A: 'string',
  E: 'float32',
  D: 'float64',
  C: 'complex64',
  M: 'complex128',
};

const signFlip: Partial<Record<FormatCode, { zero: number; type: FitsType }>> = {
  B: { zero: -128, type: 'int8' },
  I: { zero: 2 ** 15, type: 'uint16' },
  J: { zero: 2 ** 31, type: 'uint32' },
  K: { zero: 2 ** 63, type: 'uint64' },
};

function typeOf(code: FormatCode, scale: number, zero: number): FitsType {
  if ((scale === 1 && zero === 0) || code === 'L' || code === 'X' || code === 'A') return rawType[code];
  const flip = signFlip[code];
  if (scale === 1 && flip?.zero === zero) return flip.type;
  return code === 'C' || code === 'M' ? 'complex128' : 'float64';
}

/** Whether a column's numbers are multiplied and shifted (and not only re-signed). */
export function isScaled(column: FitsColumn): boolean {
  if (column.scale === 1 && column.zero === 0) return false;
  return column.type === 'float64' || column.type === 'complex128';
}

const binaryForm = /^\s*(?:(\d+)\s*)?([LXBIJKAEDCMPQ])(.*)$/i;
const variableForm = /^([LXBIJKAEDCM])(?:\(\s*\d*\s*\))?/i;

interface Form {
  code: FormatCode;
  repeat: number;
  widthBytes: number;
  variable?: 'P' | 'Q';
  substring?: number;
}

function binaryFormOf(header: Header, keyword: string, format: string): Form {
  const wrong = () =>
    header.error('FITS-COLUMN', keyword, {
      en: `${keyword} = '${format}' is no format of a binary table (expected for example 1J, 24A, 512E or 1PE(99)).`,
      zh: `${keyword} = '${format}' 不是二进制表的格式（应如 1J、24A、512E 或 1PE(99)）。`,
    });
  const match = binaryForm.exec(format);
  if (!match) throw wrong();
  const repeat = match[1] === undefined ? 1 : Number(match[1]);
  const letter = match[2]!.toUpperCase();
  const rest = match[3]!.trim();
  if (!Number.isSafeInteger(repeat)) throw wrong();
  if (letter === 'P' || letter === 'Q') {
    const element = variableForm.exec(rest);
    if (!element || repeat > 1) throw wrong();
    return {
      code: element[1]!.toUpperCase() as FormatCode,
      repeat,
      widthBytes: repeat * (letter === 'P' ? 8 : 16),
      variable: letter,
    };
  }
  const code = letter as FormatCode;
  const form: Form = { code, repeat, widthBytes: bytesOf(code, repeat) };
  const substring = code === 'A' ? /^(?::?SSTR)?(\d+)/i.exec(rest) : null;
  return substring ? { ...form, substring: Number(substring[1]) } : form;
}

function dimOf(text: string | undefined, elements: number): number[] | undefined {
  const match = text === undefined ? null : /^\s*\(([\d\s,]+)\)/.exec(text);
  if (!match) return undefined;
  const dim = match[1]!.split(',').map((part) => Number(part.trim()));
  return dim.length > 0 && dim.every((n) => n > 0) && dim.reduce((a, b) => a * b, 1) <= elements ? dim : undefined;
}

/** How a field of `repeat` characters divides into strings: by TDIM, by `rAw`, or it is one. */
function stringsOf(form: Form, dim: readonly number[] | undefined): { repeat: number; stringBytes: number } {
  const width = dim?.[0] ?? form.substring ?? form.repeat;
  if (width <= 0 || width > form.repeat) return { repeat: 1, stringBytes: form.repeat };
  const count = dim ? dim.slice(1).reduce((a, b) => a * b, 1) : Math.floor(form.repeat / width);
  return { repeat: count, stringBytes: width };
}

/** Names, units and the like: the same in both sorts of table. */
function commonOf(
  header: Header,
  index: number,
  used: Set<string>,
): Pick<FitsColumn, 'index' | 'name' | 'scale' | 'zero'> & Partial<FitsColumn> {
  const n = index + 1;
  const written = header.getString(`TTYPE${n}`)?.trim() ?? '';
  let name = written === '' ? `col${n}` : written;
  while (used.has(name)) name = `${name}_${n}`;
  used.add(name);
  const unit = header.getString(`TUNIT${n}`)?.trim();
  const displayFormat = header.getString(`TDISP${n}`)?.trim();
  const comment = written === '' ? '' : (header.comment(`TTYPE${n}`) ?? '');
  return {
    index,
    name,
    scale: header.getNumber(`TSCAL${n}`) ?? 1,
    zero: header.getNumber(`TZERO${n}`) ?? 0,
    ...(unit ? { unit } : {}),
    ...(displayFormat ? { displayFormat } : {}),
    ...(comment ? { comment } : {}),
  };
}

function binaryColumn(header: Header, index: number, offsetBytes: number, used: Set<string>): FitsColumn {
  const n = index + 1;
  const format = header.getString(`TFORM${n}`);
  if (format === undefined) {
    throw header.error('FITS-COLUMN', `TFORM${n}`, { en: `TFORM${n} is missing.`, zh: `缺少 TFORM${n}。` });
  }
  const form = binaryFormOf(header, `TFORM${n}`, format);
  const common = commonOf(header, index, used);
  const dim = dimOf(header.getString(`TDIM${n}`), form.variable ? Number.MAX_SAFE_INTEGER : form.repeat);
  const isText = form.code === 'A' && !form.variable;
  const text = isText ? stringsOf(form, dim) : undefined;
  const tnull = header.getInteger(`TNULL${n}`);
  return {
    ...common,
    format: format.trim(),
    code: form.code,
    type: typeOf(form.code, common.scale, common.zero),
    repeat: text?.repeat ?? form.repeat,
    ...(text ? { stringBytes: text.stringBytes } : {}),
    ...(form.variable ? { variable: form.variable } : {}),
    ...(dim ? { dim } : {}),
    ...(tnull !== undefined && 'BIJK'.includes(form.code) ? { null: tnull } : {}),
    offsetBytes,
    widthBytes: form.widthBytes,
  };
}

/** The columns of a binary table whose rows have `rowBytes` bytes. Throws `FITS-COLUMN`. */
export function binaryColumns(header: Header, rowBytes: number): FitsColumn[] {
  const count = header.count('TFIELDS', { max: 999 });
  const used = new Set<string>();
  const columns: FitsColumn[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const column = binaryColumn(header, i, offset, used);
    offset += column.widthBytes;
    columns.push(column);
  }
  if (offset > rowBytes) {
    throw header.error('FITS-COLUMN', 'NAXIS1', {
      en: `The columns take ${offset} bytes, but NAXIS1 gives a row only ${rowBytes}.`,
      zh: `各列共需 ${offset} 字节，而 NAXIS1 规定每行只有 ${rowBytes} 字节。`,
    });
  }
  return columns;
}

const asciiForm = /^\s*(?:([AIJ])\s*(\d+)(?:\.\d+)?|([FED])\s*(\d+)(?:\.(\d+))?)\s*$/i;

function asciiColumn(header: Header, index: number, rowBytes: number, used: Set<string>): FitsColumn {
  const n = index + 1;
  const format = header.getString(`TFORM${n}`) ?? '';
  const match = asciiForm.exec(format);
  if (!match) {
    throw header.error('FITS-COLUMN', `TFORM${n}`, {
      en: `TFORM${n} = '${format}' is no format of an ASCII table (expected Aw, Iw, Fw.d, Ew.d or Dw.d).`,
      zh: `TFORM${n} = '${format}' 不是 ASCII 表的格式（应为 Aw、Iw、Fw.d、Ew.d 或 Dw.d）。`,
    });
  }
  const letter = (match[1] ?? match[3])!.toUpperCase();
  const widthBytes = Number(match[2] ?? match[4]);
  const offsetBytes = header.count(`TBCOL${n}`, { min: 1 }) - 1;
  if (offsetBytes + widthBytes > rowBytes) {
    throw header.error('FITS-COLUMN', `TBCOL${n}`, {
      en: `Column ${n} ends at character ${offsetBytes + widthBytes}, but NAXIS1 gives a row only ${rowBytes}.`,
      zh: `第 ${n} 列止于第 ${offsetBytes + widthBytes} 个字符，而 NAXIS1 规定每行只有 ${rowBytes} 个。`,
    });
  }
  const common = commonOf(header, index, used);
  const scaled = common.scale !== 1 || common.zero !== 0;
  const isInteger = letter === 'I' || letter === 'J';
  const code: FormatCode = letter === 'A' ? 'A' : !isInteger ? 'D' : widthBytes > 9 ? 'K' : 'J';
  const tnull = header.getString(`TNULL${n}`)?.trim();
  return {
    ...common,
    format: format.trim(),
    code,
    type: code === 'A' ? 'string' : scaled ? 'float64' : rawType[code],
    repeat: 1,
    ...(code === 'A' ? { stringBytes: widthBytes } : {}),
    ...(tnull === undefined ? {} : { null: tnull }),
    ...(match[5] === undefined ? {} : { decimals: Number(match[5]) }),
    offsetBytes,
    widthBytes,
  };
}

/** The columns of an ASCII table. Throws `FITS-COLUMN`. */
export function asciiColumns(header: Header, rowBytes: number): FitsColumn[] {
  const count = header.count('TFIELDS', { max: 999 });
  const used = new Set<string>();
  return Array.from({ length: count }, (_, i) => asciiColumn(header, i, rowBytes, used));
}
