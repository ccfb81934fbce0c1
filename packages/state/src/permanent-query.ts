import type { Selectable } from 'kysely';
import { stateError } from './errors.ts';
import type { Schema } from './schema.ts';
import type { State } from './state.ts';

/** A release that a query reads. */
export interface PermanentRead {
  /** `dataset/release/version`. */
  readonly address: string;
  readonly digest: string;
}

/** The recipe of a result that has an address for ever, and what came of it. */
export interface PermanentQuery {
  readonly id: string;
  readonly query: string;
  readonly reads: readonly PermanentRead[];
  readonly formatVersion: number;
  readonly rowCount: number;
  readonly digest: string;
  readonly createdAt: Date;
}

function queryOf(row: Selectable<Schema['permanent_query']>): PermanentQuery {
  return {
    id: row.id,
    query: row.query,
    reads: row.reads,
    formatVersion: row.format_version,
    rowCount: Number(row.row_count),
    digest: row.digest,
    createdAt: row.created_at,
  };
}

/** Stores a recipe; one that is stored already stays as it was and is given back. */
export async function storePermanentQuery(
  state: State,
  wanted: Omit<PermanentQuery, 'createdAt'>,
): Promise<PermanentQuery> {
  await state.db
    .insertInto('permanent_query')
    .values({
      id: wanted.id,
      query: wanted.query,
      reads: JSON.stringify(wanted.reads),
      format_version: wanted.formatVersion,
      row_count: `${wanted.rowCount}`,
      digest: wanted.digest,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
    .catch((error: unknown) => {
      throw stateError(error);
    });
  return (await findPermanentQuery(state, wanted.id))!;
}

/** The recipe with an id, or `undefined`. */
export async function findPermanentQuery(state: State, id: string): Promise<PermanentQuery | undefined> {
  const row = await state.db
    .selectFrom('permanent_query')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
    .catch((error: unknown) => {
      throw stateError(error);
    });
  return row && queryOf(row);
}
