import { type Ask, ask, json, page, refusedUnless, withQuery } from './ask.ts';
import { formats, ofUserTables, queriesOf, syncGet, syncPost } from './query-asks.ts';
import type { Made, Picture, Place, PlaceTable, World } from './world.ts';

type Filler = (route: string, world: World) => readonly Ask[];

const at = ({ dataset, release, version }: Place): Record<string, string> => ({ dataset, release, version });
const eachPlace =
  (make: (route: string, values: Record<string, string>, place: Place) => readonly Ask[]): Filler =>
  (route, { places }) =>
    places.flatMap((place) => make(route, at(place), place));
const eachTable = (
  make: (route: string, values: Record<string, string>, table: PlaceTable) => readonly Ask[],
): Filler =>
  eachPlace((route, values, { tables }) =>
    tables.flatMap((table) => make(route, { ...values, table: table.name }, table)),
  );
const once =
  (query?: Record<string, string>, more: Partial<Ask> = {}): Filler =>
  (route) => [query ? withQuery(ask(route, {}, more), query) : ask(route, {}, more)];
const datasetsOf = ({ places }: World): string[] => [...new Set(places.map(({ dataset }) => dataset))];
const eachDataset =
  (more: Partial<Ask> = {}): Filler =>
  (route, world) =>
    datasetsOf(world).map((dataset) => ask(route, { dataset }, more));
const releases: Filler = eachPlace((route, values) => [ask(route, values)]);
const pageOfRelease: Filler = eachPlace((route, values) => [ask(route, values, page)]);

/** Addresses without release and version lead to the newest. */
const newest: Filler = (route, { places }) => {
  const kind = route.split('/')[2]!;
  return places.slice(0, 1).flatMap(({ dataset, tables, forms, products, files: all }) => {
    const tails: Readonly<Record<string, readonly string[]>> = {
      spectra: products.filter((p) => p.isSpectrum).flatMap(({ ids }) => ids.map((id) => `${id}.json`)),
      search: forms,
      tables: tables.map(({ name }) => name),
      files: products.flatMap(({ name, ids }) => ids.map((id) => `${name}/${id}`)),
      tree: all.map(({ path }) => path),
    };
    return (tails[kind] ?? ['']).map((tail) => ask(route, { dataset, '*': tail }));
  });
};

const wholeSky = { RA: '0', DEC: '0', SR: '180', VERB: '3' };
const cone: Filler = eachTable((route, values, { hasPosition }) =>
  hasPosition ? [withQuery(ask(route, values), wholeSky)] : [],
);
const newestCone: Filler = (route, { places }) =>
  places
    .slice(0, 1)
    .flatMap(({ dataset, tables }) =>
      tables.map(({ name }) => withQuery(ask(route, { dataset, table: name }), wholeSky)),
    );

const rows: Filler = eachTable((route, values, { columns, key, rows: some }) => [
  ...formats.map((format) => withQuery(ask(route, values), { COLUMNS: 'all', RESPONSEFORMAT: format })),
  ...columns.map((name) => withQuery(ask(route, values), { COLUMNS: name, ORDER: `-${name}`, MAXREC: '3' })),
  ...some.map(({ id }) => withQuery(ask(route, values), { COLUMNS: 'all', RESPONSEFORMAT: 'json', [key]: id })),
  withQuery(ask(route, values), { RESPONSEFORMAT: 'json', OFFSET: '5', MAXREC: '3' }),
]);

const statistics: Filler = eachTable((route, values, { columns }) =>
  columns.map((name) => withQuery(ask(route, values), { COLUMN: name })),
);

const pictureOf = (extension: string, picture: Picture | undefined): Pick<Ask, 'picture'> =>
  extension === '.png' && picture ? { picture } : {};

const spectra: Filler = eachPlace((route, values, { products }) =>
  products
    .filter(({ isSpectrum }) => isSpectrum)
    .flatMap(({ ids, may, pictures }) =>
      ids.flatMap((id) =>
        ['.fits', '.png', '.csv', '.json', '.parquet', ''].map((extension) => ({
          ...ask(route, { ...values, file: `${id}${extension}` }, extension === '' ? page : {}),
          ...refusedUnless(may),
          ...pictureOf(extension, pictures?.get(id)),
        })),
      ),
    ),
);

