/** What RESPONSEFORMAT takes, what people call it, and how a file of it ends. */
export interface SavedFormat {
  readonly name: string;
  readonly label: string;
  readonly extension: string;
}

/** Every format of the service. */
export const savedFormats: readonly SavedFormat[] = [
  { name: 'votable', label: 'VOTable', extension: 'vot' },
  { name: 'votable/b2', label: 'VOTable BINARY2', extension: 'vot' },
  { name: 'votable/b', label: 'VOTable BINARY', extension: 'vot' },
  { name: 'csv', label: 'CSV', extension: 'csv' },
  { name: 'tsv', label: 'TSV', extension: 'tsv' },
  { name: 'ecsv', label: 'ECSV', extension: 'ecsv' },
  { name: 'fits', label: 'FITS', extension: 'fits' },
  { name: 'json', label: 'JSON', extension: 'json' },
  { name: 'parquet', label: 'Parquet', extension: 'parquet' },
  { name: 'arrow', label: 'Arrow IPC', extension: 'arrows' },
];

/** The most that a request line should hold: servers and proxies refuse longer ones. */
const longestAddress = 7000;

/** The address of an answer of `/tap/sync`; `undefined` when the query is too long for one. */
export function syncAddress(query: string, maxrec: number, format: string): string | undefined {
  const parameters = new URLSearchParams({
    LANG: 'ADQL',
    QUERY: query,
    MAXREC: String(maxrec),
    RESPONSEFORMAT: format,
  });
  const address = `/tap/sync?${parameters}`;
  return address.length > longestAddress ? undefined : address;
}

/** The address of the SQL page with a query in the editor. */
export function sqlPageAddress(query: string): string {
  return `/sql?${new URLSearchParams({ query })}`;
}
