import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type TarEntry, tarWriter } from '@lingtai/tar';
import { type Kysely, sql } from 'kysely';
import { to as copyTo } from 'pg-copy-streams';
import { fileExists, writeNewFile } from './backup-file.ts';
import {
  type BackupManifest,
  type BackupTable,
  backupFormat,
  backupFormatVersion,
  manifestName,
  partBytes,
  partName,
  sumsName,
} from './backup-format.ts';
import { type Session, withSession } from './backup-session.ts';
import { translated } from './errors.ts';
import { appliedMigrations, tablesMadeBy } from './migrations.ts';
import type { Schema } from './schema.ts';
import { serverVersion } from './server-version.ts';
import type { State } from './state.ts';
import { orderForCopy, type StoreTable, sequencesOf, storeTables } from './store-tables.ts';

/** What a backup was made of. */
export interface BackupOptions {
  readonly softwareVersion: string;
}

const pack = promisify(gzip);

/**
 * Writes all tables of the store into one new file, as one transaction sees them, beside whatever else uses the store.
 * The file is whole or absent. It holds the digests of secrets: mode 0600.
 */
export async function backupState(state: State, path: string, options: BackupOptions): Promise<BackupManifest> {
  if (await stat(path).catch(() => undefined)) throw fileExists(path);
  return translated(
    withSession(state.url, async (session) => {
      const migrations = await beginSnapshot(session);
      const archive = new Archive(session, migrations, options.softwareVersion);
      await writeNewFile(path, tarWriter(archive.entries()));
      return archive.manifest!;
    }),
  );
}

/** Begins a transaction that sees one moment of the store; tables are locked before it, against changes of the schema. */
async function beginSnapshot({ client, db }: Session): Promise<readonly string[]> {
  for (;;) {
    const before = await appliedMigrations(db);
    await client.query('begin transaction isolation level repeatable read, read only');
    const tables = ['kysely_migration', ...tablesMadeBy(before)].map((name) => sql.table(name));
    await sql`lock table ${sql.join(tables)} in access share mode`.execute(db);
    const seen = await appliedMigrations(db);
    if (seen.join() === before.join()) return seen;
    await client.query('rollback');
  }
}

class Archive {
  manifest: BackupManifest | undefined;
  readonly #session: Session;
  readonly #migrations: readonly string[];
  readonly #softwareVersion: string;
  readonly #sums: string[] = [];

  constructor(session: Session, migrations: readonly string[], softwareVersion: string) {
    this.#session = session;
    this.#migrations = migrations;
    this.#softwareVersion = softwareVersion;
  }

  async *entries(): AsyncGenerator<TarEntry> {
    const { db } = this.#session;
    const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db);
    const made = rows[0]!.now;
    const known = await storeTables(db);
    const tables: BackupTable[] = [];
    for (const name of tablesMadeBy(this.#migrations)) tables.push(yield* this.#table(known.get(name)!));
    this.manifest = {
      format: backupFormat,
      formatVersion: backupFormatVersion,
      softwareVersion: this.#softwareVersion,
      serverVersion: await serverVersion(db),
      made: made.toISOString(),
      migrations: this.#migrations,
      tables,
    };
    yield this.#entry(manifestName, Buffer.from(`${JSON.stringify(this.manifest, null, 2)}\n`));
    yield this.#entry(sumsName, Buffer.from(this.#sums.join('')));
  }

  async *#table(table: StoreTable): AsyncGenerator<TarEntry, BackupTable> {
    const { client, db } = this.#session;
    const columns = table.columns.filter(({ generated }) => !generated).map(({ name }) => name);
    const stream = client.query(copyTo(await copyStatement(db, table.name, columns)));
    const digest = createHash('sha256');
    let sizeBytes = 0;
    let parts = 0;
    for await (const part of joined(stream, partBytes)) {
      digest.update(part);
      sizeBytes += part.length;
      parts++;
      yield this.#entry(partName(table.name, parts), await pack(part));
    }
    const sequences = await sequencesOf(db, table.name);
    return {
      name: table.name,
      columns,
      rowCount: stream.rowCount,
      sizeBytes,
      sha256: digest.digest('hex'),
      parts,
      sequences,
    };
  }

  #entry(name: string, content: Uint8Array): TarEntry {
    this.#sums.push(`${createHash('sha256').update(content).digest('hex')}  ${name}\n`);
    return { name, sizeBytes: content.length, mode: 0o600, content };
  }
}

/** In the order of the key, so that equal stores give equal backups. */
async function copyStatement(db: Kysely<Schema>, table: string, columns: readonly string[]): Promise<string> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  return sql`copy (select ${names} from ${sql.table(table)} order by ${await orderForCopy(db, table)}) to stdout`.compile(
    db,
  ).sql;
}

/** The bytes of a stream in chunks of that size; the last may be shorter. */
async function* joined(stream: AsyncIterable<Uint8Array>, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of stream) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < sizeBytes) continue;
    const all = Buffer.concat(held);
    let at = 0;
    for (; all.length - at >= sizeBytes; at += sizeBytes) yield all.subarray(at, at + sizeBytes);
    held = [all.subarray(at)];
    heldBytes = all.length - at;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}
