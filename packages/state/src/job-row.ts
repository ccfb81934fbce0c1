import { type RawBuilder, type Selectable, sql, type UpdateObject } from 'kysely';
import type { Job } from './job.ts';
import type { Schema } from './schema.ts';

/** The store's clock: the one that all servers share. Milliseconds, as people and protocols see them. */
export const dbNow: RawBuilder<Date> = sql<Date>`date_trunc('milliseconds', clock_timestamp())`;

export type JobRow = Selectable<Schema['job']>;
export type JobValues = UpdateObject<Schema, 'job'>;

export function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    phase: row.phase,
    parameters: row.parameters,
    created: row.created,
    executionDurationSeconds: row.execution_duration_seconds,
    destruction: row.destruction,
    results: row.results,
    attempts: row.attempts,
    abortRequested: row.abort_requested,
    ...(row.owner === null ? {} : { owner: row.owner }),
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    ...(row.quote === null ? {} : { quote: row.quote }),
    ...(row.started === null ? {} : { started: row.started }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    ...(row.error === null ? {} : { error: row.error }),
  };
}
