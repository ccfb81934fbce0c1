import { nearest } from '@lingtai/diagnostics';
import { type FitsFile, type Hdu, type ImageHdu, readImageSync, readTableSync, type TableHdu } from '@lingtai/fits';
import { type At, wrong } from './problem.ts';

/** Any array of numbers that a spectrum file may hold. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

function isNumbers(values: unknown): values is Numbers {
  return (
    ArrayBuffer.isView(values) &&
    !(values instanceof BigInt64Array) &&
    !(values instanceof BigUint64Array) &&
    !(values instanceof DataView)
  );
}

/** `HDU 0 image 3909 x 5; HDU 1 table COADD (FLUX, IVAR)`: what a message says was found. */
export function foundText(file: FitsFile): string {
  return file.hdus.map((hdu) => `HDU ${hdu.index} ${describe(hdu)}`).join('; ');
}

function describe(hdu: Hdu): string {
  if (hdu.kind === 'image') return hdu.shape.length === 0 ? 'no data' : `image ${hdu.shape.join(' x ')}`;
  if (hdu.kind === 'bintable' || hdu.kind === 'asciitable') {
    const names = hdu.columns.map((column) => column.name);
    const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
    return `table ${hdu.name} (${shown}), ${hdu.rowCount} rows`;
  }
  return hdu.kind;
}

export function isTable(hdu: Hdu | undefined): hdu is TableHdu {
  return hdu?.kind === 'bintable' || hdu?.kind === 'asciitable';
}

/** The column's own spelling when the table has it, without regard to case (FITS 4.0, 7.3.1). */
function columnNamed(table: TableHdu, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return table.columns.find((column) => column.name.toLowerCase() === wanted)?.name;
}

export function hasColumns(table: TableHdu, ...names: string[]): boolean {
  return names.every((name) => columnNamed(table, name) !== undefined);
}

/** Whether a table holds one row of vectors (true) or one row a pixel (false). Throws `SPEC-LAYOUT` for anything between. */
export function isVectors(table: TableHdu, at: At, name: string): boolean {
  const column = table.columns.find((c) => c.name === columnNamed(table, name));
  if (column === undefined) throw noColumn(table, name, at);
  if (column.variable !== undefined || column.repeat > 1) {
    if (table.rowCount === 1) return true;
    const text = `${table.rowCount} rows of ${column.variable ? 'variable-length' : column.repeat} elements`;
    throw wrong(
      'SPEC-LAYOUT',
      {
        en: `One row of vectors or one row a pixel was expected; found ${text}.`,
        zh: `应为一行向量或每像素一行；实际为 ${table.rowCount} 行，每行 ${column.variable ? '变长' : column.repeat} 个元素。`,
      },
      at,
      name,
    );
  }
  return false;
}

/** Numbers of several columns, each flat over rows and elements. Throws `SPEC-COLUMN` for a missing or non-numeric one. */
export function readColumns(file: FitsFile, table: TableHdu, names: readonly string[], at: At): Map<string, Numbers> {
  const own = names.map((name) => {
    const column = columnNamed(table, name);
    if (column === undefined) throw noColumn(table, name, at);
    return column;
  });
  const data = readTableSync(file, table, { columns: own });
  const result = new Map<string, Numbers>();
  names.forEach((name, i) => {
    const values = data.columns.get(own[i]!)?.values;
    if (!isNumbers(values)) {
      throw wrong(
        'SPEC-COLUMN',
        { en: `Column ${name} does not hold numbers.`, zh: `列 ${name} 不是数值。` },
        at,
        name,
      );
    }
    result.set(name, values);
  });
  return result;
}

function noColumn(table: TableHdu, name: string, at: At): Error {
  const names = table.columns.map((column) => column.name);
  return wrong(
    'SPEC-COLUMN',
    {
      en: `There is no column ${name}; the table has ${names.join(', ')}.`,
      zh: `没有列 ${name}；表中有 ${names.join('、')}。`,
    },
    at,
    name,
    nearest(name, names),
  );
}

/** The rows of an image along its first axis. Throws `SPEC-LAYOUT` for 64-bit integers. */
export function readRows(file: FitsFile, image: ImageHdu, at: At): Numbers[] {
  const values = readImageSync(file, image).values;
  if (!isNumbers(values)) {
    throw wrong(
      'SPEC-LAYOUT',
      { en: 'An image of 64-bit integers is not a spectrum.', zh: '64 位整数图像不是光谱。' },
      at,
    );
  }
  const length = image.shape[0] ?? 0;
  const rows: Numbers[] = [];
  for (let from = 0; from + length <= values.length && length > 0; from += length)
    rows.push(values.subarray(from, from + length));
  return rows;
}
