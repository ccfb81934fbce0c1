import { createReadStream } from 'node:fs';
import type { ColumnBatch, Field } from '@lingtai/columns';
import { fail, LingtaiError } from '@lingtai/diagnostics';
import { type VotableEvent, type VotableField, type VotableTable, votableEvents } from '@lingtai/votable';
import type { TableFile, TableRows } from './source.ts';
import { mostColumns } from './tidy.ts';

/** The one table of a VOTable in any serialisation that stands in the document itself. */
export async function readVotableFile(file: TableFile): Promise<TableRows> {
  const events = votableEvents(createReadStream(file.path, { highWaterMark: 1 << 18 }), {
    file: file.name,
    maxFields: mostColumns,
  });
  const table = await firstTable(events, file);
  return {
    fields: table.fields.map(fieldOf),
    ...(table.description === undefined ? {} : { description: table.description }),
    batches: batchesOf(events, file),
  };
}

async function firstTable(events: AsyncGenerator<VotableEvent>, file: TableFile): Promise<VotableTable> {
  try {
    for (;;) {
      const next = await events.next();
      if (!next.done && next.value.kind === 'table') return next.value.table;
      if (next.done) break;
    }
  } catch (error) {
    throw placed(error, file);
  }
  throw fail(
    'data',
    'UPLOAD-NO-TABLE',
    { en: 'The VOTable has no TABLE.', zh: '该 VOTable 中没有 TABLE。' },
    { place: { file: file.name } },
  );
}

async function* batchesOf(events: AsyncGenerator<VotableEvent>, file: TableFile): AsyncGenerator<ColumnBatch> {
  try {
    for await (const event of events) {
      if (event.kind === 'batch') yield event.batch;
      if (event.kind === 'table') throw severalTables(file);
    }
  } catch (error) {
    throw placed(error, file);
  }
}

function severalTables(file: TableFile): LingtaiError {
  return fail(
    'data',
    'UPLOAD-TABLES',
    {
      en: 'The VOTable has more than one TABLE; upload each as a table of its own.',
      zh: '该 VOTable 含有多个 TABLE；请将每个表分别上传。',
    },
    { place: { file: file.name } },
  );
}

/** An error of binary rows knows its row only; the file is added. */
function placed(error: unknown, file: TableFile): unknown {
  if (!(error instanceof LingtaiError)) return error;
  return new LingtaiError(
    error.class,
    error.diagnostics.map((d) => ({ ...d, place: { file: file.name, ...d.place } })),
    { cause: error },
  );
}

function fieldOf(field: VotableField): Field {
  const { name, scalar, arraysize, unit, ucd, utype, xtype, description } = field;
  return {
    name,
    scalar,
    ...(arraysize === undefined ? {} : { arraysize }),
    ...(unit === undefined ? {} : { unit }),
    ...(ucd === undefined ? {} : { ucd }),
    ...(utype === undefined ? {} : { utype }),
    ...(xtype === undefined ? {} : { xtype }),
    ...(description === undefined ? {} : { description }),
  };
}
