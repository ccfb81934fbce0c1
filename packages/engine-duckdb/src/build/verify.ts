import { open } from 'node:fs/promises';
import type { ColumnType } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import { digestRows } from './group-digest.ts';
import { readFooter, rowCountOf, rowGroupsOf } from './parquet-footer.ts';
import type { Session } from './session.ts';
import { rowRange } from './units.ts';

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
      const groups: { rowCount: number; columnDigests: Readonly<Record<string, string>> }[] = [];
      let first = 0;
      for (const rowCount of rowCounts) {
        const { digests } = await digestRows(connection, rowRange(path, first, rowCount), columns);
        groups.push({ rowCount, columnDigests: digests });
        first += rowCount;
      }
      return groups;
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
