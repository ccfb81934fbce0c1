import { type Kysely, sql } from 'kysely';

/** PostgreSQL's version, like `18.4`. */
export async function serverVersion<DB>(db: Kysely<DB>): Promise<string> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db);
  return rows[0]?.version.split(' ')[0] ?? '';
}
