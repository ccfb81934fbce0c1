import { votableError } from '@lingtai/votable';
import type { FastifyInstance, FastifySchema } from 'fastify';
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

  const as = (summary: string): { schema: FastifySchema & { tags: string[]; summary: string } } => ({
    schema: { tags: [options.path.split('/')[1] ?? 'uws'], summary: `UWS 1.1: ${summary}` },
  });

  app.get(list, as('the list of jobs'), (request, reply) => listJobs(options, request, reply));
  app.post(list, as('make a job'), (request, reply) => createJob(options, request, reply));
  app.get(job, as('a job'), (request, reply) => showJob(options, request, reply));
  app.post(job, as('change a job, or delete it by ACTION=DELETE'), (request, reply) =>
    changeJob(options, request, reply),
  );
  app.delete(job, as('delete a job'), (request, reply) => deleteJob(options, request, reply));
  app.get(
    `${job}/phase`,
    as('the phase of a job'),
    showText(options, (one) => one.phase),
  );
  app.post(`${job}/phase`, as('PHASE=RUN or ABORT'), (request, reply) => setPhase(options, request, reply));
  app.get(
    `${job}/executionduration`,
    as('how long a job may run, in seconds'),
    showText(options, (one) => String(one.executionDurationSeconds)),
  );
  app.post(`${job}/executionduration`, as('change how long a job may run'), (request, reply) =>
    setDuration(options, request, reply),
  );
  app.get(
    `${job}/destruction`,
    as('when a job is removed'),
    showText(options, (one) => one.destruction.toISOString()),
  );
  app.post(`${job}/destruction`, as('change when a job is removed'), (request, reply) =>
    setDestruction(options, request, reply),
  );
  app.get(
    `${job}/quote`,
    as('when a job will probably end'),
    showText(options, (one) => one.quote?.toISOString() ?? ''),
  );
  app.get(
    `${job}/owner`,
    as('whose a job is'),
    showText(options, (one) => one.owner ?? ''),
  );
  app.get(
    `${job}/parameters`,
    as('the parameters of a job'),
    showText(options, parametersXml, 'text/xml; charset=utf-8'),
  );
  app.post(`${job}/parameters`, as('change the parameters of a job'), (request, reply) =>
    changeParameters(options, request, reply),
  );
  app.get(
    `${job}/results`,
    as('the list of results of a job'),
    showText(options, (one, base) => resultsXml(base, one), 'text/xml; charset=utf-8'),
  );
  app.get(`${job}/results/:result`, as('a result of a job'), (request, reply) => fetchResult(options, request, reply));
  app.get(`${job}/error`, as('why a job failed'), (request, reply) => showError(options, request, reply));
}
