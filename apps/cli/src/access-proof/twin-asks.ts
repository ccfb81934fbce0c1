import { type Ask, ask, form, json, page, type Twin, withQuery } from './ask.ts';
import type { May, Place, PlaceTable } from './world.ts';

/** A request about something, by its name. */
export type Make = (name: string) => Ask;

/** Requests about what is hidden, beside the same about names that never were. */
export const twin = (name: string, never: readonly string[], isHidden: May, make: Make): Twin => ({
  hidden: make(name),
  name,
  never: never.map((other) => ({ name: other, ask: make(other) })),
  isHidden,
});

const route = '/:dataset/:release/:version';
const cone = { RA: '0', DEC: '0', SR: '1' };
const parts = ['', '/availability', '/capabilities', '/tables'] as const;

const tap = (query: string) => ({ LANG: 'ADQL', QUERY: query, RESPONSEFORMAT: 'json' });

/** The ways on which a query comes in. */
export const inAdql = (query: (name: string) => string): Make[] => [
  (name) => withQuery(ask('GET /tap/sync'), tap(query(name))),
  (name) => ask('POST /tap/sync', {}, form(tap(query(name)))),
  (name) => ask('POST /api/query/check', {}, json({ query: query(name) })),
  (name) => ask('POST /api/queries', {}, json({ query: query(name) })),
];

/** A query that gives no more than rows of text. */
export const inCsv = (query: (name: string) => string): Make => {
  return (name) => withQuery(ask('GET /tap/sync'), { ...tap(query(name)), RESPONSEFORMAT: 'csv' });
};

const at = ({ dataset, release, version }: Place, more: Readonly<Record<string, string>> = {}) => ({
  ...{ dataset, release, version },
  ...more,
});

const schemaOf = ({ dataset, release }: Place, version: string): string =>
  `${dataset}/${release}/${version}`.replace(/[^A-Za-z0-9]+/g, '_').toLowerCase();

/** About a dataset, by its name. */
export function datasetMakes({ release, version, tables }: Place): Make[] {
  const table = tables[0]?.name ?? 'none';
  const shorts = ['spectra', 'search', 'tables', 'report', 'files', 'tree'];
  return [
    ...['/api/:dataset', '/api/:dataset/releases', ...shorts.map((name) => `/:dataset/${name}`)].map(
      (path): Make =>
        (dataset) =>
          ask(`GET ${path}`, { dataset }),
    ),
    ...['/:dataset', '/:dataset/releases'].map(
      (path): Make =>
        (dataset) =>
          ask(`GET ${path}`, { dataset }, page),
    ),
    (dataset) => ask('GET /:dataset/:release', { dataset, release }, page),
    ...shorts.map(
      (name): Make =>
        (dataset) =>
          ask(`GET /:dataset/${name}/*`, { dataset, '*': '1' }),
    ),
    ...parts.map(
      (part): Make =>
        (dataset) =>
          withQuery(ask(`GET /:dataset/cone/:table${part}`, { dataset, table }), cone),
    ),
    (dataset) =>
      ask('GET /:dataset/cone/:table/tables/:name', { dataset, table, name: `${dataset}_${release}_${version}.x` }),
    (dataset) => ask(`GET /api${route}`, { dataset, release, version }),
  ];
}

/** About a release, by its version. */
export function releaseMakes(place: Place, authority: string): Make[] {
  const { dataset, release, tables, products, files } = place;
  const table = tables[0]!.name;
  const product = products[0];
  const id = product?.ids[0] ?? '1';
  const did = (v: string): string => `ivo://${authority}/${dataset}?${release}/${v}/${id}`;
  const v = (version: string, more: Record<string, string> = {}) => ({ ...at(place), version, ...more });
  const makes: Make[] = [
    ...['', '/report', '/tables/:table', '/tables/:table/rows', '/tables/:table/count'].map(
      (tail): Make =>
        (version) =>
          ask(`GET /api${route}${tail}`, v(version, { table })),
    ),
    (version) => withQuery(ask(`GET /api${route}/tables/:table/statistics`, v(version, { table })), { COLUMN: 'id' }),
    ...['', '/revisions', '/revisions/:revision'].map(
      (tail): Make =>
        (version) =>
          ask(`GET /api/:dataset/releases/:release/:version${tail}`, v(version, { revision: '1' })),
    ),
    ...['', '/tables', '/report', '/tables/:table', '/search/:form'].map(
      (tail): Make =>
        (version) =>
          ask(`GET ${route}${tail}`, v(version, { table, form: table }), page),
    ),
    ...parts.map(
      (part): Make =>
        (version) =>
          withQuery(ask(`GET ${route}/cone/:table${part}`, v(version, { table })), cone),
    ),
    (version) =>
      ask(`GET ${route}/cone/:table/tables/:name`, v(version, { table, name: `${schemaOf(place, version)}.${table}` })),
    (version) => ask(`GET ${route}/files/:product/:id`, v(version, { product: product?.name ?? 'none', id })),
    (version) => ask(`GET ${route}/tree`, v(version)),
    (version) => ask(`GET ${route}/tree/*`, v(version, { '*': files[0]?.path ?? `tables/${table}/properties` })),
    ...['.fits', '.png'].map(
      (end): Make =>
        (version) =>
          ask(`GET ${route}/spectra/:file`, v(version, { file: `${id}${end}` })),
    ),
    (version) => ask(`GET ${route}/spectra/:file`, v(version, { file: id }), page),
    (version) => withQuery(ask('GET /did'), { ID: did(version) }),
    (version) => withQuery(ask('GET /api/resolve'), { q: did(version) }),
    (version) => ask('GET /tap/tables/:table', { table: `${schemaOf(place, version)}.${table}` }),
    ...inAdql((version) => `SELECT COUNT(*) FROM ${schemaOf(place, version)}.${table}`),
  ];
  return makes;
}

