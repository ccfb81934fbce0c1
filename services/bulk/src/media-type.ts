const parquet = 'application/vnd.apache.parquet';
const plain = 'text/plain; charset=utf-8';

/** By the end of the name. */
const byEnd: Readonly<Record<string, string>> = {
  parquet,
  tar: 'application/x-tar',
  fits: 'application/fits',
  json: 'application/json',
  jsonl: 'application/jsonl',
  yaml: 'application/yaml',
  csv: 'text/csv; charset=utf-8; header=present',
  txt: plain,
  properties: plain,
};

/** Files of a HATS catalogue whose names have no end. */
const byName: Readonly<Record<string, string>> = { _metadata: parquet, _common_metadata: parquet, properties: plain };

/** The media type of a file of a release by its path. */
export function mediaTypeOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return byName[name] ?? byEnd[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
