import { type Ask, ask, form, json, page, type Twin, withQuery } from './ask.ts';
import { broken } from './broken.ts';
import type { Canary } from './canaries.ts';
import type { UserClass } from './classes.ts';
import { maySee } from './oracle.ts';
import { accessVersions as versions } from './survey.ts';
import type { SurveyWorld as World } from './world.ts';

type Hidden = (who: UserClass, at: Date) => boolean;
type Make = (name: string) => Ask;

const twin = (hidden: string, never: string, isHidden: Hidden, make: Make): Twin => ({
  hidden: make(hidden),
  never: make(never),
  names: [hidden, never],
  isHidden,
});

const base = (version: string, more: Record<string, string> = {}) => ({
  dataset: 'canary',
  release: 'dr1',
  version,
  ...more,
});
const tap = (query: string) => ({ LANG: 'ADQL', QUERY: query, RESPONSEFORMAT: 'json' });
const inAdql = (query: (name: string) => string): Make[] => [
  (name) => withQuery(ask('GET /tap/sync'), tap(query(name))),
  (name) => ask('POST /tap/sync', {}, form(tap(query(name)))),
  (name) => ask('POST /api/query/check', {}, json({ query: query(name) })),
  (name) => ask('POST /api/queries', {}, json({ query: query(name) })),
];

/** What is hidden beside what never was. */
export function twinsOf(world: World): Twin[] {
  return [
    ...releaseTwins(world),
    ...versions.flatMap((version) => [
      ...tableTwins(world, version),
      ...columnTwins(world, version),
      ...rowTwins(world, version),
      ...productTwins(world, version),
      ...treeTwins(world, version),
    ]),
    ...madeTwins(world),
  ];
}

const first = (world: World, wanted: (canary: Canary) => boolean): Canary => {
  const found = world.canaries.find(wanted);
  if (found) return found;
  throw broken('the survey has no such canary');
};

/** A release of which somebody sees parts exists for him. */
function releaseTwins(world: World): Twin[] {
  const route = '/:dataset/:release/:version';
  return (['v0', 'v1'] as const).flatMap((version) => {
    const note = first(world, (c) => c.in === 'note' && c.resource.endsWith(version));
    const isHidden: Hidden = (who, at) => !maySee(who, note, at);
    const makes: Make[] = [
      (v) => ask(`GET /api${route}`, base(v)),
      (v) => ask('GET /api/:dataset/releases/:release/:version', base(v)),
      (v) => ask('GET /api/:dataset/releases/:release/:version/revisions', base(v)),
      (v) => ask(`GET ${route}`, base(v), page),
      (v) => ask(`GET /api${route}/report`, base(v)),
      (v) => ask(`GET /api${route}/tables/:table`, base(v, { table: 'stars' })),
      (v) => ask(`GET /api${route}/tables/:table/rows`, base(v, { table: 'stars' })),
      (v) => ask(`GET /api${route}/tables/:table/count`, base(v, { table: 'lrs' })),
      (v) => withQuery(ask(`GET ${route}/cone/:table`, base(v, { table: 'stars' })), { RA: '0', DEC: '0', SR: '1' }),
      (v) => ask(`GET ${route}/files/:product/:id`, base(v, { product: 'raw', id: 'frame-1' })),
      (v) => ask(`GET ${route}/tree`, base(v)),
      (v) => ask(`GET ${route}/tree/*`, base(v, { '*': 'tables/lrs/properties' })),
      (v) => ask(`GET ${route}/spectra/:file`, base(v, { file: '1000.fits' })),
      (v) => ask(`GET ${route}/spectra/:file`, base(v, { file: '1000' }), page),
      (v) => withQuery(ask('GET /did'), { ID: `ivo://${world.authority}/canary?dr1/${v}/1000` }),
      (v) => ask('GET /tap/tables/:table', { table: `canary_dr1_${v}.stars` }),
      (v) => withQuery(ask('GET /api/resolve'), { q: `ivo://${world.authority}/canary?dr1/${v}/1000` }),
      ...inAdql((v) => `SELECT COUNT(*) FROM canary_dr1_${v}.stars`),
    ];
    return makes.map((make) => ({
      ...twin(version, `v${Number(version.slice(1)) + 7}`, isHidden, make),
      // The record of the other is listed: it says that there is a release, and for whom.
      ...(version === 'v1' ? { isListed: true } : {}),
    }));
  });
}

function tableTwins(world: World, version: string): Twin[] {
  const secret = first(world, (c) => c.kind === 'table' && c.resource.includes(version));
  const route = '/:dataset/:release/:version/tables/:table';
  const makes: Make[] = [
    ...['', '/rows', '/count'].map(
      (tail): Make =>
        (table) =>
          ask(`GET /api${route}${tail}`, base(version, { table })),
    ),
    (table) => withQuery(ask(`GET /api${route}/statistics`, base(version, { table })), { COLUMN: 'id' }),
    (table) => ask(`GET ${route}`, base(version, { table }), page),
    (table) => ask('GET /:dataset/:release/:version/search/:form', base(version, { form: table }), page),
    (table) =>
      withQuery(ask('GET /:dataset/:release/:version/cone/:table', base(version, { table })), {
        RA: '0',
        DEC: '0',
        SR: '1',
      }),
    (table) => ask('GET /:dataset/:release/:version/tree/*', base(version, { '*': `tables/${table}/part-0.parquet` })),
    (table) => ask('GET /tap/tables/:table', { table: `canary_dr1_${version}.${table}` }),
    ...inAdql((table) => `SELECT id FROM canary_dr1_${version}.${table}`),
  ];
  return makes.map((make) => twin('internal', 'imternel', (who, at) => !maySee(who, secret, at), make));
}

