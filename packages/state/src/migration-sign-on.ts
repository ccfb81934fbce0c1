import { type Kysely, sql } from 'kysely';
import type { StateMigration } from './migration.ts';

/** Single sign-on: what Lingtai keeps as an OpenID provider, and while and after people sign in at another one. */
export const signOnMigration: StateMigration = {
  makes: ['sign_on_payload', 'sign_on_key', 'sign_on_logout', 'sign_on_begun', 'sign_on_used_token'],
  async up(db: Kysely<unknown>): Promise<void> {
    await makeProviderTables(db);
    await makeClientTables(db);
  },
  async down(db: Kysely<unknown>): Promise<void> {
    for (const table of this.makes) await db.schema.dropTable(table).execute();
  },
};

/** As a provider for other portals. */
async function makeProviderTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sign_on_payload')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('id_sha256', 'text', (column) => column.notNull())
    .addColumn('payload', 'jsonb', (column) => column.notNull())
    .addColumn('grant_id', 'text')
    .addColumn('uid', 'text')
    .addColumn('session', 'text')
    .addColumn('expires', 'timestamptz')
    .addColumn('consumed', 'timestamptz')
    .addPrimaryKeyConstraint('sign_on_payload_id', ['model', 'id_sha256'])
    .execute();
  await sql`create index sign_on_payload_grant on sign_on_payload (grant_id) where grant_id is not null`.execute(db);
  await sql`create index sign_on_payload_uid on sign_on_payload (uid) where uid is not null`.execute(db);
  await sql`create index sign_on_payload_session on sign_on_payload (session) where session is not null`.execute(db);
  await sql`create index sign_on_payload_expires on sign_on_payload (expires)`.execute(db);
  await db.schema
    .createTable('sign_on_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('secret', 'jsonb', (column) => column.notNull())
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await db.schema
    .createTable('sign_on_logout')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('sid', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('due', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addUniqueConstraint('sign_on_logout_once', ['client_id', 'sid'])
    .execute();
}

/** As a client of other providers. */
async function makeClientTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sign_on_begun')
    .addColumn('state_sha256', 'text', (column) => column.primaryKey())
    .addColumn('browser_sha256', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    .addColumn('code_verifier', 'text', (column) => column.notNull())
    .addColumn('return_path', 'text', (column) => column.notNull())
    .addColumn('account', 'text')
    .addColumn('expires', 'timestamptz', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('sign_on_used_token')
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('jti', 'text', (column) => column.notNull())
    .addColumn('expires', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('sign_on_used_token_jti', ['provider', 'jti'])
    .execute();
}
