import { sql } from 'kysely';
import { translated } from './errors.ts';
import type { Job, JobError, JobPhase, JobStore } from './job.ts';
import { dbNow, type JobValues, jobOf } from './job-row.ts';
import type { State } from './state.ts';

type WorkerSide = Pick<
  JobStore,
  'claim' | 'renew' | 'complete' | 'fail' | 'aborted' | 'giveBack' | 'recover' | 'expire' | 'existing'
>;

/** A job whose worker vanished is begun again so many times. */
const restarts = 2;

/** What workers ask of the store: to get jobs, to keep them, and to end them. */
export function workerSide(state: State): WorkerSide {
  const ended = (phase: JobPhase, more: JobValues): JobValues => ({
    phase,
    ended: dbNow,
    worker: null,
    lease_until: null,
    ...more,
  });
  const errorText = (error: JobError | undefined): string | null => (error ? JSON.stringify(error) : null);
  return {
    claim: (kinds, worker, leaseSeconds) => claim(state, kinds, worker, leaseSeconds),
    renew: (worker, leaseSeconds, ids) => renew(state, worker, leaseSeconds, ids),
    complete: (id, worker, results) =>
      endOf(state, id, worker, ended('COMPLETED', { results: JSON.stringify(results), error: null })),
    fail: (id, worker, error) => endOf(state, id, worker, ended('ERROR', { error: errorText(error) })),
    aborted: (id, worker, error) => endOf(state, id, worker, ended('ABORTED', { error: errorText(error) })),
    giveBack: (id, worker) =>
      endOf(state, id, worker, {
        phase: 'QUEUED',
        worker: null,
        lease_until: null,
        started: null,
        attempts: sql<number>`attempts - 1`,
      }),
    recover: (kinds) => recover(state, kinds),
    expire: (kinds) => expire(state, kinds),
    existing: (ids) => existing(state, ids),
  };
}

/** Who has fewest jobs running comes first: nobody can keep others waiting by queueing many. */
const runningOfSameOwner = sql<bigint>`(
  select count(*) from job as other
  where other.phase = 'EXECUTING' and other.kind = job.kind and other.owner is not distinct from job.owner)`;

const leaseEnd = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

async function claim(
  { db }: State,
  kinds: readonly string[],
  worker: string,
  leaseSeconds: number,
): Promise<Job | undefined> {
  const row = await translated(
    db
      .updateTable('job')
      .set({
        phase: 'EXECUTING',
        worker,
        lease_until: leaseEnd(leaseSeconds),
        started: dbNow,
        attempts: sql<number>`attempts + 1`,
      })
      .where('id', '=', (query) =>
        query
          .selectFrom('job')
          .select('id')
          .where('phase', '=', 'QUEUED')
          .where('kind', 'in', kinds)
          .orderBy(runningOfSameOwner)
          .orderBy('queued')
          .orderBy('created')
          .limit(1)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .executeTakeFirst(),
  );
  return row && jobOf(row);
}

async function renew(
  { db }: State,
  worker: string,
  leaseSeconds: number,
  ids: readonly string[],
): Promise<Map<string, 'run' | 'abort' | 'lost'>> {
  const told = new Map<string, 'run' | 'abort' | 'lost'>(ids.map((id) => [id, 'lost']));
  if (ids.length === 0) return told;
  const rows = await translated(
    db
      .updateTable('job')
      .set({ lease_until: leaseEnd(leaseSeconds) })
      .where('id', 'in', ids)
      .where('worker', '=', worker)
      .where('phase', '=', 'EXECUTING')
      .returning(['id', 'abort_requested'])
      .execute(),
  );
  for (const { id, abort_requested } of rows) told.set(id, abort_requested ? 'abort' : 'run');
  return told;
}

async function endOf({ db }: State, id: string, worker: string, values: JobValues): Promise<boolean> {
  const { numUpdatedRows } = await translated(
    db
      .updateTable('job')
      .set(values)
      .where('id', '=', id)
      .where('worker', '=', worker)
      .where('phase', '=', 'EXECUTING')
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}

const crashed: JobError = {
  class: 'internal',
  diagnostics: [
    {
      code: 'JOB-CRASHED',
      severity: 'error',
      text: {
        en: `The server stopped unexpectedly while this job ran, ${restarts + 1} times. It is not tried again. If another one like it ends so too, ask for less at once, and tell the operators.`,
        zh: `服务器在运行该作业时意外停止了 ${restarts + 1} 次，不再重试。如类似作业也如此结束，请减小单次查询规模，并告知运维人员。`,
      },
    },
  ],
};

async function recover({ db }: State, kinds: readonly string[]): Promise<number> {
  return translated(
    db.transaction().execute(async (trx) => {
      const left = await trx
        .selectFrom('job')
        .select(['id', 'attempts', 'abort_requested'])
        .where('phase', '=', 'EXECUTING')
        .where('kind', 'in', kinds)
        .where('lease_until', '<', sql<Date>`clock_timestamp()`)
        .forUpdate()
        .skipLocked()
        .execute();
      for (const { id, attempts, abort_requested } of left) {
        const free = { worker: null, lease_until: null };
        const values: JobValues = abort_requested
          ? { ...free, phase: 'ABORTED', ended: dbNow }
          : attempts > restarts
            ? { ...free, phase: 'ERROR', ended: dbNow, error: JSON.stringify(crashed) }
            : { ...free, phase: 'QUEUED', started: null };
        await trx.updateTable('job').set(values).where('id', '=', id).execute();
      }
      return left.length;
    }),
  );
}

async function expire({ db }: State, kinds: readonly string[]): Promise<string[]> {
  const rows = await translated(
    db
      .deleteFrom('job')
      .where('kind', 'in', kinds)
      .where('destruction', '<=', sql<Date>`clock_timestamp()`)
      .returning('id')
      .execute(),
  );
  return rows.map(({ id }) => id);
}

async function existing({ db }: State, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await translated(db.selectFrom('job').select('id').where('id', 'in', ids).execute());
  return new Set(rows.map(({ id }) => id));
}
