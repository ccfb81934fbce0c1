import { open } from 'node:fs/promises';
import duckdb from '@duckdb/node-bindings';
import { ColumnDigest, type ColumnType } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import { digestVector, newSha256 } from './chunk-digest.ts';
import { readFooter, rowCountOf, rowGroupsOf } from './parquet-footer.ts';
import type { Session } from './session.ts';
import { ident, text } from './sql.ts';

/**
 * The digests of a built file, computed again from the values in it: one record (column → digest) for each row group.
 * Throws RELEASE-UNREADABLE when it is not a whole Parquet file.
 */
export async function digestFile(
  session: Session,
  path: string,
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
  signal?: AbortSignal,
): Promise<{ readonly rowCount: number; readonly columnDigests: Readonly<Record<string, string>> }[]> {
  const rowCounts = await rowGroupCounts(path);
  const reader = await session.openSingle();
  try {
    return await reader.use(signal, async (connection) => {
      const names = columns.map((c) => ident(c.name)).join(', ');
      const result = await connection.stream(
        `SELECT ${names} FROM read_parquet(${text(path)}, hive_partitioning=false)`,
      );
      const groups = rowCounts.map((rowCount) => ({
        rowCount,
        digests: columns.map((c) => new ColumnDigest(c.type, newSha256)),
      }));
      let at = 0;
      let filled = 0;
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        for (let from = 0; from < chunk.rowCount; ) {
          const group = groups[at]!;
          const to = Math.min(chunk.rowCount, from + group.rowCount - filled);
          for (const [i, column] of columns.entries()) {
            digestVector(
              group.digests[i]!,
              column.type,
              duckdb.data_chunk_get_vector(chunk.chunk, i),
              chunk.rowCount,
              from,
              to,
            );
          }
          filled += to - from;
          from = to;
          if (filled === group.rowCount) {
            at += 1;
            filled = 0;
          }
        }
      }
      return groups.map(({ rowCount, digests }) => ({
        rowCount,
        columnDigests: Object.fromEntries(columns.map((c, i) => [c.name, digests[i]!.hex()])),
      }));
    });
  } catch (error) {
    throw /parquet|snappy|zstd|thrift/i.test(String(error)) ? unreadable(path, error) : error;
  } finally {
    reader.close();
  }
}

async function rowGroupCounts(path: string): Promise<number[]> {
  const handle = await open(path, 'r');
  try {
    return rowGroupsOf((await readFooter(handle)).tree).map((g) => Number(rowCountOf(g)));
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, cause: unknown): Error {
  return fail(
    'data',
    'RELEASE-UNREADABLE',
    { en: 'The file is not a whole Parquet file.', zh: '该文件不是完整的 Parquet 文件。' },
    { place: { file: path }, cause },
  );
}
