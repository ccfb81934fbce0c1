import type { ResultFormat } from '../formats.ts';
import { writeFits } from './fits.ts';
import { writeJson } from './json.ts';
import { writeParquet } from './parquet.ts';
import { writeCsv, writeTsv } from './text.ts';
import { votableWriterOf } from './votable.ts';
import type { ResultWriter } from './writer.ts';

/** The one set of writers through which every tabular answer leaves. */
export const resultWriters: Readonly<Record<ResultFormat, ResultWriter>> = {
  votable: votableWriterOf('tabledata'),
  'votable-binary2': votableWriterOf('binary2'),
  'votable-binary': votableWriterOf('binary'),
  csv: writeCsv,
  tsv: writeTsv,
  json: writeJson,
  fits: writeFits,
  parquet: writeParquet,
};
