import { ownerOf } from '@lingtai/access';
import { fail, nearest } from '@lingtai/diagnostics';
import type { Job } from '@lingtai/state';
import { votableError } from '@lingtai/votable';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorInfo } from '../error-info.ts';
import { ParameterReader, requestParameters } from '../parameters.ts';
import { errorTextOf } from './job-error.ts';
import { timeOf } from './time.ts';
import type { UwsOptions } from './types.ts';
import { jobListXml, jobXml } from './xml.ts';

const xml = 'text/xml; charset=utf-8';
/** Phases in which a request with WAIT may block (UWS 1.1 section 2.2.1.1). */
const active: readonly string[] = ['PENDING', 'QUEUED', 'EXECUTING'];
const phases = [...active, 'COMPLETED', 'ERROR', 'ABORTED', 'HELD', 'SUSPENDED', 'UNKNOWN', 'ARCHIVED'];

/** The absolute address of the job list. */
export function baseOf({ site, path }: UwsOptions): string {
  return `${site.baseUrl}${path}`;
}

/** The job of the request's address, if this asker may see it. */
export async function jobOfRequest(options: UwsOptions, request: FastifyRequest): Promise<Job> {
  const { job: id } = request.params as { job: string };
  const job = await options.store.get(id);
  if (job?.kind !== options.kind) {
    throw fail('not-found', 'JOB-UNKNOWN', {
      en: `There is no job "${id}". It may have been deleted, or its destruction time has passed.`,
      zh: `没有作业“${id}”。它可能已被删除，或已过销毁时间。`,
    });
  }
  if (job.owner === undefined || job.owner === ownerOf(options.askerOf(request))) return job;
  throw fail('forbidden', 'JOB-FORBIDDEN', {
    en: `Job "${id}" belongs to somebody else, or your request had no token.`,
    zh: `作业“${id}”属于其他用户，或您的请求未携带令牌。`,
  });
}

/** UWS 1.1 section 2.2.2.1. An anonymous asker owns no jobs; he reaches his by their addresses. */
export async function listJobs(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const reader = new ParameterReader(requestParameters(request));
  const wanted = reader.texts('PHASE').filter((phase) => phase !== '');
  for (const phase of wanted) if (!phases.includes(phase)) complainOfPhase(reader, phase, phases);
  const after = timeOf(reader, 'AFTER');
  const last = reader.integer('LAST', { min: 1 });
  reader.done();
  const owner = ownerOf(options.askerOf(request));
  const jobs =
    owner === undefined
      ? []
      : await options.store.list({
          kind: options.kind,
          owner,
          ...(wanted.length > 0 ? { phases: wanted } : {}),
          ...(after ? { after } : {}),
          ...(last === undefined ? {} : { last }),
        });
  return reply.type(xml).send(jobListXml(baseOf(options), jobs));
}

export function complainOfPhase(reader: ParameterReader, phase: string, known: readonly string[]): void {
  reader.complain(
    'UWS-PHASE',
    'PHASE',
    { en: `PHASE=${phase} is none of ${known.join(', ')}.`, zh: `PHASE=${phase} 不是以下之一：${known.join('、')}。` },
    nearest(phase, known),
  );
}

/** The job; with WAIT only after its phase has changed, or the time is over. */
export async function showJob(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const job = await jobOfRequest(options, request);
  const waitSeconds = waitOf(options, request, job);
  const shown = waitSeconds > 0 ? await changed(options, job, waitSeconds, reply) : job;
  return reply.type(xml).send(jobXml(baseOf(options), shown));
}

function waitOf({ limits }: UwsOptions, request: FastifyRequest, job: Job): number {
  const parameters = requestParameters(request);
  const reader = new ParameterReader(parameters);
  // WAIT alone and WAIT=-1 wait for as long as the server allows; of several values the shortest counts.
  const texts = parameters.get('WAIT') ?? [];
  const values = texts.map((text) => new ParameterReader(new Map([['WAIT', [text]]])));
  const seconds = values.map((one) => {
    const value = one.integer('WAIT', { min: -1 });
    reader.diagnostics.push(...one.diagnostics);
    return value === undefined || value === -1 ? Number.POSITIVE_INFINITY : value;
  });
  const phase = reader.text('PHASE');
  if (phase !== undefined && !phases.includes(phase)) complainOfPhase(reader, phase, phases);
  reader.done();
  if (seconds.length === 0 || !active.includes(job.phase) || (phase !== undefined && phase !== job.phase)) return 0;
  return Math.min(limits.waitSeconds ?? 60, ...seconds);
}

async function changed(options: UwsOptions, job: Job, seconds: number, reply: FastifyReply): Promise<Job> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(seconds * 1000)]);
  const now = await options.store.waitWhile(job.id, job.phase, signal);
  if (now) return now;
  throw fail('not-found', 'JOB-UNKNOWN', {
    en: `Job "${job.id}" was deleted while you waited.`,
    zh: `等待期间，作业“${job.id}”已被删除。`,
  });
}

/** A handler that shows one thing of a job. */
export function showText(
  options: UwsOptions,
  text: (job: Job, base: string) => string,
  type = 'text/plain; charset=utf-8',
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const job = await jobOfRequest(options, request);
    return reply.type(type).send(text(job, baseOf(options)));
  };
}

/** The error document of DALI 1.1 section 4.4. */
export async function showError(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const job = await jobOfRequest(options, request);
  if (job.error) {
    const document = votableError(errorTextOf(job.error), { infos: job.error.diagnostics.map(errorInfo) });
    return reply.type('application/x-votable+xml').send(document);
  }
  throw fail('not-found', 'JOB-NO-ERROR', {
    en: `Job "${job.id}" is ${job.phase} and has no error.`,
    zh: `作业“${job.id}”处于 ${job.phase} 阶段，没有错误。`,
  });
}
