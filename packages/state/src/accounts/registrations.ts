import { type Kysely, sql } from 'kysely';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { CodeDetail } from './code.ts';
import { insertCode } from './codes.ts';

/** An account that somebody asks for; it is made when the code comes back. */
export interface NewRegistration {
  readonly email: string;
  readonly detail: Omit<CodeDetail, 'contested'>;
  readonly validSeconds: number;
}

/**
 * Makes the code of a registration. One that is not mailed is passed on by its name, so only one address waits under a name:
 * `undefined` for any other, until that code is used or expires. Asking again at the same address does not keep the name for
 * longer. Where several asked for the same, all that wait for it are contested.
 */
export async function makeRegistration(
  { db }: { readonly db: Kysely<Schema> },
  { email, detail, validSeconds }: NewRegistration,
): Promise<{ secret: string; expires: Date } | undefined> {
  return translated(
    db.transaction().execute(async (trx) => {
      // One after the other: who comes second sees the first.
      await sql`select pg_advisory_xact_lock(hashtextextended('registration', 9))`.execute(trx);
      const waiting = await contest(trx, detail.name, email);
      const sameName = waiting.filter(({ name }) => name === detail.name);
      if (!detail.mailed && sameName.some((one) => !one.sameAddress)) return undefined;
      const seconds = detail.mailed ? [] : sameName.map((one) => one.secondsLeft);
      return insertCode(trx, {
        purpose: 'confirm',
        email,
        detail: { ...detail, contested: waiting.length > 0 },
        validSeconds: Math.min(validSeconds, ...seconds),
      });
    }),
  );
}

/** Notes in the registrations under that name, or at that address, whose codes may still be used, that somebody else asked too. */
function contest(trx: Kysely<Schema>, name: string, email: string) {
  return trx
    .updateTable('one_time_code')
    .set({ detail: sql`detail || '{"contested": true}'` })
    .where('purpose', '=', 'confirm')
    .where('used', 'is', null)
    .where('expires', '>', sql<Date>`clock_timestamp()`)
    .where(sql<boolean>`(detail ->> 'name' = ${name} or lower(email) = ${email.toLowerCase()})`)
    .returning([
      sql<string>`detail ->> 'name'`.as('name'),
      sql<boolean>`lower(email) is not distinct from ${email.toLowerCase()}`.as('sameAddress'),
      sql<number>`extract(epoch from expires - clock_timestamp())::float8`.as('secondsLeft'),
    ])
    .execute();
}
