import { type Kysely, sql } from 'kysely';
import type { StateMigration } from './migration.ts';

export const permanentQueriesMigration: StateMigration = {
  makes: ['permanent_query'],
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('permanent_query')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('query', 'text', (column) => column.notNull())
      .addColumn('reads', 'jsonb', (column) => column.notNull())
      .addColumn('format_version', 'integer', (column) => column.notNull())
      .addColumn('row_count', 'bigint', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .execute();
  },
  async down(db: Kysely<unknown>): Promise<void> {
    await db.schema.dropTable('permanent_query').execute();
  },
};
