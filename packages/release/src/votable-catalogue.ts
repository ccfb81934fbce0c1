import type { TableEntry } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import type { CatalogueRows } from './ingest-table.ts';
import type { InputFile } from './input.ts';

/** The declared columns of a VOTable, streamed. */
export async function votableCatalogue(_table: TableEntry, [file]: readonly InputFile[]): Promise<CatalogueRows> {
  throw fail('unsupported', 'INGEST-VOTABLE', { en: 'VOTables cannot be ingested.', zh: '无法入库 VOTable。' }, { place: { file: file!.name } });
}
