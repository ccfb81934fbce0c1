import { fail, nearest } from '@lingtai/diagnostics';
import { ParameterReader, requestParameters } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { availabilityXml } from './availability.ts';
import { capabilitiesXml } from './capabilities.ts';
import type { TapContext } from './context.ts';
import { oneTableXml, type TableDetail, tablesetXml } from './tableset.ts';
import { tapView } from './view.ts';

const tags = ['tap'];

/** `/tap/availability`, `/tap/capabilities`, `/tap/tables` and `/tap/tables/SCHEMA.TABLE` of VOSI 1.1. */
export function vosiRoutes(app: FastifyInstance, context: TapContext): void {
  const upSince = context.clock.now();
  app.get('/tap/availability', { schema: { tags, summary: 'VOSI availability' } }, async (_request, reply) =>
    xml(reply, availabilityXml(upSince)),
  );
  app.get('/tap/capabilities', { schema: { tags, summary: 'VOSI capabilities' } }, async (_request, reply) =>
    xml(reply, capabilitiesXml(context)),
  );
  app.get('/tap/tables', { schema: { tags, summary: 'VOSI tables' } }, async (request, reply) => {
    const reader = new ParameterReader(requestParameters(request));
    const detail = detailOf(reader);
    reader.done();
    const { schemas } = await tapView(context, context.askerOf(request));
    return xml(reply, tablesetXml(schemas, detail));
  });
  app.get('/tap/tables/:table', { schema: { tags, summary: 'VOSI tables: one table' } }, async (request, reply) => {
    const wanted = (request.params as { table: string }).table;
    const { schemas } = await tapView(context, context.askerOf(request));
    const tables = schemas.flatMap((s) => s.tables);
    const table = tables.find((t) => t.table.name.toLowerCase() === wanted.replaceAll('"', '').toLowerCase());
    if (table) return xml(reply, oneTableXml(table));
    const names = tables.map((t) => t.table.name);
    const text = { en: `There is no table "${wanted}".`, zh: `没有表“${wanted}”。` };
    throw fail('not-found', 'TAP-NO-TABLE', text, { nearest: nearest(wanted, names) });
  });
}

function detailOf(reader: ParameterReader): TableDetail {
  const detail = reader.text('DETAIL') ?? 'max';
  if (detail === 'min' || detail === 'max') return detail;
  reader.complain('TAP-PARAMETER', 'detail', {
    en: `detail=${detail} is not known here; it is min or max.`,
    zh: `detail=${detail} 无法识别;可用值:min、max。`,
  });
  return 'max';
}

function xml(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/xml; charset=utf-8').send(text);
}
