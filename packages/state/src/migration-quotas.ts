import { type Kysely, sql } from 'kysely';
import type { StateMigration } from './migration.ts';

/** What people and groups may use, and what they used on each day. */
export const quotasMigration: StateMigration = {
  makes: ['quota', 'usage_day'],
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('quota')
      .addColumn('subject', 'text', (column) => column.primaryKey())
      .addColumn('limits', 'jsonb', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('changed', 'timestamptz', (column) =>
        column.notNull().defaultTo(sql`date_trunc('milliseconds', clock_timestamp())`),
      )
      .execute();
    await db.schema
      .createTable('usage_day')
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('requests', 'bigint', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('usage_day_account', ['account', 'day'])
      .execute();
  },
  async down(db: Kysely<unknown>): Promise<void> {
    await db.schema.dropTable('usage_day').execute();
    await db.schema.dropTable('quota').execute();
  },
};
