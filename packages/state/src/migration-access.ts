import { type Kysely, sql } from 'kysely';
import type { StateMigration } from './migration.ts';

const now = sql`date_trunc('milliseconds', clock_timestamp())`;

/** Steps of access of releases and their changes, grants, and requests for them. */
export const accessMigration: StateMigration = {
  makes: ['access_grant', 'access_request', 'release_access_change'],
  async up(db: Kysely<unknown>): Promise<void> {
    await addSteps(db);
    await makeGrants(db);
    await makeRequests(db);
    await makeChanges(db);
    await partNames(db);
  },
  async down(db: Kysely<unknown>): Promise<void> {
    for (const table of ['account', 'access_group']) {
      const name = sql.ref(`${table}_name_is_free`);
      await sql`drop trigger ${name} on ${sql.table(table)}`.execute(db);
      await sql`drop function ${name}()`.execute(db);
    }
    for (const table of ['release_access_change', 'access_request', 'access_grant'])
      await db.schema.dropTable(table).execute();
    await db.schema.alterTable('publication').dropColumn('access').dropColumn('part_access').execute();
  },
};

/** `access` is NULL where `audience` and `visible_from` say all: the only step, or the first one for older readers. */
async function addSteps(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('publication')
    .addColumn('access', 'jsonb')
    .addColumn('part_access', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'::jsonb`))
    .execute();
}

async function makeGrants(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('access_grant')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('grantor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('starts', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('ends', 'timestamptz')
    .addColumn('revoked', 'timestamptz')
    .addColumn('revoked_by', 'text')
    .addCheckConstraint('access_grant_subject', sql`subject_kind in ('user', 'group')`)
    .execute();
  await sql`create index access_grant_subject on access_grant (subject_kind, subject) where revoked is null`.execute(
    db,
  );
}

async function makeRequests(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('access_request')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('account', 'text', (column) => column.notNull().references('account.name'))
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('submitted'))
    .addColumn('made', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('reviewer', 'text')
    .addColumn('decision_reason', 'text')
    .addColumn('ends', 'timestamptz')
    .addColumn('decided', 'timestamptz')
    .addColumn('grant_id', 'bigint', (column) => column.references('access_grant.id'))
    .addCheckConstraint('access_request_state', sql`state in ('submitted', 'approved', 'rejected', 'withdrawn')`)
    .execute();
  await sql`create unique index access_request_open on access_request (account, resource) where state = 'submitted'`.execute(
    db,
  );
  await sql`create index access_request_state on access_request (state, made)`.execute(db);
}

async function makeChanges(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('release_access_change')
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('release', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('part', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('access', 'jsonb', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('release_access_change_revision', ['dataset', 'release', 'version', 'revision'])
    .addForeignKeyConstraint('release_access_change_publication', ['dataset', 'release', 'version'], 'publication', [
      'dataset',
      'release',
      'version',
    ])
    .execute();
}

/**
 * A row's owner is an account or a group by one name: nobody gets a name that means the other. As with a name that is
 * taken, nothing is inserted.
 */
async function partNames(db: Kysely<unknown>): Promise<void> {
  for (const [table, other] of [
    ['account', 'access_group'],
    ['access_group', 'account'],
  ] as const) {
    const name = sql.ref(`${table}_name_is_free`);
    await sql`
      create function ${name}() returns trigger language plpgsql as $$
      begin
        return case when exists (select from ${sql.table(other)} where name = new.name) then null else new end;
      end $$`.execute(db);
    await sql`
      create trigger ${name} before insert on ${sql.table(table)}
      for each row execute function ${name}()`.execute(db);
  }
}
