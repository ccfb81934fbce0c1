import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import type { AsyncBuffer, ColumnChunk, Compressors, FileMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { compressors } from 'hyparquet-compressors';
import type { TableFile } from './source.ts';
import { tooManyBytes } from './unpack.ts';

/** Cells of one row group, which is unpacked whole. */
const mostGroupCells = 100_000_000;
const headerBytes = 1 << 16;

/** Packed pages never give more than they say that they will. */
export const boundedCodecs: Compressors = {
  ...compressors,
  GZIP: (input, maxOutputLength) => gunzipSync(input, { maxOutputLength: maxOutputLength + 1 }),
  BROTLI: (input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength: maxOutputLength + 1 }),
  ZSTD: (input, maxOutputLength) => zstdDecompressSync(input, { maxOutputLength: maxOutputLength + 1 }),
};

/**
 * Reads the header of every page before any page is unpacked. What the footer says of sizes is its writer's word only, and
 * a run of one value takes no bytes. Throws for more bytes or cells than are read.
 */
export async function checkPages(
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  file: TableFile,
  maxBytes: number,
): Promise<void> {
  let bytes = 0;
  for (const group of metadata.row_groups) {
    let cells = Number(group.num_rows) * group.columns.length;
    for (const chunk of group.columns) {
      let values = 0;
      for await (const page of pagesOf(buffer, chunk)) {
        bytes += page.sizeBytes;
        values += page.values;
        if (bytes > maxBytes) throw tooManyBytes(maxBytes, file.name);
        if (page.encoding === 'DELTA_BYTE_ARRAY') throw growing(file, chunk);
        if (values > mostGroupCells) throw tooManyCells(file);
      }
      cells += Math.max(0, values - Number(group.num_rows));
    }
    if (cells > mostGroupCells) throw tooManyCells(file);
  }
}

interface Page {
  readonly sizeBytes: number;
  readonly values: number;
  readonly encoding: string | undefined;
}

async function* pagesOf(buffer: AsyncBuffer, { meta_data: about }: ColumnChunk): AsyncGenerator<Page> {
  if (!about) return;
  const first = Number(about.dictionary_page_offset ?? about.data_page_offset);
  const end = Math.min(buffer.byteLength, first + Number(about.total_compressed_size));
  let at = Math.min(first, Number(about.data_page_offset));
  while (at < end - 1) {
    const view = new DataView(await buffer.slice(at, Math.min(buffer.byteLength, at + headerBytes)));
    const reader = { view, offset: 0 };
    const header = parquetHeader(reader);
    const data = header.data_page_header ?? header.data_page_header_v2;
    const values = data?.num_values ?? header.dictionary_page_header?.num_values ?? 0;
    if (values < 0 || header.compressed_page_size < 0 || header.uncompressed_page_size < 0)
      throw new Error('a page of a negative size');
    yield { sizeBytes: header.uncompressed_page_size, values, encoding: data?.encoding };
    at += reader.offset + header.compressed_page_size;
  }
}

function tooManyCells(file: TableFile): LingtaiError {
  return fail(
    'too-large',
    'UPLOAD-CELLS',
    {
      en: `A row group of the Parquet file has more than ${mostGroupCells} cells, the most that are read at once. Write it with smaller row groups.`,
      zh: `该 Parquet 文件中有行组超过 ${mostGroupCells} 个单元格，即一次可读取的上限。请以较小的行组写出。`,
    },
    { place: { file: file.name } },
  );
}

/** A short page of it may stand for texts without bounds. */
function growing(file: TableFile, { meta_data: about }: ColumnChunk): LingtaiError {
  const column = about?.path_in_schema[0] ?? '';
  return fail(
    'data',
    'UPLOAD-PARQUET',
    {
      en: `The column "${column}" is encoded as DELTA_BYTE_ARRAY, which is not read here. Write it plain or with a dictionary.`,
      zh: `列“${column}”采用 DELTA_BYTE_ARRAY 编码，此处不支持。请以普通编码或字典编码写出。`,
    },
    { place: { file: file.name, parameter: column } },
  );
}
