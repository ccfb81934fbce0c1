import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ObjectStore } from './store.ts';

/** A Parquet file whose footer has been read. */
export interface ParquetFile {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** First row of each row group, and the number of all rows at the end. */
  readonly starts: readonly number[];
}

type ParquetRow = Readonly<Record<string, unknown>>;

const wholeBuffer = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : new Uint8Array(bytes).buffer;

/** An object of a store; each piece that is asked for is one ranged read. */
export function storeBuffer(store: ObjectStore, key: string, byteLength: number): AsyncBuffer {
  return { byteLength, slice: async (start, end) => wholeBuffer(await store.read(key, start, end)) };
}

export async function openParquet(file: AsyncBuffer): Promise<ParquetFile> {
  const metadata = await parquetMetadataAsync(file);
  const starts = [0];
  for (const group of metadata.row_groups) starts.push(starts.at(-1)! + Number(group.num_rows));
  return { file, metadata, starts };
}

/** Rows `[from, to)` of some columns. */
export async function parquetRows(
  parquet: ParquetFile,
  columns: readonly string[] | undefined,
  from: number,
  to: number,
): Promise<readonly ParquetRow[]> {
  if (to <= from) return [];
  return parquetReadObjects({
    file: parquet.file,
    metadata: parquet.metadata,
    compressors,
    rowStart: from,
    rowEnd: to,
    utf8: true,
    useOffsetIndex: true,
    ...(columns ? { columns: [...columns] } : {}),
  });
}

/** A local file, as long as its handle is open. */
export async function openLocalParquet(handle: FileHandle): Promise<ParquetFile> {
  const { size } = await handle.stat();
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(end - start);
    await handle.read(bytes, 0, bytes.byteLength, start);
    return bytes.buffer;
  };
  return openParquet({ byteLength: size, slice });
}

/** The rows of local files, one row group at a time. */
export async function* localRows(
  paths: readonly string[],
  columns: readonly string[],
): AsyncGenerator<readonly ParquetRow[]> {
  for (const path of paths) {
    await using handle = await open(path, 'r');
    const parquet = await openLocalParquet(handle);
    for (let g = 0; g + 1 < parquet.starts.length; g++)
      yield parquetRows(parquet, columns, parquet.starts[g]!, parquet.starts[g + 1]!);
  }
}
