import type { Field } from '@lingtai/columns';
import { formatOf, type UploadFormat } from './format.ts';
import { readFitsFile } from './read-fits.ts';
import { readParquetFile } from './read-parquet.ts';
import { readTextFile } from './read-text.ts';
import { readVotableFile } from './read-votable.ts';
import type { TableFile, TableRows, UploadLimits } from './source.ts';
import { tidied } from './tidy.ts';
import { unpacked } from './unpack.ts';

type Reader = (file: TableFile, limits: UploadLimits, declared: readonly Field[]) => Promise<TableRows>;

const readers: Readonly<Record<UploadFormat, Reader>> = {
  votable: (file) => readVotableFile(file),
  fits: (file) => readFitsFile(file),
  parquet: readParquetFile,
  csv: (file, _, declared) => readTextFile(file, ',', declared),
  tsv: (file, _, declared) => readTextFile(file, '\t', declared),
};

/**
 * The table of a file in any format that uploads may have, also packed by gzip. What is unpacked lies in `folder`.
 * `declared`: types that the columns of a text shall have.
 */
export async function readTableFile(
  file: TableFile,
  folder: string,
  limits: UploadLimits,
  declared: readonly Field[] = [],
): Promise<TableRows> {
  const plain = await unpacked(file, folder, limits.maxBytes);
  const rows = await readers[await formatOf(plain)](plain, limits, declared);
  return tidied(rows, file.name, limits.maxRows);
}
