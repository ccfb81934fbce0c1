import type { ResultFormat } from '../formats.ts';
import { arrowEncoder } from './arrow.ts';
import { ecsvEncoder } from './ecsv.ts';
import { writeFits } from './fits.ts';
import { jsonEncoder } from './json.ts';
import { parquetEncoder } from './parquet.ts';
import { csvEncoder, tsvEncoder } from './text.ts';
import { votableEncoderOf } from './votable.ts';
import { type EncoderOf, type ResultWriter, writerOf } from './writer.ts';

/** Formats that are written in one pass. */
export const resultEncoders: Readonly<Record<Exclude<ResultFormat, 'fits'>, EncoderOf>> = {
  votable: votableEncoderOf('tabledata'),
  'votable-binary2': votableEncoderOf('binary2'),
  'votable-binary': votableEncoderOf('binary'),
  csv: csvEncoder,
  tsv: tsvEncoder,
  ecsv: ecsvEncoder,
  json: jsonEncoder,
  parquet: parquetEncoder,
  arrow: arrowEncoder,
};

/** The one set of writers through which every tabular answer leaves. */
export const resultWriters: Readonly<Record<ResultFormat, ResultWriter>> = {
  votable: writerOf(resultEncoders.votable),
  'votable-binary2': writerOf(resultEncoders['votable-binary2']),
  'votable-binary': writerOf(resultEncoders['votable-binary']),
  csv: writerOf(resultEncoders.csv),
  tsv: writerOf(resultEncoders.tsv),
  ecsv: writerOf(resultEncoders.ecsv),
  json: writerOf(resultEncoders.json),
  fits: writeFits,
  parquet: writerOf(resultEncoders.parquet),
  arrow: writerOf(resultEncoders.arrow),
};
