import { votableError } from '@lingtai/votable';
import type { FastifyInstance } from 'fastify';
import { errorHandler, errorText } from '../errors.ts';
import { acceptForms } from './forms.ts';
import { listJobs, showError, showJob, showText } from './reading.ts';
import { fetchResult } from './result.ts';
import type { UwsOptions } from './types.ts';
import { changeJob, changeParameters, createJob, deleteJob, setDestruction, setDuration, setPhase } from './writing.ts';
import { parametersXml, resultsXml } from './xml.ts';

/**
 * The resources of UWS 1.1 section 2.2.1 below `options.path`. Register it in a scope of its own: it sets the error
 * handler (VOTable error documents) and takes forms. Answers are never cached.
 */
export async function uwsPlugin(app: FastifyInstance, options: UwsOptions): Promise<void> {
  acceptForms(app);
  if (options.multipart && !app.hasContentTypeParser('multipart/form-data'))
    app.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
  app.setErrorHandler(
    errorHandler((error, _request, reply) =>
      reply.type('application/x-votable+xml').send(votableError(errorText(error))),
    ),
  );
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
  });
  const list = options.path;
  const job = `${options.path}/:job`;

  app.get(list, (request, reply) => listJobs(options, request, reply));
  app.post(list, (request, reply) => createJob(options, request, reply));
  app.get(job, (request, reply) => showJob(options, request, reply));
  app.post(job, (request, reply) => changeJob(options, request, reply));
  app.delete(job, (request, reply) => deleteJob(options, request, reply));
  app.get(
    `${job}/phase`,
    showText(options, (one) => one.phase),
  );
  app.post(`${job}/phase`, (request, reply) => setPhase(options, request, reply));
  app.get(
    `${job}/executionduration`,
    showText(options, (one) => String(one.executionDurationSeconds)),
  );
  app.post(`${job}/executionduration`, (request, reply) => setDuration(options, request, reply));
  app.get(
    `${job}/destruction`,
    showText(options, (one) => one.destruction.toISOString()),
  );
  app.post(`${job}/destruction`, (request, reply) => setDestruction(options, request, reply));
  app.get(
    `${job}/quote`,
    showText(options, (one) => one.quote?.toISOString() ?? ''),
  );
  app.get(
    `${job}/owner`,
    showText(options, (one) => one.owner ?? ''),
  );
  app.get(`${job}/parameters`, showText(options, parametersXml, 'text/xml; charset=utf-8'));
  app.post(`${job}/parameters`, (request, reply) => changeParameters(options, request, reply));
  app.get(
    `${job}/results`,
    showText(options, (one, base) => resultsXml(base, one), 'text/xml; charset=utf-8'),
  );
  app.get(`${job}/results/:result`, (request, reply) => fetchResult(options, request, reply));
  app.get(`${job}/error`, (request, reply) => showError(options, request, reply));
}
