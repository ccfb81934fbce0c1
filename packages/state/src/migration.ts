import type { Kysely } from 'kysely';

/** A step of the schema. One that was released is never edited. */
export interface StateMigration {
  /** The tables that it makes. Backups hold all of them, and nothing else of the database. */
  readonly makes: readonly string[];
  up(db: Kysely<unknown>): Promise<void>;
  /** Undoes `up`. It may drop tables and columns as it likes: it only runs where nothing in them is lost. */
  down(db: Kysely<unknown>): Promise<void>;
}
