import { setImmediate as turn } from 'node:timers/promises';
import { type DuckDBDataChunk, DuckDBMaterializedResult, type DuckDBResult } from '@duckdb/node-api';

/** The next chunk of a result; null, or one without rows, after the last. */
export type NextChunk = () => Promise<DuckDBDataChunk | null>;

/**
 * The chunks of a result, one after the other. Those of a stream come from another thread. Those of a collected result are
 * there already: the first is had at once, and others are heard before each further one.
 */
export function chunksOf(result: DuckDBResult): NextChunk {
  if (!(result instanceof DuckDBMaterializedResult)) return () => result.fetchChunk();
  const count = result.chunkCount;
  let next = 0;
  return async () => {
    if (next >= count) return null;
    if (next > 0) await turn();
    return result.getChunk(next++);
  };
}