function columnTwins(world: World, version: string): Twin[] {
  const secret = first(world, (c) => c.kind === 'column' && c.resource.includes(version));
  const rows = ask('GET /api/:dataset/:release/:version/tables/:table/rows', base(version, { table: 'stars' }));
  const rowsWith =
    (query: (name: string) => Record<string, string>): Make =>
    (name) =>
      withQuery(rows, query(name));
  const makes: Make[] = [
    rowsWith((name) => ({ COLUMNS: name })),
    rowsWith((name) => ({ ORDER: name })),
    rowsWith((name) => ({ [name]: 'a' })),
    (name) =>
      withQuery(
        ask('GET /api/:dataset/:release/:version/tables/:table/statistics', base(version, { table: 'stars' })),
        { COLUMN: name },
      ),
    (name) =>
      withQuery(ask('GET /api/:dataset/:release/:version/tables/:table/count', base(version, { table: 'stars' })), {
        [name]: 'a',
      }),
    ...inAdql((name) => `SELECT ${name} FROM canary_dr1_${version}.stars`),
    ...inAdql((name) => `SELECT id FROM canary_dr1_${version}.stars WHERE ${name} = 'a' ORDER BY ${name}`),
  ];
  return makes.map((make) => twin('secret_note', 'zecrat_mole', (who, at) => !maySee(who, secret, at), make));
}

function rowTwins(world: World, version: string): Twin[] {
  const route = '/:dataset/:release/:version';
  return ['1001', '1003', '1005', '1007'].flatMap((id) => {
    const may = world.mayRow(version, id);
    const isHidden: Hidden = (who, at) => !may(who, at);
    const makes: Make[] = [
      ...['.fits', '.png', '.csv', '.json', '.parquet'].map(
        (end): Make =>
          (name) =>
            ask(`GET ${route}/spectra/:file`, base(version, { file: `${name}${end}` })),
      ),
      (name) => ask(`GET ${route}/spectra/:file`, base(version, { file: name }), page),
      (name) => ask(`GET ${route}/files/:product/:id`, base(version, { product: 'spectra', id: name })),
      (name) => withQuery(ask('GET /did'), { ID: `ivo://${world.authority}/canary?dr1/${version}/${name}` }),
      (name) =>
        withQuery(ask(`GET /api${route}/tables/:table/rows`, base(version, { table: 'lrs' })), {
          obsid: name,
          RESPONSEFORMAT: 'csv',
        }),
      (name) =>
        withQuery(ask(`GET /api${route}/tables/:table/count`, base(version, { table: 'lrs' })), { obsid: name }),
      (name) =>
        withQuery(ask('GET /tap/sync'), {
          ...tap(`SELECT obsid FROM canary_dr1_${version}.lrs WHERE obsid = ${name}`),
          RESPONSEFORMAT: 'csv',
        }),
      // Fails on the one row, where it is read at all.
      (name) =>
        withQuery(ask('GET /tap/sync'), {
          ...tap(`SELECT obsid FROM canary_dr1_${version}.lrs WHERE ${part(name)} * ${part(name)} <> 7`),
          RESPONSEFORMAT: 'csv',
        }),
    ];
    return makes.map((make) => twin(id, `9${id.slice(1)}`, isHidden, make));
  });
}

const part = (id: string): string => `(4000000000 / (1 + (obsid - ${id}) * (obsid - ${id})))`;

function productTwins(world: World, version: string): Twin[] {
  const secret = first(world, (c) => c.kind === 'product' && c.resource.includes(version));
  const make: Make = (product) =>
    ask('GET /:dataset/:release/:version/files/:product/:id', base(version, { product, id: 'frame-1' }));
  return [twin('raw', 'wax', (who, at) => !maySee(who, secret, at), make)];
}

/** Trees of rows under embargo. */
function treeTwins({ places }: World, version: string): Twin[] {
  const { files } = places.find((place) => place.version === version)!;
  const named = /^restricted\/([^/]+)\/(?:.*\/)?(?:properties|index\.parquet)$/;
  return files.flatMap(({ path, may }) => {
    const name = named.exec(path)?.[1];
    if (name === undefined) return [];
    const make: Make = (tree) =>
      ask('GET /:dataset/:release/:version/tree/*', base(version, { '*': path.replace(name, tree) }));
    return [twin(name, 'until-2026-09', (who, at) => may?.(who, at) === false, make)];
  });
}

const neverId = (id: string): string =>
  id.replace(/[0-9a-f]/g, (c) => '123456789abcdef0'['0123456789abcdef'.indexOf(c)]!);

function madeTwins({ made }: World): Twin[] {
  return made.flatMap((one) => {
    const isHidden: Hidden = (who, at) => at >= one.since && !one.may(who, at);
    if (one.kind === 'permanent')
      return ['GET /api/queries/:id', 'GET /api/queries/:id/result', 'GET /api/queries/:id/verification'].map((route) =>
        twin(one.id, neverId(one.id), isHidden, (id) => ask(route, { id })),
      );
    if (one.kind !== 'user-table') return [];
    const name = one.id.split('.')[1]!;
    const makes: Make[] = [
      (table) => ask('GET /tap/tables/:table', { table: one.id.replace(name, table) }),
      ...inAdql((table) => `SELECT * FROM ${one.id.replace(name, table)}`),
    ];
    return makes.map((make) => twin(name, name.replaceAll('a', 'e'), isHidden, make));
  });
}
