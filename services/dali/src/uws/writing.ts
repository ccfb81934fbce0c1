import { ownerOf } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import type { Job, JobParameters } from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ParameterMap, ParameterReader } from '../parameters.ts';
import { assertReadable, postedParameters } from './forms.ts';
import { baseOf, complainOfPhase, jobOfRequest } from './reading.ts';
import { timeOf } from './time.ts';
import type { UwsOptions } from './types.ts';

/** Parameters that are UWS's own and no part of the job's. */
const ownNames: readonly string[] = ['PHASE', 'RUNID', 'ACTION', 'WAIT', 'EXECUTIONDURATION', 'DESTRUCTION'];

interface Posted {
  /** For reading UWS's own parameters. */
  readonly all: ParameterMap;
  readonly parameters: JobParameters;
}

async function postedOf(options: UwsOptions, request: FastifyRequest, jobId: string): Promise<Posted> {
  const all = new Map(postedParameters(request));
  if (request.headers['content-type']?.startsWith('multipart/form-data') && options.multipart) {
    for (const [name, values] of Object.entries(await options.multipart(request, jobId)))
      all.set(name, [...(all.get(name) ?? []), ...values]);
  }
  const parameters = Object.fromEntries([...all].filter(([name]) => !ownNames.includes(name)));
  assertReadable(Object.fromEntries(all));
  return { all, parameters };
}

const seeOther = (reply: FastifyReply, address: string): FastifyReply => reply.redirect(address, 303);

const seeJob = (options: UwsOptions, reply: FastifyReply, { id }: Job): FastifyReply =>
  seeOther(reply, `${baseOf(options)}/${id}`);

/** POST to the job list (UWS 1.1 section 2.2.3.1). A refused request leaves nothing behind. */
export async function createJob(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const id = options.store.newId();
  try {
    return seeJob(options, reply, await makeJob(options, request, id));
  } catch (error) {
    await options.files.remove(id);
    throw error;
  }
}

async function makeJob(options: UwsOptions, request: FastifyRequest, id: string): Promise<Job> {
  const { clock, kind, limits, store } = options;
  const asker = options.askerOf(request);
  const { all, parameters } = await postedOf(options, request, id);
  const reader = new ParameterReader(all);
  const phase = reader.text('PHASE');
  if (phase !== undefined && phase !== 'RUN') complainOfPhase(reader, phase, ['RUN']);
  const runId = reader.text('RUNID');
  const duration = durationOf(options, reader) ?? limits.executionDurationSeconds.default;
  const destruction =
    destructionOf(options, reader) ?? new Date(clock.now().getTime() + limits.destructionSeconds.default * 1000);
  reader.done();
  const run = phase === 'RUN';
  const prepared = await options.prepare?.({ id, asker, parameters, run });
  const owner = ownerOf(asker);
  return store.create({
    id,
    kind,
    run,
    parameters: prepared?.parameters ?? parameters,
    executionDurationSeconds: duration,
    destruction,
    ...(owner === undefined ? {} : { owner }),
    ...(runId === undefined ? {} : { runId }),
    ...(prepared?.quote ? { quote: prepared.quote } : {}),
  });
}

/** POST to a job: ACTION=DELETE, or parameters of a job that is still PENDING. */
export async function changeJob(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const action = postedParameters(request).get('ACTION')?.[0];
  if (action === undefined) return changeParameters(options, request, reply);
  if (action === 'DELETE') return deleteJob(options, request, reply);
  const reader = new ParameterReader(new Map());
  reader.complain('UWS-ACTION', 'ACTION', {
    en: `ACTION=${action} is not known; there is only ACTION=DELETE.`,
    zh: `未知的 ACTION=${action}；只有 ACTION=DELETE。`,
  });
  return reader.done() as never;
}

export async function deleteJob(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { id } = await jobOfRequest(options, request);
  await options.store.remove(id);
  await options.files.remove(id);
  return seeOther(reply, baseOf(options));
}

