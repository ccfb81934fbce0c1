import { fail } from '@lingtai/diagnostics';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import { applicationName, openClient } from './pool.ts';
import type { Schema } from './schema.ts';

/** One connection, for statements and for COPY. */
export interface Session {
  readonly client: pg.Client;
  readonly db: Kysely<Schema>;
}

/** Runs work on a connection of its own on which values are written in one form, whatever the database is set to. */
export async function withSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await openClient(url);
  const pool = {
    options: {},
    connect: async () => Object.assign(client, { release: (): void => undefined }),
    end: async (): Promise<void> => undefined,
  };
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await client.query(`
      set client_encoding = 'UTF8'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set timezone = 'UTC';
      set bytea_output = 'hex'; set extra_float_digits = 1; set row_security = off;
      set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`);
    return await work({ client, db });
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface OtherUser {
  readonly name: string;
  readonly connections: bigint;
}

/** Refuses where processes other than this one are connected to the database. */
export async function assertUnused({ db }: Session): Promise<void> {
  const { rows } = await sql<OtherUser>`
    select coalesce(nullif(application_name, ''), usename) as name, count(*) as connections
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null
      and coalesce(backend_type, 'client backend') = 'client backend'
      and application_name is distinct from ${applicationName}
    group by 1 order by 1`.execute(db);
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name);
  throw fail('conflict', 'STATE-IN-USE', {
    en: `The state store is in use: ${names.join(', ')}. Stop these servers and commands (the number is that of the process) and repeat. Nothing was changed.`,
    zh: `状态库正在使用中：${names.join('、')}。请先停止这些服务器和命令（数字为进程号），再重试。未作任何更改。`,
  });
}
