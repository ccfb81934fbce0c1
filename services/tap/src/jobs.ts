import { type Asker, anonymous } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import {
  type BodyReader,
  type ExecuteJob,
  type JobParameters,
  type JobRequest,
  type JobResult,
  type ParameterMap,
  tableBody,
  type UwsOptions,
} from '@lingtai/service-dali';
import { type TapAnswer, tapAnswer } from './answer.ts';
import { sentWith } from './body.ts';
import type { TapContext } from './context.ts';
import { tapRequestOf } from './request.ts';
import { readsOfResult, seesReads } from './result-reads.ts';
import { jobUploads, keepJobUploads } from './upload/job-uploads.ts';
import { tapView, withTables } from './view.ts';

/** Kind of the jobs of `/tap/async` in the store. */
export const tapJobKind = 'tap';

const daySeconds = 86_400;

/** `/tap/async` as UWS serves it. */
export function tapJobOptions(context: TapContext): UwsOptions {
  const { limits, site, clock } = context;
  const { store, files } = context.jobs;
  const destruction = limits.destructionDays * daySeconds;
  return {
    path: '/tap/async',
    kind: tapJobKind,
    store,
    files,
    site,
    clock,
    limits: {
      executionDurationSeconds: { default: limits.asyncSeconds, max: limits.asyncSeconds },
      destructionSeconds: { default: destruction, max: destruction },
    },
    askerOf: (request) => context.askerOf(request),
    prepare: (request) => prepare(context, request),
    assertReadable: (_job, result, asker) => assertReadable(context, result, asker),
    multipart: multipartReader(context),
  };
}

/** Runs a job: the same answer as at `/tap/sync`, written as its result `result`. */
export function tapJobExecutor(context: TapContext): ExecuteJob {
  return async (job, run) => {
    const uploads = await jobUploads(context.jobs.files, job.id);
    const asker = job.owner === undefined ? anonymous : await context.askerNamed(job.owner);
    const view = await tapView(context, asker);
    const request = tapRequestOf(parameterMap(withRunId(job.parameters, job.runId)));
    const answer: TapAnswer = tapAnswer(context, { ...view, view: withTables(view.view, uploads) }, request, asker);
    const body = await tableBody(context.engine, answer, run.signal);
    const { extension } = answer.format;
    const result = await run.sink(
      { name: 'result', mime: body.mime, downloadName: `result.${extension}` },
      body.bytes,
      () => ({ rows: body.ending().returned, complete: body.ending().complete }),
    );
    return [{ ...result, reads: readsOfResult(answer.plan, view.snapshot, asker) }];
  };
}

/** A right that ended, or a release that was taken from view, takes the results with it that were made of it. */
async function assertReadable(context: TapContext, { reads = [] }: JobResult, asker: Asker): Promise<void> {
  if (reads.length === 0) return;
  if (seesReads(reads, await context.catalogue.snapshot(asker), asker)) return context.noteReads(reads);
  throw fail('forbidden', 'JOB-RESULT-RIGHTS', {
    en: 'This result was made of data that you may not see any more.',
    zh: '该结果所用的数据您已无权查看。',
  });
}

function parameterMap(parameters: JobParameters): ParameterMap {
  return new Map(Object.entries(parameters));
}

function withRunId(parameters: JobParameters, runId: string | undefined): JobParameters {
  return runId === undefined ? parameters : { ...parameters, RUNID: [runId] };
}

/**
 * Reads uploads at once, so that a wrong one is refused. Anything else that is wrong makes a job that ends in error, as
 * clients expect.
 */
async function prepare({ jobs }: TapContext, { id, parameters, run }: JobRequest): Promise<undefined> {
  if (run) await keepJobUploads(id, parameters['UPLOAD'] ?? [], new Map(), jobs.files, jobs.uploads);
}

/** Keeps the files of a form with the job. */
function multipartReader({ jobs, limits, uploadFolder }: TapContext): BodyReader {
  return async (request, jobId) => {
    const sent = await sentWith(request, uploadFolder, limits);
    try {
      const here = (sent.parameters.get('UPLOAD') ?? []).filter((value) =>
        value.split(';').every((item) => sent.files.has(item.slice(item.indexOf(',') + 1).replace(/^param:/i, ''))),
      );
      if (here.length > 0) await keepJobUploads(jobId, here, sent.files, jobs.files, jobs.uploads);
      return Object.fromEntries(sent.parameters) as JobParameters;
    } finally {
      await sent.discard();
    }
  };
}
