import { fail } from '@lingtai/diagnostics';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { stateError } from './errors.ts';
import { jobsMigration } from './migration-jobs.ts';
import { permanentQueriesMigration } from './migration-permanent-queries.ts';
import type { Schema } from './schema.ts';

/** Migrations run forward only, in the order of their names. One that was released is never edited. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-publications': {
    async up(db: Kysely<unknown>): Promise<void> {
      await db.schema
        .createTable('publication')
        .addColumn('dataset', 'text', (column) => column.notNull())
        .addColumn('release', 'text', (column) => column.notNull())
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('digest', 'text', (column) => column.notNull())
        .addColumn('descriptor_digest', 'text', (column) => column.notNull())
        .addColumn('audience', 'text', (column) => column.notNull())
        .addColumn('visible_from', 'timestamptz', (column) => column.notNull())
        .addColumn('software_version', 'text', (column) => column.notNull())
        .addColumn('published_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
        .addPrimaryKeyConstraint('publication_address', ['dataset', 'release', 'version'])
        .execute();
    },
  },
  '0002-jobs-tokens-user-tables': jobsMigration,
  '0003-permanent-queries': permanentQueriesMigration,
};

/** What the store has and what it lacks, by name and in order. `unknown` came from a newer Lingtai. */
export interface MigrationState {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/** Reads which migrations have run; changes nothing. */
export async function migrationState(db: Kysely<Schema>): Promise<MigrationState> {
  const exists = await sql<{ found: boolean }>`select to_regclass('kysely_migration') is not null as found`.execute(db);
  const rows = exists.rows[0]?.found
    ? (await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)).rows
    : [];
  const applied = rows.map((row) => row.name);
  const known = Object.keys(migrations);
  return {
    applied: applied.filter((name) => known.includes(name)),
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

const migrating = 7_400_112;

/**
 * Brings the store to this software's schema and returns the names of the migrations that ran. Several processes may do
 * so at once: an advisory lock lets them pass one after the other. Everything runs in one transaction: a failed
 * migration leaves the store as it was.
 */
export async function migrateForward(db: Kysely<Schema>): Promise<string[]> {
  return db.connection().execute(async (one) => {
    await sql`select pg_advisory_lock(${migrating}::bigint)`.execute(one);
    try {
      const { unknown } = await migrationState(one);
      if (unknown.length > 0) throw newerStore(unknown);
      const { error, results } = await new Migrator({
        db: one,
        provider: { getMigrations: async () => migrations },
      }).migrateToLatest();
      if (error !== undefined) throw stateError(error);
      return (results ?? []).map((result) => result.migrationName);
    } finally {
      await sql`select pg_advisory_unlock(${migrating}::bigint)`.execute(one).catch(() => undefined);
    }
  });
}

function newerStore(unknown: readonly string[]): Error {
  const names = unknown.join(', ');
  return fail('conflict', 'STATE-NEWER', {
    en: `The state store was migrated by a newer Lingtai (${names}). Use that version, or restore a backup made before.`,
    zh: `状态库已由更新版本的灵台迁移过(${names})。请使用该版本,或恢复迁移之前的备份。`,
  });
}
