import { translated } from '../errors.ts';
import type { State } from '../state.ts';
import type { SignOnPayload } from './tables.ts';

export interface SignOnKey {
  readonly id: string;
  readonly purpose: 'signing' | 'cookies';
  readonly secret: SignOnPayload;
}

/** The keys of this provider, the newest first; those of `make` are added where there are none of their purpose. */
export async function signOnKeys(
  { db }: State,
  make: (purpose: SignOnKey['purpose']) => Promise<readonly Pick<SignOnKey, 'id' | 'secret'>[]>,
): Promise<SignOnKey[]> {
  for (const purpose of ['signing', 'cookies'] as const) {
    const found = await translated(
      db.selectFrom('sign_on_key').select('id').where('purpose', '=', purpose).executeTakeFirst(),
    );
    if (found) continue;
    // Processes that start at once may both come here: ids are the same, so the first one's keys stay.
    for (const { id, secret } of await make(purpose)) {
      await translated(
        db
          .insertInto('sign_on_key')
          .values({ id, purpose, secret: JSON.stringify(secret) })
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    }
  }
  const rows = await translated(
    db.selectFrom('sign_on_key').selectAll().orderBy('created', 'desc').orderBy('id').execute(),
  );
  return rows.map(({ id, purpose, secret }) => ({ id, purpose: purpose as SignOnKey['purpose'], secret }));
}
