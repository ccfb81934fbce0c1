import { type Ask, ask, form, refusedUnless, withQuery } from './ask.ts';
import type { Made, World } from './world.ts';

type Filler = (route: string, world: World) => readonly Ask[];

/** What RESPONSEFORMAT takes. */
export const formats = [
  'votable',
  'votable/b',
  'votable/b2',
  'csv',
  'tsv',
  'ecsv',
  'json',
  'fits',
  'parquet',
  'arrow',
] as const;

const aboutTables = ['tables', 'columns', 'schemas', 'keys'].map((name) => `SELECT * FROM TAP_SCHEMA.${name}`);

/** What people may ask in ADQL. */
export const queriesOf = ({ places }: World): string[] => [
  ...aboutTables,
  ...places
    .slice(0, 1)
    .flatMap(({ dataset, tables }) =>
      tables.map(({ name }) => `SELECT * FROM ${dataset.replaceAll('-', '_')}.${name}`),
    ),
  ...places.flatMap(({ schema, tables, queries }) => [
    ...tables.map(({ name }) => `SELECT * FROM ${schema}.${name}`),
    ...tables.flatMap(({ name, key, rows: some }) =>
      some.map(({ id }) => `SELECT * FROM ${schema}.${name} WHERE ${key} = ${literalOf(id)}`),
    ),
    ...queries,
  ]),
];
/** A key as queries write it. */
export const literalOf = (id: string): string => (/^-?\d+$/.test(id) ? id : `'${id.replaceAll("'", "''")}'`);
const tap = (query: string, format = 'json') => ({ LANG: 'ADQL', QUERY: query, RESPONSEFORMAT: format });

export const syncGet: Filler = (route, world) => [
  ...queriesOf(world).map((query) => withQuery(ask(route), tap(query))),
  ...world.places.flatMap(({ schema, tables }) =>
    formats.map((format) => withQuery(ask(route), tap(`SELECT * FROM ${schema}.${tables[0]!.name}`, format))),
  ),
  ...ofUserTables(world, ({ id }) => withQuery(ask(route), tap(`SELECT * FROM ${id}`))),
];
export const ofUserTables = ({ made }: World, make: (one: Made) => Ask): Ask[] =>
  made
    .filter(({ kind }) => kind === 'user-table')
    .map((one) => ({ ...make(one), since: one.since, ...refusedUnless(one.may) }));

const upload = (ids: readonly string[]): string =>
  `<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE><FIELD name="n" datatype="long"/><DATA><TABLEDATA>${ids.map((id) => `<TR><TD>${id}</TD></TR>`).join('')}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
const boundary = 'lingtai-access-proof';
const part = (name: string, text: string, type = ''): string =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${type}\r\n\r\n${text}\r\n`;
const withUpload = (query: string, table: string): Pick<Ask, 'headers' | 'body'> => ({
  headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  body: `${Object.entries({ ...tap(query), UPLOAD: 'mine,param:mine' })
    .map(([name, text]) => part(name, text))
    .join(
      '',
    )}${part('mine', table, '; filename="mine.vot"\r\nContent-Type: application/x-votable+xml')}--${boundary}--\r\n`,
});
/** The same by POST, and a table of the asker's own joined with each that has rows of its own. */
export const syncPost: Filler = (route, world) => [
  ...queriesOf(world).map((query) => ask(route, {}, form(tap(query)))),
  ...world.places.flatMap(({ schema, tables }) =>
    tables
      .filter(({ rows: some }) => some.length > 0 && some.every(({ id }) => /^\d+$/.test(id)))
      .map(({ name, key, rows: some }) =>
        ask(
          route,
          {},
          withUpload(
            `SELECT l.* FROM TAP_UPLOAD.mine AS u JOIN ${schema}.${name} AS l ON u.n = l.${key}`,
            upload(some.map(({ id }) => id)),
          ),
        ),
      ),
  ),
];
