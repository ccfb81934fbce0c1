import type { DuckDBConnection } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { ColumnDigest, type ColumnType, withZeros } from '@lingtai/columns';
import {
  digestVector,
  hasOddFloats,
  newSha256,
  textBytes,
  valueWidth,
  vectorBytes,
  vectorValid,
} from './chunk-digest.ts';
import { ident } from './sql.ts';

interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export interface DigestedRows {
  /** Column → digest. */
  readonly digests: Readonly<Record<string, string>>;
  readonly rowsFound: number;
  /** Some float needs to be kept from dictionaries. */
  readonly hasOddFloats: boolean;
}

/** Columns gathered by one query: all their values stand in memory. */
const columnsAtOnce = 12;

/**
 * The digests of some rows. `rows` is what follows FROM, in an instance with one thread, where rows keep their order.
 * Scalar columns are gathered by DuckDB into one piece of memory each, which costs far less than a visit to every chunk;
 * arrays, which may be long, come chunk by chunk.
 */
export async function digestRows(
  connection: DuckDBConnection,
  rows: string,
  columns: readonly Column[],
): Promise<DigestedRows> {
  const work = columns.map((column) => ({ column, digest: new ColumnDigest(column.type, newSha256) }));
  const scalars = work.filter(({ column }) => column.type.arraysize === undefined);
  const arrays = work.filter(({ column }) => column.type.arraysize !== undefined);
  let odd = false;
  let rowsFound = 0;
  for (let from = 0; from < scalars.length; from += columnsAtOnce) {
    const found = await digestScalars(connection, rows, scalars.slice(from, from + columnsAtOnce));
    odd ||= found.odd;
    rowsFound = found.rowCount;
  }
  if (arrays.length > 0) {
    const found = await digestArrays(connection, rows, arrays);
    odd ||= found.odd;
    rowsFound = found.rowCount;
  }
  const digests = Object.fromEntries(work.map(({ column, digest }) => [column.name, digest.hex()]));
  return { digests, rowsFound, hasOddFloats: odd };
}

interface Work {
  readonly column: Column;
  readonly digest: ColumnDigest;
}

async function digestScalars(
  connection: DuckDBConnection,
  rows: string,
  work: readonly Work[],
): Promise<{ odd: boolean; rowCount: number }> {
  const wanted = work.flatMap(({ column }) => {
    const name = ident(column.name);
    return column.type.scalar === 'string'
      ? [`list(CAST(strlen(${name}) AS UINTEGER))`, `string_agg(${name}, '')`]
      : [`list(${name})`];
  });
  const result = await connection.stream(`SELECT ${wanted.join(', ')} FROM ${rows}`);
  const chunk = await result.fetchChunk();
  if (!chunk || chunk.rowCount === 0) return { odd: false, rowCount: 0 };
  let odd = false;
  let rowCount = 0;
  let at = 0;
  for (const { column, digest } of work) {
    const { scalar } = column.type;
    const list = duckdb.data_chunk_get_vector(chunk.chunk, at++);
    const items = duckdb.list_vector_get_child(list);
    rowCount = duckdb.list_vector_get_size(list);
    const valid = vectorValid(items, rowCount);
    if (scalar === 'string') {
      const lengths = vectorBytes(items, 'float32', rowCount);
      const texts = duckdb.data_chunk_get_vector(chunk.chunk, at++);
      const known = valid ? withZeros(lengths, valid, 4) : lengths;
      digest.addPart({
        rowCount,
        valid,
        lengths: new Uint32Array(known.buffer, known.byteOffset, rowCount),
        values: textBytes(texts),
      });
      continue;
    }
    odd ||= hasOddFloats(scalar, items, rowCount);
    const bytes = vectorBytes(items, scalar, rowCount);
    digest.addPart({ rowCount, valid, values: valid ? withZeros(bytes, valid, valueWidth(scalar)) : bytes });
  }
  return { odd, rowCount };
}

async function digestArrays(
  connection: DuckDBConnection,
  rows: string,
  work: readonly Work[],
): Promise<{ odd: boolean; rowCount: number }> {
  const names = work.map(({ column }) => ident(column.name)).join(', ');
  const result = await connection.stream(`SELECT ${names} FROM ${rows}`);
  let odd = false;
  let rowCount = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [i, { column, digest }] of work.entries()) {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
      const items = duckdb.list_vector_get_child(vector);
      odd ||= hasOddFloats(column.type.scalar, items, duckdb.list_vector_get_size(vector));
      digestVector(digest, column.type, vector, chunk.rowCount, 0, chunk.rowCount);
    }
    rowCount += chunk.rowCount;
  }
  return { odd, rowCount };
}
