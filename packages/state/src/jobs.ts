import { randomBytes } from 'node:crypto';
import { fail } from '@lingtai/diagnostics';
import { sql } from 'kysely';
import { translated } from './errors.ts';
import type { Job, JobChanges, JobFilter, JobPhase, JobStore, NewJob } from './job.ts';
import { JobEvents } from './job-events.ts';
import { dbNow, type JobValues, jobOf } from './job-row.ts';
import { workerSide } from './job-workers.ts';
import type { State } from './state.ts';

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 128 random bits and two more: 26 letters and digits. */
function newJobId(): string {
  const bytes = randomBytes(26);
  return Array.from(bytes, (byte) => base32[byte & 31]).join('');
}

/**
 * The jobs of a state store. It listens from the first `watch` or `waitWhile` on; `close` it before the state. Who waits
 * looks by himself after `pollMs`, should no notice come.
 */
export function jobStore(state: State, pollMs?: number): JobStore {
  const events = new JobEvents(state, pollMs);
  const get = (id: string): Promise<Job | undefined> => getJob(state, id);
  return {
    newId: newJobId,
    create: (job) => createJob(state, job),
    get,
    list: (filter) => listJobs(state, filter),
    change: (id, changes) => changeJob(state, id, changes),
    run: async (id) =>
      (await update(state, id, ['PENDING'], { phase: 'QUEUED', queued: dbNow })) ?? known(await get(id), id),
    abort: (id) => abortJob(state, id),
    setDestruction: async (id, destruction) => (await update(state, id, all, { destruction })) ?? unknown(id),
    setExecutionDuration: async (id, seconds) =>
      (await update(state, id, all, { execution_duration_seconds: seconds })) ?? unknown(id),
    remove: async (id) => {
      const removed = await translated(state.db.deleteFrom('job').where('id', '=', id).executeTakeFirst());
      return removed.numDeletedRows > 0n;
    },
    ...workerSide(state),
    watch: (changed) => events.watch(changed),
    waitWhile: (id, phase, signal) => waitWhile(events, () => get(id), id, phase, signal),
    close: () => events.close(),
  };
}

const all: readonly JobPhase[] = ['PENDING', 'QUEUED', 'EXECUTING', 'COMPLETED', 'ERROR', 'ABORTED'];

async function createJob({ db }: State, job: NewJob): Promise<Job> {
  const row = await translated(
    db
      .insertInto('job')
      .values({
        id: job.id,
        kind: job.kind,
        owner: job.owner ?? null,
        run_id: job.runId ?? null,
        phase: job.run ? 'QUEUED' : 'PENDING',
        queued: job.run ? dbNow : null,
        parameters: JSON.stringify(job.parameters),
        quote: job.quote ?? null,
        execution_duration_seconds: job.executionDurationSeconds,
        destruction: job.destruction,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return jobOf(row);
}

async function getJob({ db }: State, id: string): Promise<Job | undefined> {
  const row = await translated(db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst());
  return row && jobOf(row);
}

async function listJobs({ db }: State, { kind, owner, phases, after, last }: JobFilter): Promise<Job[]> {
  let query = db.selectFrom('job').selectAll().where('kind', '=', kind).where('owner', '=', owner);
  if (phases) query = query.where('phase', 'in', phases.length > 0 ? (phases as JobPhase[]) : ['' as JobPhase]);
  if (after) query = query.where('created', '>', after);
  const ordered =
    last === undefined
      ? query.orderBy('created').orderBy('id')
      : query.orderBy('created', 'desc').orderBy('id', 'desc').limit(last);
  return (await translated(ordered.execute())).map(jobOf);
}

/** Changes a job whose phase is one of these; `undefined` where it is none of them, or is not there. */
async function update(
  { db }: State,
  id: string,
  phases: readonly JobPhase[],
  values: JobValues,
): Promise<Job | undefined> {
  const row = await translated(
    db
      .updateTable('job')
      .set(values)
      .where('id', '=', id)
      .where('phase', 'in', phases)
      .returningAll()
      .executeTakeFirst(),
  );
  return row && jobOf(row);
}

async function changeJob(state: State, id: string, { parameters, runId, quote }: JobChanges): Promise<Job> {
  const changed = await translated(
    state.db.transaction().execute(async (trx) => {
      const row = await trx.selectFrom('job').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (row?.phase !== 'PENDING') return row;
      return trx
        .updateTable('job')
        .set({
          parameters: JSON.stringify({ ...row.parameters, ...parameters }),
          ...(runId === undefined ? {} : { run_id: runId }),
          ...(quote === undefined ? {} : { quote }),
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
    }),
  );
  const job = known(changed && jobOf(changed), id);
  if (job.phase === 'PENDING') return job;
  throw fail('conflict', 'JOB-PHASE', {
    en: `Job ${id} is ${job.phase}. Its parameters can only be changed while it is PENDING.`,
    zh: `作业 ${id} 处于 ${job.phase} 阶段。只有 PENDING 阶段的作业可以修改参数。`,
  });
}

/** One statement: a job that is queued again or claimed at this moment is met in either phase. */
async function abortJob(state: State, id: string): Promise<Job> {
  const running = sql<boolean>`phase = 'EXECUTING'`;
  const told = await update(state, id, ['PENDING', 'QUEUED', 'EXECUTING'], {
    phase: sql<JobPhase>`case when ${running} then phase else 'ABORTED' end`,
    ended: sql<Date | null>`case when ${running} then ended else ${dbNow} end`,
    abort_requested: true,
  });
  return told ?? known(await getJob(state, id), id);
}

function unknown(id: string): never {
  throw fail('not-found', 'JOB-UNKNOWN', { en: `There is no job ${id}.`, zh: `没有作业 ${id}。` });
}

function known(job: Job | undefined, id: string): Job {
  return job ?? unknown(id);
}

async function waitWhile(
  events: JobEvents,
  get: () => Promise<Job | undefined>,
  id: string,
  phase: JobPhase,
  signal: AbortSignal,
): Promise<Job | undefined> {
  await events.ready();
  for (;;) {
    const change = events.next(id, signal);
    const job = await get();
    if (job?.phase !== phase || signal.aborted) {
      change.cancel();
      return job;
    }
    await change.happened;
  }
}
