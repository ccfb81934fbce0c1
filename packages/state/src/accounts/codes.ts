import { createHash, randomBytes } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import { inTransaction } from '../transaction.ts';
import type { Code, CodePurpose, NewCode } from './code.ts';

type Store = { readonly db: Kysely<Schema> };

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const clock = sql<Date>`clock_timestamp()`;

/**
 * Makes a code of 256 random bits, which is kept nowhere. Earlier ones of the same purpose for the same account, or for the
 * same account that is to be made at the same address, are worth nothing from now on.
 */
export async function makeCode(store: Store, wanted: NewCode): Promise<{ secret: string; expires: Date }> {
  return translated(inTransaction(store, ({ db }) => insertCode(db, wanted)));
}

/** The same, inside a transaction. */
export async function insertCode(
  trx: Kysely<Schema>,
  { purpose, account, email, detail, validSeconds }: NewCode,
): Promise<{ secret: string; expires: Date }> {
  const secret = randomBytes(32).toString('base64url');
  const key = JSON.stringify([purpose, account, email?.toLowerCase()]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 8))`.execute(trx);
  await trx
    .updateTable('one_time_code')
    .set({ used: clock })
    .where('purpose', '=', purpose)
    .where('used', 'is', null)
    .where(sql<boolean>`account is not distinct from ${account ?? null}`)
    .where(sql<boolean>`lower(email) is not distinct from ${email?.toLowerCase() ?? null}`)
    .execute();
  const { expires } = await trx
    .insertInto('one_time_code')
    .values({
      secret_sha256: digestOf(secret),
      purpose,
      account: account ?? null,
      email: email ?? null,
      detail: detail === undefined ? null : JSON.stringify(detail),
      expires: sql<Date>`clock_timestamp() + ${`${validSeconds} seconds`}::interval`,
    })
    .returning('expires')
    .executeTakeFirstOrThrow();
  return { secret, expires };
}

/** The code of that secret, while it may be used; nothing is used up. */
export async function lookAtCode({ db }: Store, secret: string): Promise<Code | undefined> {
  const row = await translated(
    db
      .selectFrom('one_time_code')
      .selectAll()
      .where('secret_sha256', '=', digestOf(secret))
      .where('used', 'is', null)
      .where('expires', '>', clock)
      .executeTakeFirst(),
  );
  return row && codeOfRow(row);
}

/** Uses a code up, if it has one of these purposes: of two at once only one gets it. */
export async function takeCode(
  { db }: Store,
  secret: string,
  purposes: readonly CodePurpose[],
): Promise<Code | undefined> {
  const row = await translated(
    db
      .updateTable('one_time_code')
      .set({ used: clock })
      .where('secret_sha256', '=', digestOf(secret))
      .where('purpose', 'in', purposes)
      .where('used', 'is', null)
      .where('expires', '>', clock)
      .returningAll()
      .executeTakeFirst(),
  );
  return row && codeOfRow(row);
}

/** Codes that wait to be used, the newest first: what an operator may pass on where no mail is sent. */
export async function waitingCodes({ db }: Store, purpose: CodePurpose): Promise<Code[]> {
  const rows = await translated(
    db
      .selectFrom('one_time_code')
      .selectAll()
      .where('purpose', '=', purpose)
      .where('used', 'is', null)
      .where('expires', '>', clock)
      .orderBy('created', 'desc')
      .execute(),
  );
  return rows.map(codeOfRow);
}

function codeOfRow(row: Selectable<Schema['one_time_code']>): Code {
  return {
    purpose: row.purpose,
    ...(row.account === null ? {} : { account: row.account }),
    ...(row.email === null ? {} : { email: row.email }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    created: row.created,
    expires: row.expires,
  };
}
