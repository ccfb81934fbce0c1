import { createHash, randomBytes } from 'node:crypto';
import { fail, nearest } from '@lingtai/diagnostics';
import { type Selectable, sql } from 'kysely';
import { translated } from './errors.ts';
import type { Schema } from './schema.ts';
import type { State } from './state.ts';
import type { NewToken, Token, TokenCheck } from './token.ts';

/** Users' names are regular identifiers of ADQL, so that they can name the schema of their tables. */
const namePattern = /^[a-z][a-z0-9_]{0,31}$/;
const prefix = 'lt_';

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

function tokenOf(row: Selectable<Schema['token']>): Token {
  return {
    name: row.name,
    owner: row.owner,
    created: row.created,
    ...(row.last_used === null ? {} : { lastUsed: row.last_used }),
    ...(row.expires === null ? {} : { expires: row.expires }),
    ...(row.revoked === null ? {} : { revoked: row.revoked }),
  };
}

function assertName(name: string, parameter: string): void {
  if (namePattern.test(name)) return;
  throw fail(
    'usage',
    'TOKEN-NAME',
    {
      en: `"${name}" is no name for a user or token: 1 to 32 small letters, digits and underscores, beginning with a letter.`,
      zh: `“${name}”不能用作用户或令牌的名称:须为 1 至 32 个小写字母、数字或下划线,且以字母开头。`,
    },
    { place: { parameter } },
  );
}

/**
 * Makes a token and returns its secret, which is kept nowhere: 256 random bits behind `lt_`. A name that a valid token has
 * is refused; one that has expired or was revoked is free again.
 */
export async function makeToken(state: State, wanted: NewToken): Promise<{ token: Token; secret: string }> {
  const { name, owner = name, expires } = wanted;
  assertName(name, 'name');
  assertName(owner, 'owner');
  const secret = `${prefix}${randomBytes(32).toString('base64url')}`;
  const row = await translated(
    state.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('token')
        .set({ revoked: sql<Date>`clock_timestamp()` })
        .where('name', '=', name)
        .where('revoked', 'is', null)
        .where('expires', '<=', sql<Date>`clock_timestamp()`)
        .execute();
      return trx
        .insertInto('token')
        .values({ name, owner, secret_sha256: digestOf(secret), expires: expires ?? null })
        .onConflict((conflict) => conflict.column('name').where('revoked', 'is', null).doNothing())
        .returningAll()
        .executeTakeFirst();
    }),
  );
  if (row) return { token: tokenOf(row), secret };
  throw fail('conflict', 'TOKEN-EXISTS', {
    en: `There is a valid token "${name}". Revoke it first (lingtai token revoke ${name}), or make one of another name for the same user: lingtai token make ${name}_2 --owner ${owner}`,
    zh: `已有有效令牌“${name}”。请先吊销(lingtai token revoke ${name}),或为同一用户另取名称:lingtai token make ${name}_2 --owner ${owner}`,
  });
}

/** All tokens, the oldest first, with those that are no longer valid. */
export async function listTokens({ db }: State): Promise<Token[]> {
  return (await translated(db.selectFrom('token').selectAll().orderBy('created').orderBy('id').execute())).map(tokenOf);
}

/** From now on the token is refused. */
export async function revokeToken(state: State, name: string): Promise<Token> {
  const row = await translated(
    state.db
      .updateTable('token')
      .set({ revoked: sql<Date>`clock_timestamp()` })
      .where('name', '=', name)
      .where('revoked', 'is', null)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row) return tokenOf(row);
  const names = (await listTokens(state)).filter(({ revoked }) => revoked === undefined).map((token) => token.name);
  throw fail(
    'not-found',
    'TOKEN-UNKNOWN',
    { en: `There is no token "${name}" to revoke.`, zh: `没有可吊销的令牌“${name}”。` },
    { nearest: nearest(name, names) },
  );
}

/** What a secret is worth now. A use is noted once a minute at most. */
export async function checkToken({ db }: State, secret: string): Promise<TokenCheck> {
  const row = await translated(
    db
      .selectFrom('token')
      .selectAll()
      .select(sql<boolean>`coalesce(expires <= clock_timestamp(), false)`.as('expired'))
      .select(sql<boolean>`coalesce(last_used > clock_timestamp() - interval '1 minute', false)`.as('noted'))
      .where('secret_sha256', '=', digestOf(secret))
      .executeTakeFirst(),
  );
  if (!row) return { state: 'unknown' };
  if (row.revoked !== null) return { state: 'revoked' };
  if (row.expired) return { state: 'expired' };
  if (!row.noted)
    await translated(
      db.updateTable('token').set({ last_used: sql<Date>`clock_timestamp()` }).where('id', '=', row.id).execute(),
    );
  return { state: 'valid', token: tokenOf(row) };
}
