import { fail, type LocalText } from '@lingtai/diagnostics';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { homeCluster } from './embedded/cluster.ts';
import { type Lease, takeLease } from './embedded/lease.ts';
import { assertServerVersion, stateError, translated } from './errors.ts';
import { migrateStore, migrationState } from './migrations.ts';
import { openPool, switchablePool } from './pool.ts';
import type { Schema } from './schema.ts';
import { serverVersion } from './server-version.ts';

/** How to open the state store. */
export interface OpenOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE` of a PostgreSQL server; without it the home's embedded one is used. */
  readonly url?: string;
  /** The Lingtai home; the embedded store lies in or belongs to it. */
  readonly homeDir: string;
  /** Port on 127.0.0.1 that the embedded server must use; without it a free one is found. */
  readonly port?: number;
  /** Where root keeps what the server's unprivileged user must reach. */
  readonly systemDir?: string;
  /** Told what takes long. */
  readonly log?: (text: LocalText) => void;
}

/** What `lingtai state show` shows. */
export interface StateStatus {
  readonly kind: 'embedded' | 'server';
  /** The URL with its password hidden. */
  readonly url: string;
  /** PostgreSQL's version, like `18.4`. */
  readonly serverVersion: string;
  /** Migrations that have run, that are still to run, and that only a newer Lingtai knows. */
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
  readonly sizeBytes: bigint;
  /** Folder of the embedded server's data. */
  readonly dataDir?: string;
}

/** An open state store. */
export interface State {
  /** The tables. Errors of queries are the driver's: pass them through `stateError`. */
  readonly db: Kysely<Schema>;
  /** With the password: never show it. An embedded server that had to be restarted may have a new one. */
  readonly url: string;
  /**
   * Brings the schema to this version, or up or back to the migration named (`none`: before the first); returns the names
   * of the migrations that ran or were undone. Throws STATE-BACK-LOSES where going back would lose rows or values.
   */
  migrate(to?: string): Promise<string[]>;
  status(): Promise<StateStatus>;
  /** Ends all connections. The last user of an embedded server stops it. May be called twice. */
  close(): Promise<void>;
}

/** Where connections come from: a server by URL, or the home's own. */
interface Source {
  readonly kind: StateStatus['kind'];
  readonly dataDir?: string;
  url(): string;
  pool(): Promise<pg.Pool>;
  close(): Promise<void>;
}

/** Opens the state store and checks that it answers. Migrates nothing. */
export async function openState(options: OpenOptions): Promise<State> {
  const source = options.url === undefined ? await embedded(options) : byUrl(options.url);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: switchablePool(source.pool) }) });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= db.destroy().then(() => source.close());
    return closed;
  };
  try {
    await checkServer(db);
  } catch (error) {
    await close();
    throw stateError(error);
  }
  return {
    db,
    get url(): string {
      return source.url();
    },
    migrate: (to) => translated(migrateStore(db, to)),
    status: () => translated(statusOf(db, source)),
    close,
  };
}

function byUrl(url: string): Source {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    throw fail('usage', 'STATE-URL', {
      en: 'The URL of the state store is not a PostgreSQL URL. It looks like postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
      zh: '状态库的 URL 不是 PostgreSQL 地址。其形式应为 postgres://用户:密码@主机:端口/数据库。',
    });
  }
  const pool = openPool(url);
  return { kind: 'server', url: () => url, pool: async () => pool, close: () => pool.end() };
}

/** `OpenOptions.systemDir` where none is given. */
export const usualSystemDir = '/var/lib/lingtai';

/** The home's own server. When it is lost (killed, stopped by hand) the next use starts or joins it again. */
async function embedded({
  homeDir,
  port,
  systemDir = usualSystemDir,
  log = () => undefined,
}: OpenOptions): Promise<Source> {
  const cluster = await homeCluster({ homeDir, systemDir }, log).catch((error: unknown) => {
    throw stateError(error);
  });
  const join = async (): Promise<{ lease: Lease; pool: pg.Pool }> => {
    const lease = await takeLease(cluster, port);
    return { lease, pool: openPool(lease.url) };
  };
  let current = await join();
  let joining: Promise<void> | undefined;
  const rejoin = async (): Promise<void> => {
    const old = current;
    current = await join();
    void old.pool.end().catch(() => undefined);
  };
  return {
    kind: 'embedded',
    dataDir: cluster.dataDir,
    url: () => current.lease.url,
    async pool(): Promise<pg.Pool> {
      if (current.lease.lost()) {
        joining ??= rejoin().finally(() => {
          joining = undefined;
        });
        await joining;
      }
      return current.pool;
    },
    async close(): Promise<void> {
      await joining?.catch(() => undefined);
      await current.pool.end();
      await current.lease.leave();
    },
  };
}

async function checkServer(db: Kysely<Schema>): Promise<void> {
  assertServerVersion(await serverVersion(db));
}

async function statusOf(db: Kysely<Schema>, source: Source): Promise<StateStatus> {
  const { rows } = await sql<{ size: bigint }>`select pg_database_size(current_database()) as size`.execute(db);
  const shown = new URL(source.url());
  if (shown.password !== '') shown.password = '***';
  return {
    kind: source.kind,
    url: shown.href,
    serverVersion: await serverVersion(db),
    ...(await migrationState(db)),
    sizeBytes: rows[0]?.size ?? 0n,
    ...(source.dataDir === undefined ? {} : { dataDir: source.dataDir }),
  };
}
