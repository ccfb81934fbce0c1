import { type Kysely, sql } from 'kysely';
import type { StateMigration } from './migration.ts';

const now = sql`date_trunc('milliseconds', clock_timestamp())`;
const tables = ['release_family', 'release_record', 'metadata_revision', 'withdrawal'] as const;

/** What is known of releases, what was corrected in it, and which ones were taken from view. */
export const releaseRecordsMigration: StateMigration = {
  makes: tables,
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('release_family')
      .addColumn('dataset', 'text', (column) => column.primaryKey())
      .addColumn('family', 'jsonb', (column) => column.notNull())
      .addColumn('changed', 'timestamptz', (column) => column.notNull().defaultTo(now))
      .execute();
    await db.schema
      .createTable('release_record')
      .addColumn('dataset', 'text', (column) => column.notNull())
      .addColumn('release', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('record', 'jsonb', (column) => column.notNull())
      .addColumn('changed', 'timestamptz', (column) => column.notNull().defaultTo(now))
      .addPrimaryKeyConstraint('release_record_address', ['dataset', 'release', 'version'])
      .execute();
    await makeRevisions(db);
    await makeWithdrawals(db);
  },
  async down(db: Kysely<unknown>): Promise<void> {
    for (const table of [...tables].reverse()) await db.schema.dropTable(table).execute();
    await sql`drop function metadata_revision_is_kept()`.execute(db);
  },
};

/** Revisions are added and never changed. */
async function makeRevisions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('metadata_revision')
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('release', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('changes', 'jsonb', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('metadata_revision_number', ['dataset', 'release', 'version', 'revision'])
    .execute();
  await sql`
    create function metadata_revision_is_kept() returns trigger language plpgsql as $$
    begin
      raise exception 'revisions of metadata are append-only';
    end $$`.execute(db);
  await sql`
    create trigger metadata_revision_is_kept before update or delete or truncate on metadata_revision
    for each statement execute function metadata_revision_is_kept()`.execute(db);
}

/** One row per decision to take a release from view or to bring it back; at most one of an address waits. */
async function makeWithdrawals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('withdrawal')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('release', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull().check(sql`action in ('withdraw', 'reinstate')`))
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('asked_by', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('confirmed_by', 'text', (column) => column.check(sql`confirmed_by <> asked_by`))
    .addColumn('confirmed_at', 'timestamptz')
    .addColumn('dropped_by', 'text')
    .addColumn('dropped_at', 'timestamptz')
    .execute();
  await sql`
    create unique index withdrawal_waiting on withdrawal (dataset, release, version)
    where confirmed_at is null and dropped_at is null`.execute(db);
}
