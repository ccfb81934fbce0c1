import { fail, nearest } from '@lingtai/diagnostics';
import { type Kysely, sql } from 'kysely';
import { notMigrated } from './errors.ts';
import type { StateMigration } from './migration.ts';
import { accessMigration } from './migration-access.ts';
import { accountsMigration } from './migration-accounts.ts';
import { jobsMigration } from './migration-jobs.ts';
import { type Loss, lossOf, lossText } from './migration-loss.ts';
import { permanentQueriesMigration } from './migration-permanent-queries.ts';
import { quotasMigration } from './migration-quotas.ts';
import { releaseRecordsMigration } from './migration-release-records.ts';
import { signOnMigration } from './migration-sign-on.ts';
import type { Schema } from './schema.ts';

/** In the order of their names. */
const migrations: Readonly<Record<string, StateMigration>> = {
  '0001-publications': {
    makes: ['publication'],
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
    async down(db: Kysely<unknown>): Promise<void> {
      await db.schema.dropTable('publication').execute();
    },
  },
  '0002-jobs-tokens-user-tables': jobsMigration,
  '0003-permanent-queries': permanentQueriesMigration,
  '0004-accounts': accountsMigration,
  '0005-access': accessMigration,
  '0006-release-records': releaseRecordsMigration,
  '0007-sign-on': signOnMigration,
  '0008-quotas': quotasMigration,
};

/** What the store has and what it lacks, by name and in order. `unknown` came from a newer Lingtai. */
export interface MigrationState {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/** Reads which migrations have run; changes nothing. */
export async function migrationState(db: Kysely<Schema>): Promise<MigrationState> {
  const rows = (await hasRecord(db))
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

async function hasRecord(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select to_regclass('kysely_migration') is not null as found`.execute(
    db,
  );
  return rows[0]?.found ?? false;
}

/** The migrations of a store that this software knows whole: one that is newer or was never migrated is refused. */
export async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const { applied, unknown } = await migrationState(db);
  if (unknown.length > 0) throw newerStore(unknown);
  if (applied.length === 0) throw notMigrated();
  return applied;
}

/** The names of this software's migrations, in order. */
export const migrationNames: readonly string[] = Object.keys(migrations);

/** The tables that these migrations make, in their order. */
export function tablesMadeBy(names: readonly string[]): string[] {
  return names.flatMap((name) => migrations[name]?.makes ?? []);
}

const migrating = 7_400_112;

/**
 * Work that changes the schema, in one transaction on this connection: it fails as a whole. Several processes may begin
 * at once: an advisory lock lets them pass one after the other. A store of a newer Lingtai is refused.
 */
export async function changingSchema<T>(one: Kysely<Schema>, work: (trx: Kysely<Schema>) => Promise<T>): Promise<T> {
  await sql`select pg_advisory_lock(${migrating}::bigint)`.execute(one);
  try {
    const { unknown } = await migrationState(one);
    if (unknown.length > 0) throw newerStore(unknown);
    return await one.transaction().execute(async (trx) => {
      await makeRecord(trx);
      return work(trx);
    });
  } finally {
    await sql`select pg_advisory_unlock(${migrating}::bigint)`.execute(one).catch(() => undefined);
  }
}

/** Which migrations have run stands in the table of Kysely's migrator, which did this in the first versions. */
async function makeRecord(trx: Kysely<Schema>): Promise<void> {
  if (await hasRecord(trx)) return;
  await trx.schema
    .createTable('kysely_migration')
    .addColumn('name', 'varchar(255)', (column) => column.notNull().primaryKey())
    .addColumn('timestamp', 'varchar(255)', (column) => column.notNull())
    .execute();
}

/** Before the first migration. */
export const noMigration = 'none';

/**
 * Brings the schema to a migration, up or back, or to this software's; returns the names of those that ran or were undone.
 * Looks at no data: going back may lose some.
 */
export async function runMigrations(trx: Kysely<Schema>, to: string = migrationNames.at(-1)!): Promise<string[]> {
  const { applied, pending } = await migrationState(trx);
  const undone = applied.filter((name) => to === noMigration || name > to).reverse();
  const run = pending.filter((name) => to !== noMigration && name <= to);
  const anyTables = trx as unknown as Kysely<unknown>;
  for (const name of undone) {
    await migrations[name]!.down(anyTables);
    await sql`delete from kysely_migration where name = ${name}`.execute(trx);
  }
  for (const name of run) {
    await migrations[name]!.up(anyTables);
    const now = new Date().toISOString();
    await sql`insert into kysely_migration (name, timestamp) values (${name}, ${now})`.execute(trx);
  }
  return [...undone, ...run];
}

/**
 * Brings the store to this software's schema or to that of the migration named (`none`: before the first; a number such
 * as `0002` is enough), and returns the names of the migrations that ran or were undone. Going back is refused with
 * STATE-BACK-LOSES where rows or values would be lost.
 */
export async function migrateStore(db: Kysely<Schema>, to?: string): Promise<string[]> {
  const target = to === undefined ? migrationNames.at(-1)! : knownMigration(to);
  return db.connection().execute((one) =>
    changingSchema(one, async (trx) => {
      const losses = await lossOfGoingBack(trx, target);
      if (losses.length > 0) throw backLoses(target, losses);
      return runMigrations(trx, target);
    }),
  );
}

/** What going back to that migration would lose; nothing where it is not back. Changes nothing. */
export async function lossOfGoingBack(trx: Kysely<Schema>, to: string): Promise<Loss[]> {
  const { applied } = await migrationState(trx);
  const last = applied.at(-1);
  if (last === undefined || (to !== noMigration && last <= to)) return [];
  return lossOf(trx, { back: () => runMigrations(trx, to), forth: () => runMigrations(trx, last) });
}

function knownMigration(wanted: string): string {
  const names = [noMigration, ...Object.keys(migrations)];
  const found = names.find((name) => name === wanted || (/^\d+$/.test(wanted) && name.startsWith(`${wanted}-`)));
  if (found !== undefined) return found;
  throw fail(
    'usage',
    'STATE-MIGRATION-UNKNOWN',
    {
      en: `This Lingtai has no migration "${wanted}". It has: ${names.join(', ')}.`,
      zh: `本版灵台没有名为“${wanted}”的迁移。可用的有：${names.join('、')}。`,
    },
    { nearest: nearest(wanted, names) },
  );
}

function backLoses(to: string, losses: readonly Loss[]): Error {
  const { en, zh } = lossText(losses);
  return fail('conflict', 'STATE-BACK-LOSES', {
    en: `Going back to ${to} would lose ${en}. Nothing was changed. Remove them first if they may go, and make a backup before (lingtai state backup).`,
    zh: `退回到 ${to} 会丢失${zh}。未作任何更改。若确可舍弃，请先备份（lingtai state backup），再自行删除。`,
  });
}

function newerStore(unknown: readonly string[]): Error {
  const names = unknown.join(', ');
  return fail('conflict', 'STATE-NEWER', {
    en: `The state store was migrated by a newer Lingtai (${names}). Use that version, or restore a backup made before.`,
    zh: `状态库已由更新版本的灵台迁移过（${names}）。请使用该版本，或恢复迁移之前的备份。`,
  });
}
