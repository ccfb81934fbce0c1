import { column, name, type SelectQuery } from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { cellAt } from '@lingtai/columns';
import type { TableEntry } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';
import { resolve } from '@lingtai/query';
import {
  apiErrorHandler,
  maxrecOf,
  ParameterReader,
  requestParameters,
  respondTable,
  type ServiceContext,
  singleCount,
} from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { datasetSummaries, releaseDetail, tableDetail } from './describe.ts';
import { reportFor } from './report.ts';
import { resolveText } from './resolve-text.ts';
import {
  CountSchema,
  DatasetListSchema,
  type ReleaseDetail,
  ReleaseDetailSchema,
  type Report,
  ReportSchema,
  ResolveSchema,
  SiteInfoSchema,
  StatisticsSchema,
  TableDetailSchema,
} from './schemas.ts';
import { countTree, searchRequestOf, searchTree } from './search.ts';
import type { SeasonFacts } from './seasons.ts';

export interface FormsContext extends ServiceContext {
  /** The ingest report that a release carries. */
  reportOf(release: PublishedRelease): Promise<object>;
  /** What is recorded of the observing seasons of a dataset. */
  seasonsOf(dataset: string): Promise<SeasonFacts | undefined>;
}

interface TablePath {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
  readonly table: string;
}

const path = (...names: string[]) => Type.Object(Object.fromEntries(names.map((n) => [n, Type.String()])));
const releasePath = path('dataset', 'release', 'version');
const tablePath = path('dataset', 'release', 'version', 'table');

/** The API that forms, pages and scripts use: what there is, searches, counts, statistics, and what a typed text means. */
export async function formsPlugin(app: FastifyInstance, context: FormsContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  const snapshotFor = (request: FastifyRequest) => context.catalogue.snapshot(context.askerOf(request));
  describeRoutes(app, context, snapshotFor);
  tableRoutes(app, context, snapshotFor);
  app.get(
    '/api/resolve',
    {
      schema: {
        tags: ['search'],
        summary: 'What a typed text may mean: a position, an id, a designation',
        querystring: Type.Object({ q: Type.Optional(Type.String()) }),
        response: { 200: ResolveSchema },
      },
    },
    async (request) => {
      const reader = new ParameterReader(requestParameters(request));
      const typed = reader.text('q') ?? '';
      reader.done();
      return resolveText(typed, await snapshotFor(request), context.engine);
    },
  );
}

type SnapshotFor = (request: FastifyRequest) => Promise<CatalogueSnapshot>;

function describeRoutes(app: FastifyInstance, context: FormsContext, snapshotFor: SnapshotFor): void {
  const tags = ['catalogue'];
  const detailOf = async (release: PublishedRelease, snapshot: CatalogueSnapshot): Promise<ReleaseDetail> =>
    releaseDetail(release, snapshot, context.site, await context.seasonsOf(release.dataset));
  app.get('/api', { schema: { tags, summary: 'What this site is', response: { 200: SiteInfoSchema } } }, async () => ({
    name: context.site.name,
    software: { name: 'Lingtai', version: context.site.softwareVersion },
    baseUrl: context.site.baseUrl,
    authority: context.site.authority,
    maxrec: context.site.maxrec,
  }));
  app.get(
    '/api/datasets',
    { schema: { tags, summary: 'Datasets and their releases', response: { 200: DatasetListSchema } } },
    async (request) => ({
      datasets: datasetSummaries(await snapshotFor(request), context.site),
    }),
  );
  app.get(
    '/api/:dataset',
    {
      schema: {
        tags,
        summary: 'The newest release of a dataset',
        params: path('dataset'),
        response: { 200: ReleaseDetailSchema },
      },
    },
    async (request) => {
      const snapshot = await snapshotFor(request);
      return detailOf(snapshot.releaseAt((request.params as TablePath).dataset), snapshot);
    },
  );
  app.get(
    '/api/:dataset/:release/:version',
    {
      schema: {
        tags,
        summary: 'A release: its tables, products, forms and whom to thank',
        params: releasePath,
        response: { 200: ReleaseDetailSchema },
      },
    },
    async (request) => {
      const snapshot = await snapshotFor(request);
      return detailOf(releaseOf(snapshot, request), snapshot);
    },
  );
  app.get(
    '/api/:dataset/:release/:version/report',
    {
      schema: {
        tags,
        summary: 'What ingest took and refused, and why',
        params: releasePath,
        response: { 200: ReportSchema },
      },
    },
    async (request) => {
      const release = releaseOf(await snapshotFor(request), request);
      return reportFor(release, (await context.reportOf(release)) as Report);
    },
  );
}

function tableRoutes(app: FastifyInstance, context: FormsContext, snapshotFor: SnapshotFor): void {
  const tags = ['search'];
  const base = '/api/:dataset/:release/:version/tables/:table';
  const searchText =
    'Every searchable column is a parameter of its own name: `teff=5000..6000`, `class=STAR,GALAXY`, `subclass=G*`, `fibermask=bit:3`, `z=null`. ' +
    'POS (any way of writing a position) and RADIUS (arcsec) make a cone; COLUMNS, ORDER (`-teff`), MAXREC, OFFSET and RESPONSEFORMAT shape the answer.';
  app.get(
    base,
    {
      schema: {
        tags: ['catalogue'],
        summary: 'A table and its columns',
        params: tablePath,
        response: { 200: TableDetailSchema },
      },
    },
    async (request) => {
      const { release, table } = tableOfPath(await snapshotFor(request), request);
      return tableDetail(release, table, context.site);
    },
  );
  app.get(
    `${base}/rows`,
    { schema: { tags, summary: 'Search a table', description: searchText, params: tablePath } },
    async (request, reply) => answerRows(context, await snapshotFor(request), request, reply),
  );
  app.get(
    `${base}/count`,
    {
      schema: {
        tags,
        summary: 'How many rows a search finds',
        description: searchText,
        params: tablePath,
        response: { 200: CountSchema },
      },
    },
    async (request, reply) => {
      const snapshot = await snapshotFor(request);
      const { release, table } = tableOfPath(snapshot, request);
      const { where } = searchRequestOf(table, requestParameters(request));
      const { plan } = resolve(countTree([release.schemaName, table.name], where), snapshot.view);
      const gone = await context.takeSearchTurn(request, reply);
      return { count: await singleCount(context.engine, plan, gone), complete: true };
    },
  );
  app.get(
    `${base}/statistics`,
    {
      schema: {
        tags,
        summary: 'Rows by value of one column',
        params: tablePath,
        querystring: Type.Object({ COLUMN: Type.String() }),
        response: { 200: StatisticsSchema },
      },
    },
    async (request, reply) => answerStatistics(context, await snapshotFor(request), request, reply),
  );
}

