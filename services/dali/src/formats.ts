import { nearest } from '@lingtai/diagnostics';
import type { ParameterReader } from './parameters.ts';

export type ResultFormat =
  | 'votable'
  | 'votable-binary2'
  | 'votable-binary'
  | 'csv'
  | 'tsv'
  | 'ecsv'
  | 'json'
  | 'fits'
  | 'parquet'
  | 'arrow';

export interface FormatEntry {
  readonly format: ResultFormat;
  readonly mime: string;
  readonly extension: string;
  /** What RESPONSEFORMAT accepts for it, besides the media type. */
  readonly names: readonly string[];
}

/** The formats of every tabular answer; the first is the default (DALI 1.1 section 3.4.3). */
export const resultFormats: readonly FormatEntry[] = [
  {
    format: 'votable',
    mime: 'application/x-votable+xml',
    extension: 'vot',
    names: ['votable', 'votable/td', 'text/xml', 'application/x-votable+xml;serialization=tabledata'],
  },
  {
    format: 'votable-binary2',
    mime: 'application/x-votable+xml;serialization=binary2',
    extension: 'vot',
    names: ['votable/b2'],
  },
  {
    format: 'votable-binary',
    mime: 'application/x-votable+xml;serialization=binary',
    extension: 'vot',
    names: ['votable/b'],
  },
  { format: 'csv', mime: 'text/csv;header=present', extension: 'csv', names: ['csv', 'text/csv'] },
  { format: 'tsv', mime: 'text/tab-separated-values', extension: 'tsv', names: ['tsv'] },
  {
    format: 'ecsv',
    mime: 'application/x-ecsv',
    extension: 'ecsv',
    names: ['ecsv', 'text/ecsv', 'text/x-ecsv'],
  },
  { format: 'json', mime: 'application/json', extension: 'json', names: ['json'] },
  { format: 'fits', mime: 'application/fits', extension: 'fits', names: ['fits', 'application/x-fits'] },
  {
    format: 'parquet',
    mime: 'application/vnd.apache.parquet',
    extension: 'parquet',
    names: ['parquet', 'application/x-parquet', 'application/parquet'],
  },
  {
    format: 'arrow',
    mime: 'application/vnd.apache.arrow.stream',
    extension: 'arrows',
    names: ['arrow', 'arrows', 'arrow-stream'],
  },
];

/** Without case, and without the plus of `x-votable+xml`, which an address that is not escaped turns into a blank. */
const plain = (name: string): string => name.toLowerCase().replace(/[+\s]/g, '');

/** The format that RESPONSEFORMAT names; complains to the reader about an unknown one. */
export function formatOf(reader: ParameterReader, fallback: ResultFormat = 'votable'): FormatEntry {
  const value = reader.text('RESPONSEFORMAT');
  const wanted = plain(value ?? fallback);
  const found = resultFormats.find((f) => [f.format, f.mime, ...f.names].some((name) => plain(name) === wanted));
  if (found) return found;
  const names = resultFormats.map((f) => f.names[0]!);
  const text = {
    en: `RESPONSEFORMAT=${value} is not a format of this service. It writes ${names.join(', ')}, and their media types.`,
    zh: `RESPONSEFORMAT=${value} 不是本服务支持的格式。可用格式：${names.join('、')}，以及它们的媒体类型。`,
  };
  reader.complain('DALI-FORMAT', 'RESPONSEFORMAT', text, nearest(value ?? '', names));
  return resultFormats[0]!;
}
