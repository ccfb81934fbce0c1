import { fail, nearest } from '@lingtai/diagnostics';

export type ResultFormat = 'votable' | 'votable-binary2' | 'votable-binary' | 'csv' | 'tsv' | 'json' | 'fits' | 'parquet';

export interface FormatEntry {
  readonly format: ResultFormat;
  readonly mime: string;
  readonly extension: string;
  /** What RESPONSEFORMAT accepts for it, besides the media type. */
  readonly names: readonly string[];
}

/** The formats of every tabular answer; the first is the default (DALI 1.1 section 3.4.3). */
export const resultFormats: readonly FormatEntry[] = [
  { format: 'votable', mime: 'application/x-votable+xml', extension: 'vot', names: ['votable', 'votable/td', 'text/xml', 'application/x-votable+xml;serialization=tabledata'] },
  { format: 'votable-binary2', mime: 'application/x-votable+xml;serialization=binary2', extension: 'vot', names: ['votable/b2'] },
  { format: 'votable-binary', mime: 'application/x-votable+xml;serialization=binary', extension: 'vot', names: ['votable/b'] },
  { format: 'csv', mime: 'text/csv;header=present', extension: 'csv', names: ['csv', 'text/csv'] },
  { format: 'tsv', mime: 'text/tab-separated-values', extension: 'tsv', names: ['tsv'] },
  { format: 'json', mime: 'application/json', extension: 'json', names: ['json'] },
  { format: 'fits', mime: 'application/fits', extension: 'fits', names: ['fits', 'application/x-fits'] },
  { format: 'parquet', mime: 'application/vnd.apache.parquet', extension: 'parquet', names: ['parquet', 'application/x-parquet', 'application/parquet'] },
];

const plain = (name: string): string => name.toLowerCase().replaceAll(' ', '');

/** The format that a RESPONSEFORMAT value means. */
export function formatOf(value: string | undefined, fallback: ResultFormat = 'votable'): FormatEntry {
  const wanted = value === undefined ? fallback : plain(value);
  const found = resultFormats.find((f) => f.format === wanted || plain(f.mime) === wanted || f.names.includes(wanted));
  if (found) return found;
  const names = resultFormats.map((f) => f.names[0]!);
  throw fail(
    'usage',
    'DALI-FORMAT',
    {
      en: `RESPONSEFORMAT=${value} is not a format of this service. It writes ${names.join(', ')}, and their media types.`,
      zh: `RESPONSEFORMAT=${value} 不是本服务支持的格式。可用格式:${names.join('、')},以及它们的媒体类型。`,
    },
    { place: { parameter: 'RESPONSEFORMAT' }, nearest: nearest(wanted, names) },
  );
}
