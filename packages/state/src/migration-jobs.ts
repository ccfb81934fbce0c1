import { type Kysely, sql } from 'kysely';
import type { StateMigration } from './migration.ts';

/** Milliseconds, as people and protocols see them: what was listed is then not later than itself. */
const now = sql`date_trunc('milliseconds', clock_timestamp())`;

/** Jobs, bearer tokens and the records of user tables. */
export const jobsMigration: StateMigration = {
  makes: ['job', 'token', 'user_table'],
  async up(db: Kysely<unknown>): Promise<void> {
    await makeJobs(db);
    await makeTokens(db);
    await makeUserTables(db);
  },
  async down(db: Kysely<unknown>): Promise<void> {
    for (const table of ['user_table', 'token', 'job']) await db.schema.dropTable(table).execute();
    await sql`drop function job_changed()`.execute(db);
  },
};

async function makeJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('job')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('owner', 'text')
    .addColumn('run_id', 'text')
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('parameters', 'jsonb', (column) => column.notNull())
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('quote', 'timestamptz')
    .addColumn('execution_duration_seconds', 'integer', (column) => column.notNull())
    .addColumn('destruction', 'timestamptz', (column) => column.notNull())
    .addColumn('started', 'timestamptz')
    .addColumn('ended', 'timestamptz')
    .addColumn('error', 'jsonb')
    .addColumn('results', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('abort_requested', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('queued', 'timestamptz')
    .addColumn('worker', 'text')
    .addColumn('lease_until', 'timestamptz')
    .execute();
  await sql`create index job_queue on job (kind, queued, created) where phase = 'QUEUED'`.execute(db);
  await sql`create index job_leases on job (lease_until) where phase = 'EXECUTING'`.execute(db);
  await sql`create index job_owner on job (owner, kind, created) where owner is not null`.execute(db);
  await sql`create index job_destruction on job (destruction)`.execute(db);
  await sql`
    create function job_changed() returns trigger language plpgsql as $$
    begin
      perform pg_notify('lingtai_job', coalesce(new.id, old.id));
      return null;
    end $$`.execute(db);
  await sql`
    create trigger job_changed after insert or delete or update of phase, abort_requested on job
    for each row execute function job_changed()`.execute(db);
}

async function makeTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('token')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('secret_sha256', 'text', (column) => column.notNull().unique())
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('last_used', 'timestamptz')
    .addColumn('expires', 'timestamptz')
    .addColumn('revoked', 'timestamptz')
    .execute();
  await sql`create unique index token_name on token (name) where revoked is null`.execute(db);
}

async function makeUserTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('user_table')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('columns', 'jsonb', (column) => column.notNull())
    .addColumn('files', 'jsonb', (column) => column.notNull())
    .addColumn('shared_with', 'text', (column) => column.notNull())
    .addColumn('indexes', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('changed', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('user_table_name', ['owner', 'name'])
    .execute();
}
