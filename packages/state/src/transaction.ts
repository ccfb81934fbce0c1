import type { Kysely } from 'kysely';
import { translated } from './errors.ts';
import type { Schema } from './schema.ts';

/** Does the work in the transaction that is under way in `state`, or else in one of its own: all of it, or nothing. */
export async function inTransaction<S extends { readonly db: Kysely<Schema> }, T>(
  state: S,
  work: (state: S) => Promise<T>,
): Promise<T> {
  if (state.db.isTransaction) return work(state);
  return translated(state.db.transaction().execute((db) => work({ ...state, db })));
}
