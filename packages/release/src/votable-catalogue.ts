import { createReadStream } from 'node:fs';
import type { ColumnBatch, Field } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';
import { type VotableEvent, type VotableTable, votableEvents } from '@lingtai/votable';
import { sourceNames } from './columns.ts';
import type { CatalogueRows } from './ingest-table.ts';
import type { InputFile } from './input.ts';

/** The declared columns of a VOTable's table, streamed. Throws for a file without that table or without one of the columns. */
export async function votableCatalogue(table: TableEntry, file: InputFile): Promise<CatalogueRows> {
  const events = votableEvents(createReadStream(file.path, { highWaterMark: 1 << 20 }), { file: file.name });
  const found = await tableIn(events, table, file.name);
  const at = sourceNames(table).map((from) => fieldIndex(found, from, file.name));
  async function* batches(): AsyncGenerator<ColumnBatch> {
    for await (const event of events) {
      if (event.kind !== 'batch' || event.table.index !== found.index) continue;
      yield { rowCount: event.batch.rowCount, columns: at.map((i) => event.batch.columns[i]!) };
    }
  }
  return { fields: sourceNames(table).map((name, i) => fieldOf(name, found.fields[at[i]!]!)), batches: batches() };
}

/** Reads up to the table; its batches come after it. */
async function tableIn(events: AsyncGenerator<VotableEvent>, entry: TableEntry, file: string): Promise<VotableTable> {
  const wanted = entry.source.kind === 'votable' ? (entry.source.table ?? 0) : 0;
  for (let next = await events.next(); !next.done; next = await events.next()) {
    const event = next.value;
    if (
      event.kind === 'table' &&
      (event.table.index === wanted || event.table.name === wanted || event.table.id === wanted)
    )
      return event.table;
  }
  throw fail(
    'data',
    'INGEST-NO-TABLE',
    { en: `The file has no table ${wanted}.`, zh: `文件中没有表 ${wanted}。` },
    { place: { file } },
  );
}

function fieldIndex(table: VotableTable, from: string, file: string): number {
  const numbered = /^#(\d+)$/.exec(from);
  const at = numbered ? Number(numbered[1]) - 1 : table.fields.findIndex((f) => f.name === from || f.id === from);
  if (table.fields[at]) return at;
  throw fail(
    'data',
    'INGEST-COLUMN-MISSING',
    { en: `The column "${from}" is declared but is not in the table.`, zh: `已声明的列“${from}”不在表中。` },
    {
      place: { file, parameter: from },
      nearest: nearest(
        from,
        table.fields.map((f) => f.name),
      ),
    },
  );
}

const fieldOf = (name: string, { scalar, arraysize }: Field): Field => ({
  name,
  scalar,
  ...(arraysize === undefined ? {} : { arraysize }),
});
