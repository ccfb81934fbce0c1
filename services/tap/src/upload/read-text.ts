import type { ColumnBatch, Field, ScalarType, ScalarVector } from '@lingtai/columns';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { parseTimestamp } from '@lingtai/query';
import type { TableFile, TableRows } from './source.ts';
import { type TextRow, textRows } from './text-rows.ts';

const batchRows = 8192;

/**
 * The table of a CSV or TSV file, whose first record names the columns. A column whose cells are all whole numbers,
 * numbers, or `true` and `false` has that type, any other one is text; an empty cell is a null. `declared` columns keep
 * the types that they have, and a cell that does not fit is refused.
 */
export async function readTextFile(
  file: TableFile,
  delimiter: ',' | '\t',
  declared: readonly Field[] = [],
): Promise<TableRows> {
  const names = await headerOf(file, delimiter);
  const known = new Map(declared.map((f) => [f.name.toLowerCase(), f]));
  const asked = names.map((name) => known.get(name.toLowerCase()));
  const guesses = names.map(() => new Guess());
  if (asked.includes(undefined)) {
    for await (const rows of recordsOf(file, delimiter, names.length))
      for (const { cells } of rows) for (let i = 0; i < names.length; i++) guesses[i]!.see(cells[i]!);
  }
  const fields = names.map((name, i): Field => asked[i] ?? { name, scalar: guesses[i]!.type });
  async function* batches(): AsyncGenerator<ColumnBatch> {
    for await (const rows of recordsOf(file, delimiter, names.length))
      for (let from = 0; from < rows.length; from += batchRows)
        yield batchOf(file, fields, rows.slice(from, from + batchRows));
  }
  return { fields, batches: batches() };
}

async function headerOf(file: TableFile, delimiter: ',' | '\t'): Promise<string[]> {
  for await (const rows of textRows(file, delimiter)) {
    const first = rows[0];
    if (!first) continue;
    const names = first.cells.map((cell) => cell.trim());
    const at = names.indexOf('');
    if (at < 0 && !names[0]!.startsWith('# %ECSV')) return names;
    throw fail(
      'data',
      'UPLOAD-HEADER',
      at < 0
        ? { en: 'ECSV is not read; save the table as a VOTable.', zh: '不支持 ECSV；请将表另存为 VOTable。' }
        : {
            en: `The first line must name the columns, but column ${at + 1} has no name.`,
            zh: `首行须为列名，但第 ${at + 1} 列没有名称。`,
          },
      { place: { file: file.name, line: first.line } },
    );
  }
  throw fail(
    'data',
    'UPLOAD-EMPTY',
    { en: 'The uploaded file is empty.', zh: '上传的文件为空。' },
    { place: { file: file.name } },
  );
}

/** The records after the header, each with as many cells as that. */
async function* recordsOf(file: TableFile, delimiter: ',' | '\t', width: number): AsyncGenerator<TextRow[]> {
  let isHeader = true;
  for await (const rows of textRows(file, delimiter)) {
    if (isHeader && rows.length > 0) {
      rows.shift();
      isHeader = false;
    }
    for (const row of rows) if (row.cells.length !== width) throw badWidth(file, row, width);
    if (rows.length > 0) yield rows;
  }
}

function badWidth(file: TableFile, { line, cells }: TextRow, width: number): LingtaiError {
  return fail(
    'data',
    'UPLOAD-CSV-CELLS',
    {
      en: `This record has ${cells.length} cells; the header names ${width} columns.`,
      zh: `该记录有 ${cells.length} 个单元格，而表头有 ${width} 列。`,
    },
    { place: { file: file.name, line } },
  );
}

const wholePattern = /^[+-]?(0|[1-9]\d*)$/;
const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const specialPattern = /^([+-]?inf(inity)?|nan)$/i;
const booleanPattern = /^(true|false)$/i;

/** What all cells of a column can be, so far. */
class Guess {
  #whole = true;
  #small = true;
  #number = true;
  #boolean = true;
  #any = false;

