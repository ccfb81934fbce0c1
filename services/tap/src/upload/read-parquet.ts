import type { ColumnBatch, Field } from '@lingtai/columns';
import { fail, LingtaiError } from '@lingtai/diagnostics';
import { readVotable, type VotableField } from '@lingtai/votable';
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { boundedCodecs, checkPages } from './parquet-pages.ts';
import { exactParsers, fieldOfColumn, UnfitValue, vectorOfCells } from './parquet-types.ts';
import type { TableFile, TableRows, UploadLimits } from './source.ts';
import { tooManyRows } from './tidy.ts';
import { tooManyBytes } from './unpack.ts';

const batchRows = 8192;
/** Key of the VOTable that says what the columns mean (VOParquet). */
const votableKey = 'IVOA.VOTable-Parquet.content';

/** The table of a Parquet file, row group by row group. Units and UCDs come from a VOTable in its footer, where it has one. */
export async function readParquetFile(file: TableFile, limits: UploadLimits): Promise<TableRows> {
  const buffer = await asyncBufferFromFile(file.path);
  const metadata = await known(file, () => parquetMetadataAsync(buffer, { parsers: exactParsers, geoparquet: false }));
  const sizeBytes = metadata.row_groups.reduce((sum, g) => sum + Number(g.total_byte_size), 0);
  if (sizeBytes > limits.maxBytes) throw tooManyBytes(limits.maxBytes, file.name);
  // Runs of one value take no bytes, and a row group is unpacked whole.
  if (metadata.num_rows > limits.maxRows) throw tooManyRows(limits.maxRows, file.name);
  const stored = fieldsOf(metadata, file);
  await known(file, () => checkPages(buffer, metadata, file, limits.maxBytes));
  const fields = await describedFields(stored, metadata, file);
  async function* batches(): AsyncGenerator<ColumnBatch> {
    let textChars = 0;
    const whole = { file: buffer, metadata, compressors: boundedCodecs, parsers: exactParsers };
    const scan = await known(file, () => parquetScan(whole));
    for (const { rowStart, rowEnd } of scan.ranges) {
      const columns: ArrayLike<unknown>[] = [];
      for (const { name } of stored)
        columns.push(await known(file, () => scan.readColumn({ column: name, rowStart, rowEnd }), name));
      for (let from = 0; from < rowEnd - rowStart; from += batchRows) {
        const to = Math.min(rowEnd - rowStart, from + batchRows);
        // One text of a dictionary may stand in every row.
        for (const column of columns) textChars += charsIn(column, from, to);
        if (textChars > limits.maxBytes) throw tooManyBytes(limits.maxBytes, file.name);
        const vectors = stored.map((field, i) => checked(file, field, columns[i]!, from, to, rowStart));
        yield { rowCount: to - from, columns: vectors };
      }
    }
  }
  return { fields, batches: batches() };
}

function charsIn(cells: ArrayLike<unknown>, from: number, to: number): number {
  let chars = 0;
  for (let i = from; i < to; i++) {
    const cell = cells[i];
    if (typeof cell === 'string') chars += cell.length;
    else if (Array.isArray(cell)) chars += charsIn(cell, 0, cell.length);
  }
  return chars;
}

function fieldsOf(metadata: FileMetaData, file: TableFile): Field[] {
  return parquetSchema(metadata).children.map((column) => {
    const field = fieldOfColumn(column);
    if (field) return field;
    const { name, converted_type: converted, type } = column.element;
    throw fail(
      'data',
      'UPLOAD-TYPE',
      {
        en: `The column "${name}" has a type that tables here do not have: ${converted ?? type ?? 'structure'}.`,
        zh: `列“${name}”的类型在此处的表中不存在：${converted ?? type ?? '结构体'}。`,
      },
      { place: { file: file.name, parameter: name } },
    );
  });
}

function checked(file: TableFile, field: Field, cells: ArrayLike<unknown>, from: number, to: number, first: number) {
  try {
    return vectorOfCells(field, (cells as unknown[]).slice(from, to));
  } catch (error) {
    if (!(error instanceof UnfitValue)) throw error;
    const what =
      field.scalar === 'timestamp'
        ? { en: 'is finer than microseconds', zh: '的精度高于微秒' }
        : { en: 'does not fit 64-bit signed integers', zh: '超出 64 位有符号整数' };
    throw fail(
      'data',
      'UPLOAD-VALUE',
      { en: `The value ${error.shown} ${what.en}.`, zh: `值 ${error.shown} ${what.zh}。` },
      { place: { file: file.name, parameter: field.name, row: first + from + error.row + 1 } },
    );
  }
}

async function describedFields(stored: readonly Field[], metadata: FileMetaData, file: TableFile): Promise<Field[]> {
  const text = metadata.key_value_metadata?.find((entry) => entry.key === votableKey)?.value;
  if (text === undefined) return [...stored];
  const { tables } = await readVotable(new TextEncoder().encode(text), { file: file.name });
  const said = new Map<string, VotableField>(tables[0]?.fields.map((f) => [f.name, f]));
  return stored.map((field) => {
    const more = said.get(field.name);
    if (!more) return field;
    const { unit, ucd, utype, xtype, description } = more;
    const fixed =
      field.arraysize !== undefined && typeof more.arraysize === 'number' ? { arraysize: more.arraysize } : {};
    return {
      ...field,
      ...fixed,
      ...(unit === undefined ? {} : { unit }),
      ...(ucd === undefined ? {} : { ucd }),
      ...(utype === undefined ? {} : { utype }),
      ...(xtype === undefined ? {} : { xtype }),
      ...(description === undefined ? {} : { description }),
    };
  });
}

/** What hyparquet throws, in our words. */
async function known<T>(file: TableFile, work: () => Promise<T>, column?: string): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LingtaiError) throw cause;
    const where = column === undefined ? { en: '', zh: '' } : { en: ` in column "${column}"`, zh: `（列“${column}”）` };
    throw fail(
      'data',
      'UPLOAD-PARQUET',
      {
        en: `The Parquet file cannot be read${where.en}: it is damaged or cut off, or packed in a way that is not known here.`,
        zh: `无法读取该 Parquet 文件${where.zh}：文件损坏、不完整，或采用了此处未知的压缩或编码。`,
      },
      { place: { file: file.name, ...(column === undefined ? {} : { parameter: column }) }, cause },
    );
  }
}