/** POST to /phase: RUN or ABORT (UWS 1.1 sections 2.2.3.5 and 2.2.3.6). */
export async function setPhase(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const job = await jobOfRequest(options, request);
  const reader = new ParameterReader(postedParameters(request));
  const phase = reader.required('PHASE', reader.text('PHASE'), 'RUN');
  if (phase !== undefined && phase !== 'RUN' && phase !== 'ABORT') complainOfPhase(reader, phase, ['RUN', 'ABORT']);
  reader.done();
  if (phase === 'ABORT') return seeJob(options, reply, await options.store.abort(job.id));
  // Again is no error: a client that missed our answer asks twice.
  if (job.phase === 'QUEUED' || job.phase === 'EXECUTING') return seeJob(options, reply, job);
  if (job.phase !== 'PENDING') throw wrongPhase(job, 'RUN');
  await withoutOrphans(options, job, () => prepareAgain(options, request, job, {}, true));
  return seeJob(options, reply, await options.store.run(job.id));
}

function wrongPhase({ id, phase }: Job, what: string): Error {
  return fail('conflict', 'JOB-PHASE', {
    en: `Job "${id}" is ${phase}; ${what} is possible only while it is PENDING.`,
    zh: `作业“${id}”处于 ${phase} 阶段；只有 PENDING 阶段才能进行 ${what}。`,
  });
}

/** POST to /parameters: replaces those of the same names. */
export async function changeParameters(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const job = await jobOfRequest(options, request);
  if (job.phase !== 'PENDING') throw wrongPhase(job, 'POST parameters');
  return withoutOrphans(options, job, async () => {
    const { all, parameters } = await postedOf(options, request, job.id);
    const reader = new ParameterReader(all);
    const phase = reader.text('PHASE');
    if (phase !== undefined && phase !== 'RUN') complainOfPhase(reader, phase, ['RUN']);
    const runId = reader.text('RUNID');
    reader.done();
    await prepareAgain(options, request, job, parameters, phase === 'RUN', runId);
    return seeJob(options, reply, phase === 'RUN' ? await options.store.run(job.id) : job);
  });
}

/** Work that may write files of a job; when the job is deleted meanwhile they go too. */
async function withoutOrphans<T>(options: UwsOptions, { id }: Job, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(await options.store.get(id))) await options.files.remove(id);
    throw error;
  }
}

async function prepareAgain(
  options: UwsOptions,
  request: FastifyRequest,
  job: Job,
  changes: JobParameters,
  run: boolean,
  runId?: string,
): Promise<void> {
  const parameters = { ...job.parameters, ...changes };
  const asker = options.askerOf(request);
  const prepared = await options.prepare?.({ id: job.id, asker, parameters, run });
  await options.store.change(job.id, {
    parameters: prepared?.parameters ?? changes,
    ...(runId === undefined ? {} : { runId }),
    ...(prepared?.quote ? { quote: prepared.quote } : {}),
  });
}

/** POST to /executionduration: the site's longest is the most that is given. */
export async function setDuration(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const job = await jobOfRequest(options, request);
  const reader = new ParameterReader(postedParameters(request));
  const seconds = reader.required('EXECUTIONDURATION', durationOf(options, reader), '3600');
  reader.done();
  if (job.phase !== 'PENDING' && job.phase !== 'QUEUED') throw wrongPhase(job, 'EXECUTIONDURATION');
  return seeJob(options, reply, await options.store.setExecutionDuration(job.id, seconds!));
}

/** 0 asks for no limit and gets the longest. */
function durationOf({ limits }: UwsOptions, reader: ParameterReader): number | undefined {
  const { max } = limits.executionDurationSeconds;
  const seconds = reader.integer('EXECUTIONDURATION', { min: 0, unit: 's' });
  return seconds === undefined ? undefined : seconds === 0 ? max : Math.min(seconds, max);
}

/** POST to /destruction: a later time than the site's longest becomes that. */
export async function setDestruction(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const job = await jobOfRequest(options, request);
  const reader = new ParameterReader(postedParameters(request));
  const time = reader.required('DESTRUCTION', destructionOf(options, reader), '2027-01-31T00:00:00Z');
  reader.done();
  return seeJob(options, reply, await options.store.setDestruction(job.id, time!));
}

function destructionOf({ clock, limits }: UwsOptions, reader: ParameterReader): Date | undefined {
  const time = timeOf(reader, 'DESTRUCTION');
  const latest = clock.now().getTime() + limits.destructionSeconds.max * 1000;
  return time && new Date(Math.min(time.getTime(), latest));
}