function releaseOf(snapshot: CatalogueSnapshot, request: FastifyRequest): PublishedRelease {
  const { dataset, release, version } = request.params as TablePath;
  return snapshot.releaseAt(dataset, release, version);
}

function tableOfPath(
  snapshot: CatalogueSnapshot,
  request: FastifyRequest,
): { release: PublishedRelease; table: TableEntry } {
  const release = releaseOf(snapshot, request);
  const wanted = (request.params as TablePath).table;
  const tables = release.descriptor.tables.filter((t) => release.tableNames.includes(t.name));
  const table = tables.find((t) => t.name.toLowerCase() === wanted.toLowerCase());
  if (table) return { release, table };
  throw fail(
    'not-found',
    'FORM-NO-TABLE',
    { en: `${release.address} has no table "${wanted}".`, zh: `${release.address} 没有表“${wanted}”。` },
    {
      nearest: nearest(
        wanted,
        tables.map((t) => t.name),
      ),
    },
  );
}

async function answerRows(
  context: FormsContext,
  snapshot: CatalogueSnapshot,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { release, table } = tableOfPath(snapshot, request);
  const search = searchRequestOf(table, requestParameters(request));
  const maxrec = maxrecOf(context.askerOf(request), context.site);
  const { plan } = resolve(searchTree([release.schemaName, table.name], search), snapshot.view);
  await context.takeSearchTurn(request, reply);
  return respondTable(context.engine, reply, {
    plan,
    maxrec: Math.min(search.maxrec ?? maxrec.default, maxrec.max),
    limitName: search.maxrec !== undefined && search.maxrec > maxrec.max ? 'site MAXREC' : 'MAXREC',
    offset: search.offset,
    format: search.format,
    ...(search.format.format === 'json' ? {} : { fileName: `${release.schemaName}_${table.name}` }),
    head: {
      tableName: `${release.address}/${table.name}`,
      description: table.title.en,
      ...(table.position ? { position: table.position } : {}),
      infos: [
        { name: 'Lingtai-Release', value: release.address },
        { name: 'Lingtai-Digest', value: release.digest },
        { name: 'Lingtai-Revision', value: `${release.revision}` },
        { name: 'request', value: request.raw.url ?? '' },
        { name: 'acknowledgement', value: release.descriptor.acknowledgement.en },
      ],
    },
  });
}

/** GROUP BY one column of few values; the 100 most frequent are given, and the answer is whole or refused. */
const maxGroups = 1000;

async function answerStatistics(
  context: FormsContext,
  snapshot: CatalogueSnapshot,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { release, table } = tableOfPath(snapshot, request);
  const reader = new ParameterReader(requestParameters(request));
  const wanted = reader.required('COLUMN', reader.text('COLUMN'), 'class');
  reader.refuseUnknown();
  reader.done();
  const entry = table.columns.find((c) => c.name.toLowerCase() === wanted!.toLowerCase());
  if (!entry) {
    throw fail(
      'usage',
      'FORM-COLUMN',
      { en: `The table ${table.name} has no column "${wanted}".`, zh: `表 ${table.name} 没有列“${wanted}”。` },
      {
        place: { parameter: 'COLUMN' },
        nearest: nearest(
          wanted!,
          table.columns.map((c) => c.name),
        ),
      },
    );
  }
  const { plan } = resolve(groupTree([release.schemaName, table.name], entry.name), snapshot.view);
  const signal = await context.takeSearchTurn(request, reply);
  const { batches } = await context.engine.run(plan, { signal });
  const groups: { value: string | null; count: number }[] = [];
  for await (const batch of batches) {
    for (let row = 0; row < batch.rowCount; row++) {
      const value = cellAt(batch.columns[0]!, row);
      groups.push({ value: value === null ? null : String(value), count: Number(cellAt(batch.columns[1]!, row)) });
    }
  }
  if (groups.length > maxGroups) {
    throw fail('too-large', 'FORM-GROUPS', {
      en: `The column ${entry.name} has more than ${maxGroups} different values; this answer is for columns of few values.`,
      zh: `列 ${entry.name} 的不同取值超过 ${maxGroups} 个；该统计仅适用于取值较少的列。`,
    });
  }
  return { table: table.name, column: entry.name, groups };
}

function groupTree(table: readonly string[], columnName: string): SelectQuery {
  const count = { kind: 'call', name: 'COUNT', arguments: [], star: true } as const;
  return {
    kind: 'select',
    top: maxGroups + 1,
    items: [
      { kind: 'value', value: column(columnName) },
      { kind: 'value', value: count, alias: name('count') },
    ],
    from: { kind: 'table', name: name(...table) },
    groupBy: [column(columnName)],
    orderBy: [{ value: column('count'), descending: true }, { value: column(columnName) }],
  };
}
