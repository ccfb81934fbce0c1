import { column, name, type SelectQuery, withinCone } from '@lingtai/adql';
import type { PublishedRelease } from '@lingtai/catalogue';
import { columnsAtVerb, type TableEntry } from '@lingtai/descriptor';
import { resolve } from '@lingtai/query';
import { errorHandler, errorText, maxrecOf, requestParameters, respondTable } from '@lingtai/service-dali';
import { votableError } from '@lingtai/votable';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConeContext } from './context.ts';
import { coneBatch, coneFields } from './fields.ts';
import { type ConeRequest, coneRequestOf } from './request.ts';
import { type ConePath, tableOfPath } from './tables.ts';
import { vosiRoutes } from './vosi.ts';

/**
 * Simple Cone Search 1.03 on every table with a position:
 * `/{dataset}/{release}/{version}/cone/{table}`, and `/{dataset}/cone/{table}` for the newest release. Below each stand
 * its resources of VOSI 1.1.
 */
export async function conePlugin(app: FastifyInstance, context: ConeContext): Promise<void> {
  app.setErrorHandler(
    errorHandler((error, _request, reply) =>
      reply.type('application/x-votable+xml').send(votableError(errorText(error), { coneSearch: true })),
    ),
  );
  const schema = {
    tags: ['cone'],
    summary: 'Simple Cone Search 1.03',
    querystring: {
      type: 'object',
      properties: {
        RA: { type: 'string', description: 'ICRS right ascension of the centre, degrees.' },
        DEC: { type: 'string', description: 'ICRS declination of the centre, degrees.' },
        SR: { type: 'string', description: 'Radius, degrees; 0 asks for the fields only.' },
        VERB: { type: 'string', description: '1, 2 or 3: a field is in the answer iff its level <= 10 VERB.' },
        MAXREC: { type: 'string' },
        RESPONSEFORMAT: { type: 'string' },
      },
    },
  } as const;
  const handler = (request: FastifyRequest, reply: FastifyReply) => answerCone(context, request, reply);
  const upSince = context.clock.now();
  for (const route of ['/:dataset/:release/:version/cone/:table', '/:dataset/cone/:table']) {
    app.get(route, { schema }, handler);
    vosiRoutes(app, context, route, upSince);
  }
}

async function answerCone(context: ConeContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const asker = context.askerOf(request);
  const snapshot = await context.catalogue.snapshot(asker);
  const { release, table } = tableOfPath(snapshot, request.params as ConePath);
  const cone = coneRequestOf(requestParameters(request));
  const columns = columnsAtVerb(table, cone.verb).map((c) => c.name);
  const { maxrec, limitName } = limitOf(cone, maxrecOf(asker, context.site));
  const { plan } = resolve(coneTree(release, table, columns, cone), snapshot.view);
  await context.takeSearchTurn(request, reply);
  return respondTable(context.engine, reply, {
    plan,
    maxrec,
    limitName,
    format: cone.format,
    present: {
      fields: (fields) => coneFields(fields, table),
      batch: (batch) => coneBatch(batch, columns.indexOf(table.key)),
    },
    head: {
      tableName: `${release.address}/${table.name}`,
      description: table.title.en,
      position: table.position!,
      infos: [
        { name: 'SERVICE_PROTOCOL', value: '1.03', text: 'Simple Cone Search' },
        { name: 'server_software', value: `Lingtai/${context.site.softwareVersion}` },
        { name: 'Lingtai-Release', value: release.address },
        { name: 'Lingtai-Digest', value: release.digest },
        { name: 'Lingtai-Revision', value: `${release.revision}` },
        { name: 'publisher', value: release.descriptor.publisher.name.en },
        { name: 'rights', value: release.descriptor.licence.name },
        { name: 'acknowledgement', value: release.descriptor.acknowledgement.en },
      ],
    },
  });
}

/** SR=0 asks for the fields only (SCS 1.03 section 2.1). */
function limitOf(
  cone: ConeRequest,
  site: { readonly default: number; readonly max: number },
): { maxrec: number; limitName: string } {
  if (cone.radiusDeg === 0) return { maxrec: 0, limitName: 'SR' };
  const wanted = cone.maxrec ?? site.default;
  return wanted > site.max ? { maxrec: site.max, limitName: 'site MAXREC' } : { maxrec: wanted, limitName: 'MAXREC' };
}

function coneTree(
  release: PublishedRelease,
  table: TableEntry,
  columns: readonly string[],
  cone: ConeRequest,
): SelectQuery {
  const { ra, dec } = table.position!;
  return {
    kind: 'select',
    items: columns.map((c) => ({ kind: 'value', value: column(c) })),
    from: { kind: 'table', name: name(release.schemaName, table.name) },
    where: withinCone(column(ra), column(dec), cone.raDeg % 360, cone.decDeg, cone.radiusDeg),
  };
}
