import { respondTable, uwsPlugin } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tapAnswer } from './answer.ts';
import { sentWith, takeForms } from './body.ts';
import type { TapContext } from './context.ts';
import { tapErrorHandler } from './errors.ts';
import { examplesPage } from './examples.ts';
import { tapJobOptions } from './jobs.ts';
import { tapRequestOf } from './request.ts';
import { samplesOf } from './samples.ts';
import { readUploads, type Uploads } from './upload/read-uploads.ts';
import { tapView, withTables } from './view.ts';
import { vosiRoutes } from './vosi.ts';

/** TAP 1.1 at `/tap`: queries in ADQL 2.1, VOSI 1.1, TAP_SCHEMA, examples. */
export async function tapPlugin(app: FastifyInstance, context: TapContext): Promise<void> {
  app.setErrorHandler(tapErrorHandler);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Server', `Lingtai/${context.site.softwareVersion}`);
  });
  await takeForms(app, context.limits);
  vosiRoutes(app, context);
  await app.register(async (scope) => uwsPlugin(scope, tapJobOptions(context)));
  app.get('/tap', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/tap/examples', 303));
  app.get('/tap/examples', { schema: { tags: ['tap'], summary: 'DALI examples' } }, async (request, reply) => {
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    const samples = await samplesOf(context, snapshot);
    const { name, baseUrl } = context.site;
    return reply
      .type('application/xhtml+xml; charset=utf-8')
      .send(examplesPage(samples, name, `${baseUrl}/tap`, context.langOf(request)));
  });
  const schema = { tags: ['tap'], summary: 'TAP 1.1: a query, answered at once' } as const;
  const handler = (request: FastifyRequest, reply: FastifyReply) => answerSync(context, request, reply);
  app.get('/tap/sync', { schema }, handler);
  app.post('/tap/sync', { schema }, handler);
}

async function answerSync(context: TapContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const sent = await sentWith(request, context.uploadFolder, context.limits);
  let uploads: Uploads | undefined;
  const tidy = async (): Promise<void> => {
    await uploads?.dispose();
    await sent.discard();
  };
  try {
    const wanted = tapRequestOf(sent.parameters);
    const gone = await context.takeTurn(request, reply);
    uploads = await readUploads(wanted.uploads, sent.files, context.uploads);
    // Who has gone meanwhile is told of by no event any more.
    gone.throwIfAborted();
    const asker = context.askerOf(request);
    const all = await tapView(context, asker);
    const answer = tapAnswer(context, { ...all, view: withTables(all.view, uploads.tables) }, wanted, asker);
    const { syncSeconds } = context.limits;
    // The rows of uploads are read until the last byte has left.
    reply.raw.once('close', () => void tidy());
    return await respondTable(context.engine, reply, { ...answer, timeLimitSeconds: syncSeconds });
  } catch (error) {
    await tidy();
    throw error;
  }
}
