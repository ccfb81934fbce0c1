import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { columnsAtVerb, type TableEntry } from '@lingtai/descriptor';
import {
  availabilityXml,
  maxrecOf,
  replyXml,
  requestParameters,
  tableAnswer,
  tablesAnswer,
  type VosiSchema,
} from '@lingtai/service-dali';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { coneCapabilities } from './capabilities.ts';
import type { ConeContext } from './context.ts';
import { coneFields } from './fields.ts';
import { type ConePath, conePath, tableOfPath } from './tables.ts';

const tags = ['cone'];

/** `capabilities`, `availability`, `tables` and `tables/SCHEMA.TABLE` of VOSI 1.1 below the route of a cone search. */
export function vosiRoutes(app: FastifyInstance, context: ConeContext, route: string, upSince: Date): void {
  const seen = async (request: FastifyRequest) => {
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    return { snapshot, ...tableOfPath(snapshot, request.params as ConePath) };
  };
  app.get(`${route}/availability`, { schema: { tags, summary: 'VOSI availability' } }, async (request, reply) => {
    await seen(request);
    return replyXml(reply, availabilityXml(upSince));
  });
  app.get(`${route}/capabilities`, { schema: { tags, summary: 'VOSI capabilities' } }, async (request, reply) => {
    const { snapshot, release, table } = await seen(request);
    const url = `${context.site.baseUrl}${addressOf(request.params as ConePath, release.address)}`;
    const maxRecords = maxrecOf(context.askerOf(request), context.site).max;
    const example = await context.examplePosition(snapshot, release, table);
    return replyXml(reply, coneCapabilities({ url, maxRecords, example }));
  });
  app.get(`${route}/tables`, { schema: { tags, summary: 'VOSI tables' } }, async (request, reply) => {
    const { snapshot, release, table } = await seen(request);
    return replyXml(reply, tablesAnswer(schemasOf(snapshot, release, table), requestParameters(request)));
  });
  app.get(`${route}/tables/:name`, { schema: { tags, summary: 'VOSI tables: one table' } }, async (request, reply) => {
    const { snapshot, release, table } = await seen(request);
    const { name } = request.params as { name: string };
    return replyXml(reply, tableAnswer(schemasOf(snapshot, release, table), name));
  });
}

/** The service's own address: the one without release and version stays the newest's. */
function addressOf({ dataset, release, table }: ConePath, address: string): string {
  return conePath(release === undefined ? dataset : address, table);
}

/** The one table, with the columns as the answers of the cone search have them. */
function schemasOf(snapshot: CatalogueSnapshot, release: PublishedRelease, table: TableEntry): VosiSchema[] {
  const seen = snapshot.view.table([{ text: release.schemaName }, { text: table.name }]);
  if (!seen) return [];
  const names = columnsAtVerb(table, 3).map((column) => column.name);
  const columns = coneFields(
    seen.columns.filter((column) => names.includes(column.name)),
    table,
  );
  const { title, description } = table;
  return [
    {
      name: release.schemaName,
      title: `${release.descriptor.title.en} ${release.release} ${release.version}`,
      tables: [{ table: { ...seen, columns }, title: title.en, description: (description ?? title).en }],
    },
  ];
}
