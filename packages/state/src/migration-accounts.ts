import { type Kysely, sql } from 'kysely';
import type { StateMigration } from './migration.ts';

const now = sql`date_trunc('milliseconds', clock_timestamp())`;

/** Accounts, groups, sessions, codes, attempts to sign in, scopes of tokens, and the audit log. */
export const accountsMigration: StateMigration = {
  makes: ['account', 'identity', 'access_group', 'membership', 'session', 'one_time_code', 'sign_in_attempt', 'audit'],
  async up(db: Kysely<unknown>): Promise<void> {
    await makeAccounts(db);
    await makeGroups(db);
    await makeSessions(db);
    await changeTokens(db);
    await makeAudit(db);
    await joinOwners(db);
  },
  async down(db: Kysely<unknown>): Promise<void> {
    for (const table of [
      'audit',
      'sign_in_attempt',
      'one_time_code',
      'session',
      'membership',
      'access_group',
      'identity',
      'account',
    ])
      await db.schema.dropTable(table).execute();
    await sql`drop function audit_is_kept()`.execute(db);
    await changeTokensBack(db);
  },
};

/** People name their own tokens: a name is taken by its owner's other tokens only. */
async function changeTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('token').addColumn('scopes', sql`text[]`).execute();
  await sql`drop index token_name`.execute(db);
  await sql`create unique index token_name on token (owner, name) where revoked is null`.execute(db);
}

/** Of valid tokens of one name the first keeps it. */
async function changeTokensBack(db: Kysely<unknown>): Promise<void> {
  await sql`
    update token t set name = t.name || '_' || t.id
    where revoked is null and exists (
      select from token o where o.revoked is null and o.name = t.name and o.id < t.id)`.execute(db);
  await sql`drop index token_name`.execute(db);
  await sql`create unique index token_name on token (name) where revoked is null`.execute(db);
  await db.schema.alterTable('token').dropColumn('scopes').execute();
}

async function makeAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('account')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('email', 'text')
    .addColumn('email_confirmed', 'timestamptz')
    .addColumn('display_name', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('password_hash', 'text')
    .addColumn('roles', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{member}'`))
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('disabled', 'timestamptz')
    .addColumn('last_sign_in', 'timestamptz')
    .addColumn('language', 'text')
    .execute();
  await sql`create unique index account_email on account (lower(email))`.execute(db);
  await db.schema
    .createTable('identity')
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull().references('account.name'))
    .addColumn('email', 'text')
    .addColumn('linked', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('identity_subject', ['provider', 'subject'])
    .execute();
  await sql`create index identity_account on identity (account)`.execute(db);
}

/** The usual groups. Their date is a fixed one: what a migration writes is the same whenever it runs. */
const usualGroups = [
  ['working-group', 'Working group', '工作组'],
  ['approved', 'Approved users', '已获批准的用户'],
  ['domestic', 'Domestic users', '国内用户'],
  ['collaborator', 'Collaborators', '合作者'],
] as const;

async function makeGroups(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('access_group')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('title', 'jsonb', (column) => column.notNull())
    .addColumn('description', 'jsonb')
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute();
  for (const [name, en, zh] of usualGroups)
    await sql`insert into access_group (name, title, created)
      values (${name}, ${JSON.stringify({ en, zh })}, '2026-11-01T00:00:00Z')`.execute(db);
  await db.schema
    .createTable('membership')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('account', 'text', (column) => column.notNull().references('account.name'))
    .addColumn('group_name', 'text', (column) => column.notNull().references('access_group.name'))
    .addColumn('grantor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('starts', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('ends', 'timestamptz')
    .addColumn('revoked', 'timestamptz')
    .addColumn('revoked_by', 'text')
    .addColumn('source', 'text', (column) => column.notNull())
    .execute();
  await sql`create index membership_account on membership (account) where revoked is null`.execute(db);
  await sql`create index membership_group on membership (group_name)`.execute(db);
}

async function makeSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('session')
    .addColumn('id_sha256', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull().references('account.name'))
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('last_used', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('expires', 'timestamptz', (column) => column.notNull())
    .addColumn('ended', 'timestamptz')
    .addColumn('provider', 'text')
    .addColumn('provider_sid', 'text')
    .addColumn('provider_subject', 'text')
    .addColumn('id_token_hint', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('address', 'text')
    .execute();
  await sql`create index session_account on session (account) where ended is null`.execute(db);
  await sql`create index session_provider on session (provider, provider_subject) where provider is not null`.execute(
    db,
  );
  await db.schema
    .createTable('one_time_code')
    .addColumn('secret_sha256', 'text', (column) => column.primaryKey())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('account', 'text')
    .addColumn('email', 'text')
    .addColumn('detail', 'jsonb')
    .addColumn('created', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('expires', 'timestamptz', (column) => column.notNull())
    .addColumn('used', 'timestamptz')
    .execute();
  await sql`create index one_time_code_account on one_time_code (account)`.execute(db);
  await db.schema
    .createTable('sign_in_attempt')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('last', 'timestamptz', (column) => column.notNull())
    .execute();
}

/** Rows are added and never changed, by nobody who speaks to the store through its tables. */
async function makeAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('resource', 'text')
    .addColumn('detail', 'jsonb')
    .addColumn('address', 'text')
    .execute();
  await sql`create index audit_at on audit (at)`.execute(db);
  await sql`
    create function audit_is_kept() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only';
    end $$`.execute(db);
  await sql`
    create trigger audit_is_kept before update or delete or truncate on audit
    for each statement execute function audit_is_kept()`.execute(db);
}

/** Whoever has tokens, jobs or tables from before gets an account without a password: its name is nobody else's. */
async function joinOwners(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into account (name, created)
    select owner, min(created) from (
      select owner, created from token
      union all select owner, created from job where owner is not null
      union all select owner, created from user_table) as owned
    group by owner`.execute(db);
}