const files: Filler = eachPlace((route, values, { products }) =>
  products.flatMap(({ name: product, ids, may, isSpectrum }) =>
    ids.flatMap((id, i) => [
      {
        ...ask(route, { ...values, product, id }, isSpectrum || i > 0 ? {} : { always: true }),
        ...refusedUnless(may),
      },
      ask(route, { ...values, product, id }, { headers: { range: 'bytes=0-9' } }),
    ]),
  ),
);

const tree: Filler = eachPlace((route, values) => [
  ask(route, values),
  withQuery(ask(route, values), { RESPONSEFORMAT: 'text' }),
]);

/** Every file as it lies in the store. */
const treeFiles: Filler = eachPlace((route, values, { files: all }) =>
  all.map(({ path, may }) => ({ ...ask(route, { ...values, '*': path }), ...refusedUnless(may) })),
);

const didsOf = ({ places, authority }: World): string[] =>
  places.flatMap(({ dataset, release, version, products }) =>
    products.flatMap(({ ids }) => ids.map((id) => `ivo://${authority}/${dataset}?${release}/${version}/${id}`)),
  );
const did: Filler = (route, world) => didsOf(world).map((ID) => withQuery(ask(route), { ID }));

const resolveText: Filler = (route, world) => {
  const ids = world.places.flatMap(({ products }) => products.flatMap((product) => product.ids));
  return [...new Set([...ids, ...world.texts, ...didsOf(world)])].map((q) => withQuery(ask(route), { q }));
};

const ofMade =
  (kind: Made['kind'], name: string, isRefused = true): Filler =>
  (route, { made }) =>
    made
      .filter((one) => one.kind === kind)
      .map((one) => ({
        ...ask(route, { [name]: one.id, result: 'result' }, route.startsWith('GET /queries') ? page : {}),
        since: one.since,
        ...refusedUnless(isRefused ? one.may : undefined),
      }));
const job = ofMade('job', 'job');
const jobParts = ['', '/phase', '/executionduration', '/destruction', '/quote', '/owner', '/parameters', '/results'];
const permanent = ofMade('permanent', 'id');

const signedOut: Partial<Ask> = { refused: ({ account }) => account === undefined };
const withRole = (...roles: readonly string[]): Partial<Ask> => ({
  refused: (who) =>
    !roles.some((role) => (who.roles as readonly string[]).includes(role)) || !who.scopes.includes('admin'),
});
const operator = withRole('operator');
const reviewer = withRole('operator', 'reviewer');
const each = (routes: readonly string[], filler: Filler): Record<string, Filler> =>
  Object.fromEntries(routes.map((route) => [route, filler]));
const shortNames = ['spectra', 'search', 'tables', 'report', 'files', 'tree'] as const;

