import type { ColumnBatch } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { VotableNode } from './node.ts';
import { type ReadOptions, type VotableEvent, VotableParser } from './parser.ts';
import { textOf, type VotableSource } from './source.ts';
import type { VotableTable } from './table-reader.ts';

/**
 * Reads a VOTable of version 1.0 to 1.5 as a stream: TABLEDATA, BINARY and BINARY2 (FITS, Parquet and rows in another
 * file are refused by name). Memory does not grow with the rows. Nulls are empty cells, VALUES null, the mask of
 * BINARY2, and NaN in BINARY. Errors say line and column; nothing is fetched and no entity but XML's own is expanded.
 */
export async function* votableEvents(source: VotableSource, options: ReadOptions = {}): AsyncGenerator<VotableEvent> {
  const parser = new VotableParser(options);
  for await (const text of textOf(source)) {
    parser.write(text);
    yield* parser.events.splice(0);
  }
  parser.end();
  yield* parser.events.splice(0);
}

/** A whole document in memory. */
export interface Votable {
  readonly version: string;
  readonly root: VotableNode;
  readonly tables: readonly (VotableTable & { readonly rowCount: number; readonly batches: readonly ColumnBatch[] })[];
}

/** Reads a whole VOTable; for uploads and tests. `votableEvents` is for what does not fit into memory. */
export async function readVotable(source: VotableSource, options: ReadOptions = {}): Promise<Votable> {
  const tables: { table: VotableTable; batches: ColumnBatch[] }[] = [];
  for await (const event of votableEvents(source, options)) {
    if (event.kind === 'table') tables.push({ table: event.table, batches: [] });
    else if (event.kind === 'batch') tables[event.table.index]!.batches.push(event.batch);
    else {
      return {
        version: event.root.attributes['version'] ?? '',
        root: event.root,
        tables: tables.map(({ table, batches }) => ({
          ...table,
          batches,
          rowCount: batches.reduce((n, b) => n + b.rowCount, 0),
        })),
      };
    }
  }
  throw fail('data', 'VOTABLE-ROOT', { en: 'The document is empty.', zh: '文档为空。' });
}
