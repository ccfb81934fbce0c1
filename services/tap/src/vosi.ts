import { availabilityXml, replyXml, requestParameters, tableAnswer, tablesAnswer } from '@lingtai/service-dali';
import type { FastifyInstance } from 'fastify';
import { tapCapabilities } from './capabilities.ts';
import type { TapContext } from './context.ts';
import { tapView } from './view.ts';

const tags = ['tap'];

/** `/tap/availability`, `/tap/capabilities`, `/tap/tables` and `/tap/tables/SCHEMA.TABLE` of VOSI 1.1. */
export function vosiRoutes(app: FastifyInstance, context: TapContext): void {
  const upSince = context.clock.now();
  app.get('/tap/availability', { schema: { tags, summary: 'VOSI availability' } }, async (_request, reply) =>
    replyXml(reply, availabilityXml(upSince)),
  );
  app.get('/tap/capabilities', { schema: { tags, summary: 'VOSI capabilities' } }, async (_request, reply) =>
    replyXml(reply, tapCapabilities(context)),
  );
  app.get('/tap/tables', { schema: { tags, summary: 'VOSI tables' } }, async (request, reply) => {
    const { schemas } = await tapView(context, context.askerOf(request));
    return replyXml(reply, tablesAnswer(schemas, requestParameters(request)));
  });
  app.get('/tap/tables/:table', { schema: { tags, summary: 'VOSI tables: one table' } }, async (request, reply) => {
    const { schemas } = await tapView(context, context.askerOf(request));
    return replyXml(reply, tableAnswer(schemas, (request.params as { table: string }).table));
  });
}
