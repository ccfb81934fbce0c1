import type { Rows } from './bintable.ts';
import type { FitsColumn } from './column.ts';
import type { FitsColumnData } from './data.ts';
import { bad } from './errors.ts';
import { decodeTexts } from './strings.ts';
import { gather } from './swap.ts';

const integer = /^[+-]?\d+$/;
const real = /^([+-]?)(\d*)(?:(\.)(\d*))?(?:(?:[EeDd]|(?=[+-]))([+-]?\d+))?$/;

/** A real number as Fortran writes it; without a point the last `decimals` digits are its fraction (7.2.5). */
function parseReal(text: string, decimals: number): number {
  const plain = Number(text);
  if (text.includes('.') && !Number.isNaN(plain)) return plain;
  const match = real.exec(text);
  if (!match || (match[2] === '' && (match[4] ?? '') === '')) return Number.NaN;
  if (match[3] === '.' || decimals === 0)
    return Number(`${match[1]}${match[2]}${match[3] ? `.${match[4]}` : ''}E${match[5] ?? '0'}`);
  return Number(`${match[1]}${match[2]}E${Number(match[5] ?? '0') - decimals}`);
}

function wrongNumber(rows: Rows, column: FitsColumn, row: number, text: string) {
  const { hdu } = rows;
  const n = rows.rowFrom + row;
  const place = {
    ...hdu.header.place(),
    parameter: column.name,
    row: n + 1,
    byte: hdu.dataOffsetBytes + n * hdu.rowBytes + column.offsetBytes,
  };
  return bad(
    'FITS-NUMBER',
    { en: `"${text}" is no number of the format ${column.format}.`, zh: `“${text}”不是格式 ${column.format} 的数字。` },
    place,
  );
}

/** Fields that are TNULL or blank are null. `store` says whether it could use the text. */
function parseFields(
  rows: Rows,
  column: FitsColumn,
  texts: readonly string[],
  store: (row: number, text: string) => boolean,
): Uint8Array | undefined {
  let valid: Uint8Array | undefined;
  for (let r = 0; r < texts.length; r++) {
    const text = texts[r]!.trim();
    if (text === '' || text === column.null) {
      valid ??= new Uint8Array(texts.length).fill(1);
      valid[r] = 0;
    } else if (!store(r, text)) throw wrongNumber(rows, column, r, text);
  }
  return valid;
}

function realValues(rows: Rows, column: FitsColumn, texts: readonly string[]): FitsColumnData {
  const values = new Float64Array(texts.length).fill(Number.NaN);
  const isInteger = column.code !== 'D';
  const { scale, zero } = column;
  const valid = parseFields(rows, column, texts, (row, text) => {
    const value = isInteger ? (integer.test(text) ? Number(text) : Number.NaN) : parseReal(text, column.decimals ?? 0);
    const isNamed = /^[+-]?(nan|inf(inity)?)$/i.test(text);
    if (Number.isNaN(value) && !isNamed) return false;
    const number = isNamed
      ? /nan/i.test(text)
        ? Number.NaN
        : text.startsWith('-')
          ? Number.NEGATIVE_INFINITY
          : Number.POSITIVE_INFINITY
      : value;
    values[row] = zero === 0 ? number * scale : number * scale + zero;
    return true;
  });
  return { column, type: 'float64', rowCount: rows.rowCount, repeat: 1, values, ...(valid ? { valid } : {}) };
}

function integerValues(rows: Rows, column: FitsColumn, texts: readonly string[]): FitsColumnData {
  const shared = { column, rowCount: rows.rowCount, repeat: 1 };
  if (column.code === 'J') {
    const values = new Int32Array(texts.length);
    const valid = parseFields(rows, column, texts, (row, text) => {
      values[row] = Number(text);
      return integer.test(text);
    });
    return { ...shared, type: 'int32', values, ...(valid ? { valid } : {}) };
  }
  const values = new BigInt64Array(texts.length);
  const valid = parseFields(rows, column, texts, (row, text) => {
    if (!integer.test(text) || text.length > 20) return false;
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    values[row] = value;
    return values[row] === value;
  });
  return { ...shared, type: 'int64', values, ...(valid ? { valid } : {}) };
}

/** A column of an ASCII table. Throws `FITS-NUMBER` with the row where a field is no number. */
export function asciiColumnData(rows: Rows, column: FitsColumn): FitsColumnData {
  const { bytes, rowCount, hdu } = rows;
  const { offsetBytes: from, widthBytes: width } = column;
  const fields = new Uint8Array(gather(bytes, { from, stride: hdu.rowBytes, rows: rowCount, perRow: width, size: 1 }));
  const texts = decodeTexts(fields, width, rowCount);
  if (column.type === 'float64') return realValues(rows, column, texts);
  if (column.type !== 'string') return integerValues(rows, column, texts);
  const nulls = column.null === undefined ? -1 : texts.findIndex((text) => text.trim() === column.null);
  const valid = nulls < 0 ? undefined : Uint8Array.from(texts, (text) => (text.trim() === column.null ? 0 : 1));
  return { column, type: 'string', rowCount, repeat: 1, values: texts, ...(valid ? { valid } : {}) };
}
