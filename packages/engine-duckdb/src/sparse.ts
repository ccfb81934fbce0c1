import type { DuckDBResult } from '@duckdb/node-api';
import type { ColumnType } from '@lingtai/columns';
import type { PrintedQuery } from '@lingtai/engine';
import { hasSubquery, type Literal, type Plan, type Relation, scalarsOf } from '@lingtai/query';
import { bindAll } from './bind.ts';
import type { Session } from './connection.ts';
import { duckdbDialect } from './dialect.ts';
import { chunksOf, type NextChunk } from './next-chunk.ts';

/** A stream is watched for so many chunks. */
const watchedChunks = 16;
/** With fewer rows than this in each, */
const sparseRows = 512;
/** and found as fast as this, most of the time goes into handing them over. */
const quickMs = 1;

/** What the engine collects at most: memory must not grow with the result. */
const collectedBytes = 32 * 1024 * 1024;

/**
 * The chunks of a stream. Those of a filter that finds a few rows here and there are as small as it leaves them, and each is
 * handed from thread to thread: then the engine is asked for the next rows in one piece, whose chunks are full. Only for
 * results whose rows come in the same order every time.
 */
export function denseChunks(
  session: Session,
  { sql, parameters }: PrintedQuery,
  types: readonly ColumnType[],
  stream: DuckDBResult,
  limits: { readonly quickMs: number; readonly collectedBytes: number } = { quickMs, collectedBytes },
): NextChunk {
  const most = Math.ceil(limits.collectedBytes / types.reduce((sum, type) => sum + aboutBytes(type), 0));
  const rest = async (skipped: number, how: 'run' | 'stream', rows?: number): Promise<NextChunk> => {
    const numbers = [rows ?? Number.MAX_SAFE_INTEGER, skipped].map(int64);
    const [limit, offset] = numbers.map((_, i) => duckdbDialect.parameter!(parameters.length + i + 1, 'BIGINT'));
    const statement = await session.prepare(`SELECT * FROM (${sql}) LIMIT ${limit} OFFSET ${offset}`);
    bindAll(statement, [...parameters, ...numbers]);
    return chunksOf(await statement[how]());
  };
  let next = chunksOf(stream);
  let rows = 0;
  let chunks = 0;
  let foundMs = 0;
  /** The rows with which what was collected ends, unless they are all. */
  let collectedTo: number | undefined;
  return async () => {
    const begun = performance.now();
    if (chunks++ === watchedChunks && rows < watchedChunks * sparseRows && foundMs < watchedChunks * limits.quickMs) {
      next = await rest(rows, 'run', most);
      collectedTo = rows + most;
    }
    let chunk = await next();
    if (rows === collectedTo && !chunk?.rowCount) {
      next = await rest(rows, 'stream');
      chunk = await next();
    }
    rows += chunk?.rowCount ?? 0;
    foundMs += performance.now() - begun;
    return chunk;
  };
}

/** Of one value, in the engine's memory. */
function aboutBytes({ scalar, arraysize }: ColumnType): number {
  if (arraysize !== undefined) return 16 + 8 * (arraysize === '*' ? 64 : arraysize);
  return scalar === 'string' ? 32 : 8;
}

const int64 = (value: number): Literal => ({ kind: 'literal', type: { scalar: 'int64' }, value: BigInt(value) });

/** Whether a plan gives the rows of its table in the table's order, whenever it is run. */
export function isRepeatable({ root, volatile }: Plan): boolean {
  return !volatile && keepsOrder(root);
}

function keepsOrder(relation: Relation): boolean {
  if (scalarsOf(relation).some(hasSubquery)) return false;
  switch (relation.kind) {
    case 'scan':
      return true;
    case 'filter':
    case 'project':
    case 'limit':
      return keepsOrder(relation.input);
    case 'sort':
      // What is sorted comes in full chunks anyway.
      return relation.canonical === true && keepsOrder(relation.input);
    default:
      return false;
  }
}
