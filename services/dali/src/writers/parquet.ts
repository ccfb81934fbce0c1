import type { ColumnBatch, Field, ScalarType, Vector } from '@lingtai/columns';
import { cellAt } from '@lingtai/columns';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ResultWriter } from './writer.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

const physical: Readonly<Record<ScalarType, Omit<SchemaElement, 'name' | 'repetition_type'>>> = {
  boolean: { type: 'BOOLEAN' },
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
  int16: { type: 'INT32', converted_type: 'INT_16' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  float32: { type: 'FLOAT' },
  float64: { type: 'DOUBLE' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  timestamp: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } },
};

/** A growing buffer whose bytes are handed on after each row group, so that memory does not grow with the result. */
class DrainingWriter extends ByteWriter {
  drain(): Uint8Array {
    const bytes = new Uint8Array(this.getBytes());
    this.index = 0;
    return bytes;
  }
}

function schemaOf(fields: readonly Field[]): SchemaElement[] {
  const root: SchemaElement = { name: 'root', num_children: fields.length };
  const elements = fields.flatMap((field): SchemaElement[] => {
    const value = physical[field.scalar];
    if (field.arraysize === undefined) return [{ ...value, name: field.name, repetition_type: 'OPTIONAL' }];
    return [
      { name: field.name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { ...value, name: 'element', repetition_type: 'OPTIONAL' },
    ];
  });
  return [root, ...elements];
}

function columnData(vector: Vector): unknown[] {
  return Array.from({ length: vector.length }, (_, row) => cellAt(vector, row));
}

/** The completeness words of every format, as Parquet key-value metadata. */
function metadata(pairs: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(pairs).map(([key, value]) => ({ key, value }));
}

const rowGroupRows = 100_000;

/** Parquet, one row group for each 100 thousand rows, with field metadata as JSON under `lingtai.fields`. */
export const writeParquet: ResultWriter = async function* write(head, batches, ending) {
  const out = new DrainingWriter();
  const parquet = new ParquetWriter({ writer: out, schema: schemaOf(head.fields), createdBy: 'Lingtai' });
  let waiting: ColumnBatch[] = [];
  let waitingRows = 0;
  const flush = async (): Promise<Uint8Array> => {
    const columns = head.fields.map((field, c) => ({
      name: field.name,
      data: waiting.flatMap((b) => columnData(b.columns[c]!)),
    }));
    await parquet.write({
      columnData: columns as Parameters<typeof parquet.write>[0]['columnData'],
      rowGroupSize: rowGroupRows,
    });
    waiting = [];
    waitingRows = 0;
    return out.drain();
  };
  for await (const batch of batches) {
    waiting.push(batch);
    waitingRows += batch.rowCount;
    if (waitingRows >= rowGroupRows) yield await flush();
  }
  if (waitingRows > 0) yield await flush();
  const { returned, complete, total, limit } = ending();
  parquet.kvMetadata = metadata({
    'lingtai.fields': JSON.stringify(head.fields),
    'Lingtai-Returned': String(returned),
    'Lingtai-Complete': String(complete),
    'Lingtai-Total': String(total),
    ...(limit === undefined ? {} : { 'Lingtai-Limit': limit }),
    ...Object.fromEntries(head.infos.map((info) => [info.name, info.value])),
  });
  parquet.finish();
  yield out.drain();
};
