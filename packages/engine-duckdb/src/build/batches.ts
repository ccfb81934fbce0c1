import duckdb from '@duckdb/node-bindings';
import { type DuckDBConnection, DuckDBDataChunk, LIST, BIGINT, BOOLEAN, DOUBLE, type DuckDBType, FLOAT, INTEGER, SMALLINT, TIMESTAMP, UTINYINT, VARCHAR } from '@duckdb/node-api';
import type { ColumnBatch, Field, ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import { writeDurably } from './durable.ts';
import type { Session } from './session.ts';
import { ident, sqlType, text } from './sql.ts';

const chunkRows = 2048;
void [duckdb, DuckDBDataChunk, LIST, chunkRows];
export type { DuckDBConnection, DuckDBType, ScalarVector, Vector };
const typeOf: Readonly<Record<ScalarType, DuckDBType>> = {
  boolean: BOOLEAN, uint8: UTINYINT, int16: SMALLINT, int32: INTEGER, int64: BIGINT, float32: FLOAT, float64: DOUBLE, string: VARCHAR, timestamp: TIMESTAMP,
};
void typeOf;
export async function stageBatches(_s: Session, _f: readonly Field[], _b: AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>, outputFile: string): Promise<{ rowCount: number }> {
  void [ident, sqlType, text];
  return writeDurably(outputFile, async () => ({ rowCount: 0 }));
}
