import { setImmediate as turn } from 'node:timers/promises';
import { type DuckDBDataChunk, DuckDBMaterializedResult, type DuckDBResult } from '@duckdb/node-api';
import type { PrintedQuery } from '@lingtai/engine';
import { bindAll } from './bind.ts';
import type { Session } from './connection.ts';

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

/** The chunks of a stream and of the statements behind it, each of which is named when the rows of the last one are known. */
export function chunksOfAll(
  session: Session,
  stream: DuckDBResult,
  following: (rows: number) => PrintedQuery | undefined,
): NextChunk {
  let next = chunksOf(stream);
  let rows = 0;
  return async () => {
    for (;;) {
      const chunk = await next();
      rows += chunk?.rowCount ?? 0;
      const printed = chunk?.rowCount ? undefined : following(rows);
      if (!printed) return chunk;
      rows = 0;
      const statement = await session.prepare(printed.sql);
      bindAll(statement, printed.parameters);
      next = chunksOf(await statement.stream());
    }
  };
}
