import type { ResultFormat } from '../formats.ts';
import { arrowEncoder } from './arrow.ts';
import { writeFits } from './fits.ts';
import { type PartedFormat, partFormats } from './part-formats.ts';
import { partEncoder, partWriterOf } from './parts.ts';
import { type EncoderOf, type ResultWriter, writerOf } from './writer.ts';

const encoderOf = (format: PartedFormat): EncoderOf => partEncoder(partFormats[format]);

/** Formats that are written in one pass. */
export const resultEncoders: Readonly<Record<Exclude<ResultFormat, 'fits'>, EncoderOf>> = {
  votable: encoderOf('votable'),
  'votable-binary2': encoderOf('votable-binary2'),
  'votable-binary': encoderOf('votable-binary'),
  csv: encoderOf('csv'),
  tsv: encoderOf('tsv'),
  ecsv: encoderOf('ecsv'),
  json: encoderOf('json'),
  parquet: encoderOf('parquet'),
  arrow: arrowEncoder,
};

/** The one set of writers through which every tabular answer leaves. */
export const resultWriters: Readonly<Record<ResultFormat, ResultWriter>> = {
  votable: partWriterOf('votable'),
  'votable-binary2': partWriterOf('votable-binary2'),
  'votable-binary': partWriterOf('votable-binary'),
  csv: partWriterOf('csv'),
  tsv: partWriterOf('tsv'),
  ecsv: partWriterOf('ecsv'),
  json: partWriterOf('json'),
  fits: writeFits,
  parquet: partWriterOf('parquet'),
  arrow: writerOf(arrowEncoder),
};