/** Requests for each route: what of the releases and of what people made can be asked of it. */
export const fillers: Readonly<Record<string, Filler>> = {
  ...each(
    [
      'GET /api',
      'GET /api/datasets',
      'GET /api/openapi.json',
      'GET /api/account',
      'GET /api/account/limits',
      'GET /api/query/language',
      'GET /api/query/samples',
      'GET /api/user-tables',
      'GET /tap',
      'GET /tap/availability',
      'GET /tap/capabilities',
      'GET /tap/examples',
      'GET /tap/async',
      'GET /tap/table-update',
      'GET /.well-known/lingtai.json',
      'GET /sitemap.xml',
      'GET /robots.txt',
    ],
    once(),
  ),
  ...each(
    [
      'GET /',
      'GET /sql',
      'GET /docs/api',
      'GET /account',
      'GET /account/limits',
      ...['accounts', 'groups', 'requests', 'grants', 'quotas', 'releases', 'withdrawals', 'due', 'audit'].map(
        (name) => `GET /admin/${name}`,
      ),
    ],
    once(undefined, page),
  ),
  ...each(
    ['GET /api/account/tokens', 'GET /api/account/sessions', 'GET /api/account/requests'],
    once(undefined, signedOut),
  ),
  ...each(
    [
      'GET /api/admin/accounts',
      'GET /api/admin/registrations',
      'GET /api/admin/quotas',
      'GET /api/admin/releases',
      'GET /api/admin/releases/due',
      'GET /api/admin/releases/withdrawals',
    ],
    once(undefined, operator),
  ),
  ...each(['GET /api/admin/groups', 'GET /api/admin/requests', 'GET /api/admin/grants'], once(undefined, reviewer)),
  'GET /api/admin/groups/:group/members': (route, { groups }) => groups.map((group) => ask(route, { group }, reviewer)),
  'GET /api/admin/audit': (route) =>
    ['', 'csv', 'json'].map((format) => withQuery(ask(route, {}, operator), format === '' ? {} : { format })),

  ...each(
    ['GET /api/:dataset', 'GET /api/:dataset/releases', ...shortNames.map((name) => `GET /:dataset/${name}`)],
    eachDataset(),
  ),
  ...each(['GET /:dataset', 'GET /:dataset/releases'], eachDataset(page)),
  'GET /:dataset/:release': eachPlace((route, values) => [ask(route, values, page)]),
  ...each(
    [
      'GET /api/:dataset/:release/:version',
      'GET /api/:dataset/:release/:version/report',
      'GET /api/:dataset/releases/:release/:version',
      'GET /api/:dataset/releases/:release/:version/revisions',
    ],
    releases,
  ),
  'GET /api/:dataset/releases/:release/:version/revisions/:revision': eachPlace((route, values) =>
    ['0', '1', '2'].map((revision) => ask(route, { ...values, revision })),
  ),
  ...each(
    ['', '/tables', '/report'].map((tail) => `GET /:dataset/:release/:version${tail}`),
    pageOfRelease,
  ),
  'GET /api/:dataset/:release/:version/tables/:table': eachTable((route, values) => [ask(route, values)]),
  'GET /api/:dataset/:release/:version/tables/:table/rows': rows,
  'GET /api/:dataset/:release/:version/tables/:table/count': eachTable((route, values) => [ask(route, values)]),
  'GET /api/:dataset/:release/:version/tables/:table/statistics': statistics,
  'GET /:dataset/:release/:version/tables/:table': eachTable((route, values) => [ask(route, values, page)]),
  'GET /:dataset/:release/:version/search/:form': eachPlace((route, values, { forms }) =>
    forms.map((form) => ask(route, { ...values, form }, page)),
  ),
  'GET /:dataset/:release/:version/cone/:table': cone,
  'GET /:dataset/cone/:table': newestCone,
  ...each(
    ['availability', 'capabilities', 'tables'].map((part) => `GET /:dataset/:release/:version/cone/:table/${part}`),
    cone,
  ),
  'GET /:dataset/:release/:version/cone/:table/tables/:name': eachPlace((route, values, { schema, tables }) =>
    tables.map(({ name }) => ask(route, { ...values, table: name, name: `${schema}.${name}` })),
  ),
  ...each(
    ['availability', 'capabilities', 'tables'].map((part) => `GET /:dataset/cone/:table/${part}`),
    newestCone,
  ),
  'GET /:dataset/cone/:table/tables/:name': (route, { places }) =>
    places
      .slice(0, 1)
      .flatMap(({ dataset, schema, tables }) =>
        tables.map(({ name }) => ask(route, { dataset, table: name, name: `${schema}.${name}` })),
      ),
  'GET /:dataset/:release/:version/files/:product/:id': files,
  'GET /:dataset/:release/:version/spectra/:file': spectra,
  'GET /:dataset/:release/:version/tree': tree,
  'GET /:dataset/:release/:version/tree/*': treeFiles,
  'GET /did': did,
  'GET /search': (route, { places }) =>
    places.flatMap(({ products }) =>
      products.flatMap(({ ids }) => ids.map((q) => withQuery(ask(route, {}, page), { q }))),
    ),
  'GET /api/resolve': resolveText,
  ...each(
    shortNames.map((name) => `GET /:dataset/${name}/*`),
    newest,
  ),

  'GET /tap/tables': (route) => [ask(route), withQuery(ask(route), { detail: 'min' })],
  'GET /tap/tables/:table': (route, world) => [
    ...world.places.flatMap(({ schema, tables }) =>
      tables.map(({ name }) => ask(route, { table: `${schema}.${name}` })),
    ),
    ...ofUserTables(world, ({ id }) => ask(route, { table: id })),
  ],
  'GET /tap/sync': syncGet,
  'POST /tap/sync': syncPost,
  'POST /api/query/check': (route, world) => queriesOf(world).map((query) => ask(route, {}, json({ query }))),
  ...each(
    [...jobParts, '/results/:result'].map((tail) => `GET /tap/async/:job${tail}`),
    job,
  ),
  'GET /tap/async/:job/error': ofMade('job', 'job', false),
  ...each(
    ['GET /api/queries/:id', 'GET /api/queries/:id/result', 'GET /api/queries/:id/verification', 'GET /queries/:id'],
    permanent,
  ),
};
