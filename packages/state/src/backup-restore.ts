import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail } from '@lingtai/diagnostics';
import { type Kysely, sql } from 'kysely';
import { from as copyFrom } from 'pg-copy-streams';
import { type BackupManifest, type BackupTable, damaged, newerBackup } from './backup-format.ts';
import { type OpenBackup, openBackup } from './backup-read.ts';
import { assertUnused, type Session, withSession } from './backup-session.ts';
import { translated } from './errors.ts';
import { type Loss, lossText } from './migration-loss.ts';
import { changingSchema, lossOfGoingBack, migrationNames, noMigration, runMigrations } from './migrations.ts';
import type { Schema } from './schema.ts';
import type { State } from './state.ts';
import { referredFirst, storeTables } from './store-tables.ts';

export interface RestoreOptions {
  /** Whether what the store holds may go. */
  readonly replace?: boolean;
  /** Told what goes, before it does. */
  readonly onReplace?: (removed: readonly Loss[]) => void;
}

export interface Restored {
  readonly manifest: BackupManifest;
  /** What the store held before. */
  readonly removed: readonly Loss[];
  /** Migrations that ran after the rows were loaded: the backup was of an older Lingtai. */
  readonly migrated: readonly string[];
}

/**
 * Puts a backup into a store that nobody else uses: the schema as it was there, the rows, and then the migrations up to
 * this software. One transaction: whatever happens, the store is the old one or the new one. The file is checked whole
 * before the store is looked at.
 */
export async function restoreState(state: State, path: string, options: RestoreOptions = {}): Promise<Restored> {
  const backup = await openBackup(path);
  try {
    const unknown = backup.manifest.migrations.filter((name, i) => migrationNames[i] !== name);
    if (unknown.length > 0) throw newerBackup(path, unknown.join(', '));
    return await translated(
      withSession(state.url, async (session) => {
        await assertUnused(session);
        const { removed, migrated } = await changingSchema(session.db, (trx) =>
          replaceAll({ ...session, db: trx }, backup, path, options),
        );
        await sql`analyze`.execute(session.db);
        return { manifest: backup.manifest, removed, migrated };
      }),
    );
  } finally {
    await backup.close();
  }
}

async function replaceAll(
  session: Session,
  backup: OpenBackup,
  path: string,
  { replace = false, onReplace = () => undefined }: RestoreOptions,
): Promise<Pick<Restored, 'removed' | 'migrated'>> {
  const { db } = session;
  const { manifest } = backup;
  await sql`set local lock_timeout = '30s'`.execute(db);
  const removed = await lossOfGoingBack(db, noMigration);
  if (removed.length > 0) {
    if (!replace) throw notEmpty(removed);
    onReplace(removed);
  }
  await runMigrations(db, noMigration);
  await runMigrations(db, manifest.migrations.at(-1));
  await assertSameTables(db, manifest, path);
  await load(session, backup, path);
  return { removed, migrated: await runMigrations(db) };
}

/** The digests say that the file is as it was written; this, that the migrations are those of that day. */
async function assertSameTables(db: Kysely<Schema>, manifest: BackupManifest, path: string): Promise<void> {
  const here = await storeTables(db);
  for (const { name, columns } of manifest.tables) {
    const own = here.get(name)?.columns.filter(({ generated }) => !generated) ?? [];
    if (own.map((column) => column.name).join() === columns.join()) continue;
    throw damaged(path, {
      en: `its table ${name} does not fit its migrations`,
      zh: `其中的表 ${name} 与其迁移记录不符`,
    });
  }
}

async function load(session: Session, backup: OpenBackup, path: string): Promise<void> {
  const { db } = session;
  const { tables } = backup.manifest;
  if (tables.length === 0) return;
  const names = tables.map(({ name }) => sql.table(name));
  for (const name of names) await sql`alter table ${name} disable trigger user`.execute(db);
  await sql`truncate ${sql.join(names)}`.execute(db);
  await sql`set constraints all deferred`.execute(db);
  const order = await referredFirst(
    db,
    tables.map(({ name }) => name),
  );
  for (const name of order) await loadTable(session, backup, tables.find((table) => table.name === name)!, path);
  await sql`set constraints all immediate`.execute(db);
  for (const name of names) await sql`alter table ${name} enable trigger user`.execute(db);
}

async function loadTable({ client, db }: Session, backup: OpenBackup, table: BackupTable, path: string): Promise<void> {
  const columns = sql.join(table.columns.map((name) => sql.ref(name)));
  const statement = sql`copy ${sql.table(table.name)} (${columns}) from stdin`.compile(db).sql;
  const stream = client.query(copyFrom(statement));
  await pipeline(Readable.from(backup.rows(table)), stream);
  if (stream.rowCount !== table.rowCount) {
    throw damaged(path, {
      en: `the rows of ${table.name} are not as many as it lists`,
      zh: `表 ${table.name} 的行数与清单不符`,
    });
  }
  for (const { column, last, called } of table.sequences) {
    await sql`select setval(pg_get_serial_sequence(quote_ident(${table.name}), ${column}), ${last}::bigint, ${called})`.execute(
      db,
    );
  }
}

function notEmpty(losses: readonly Loss[]): Error {
  const { en, zh } = lossText(losses);
  return fail('conflict', 'STATE-NOT-EMPTY', {
    en: `The state store is not empty: ${en}. Nothing was changed. Repeat with --replace if all of this may go.`,
    zh: `状态库不是空的：${zh.trim()}。未作任何更改。若以上内容均可舍弃，请加 --replace 重试。`,
  });
}