  see(raw: string): void {
    const cell = raw.trim();
    if (cell === '') return;
    this.#any = true;
    if (this.#boolean && !booleanPattern.test(cell)) this.#boolean = false;
    if (this.#whole && !this.#seeWhole(cell)) this.#whole = false;
    // A number with leading zeros is a name: 007 is not 7.
    if (this.#number && !((numberPattern.test(cell) && !/^[+-]?0\d/.test(cell)) || specialPattern.test(cell)))
      this.#number = false;
  }

  #seeWhole(cell: string): boolean {
    if (!wholePattern.test(cell)) return false;
    if (cell.length < 10) return true;
    const value = BigInt(cell.replace('+', ''));
    if (BigInt.asIntN(32, value) !== value) this.#small = false;
    // Digits beyond 64 bits would be lost as a float: such a column is text.
    if (BigInt.asIntN(64, value) !== value) this.#number = false;
    return this.#number;
  }

  get type(): ScalarType {
    if (!this.#any) return 'string';
    if (this.#boolean) return 'boolean';
    if (this.#whole) return this.#small ? 'int32' : 'int64';
    return this.#number ? 'float64' : 'string';
  }
}

function batchOf(file: TableFile, fields: readonly Field[], rows: readonly TextRow[]): ColumnBatch {
  const columns = fields.map((field, column) => {
    const refuse = (row: TextRow): LingtaiError => badCell(file, field, row.line, row.cells[column]!);
    if (field.arraysize !== undefined) throw noArrays(file, field);
    return vectorOf(field.scalar, rows, column, refuse);
  });
  return { rowCount: rows.length, columns };
}

const ranges: Partial<Record<ScalarType, readonly [number, number]>> = {
  uint8: [0, 255],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
};

function vectorOf(
  type: ScalarType,
  rows: readonly TextRow[],
  column: number,
  refuse: (row: TextRow) => LingtaiError,
): ScalarVector {
  const { length } = rows;
  const valid = new Uint8Array(length);
  const base = { kind: 'scalar', length, valid } as const;
  const each = (set: (cell: string, i: number) => boolean): void => {
    for (let i = 0; i < length; i++) {
      const raw = rows[i]!.cells[column]!;
      const cell = type === 'string' ? raw : raw.trim();
      if (cell === '') continue;
      valid[i] = 1;
      if (!set(cell, i)) throw refuse(rows[i]!);
    }
  };
  if (type === 'string') {
    const values = new Array<string>(length).fill('');
    each((cell, i) => {
      values[i] = cell;
      return true;
    });
    return { ...base, type, values };
  }
  if (type === 'int64' || type === 'timestamp') {
    const values = new BigInt64Array(length);
    each((cell, i) => {
      const value =
        type === 'timestamp'
          ? exactTimestamp(cell)
          : /^[+-]?\d+$/.test(cell)
            ? BigInt(cell.replace('+', ''))
            : undefined;
      if (value === undefined || BigInt.asIntN(64, value) !== value) return false;
      values[i] = value;
      return true;
    });
    return { ...base, type, values };
  }
  if (type === 'boolean') {
    const values = new Uint8Array(length);
    each((cell, i) => {
      const isTrue = /^(true|t|1)$/i.test(cell);
      values[i] = isTrue ? 1 : 0;
      return isTrue || /^(false|f|0)$/i.test(cell);
    });
    return { ...base, type, values };
  }
  const range = ranges[type];
  const values = range
    ? new (type === 'uint8' ? Uint8Array : type === 'int16' ? Int16Array : Int32Array)(length)
    : new (type === 'float32' ? Float32Array : Float64Array)(length);
  each((cell, i) => {
    const value = specialPattern.test(cell) ? specialOf(cell) : Number(cell);
    values[i] = value;
    if (range) return /^[+-]?\d+$/.test(cell) && value >= range[0] && value <= range[1];
    return numberPattern.test(cell) || specialPattern.test(cell);
  });
  return { ...base, type, values } as ScalarVector;
}

function specialOf(cell: string): number {
  if (/nan/i.test(cell)) return Number.NaN;
  return cell.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Microseconds of a timestamp (DALI 1.1 section 3.3.3); `undefined` where it is none, or finer than microseconds. */
export function exactTimestamp(text: string): bigint | undefined {
  return /\.\d{6}\d*[1-9]/.test(text) ? undefined : parseTimestamp(text);
}

function badCell(file: TableFile, field: Field, line: number, cell: string): LingtaiError {
  const shown = cell.length > 60 ? `${cell.slice(0, 60)}…` : cell;
  return fail(
    'data',
    'UPLOAD-VALUE',
    {
      en: `"${shown}" is not a value of the column "${field.name}" (${field.scalar}).`,
      zh: `“${shown}”不是列“${field.name}”（${field.scalar}）的有效值。`,
    },
    { place: { file: file.name, line, parameter: field.name } },
  );
}

function noArrays(file: TableFile, field: Field): LingtaiError {
  return fail(
    'data',
    'UPLOAD-ARRAY',
    {
      en: `The column "${field.name}" holds arrays, which text cannot give; load a FITS file or a VOTable.`,
      zh: `列“${field.name}”为数组，文本文件无法提供；请载入 FITS 文件或 VOTable。`,
    },
    { place: { file: file.name, parameter: field.name } },
  );
}
