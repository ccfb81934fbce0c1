import type { ResultFormat } from '../formats.ts';
import { ecsvFormat } from './ecsv.ts';
import { jsonFormat } from './json.ts';
import { parquetFormat } from './parquet.ts';
import { csvFormat, tsvFormat } from './text.ts';
import { votableFormatOf } from './votable.ts';
import type { PartFormat } from './writer.ts';

/** Formats that are made in parts, in threads of their own where there are many rows. */
export type PartedFormat = Exclude<ResultFormat, 'fits' | 'arrow'>;

const formats = {
  votable: votableFormatOf('tabledata'),
  'votable-binary2': votableFormatOf('binary2'),
  'votable-binary': votableFormatOf('binary'),
  csv: csvFormat,
  tsv: tsvFormat,
  ecsv: ecsvFormat,
  json: jsonFormat,
  parquet: parquetFormat,
};

/** By name, so that a thread finds the same format. What the facts of a part are only its own format knows. */
export const partFormats: Readonly<Record<PartedFormat, PartFormat>> = formats as Readonly<
  Record<PartedFormat, PartFormat<never>>
> as Readonly<Record<PartedFormat, PartFormat>>;
