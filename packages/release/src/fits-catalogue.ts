import type { ColumnBatch, Field, ScalarVector, Vector } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';
import { type FitsColumn, type FitsColumnData, openFits, readTableBatches, type TableHdu } from '@lingtai/fits';
import { openFile } from '@lingtai/fits/node';
import { sourceNames } from './columns.ts';
import type { CatalogueRows } from './ingest-table.ts';
import type { InputFile } from './input.ts';

/** The declared columns of a FITS table, streamed. Throws for a file without that table or without one of the columns. */
export async function fitsCatalogue(table: TableEntry, file: InputFile): Promise<CatalogueRows> {
  const { path, name } = file;
  const columns = await withTable(path, name, table, async (hdu) => wantedColumns(table, hdu, name));
  async function* batches(): AsyncGenerator<ColumnBatch> {
    await using source = await openFile(path, name);
    const fits = await openFits(source);
    const hdu = tableHdu(fits.hdus as readonly TableHdu[], table, name);
    for await (const data of readTableBatches(fits, hdu, { columns: columns.map((c) => c.name) })) {
      yield { rowCount: data.rowCount, columns: columns.map((c) => vectorOf(data.columns.get(c.name)!)) };
    }
  }
  return { fields: sourceNames(table).map((name, i) => fieldOf(name, columns[i]!)), batches: batches() };
}

async function withTable<T>(
  path: string,
  name: string,
  table: TableEntry,
  work: (hdu: TableHdu) => Promise<T>,
): Promise<T> {
  await using source = await openFile(path, name);
  const fits = await openFits(source);
  return work(tableHdu(fits.hdus as readonly TableHdu[], table, name));
}

function tableHdu(hdus: readonly TableHdu[], table: TableEntry, file: string): TableHdu {
  const wanted = table.source.kind === 'fits' ? table.source.hdu : undefined;
  const isTable = (hdu: TableHdu): boolean => hdu.kind === 'bintable' || hdu.kind === 'asciitable';
  const hdu = hdus.find((h) => (wanted === undefined ? isTable(h) : h.index === wanted || h.name === wanted));
  if (hdu && isTable(hdu)) return hdu;
  const name = wanted === undefined ? '' : ` ${wanted}`;
  throw fail(
    'data',
    'INGEST-NO-TABLE',
    { en: `The file has no table${name}.`, zh: `文件中没有表${name}。` },
    { place: { file } },
  );
}

function wantedColumns(table: TableEntry, hdu: TableHdu, file: string): readonly FitsColumn[] {
  return sourceNames(table).map((from) => {
    const numbered = /^#(\d+)$/.exec(from);
    const found = numbered
      ? hdu.columns[Number(numbered[1]) - 1]
      : (hdu.columns.find((c) => c.name === from) ??
        hdu.columns.find((c) => c.name.toLowerCase() === from.toLowerCase()));
    if (found) return found;
    const near = nearest(
      from,
      hdu.columns.map((c) => c.name),
    );
    throw fail(
      'data',
      'INGEST-COLUMN-MISSING',
      { en: `The column "${from}" is declared but is not in the table.`, zh: `已声明的列“${from}”不在表中。` },
      { place: { file, hdu: hdu.index, parameter: from }, nearest: near },
    );
  });
}

const scalarOf = {
  boolean: 'boolean',
  bit: 'uint8',
  int8: 'int16',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'int32',
  int32: 'int32',
  uint32: 'int64',
  int64: 'int64',
  uint64: 'string',
  float32: 'float32',
  float64: 'float64',
  complex64: 'float32',
  complex128: 'float64',
  string: 'string',
} as const;

function fieldOf(name: string, column: FitsColumn): Field {
  const scalar = scalarOf[column.type];
  return isList(column) ? { name, scalar, arraysize: '*' } : { name, scalar };
}

const isList = (column: FitsColumn): boolean =>
  column.variable !== undefined || column.repeat !== 1 || column.type.startsWith('complex');

function vectorOf(data: FitsColumnData): Vector {
  const child = scalars(data);
  if (!isList(data.column)) return child;
  const width = data.column.type.startsWith('complex') ? 2 * data.repeat : data.repeat;
  const offsets = data.offsets ?? Int32Array.from({ length: data.rowCount + 1 }, (_, i) => i * width);
  return { kind: 'list', length: data.rowCount, offsets, child };
}

/** The values in the types that columns have; unsigned ones in the next wider type, the widest as decimal text. */
function scalars(data: FitsColumnData): ScalarVector {
  const type = scalarOf[data.type];
  const rest = { kind: 'scalar', length: data.values.length, ...nullsOf(data) } as const;
  if (data.type === 'uint64') return { ...rest, type: 'string', values: Array.from(data.values, String) };
  if (data.type === 'uint32') return { ...rest, type: 'int64', values: BigInt64Array.from(data.values, BigInt) };
  if (data.type === 'uint16') return { ...rest, type: 'int32', values: Int32Array.from(data.values) };
  if (data.type === 'int8') return { ...rest, type: 'int16', values: Int16Array.from(data.values) };
  return { ...rest, type, values: data.values } as ScalarVector;
}

/** Blank text is no value. */
function nullsOf(data: FitsColumnData): { valid?: Uint8Array } {
  if (data.type !== 'string') return data.valid ? { valid: data.valid } : {};
  return { valid: Uint8Array.from(data.values, (text, i) => (text.trim() === '' || data.valid?.[i] === 0 ? 0 : 1)) };
}
