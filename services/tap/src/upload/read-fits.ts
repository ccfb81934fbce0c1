import type { ColumnBatch, Field, Vector } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import { fieldOf, openFits, readTableBatches, type TableHdu, toVector } from '@lingtai/fits';
import { openFile } from '@lingtai/fits/node';
import type { TableFile, TableRows } from './source.ts';

/** The first table of a FITS file. */
export async function readFitsFile(file: TableFile): Promise<TableRows> {
  const fields = await withTable(file, async (hdu) =>
    hdu.columns.map((column) => described(fieldOf(column), hdu, column.index)),
  );
  async function* batches(): AsyncGenerator<ColumnBatch> {
    await using source = await openFile(file.path, file.name);
    const fits = await openFits(source);
    const hdu = tableOf(fits.hdus as readonly TableHdu[], file);
    for await (const data of readTableBatches(fits, hdu)) {
      yield {
        rowCount: data.rowCount,
        columns: hdu.columns.map((c) => withNulls(toVector(data.columns.get(c.name)!))),
      };
    }
  }
  return { fields, batches: batches() };
}

async function withTable<T>(file: TableFile, work: (hdu: TableHdu) => Promise<T>): Promise<T> {
  await using source = await openFile(file.path, file.name);
  const fits = await openFits(source);
  return work(tableOf(fits.hdus as readonly TableHdu[], file));
}

function tableOf(hdus: readonly TableHdu[], file: TableFile): TableHdu {
  const hdu = hdus.find((h) => h.kind === 'bintable' || h.kind === 'asciitable');
  if (hdu) return hdu;
  throw fail(
    'data',
    'UPLOAD-NO-TABLE',
    { en: 'The FITS file has no table.', zh: '该 FITS 文件中没有表。' },
    { place: { file: file.name } },
  );
}

/** UCD, utype and xtype as STILTS and TOPCAT write them into headers. */
function described(field: Field, hdu: TableHdu, index: number): Field {
  const said = (keyword: string): string | undefined => {
    const value = hdu.header.get(`${keyword}${index + 1}`);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const [ucd, utype, xtype] = [said('TUCD'), said('TUTYP'), said('TXTYP')];
  return {
    ...field,
    ...(ucd === undefined ? {} : { ucd }),
    ...(utype === undefined ? {} : { utype }),
    ...(xtype === undefined ? {} : { xtype }),
  };
}

/** A blank text is no value. */
function withNulls(vector: Vector): Vector {
  if (vector.kind === 'list' || vector.type !== 'string') return vector;
  const { values, valid } = vector;
  return { ...vector, valid: Uint8Array.from(values, (text, i) => (text.trim() === '' || valid?.[i] === 0 ? 0 : 1)) };
}
