import { translated } from '../errors.ts';
import type { State } from '../state.ts';

/** Attempts under one key that have not succeeded. */
export interface SignInAttempts {
  readonly failures: number;
  readonly last: Date;
}

/**
 * Replaces the record of a key by what `change` makes of it, in one step that no other process comes between; `undefined`
 * stands for no record.
 */
export async function changeAttempts(
  { db }: Pick<State, 'db'>,
  key: string,
  change: (before: SignInAttempts | undefined) => SignInAttempts | undefined,
): Promise<SignInAttempts | undefined> {
  return translated(
    db.transaction().execute(async (trx) => {
      const lock = await trx
        .insertInto('sign_in_attempt')
        .values({ key, failures: 0, last: new Date(0) })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((e) => ({ failures: e.ref('sign_in_attempt.failures') })),
        )
        .returning(['failures', 'last'])
        .executeTakeFirstOrThrow();
      const after = change(lock.failures === 0 ? undefined : lock);
      if (after === undefined) await trx.deleteFrom('sign_in_attempt').where('key', '=', key).execute();
      else
        await trx
          .updateTable('sign_in_attempt')
          .set({ ...after })
          .where('key', '=', key)
          .execute();
      return after;
    }),
  );
}