/** About a table, by its name. */
export function tableMakes(place: Place, key: string): Make[] {
  return [
    ...['', '/rows', '/count'].map(
      (tail): Make =>
        (table) =>
          ask(`GET /api${route}/tables/:table${tail}`, at(place, { table })),
    ),
    (table) => withQuery(ask(`GET /api${route}/tables/:table/statistics`, at(place, { table })), { COLUMN: key }),
    (table) => ask(`GET ${route}/tables/:table`, at(place, { table }), page),
    (table) => ask(`GET ${route}/search/:form`, at(place, { form: table }), page),
    ...parts.map(
      (part): Make =>
        (table) =>
          withQuery(ask(`GET ${route}/cone/:table${part}`, at(place, { table })), cone),
    ),
    (table) => ask(`GET ${route}/cone/:table/tables/:name`, at(place, { table, name: `${place.schema}.${table}` })),
    (table) => ask(`GET ${route}/tree/*`, at(place, { '*': `tables/${table}/part-0.parquet` })),
    (table) => ask('GET /tap/tables/:table', { table: `${place.schema}.${table}` }),
    ...inAdql((table) => `SELECT ${key} FROM ${place.schema}.${table}`),
  ];
}

/** About a column of a table, by its name. */
export function columnMakes(place: Place, { name: table, key }: Pick<PlaceTable, 'name' | 'key'>): Make[] {
  const api = (tail: string, query: Record<string, string>): Ask =>
    withQuery(ask(`GET /api${route}/tables/:table${tail}`, at(place, { table })), query);
  const from = `${place.schema}.${table}`;
  return [
    (name) => api('/rows', { COLUMNS: name }),
    (name) => api('/rows', { ORDER: name }),
    (name) => api('/rows', { [name]: 'a' }),
    (name) => api('/statistics', { COLUMN: name }),
    (name) => api('/count', { [name]: 'a' }),
    ...inAdql((name) => `SELECT ${name} FROM ${from}`),
    ...inAdql((name) => `SELECT ${key} FROM ${from} WHERE ${name} = 'a' ORDER BY ${name}`),
  ];
}

/** About a row, by its key. */
export function rowMakes(
  place: Place,
  { name: table, key }: Pick<PlaceTable, 'name' | 'key'>,
  literal: (id: string) => string,
): Make[] {
  const api = (tail: string, query: Record<string, string>): Ask =>
    withQuery(ask(`GET /api${route}/tables/:table${tail}`, at(place, { table })), query);
  return [
    (id) => api('/rows', { [key]: id, RESPONSEFORMAT: 'csv' }),
    (id) => api('/count', { [key]: id }),
    inCsv((id) => `SELECT ${key} FROM ${place.schema}.${table} WHERE ${key} = ${literal(id)}`),
  ];
}

/** About a file of a product, by its id. */
export function productIdMakes(
  place: Place,
  { name: product, isSpectrum }: Pick<Place['products'][number], 'name' | 'isSpectrum'>,
  authority: string,
): Make[] {
  const { dataset, release, version } = place;
  const forms: readonly string[] = isSpectrum ? ['.fits', '.png', '.csv', '.json', '.parquet'] : [];
  return [
    ...forms.map(
      (end): Make =>
        (id) =>
          ask(`GET ${route}/spectra/:file`, at(place, { file: `${id}${end}` })),
    ),
    ...(isSpectrum ? [(id: string) => ask(`GET ${route}/spectra/:file`, at(place, { file: id }), page)] : []),
    (id) => ask(`GET ${route}/files/:product/:id`, at(place, { product, id })),
    (id) => withQuery(ask('GET /did'), { ID: `ivo://${authority}/${dataset}?${release}/${version}/${id}` }),
  ];
}

/** About a product, by its name. */
export const productMake = (place: Place, id: string): Make => {
  return (product) => ask(`GET ${route}/files/:product/:id`, at(place, { product, id }));
};

/** About a file as it lies in the store, by a name in its path. */
export const treeMake = (place: Place, path: (name: string) => string): Make => {
  return (name) => ask(`GET ${route}/tree/*`, at(place, { '*': path(name) }));
};
