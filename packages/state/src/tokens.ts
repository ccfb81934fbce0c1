import { createHash, randomBytes } from 'node:crypto';
import { fail, nearest } from '@lingtai/diagnostics';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Actor } from './accounts/account.ts';
import { audit } from './accounts/audit.ts';
import { translated } from './errors.ts';
import type { Schema } from './schema.ts';
import type { State } from './state.ts';
import { type NewToken, type Token, type TokenCheck, type TokenScope, tokenScopes } from './token.ts';

/** Users' names are regular identifiers of ADQL, so that they can name the schema of their tables. */
const namePattern = /^[a-z][a-z0-9_]{0,31}$/;
const prefix = 'lt_';

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Also of tokens from before there were scopes. */
const usualScopes: readonly TokenScope[] = ['read', 'tables'];

function tokenOf(row: Selectable<Schema['token']>): Token {
  return {
    name: row.name,
    owner: row.owner,
    scopes: row.scopes === null ? usualScopes : tokenScopes.filter((scope) => row.scopes!.includes(scope)),
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
      zh: `“${name}”不能用作用户或令牌的名称：须为 1 至 32 个小写字母、数字或下划线，且以字母开头。`,
    },
    { place: { parameter } },
  );
}

/** Whoever runs commands on the site's machine. */
const terminal: Actor = { actor: 'terminal' };

/**
 * Makes a token and returns its secret, which is kept nowhere: 256 random bits behind `lt_`. A name that a valid token of its
 * owner has is refused; one that has expired or was revoked is free again. An owner without an account gets one without a password.
 * Refused with TOKEN-MOST when he has `most` valid ones, however many are made at once.
 */
export async function makeToken(
  state: Pick<State, 'db'>,
  wanted: NewToken,
  by: Actor = terminal,
): Promise<{ token: Token; secret: string }> {
  const { name, owner = name, expires, scopes = usualScopes, most } = wanted;
  assertName(name, 'name');
  assertName(owner, 'owner');
  const secret = `${prefix}${randomBytes(32).toString('base64url')}`;
  const row = await translated(
    state.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('token')
        .set({ revoked: sql<Date>`clock_timestamp()` })
        .where('name', '=', name)
        .where('owner', '=', owner)
        .where('revoked', 'is', null)
        .where('expires', '<=', sql<Date>`clock_timestamp()`)
        .execute();
      await trx
        .insertInto('account')
        .values({ name: owner })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      if (most !== undefined) await assertRoomForToken(trx, owner, most);
      const made = await trx
        .insertInto('token')
        .values({ name, owner, secret_sha256: digestOf(secret), expires: expires ?? null, scopes: [...scopes] })
        .onConflict((conflict) => conflict.columns(['owner', 'name']).where('revoked', 'is', null).doNothing())
        .returningAll()
        .executeTakeFirst();
      if (made) {
        const detail = { owner, scopes, ...(expires ? { expires } : {}) };
        await audit({ db: trx }, { ...by, action: 'token.make', resource: `token:${name}`, detail });
      }
      return made;
    }),
  );
  if (row) return { token: tokenOf(row), secret };
  throw fail('conflict', 'TOKEN-EXISTS', {
    en: `${owner} has a valid token "${name}" already. Revoke it first, or choose another name.`,
    zh: `用户 ${owner} 已有有效令牌“${name}”。请先吊销，或另取名称。`,
  });
}

/** Locks the owner's account until the transaction ends: whoever makes another token of his meanwhile waits, and counts this one. */
async function assertRoomForToken(trx: Kysely<Schema>, owner: string, most: number): Promise<void> {
  await trx.selectFrom('account').select('name').where('name', '=', owner).forUpdate().executeTakeFirstOrThrow();
  if ((await countValidTokens({ db: trx }, owner)) < most) return;
  const unused = await validTokens(trx, owner)
    .select('name')
    .orderBy(sql`coalesce(last_used, created)`)
    .orderBy('id')
    .limit(3)
    .execute();
  throw tooMany(
    most,
    unused.map(({ name }) => name),
  );
}

function validTokens(db: Kysely<Schema>, owner: string) {
  return db
    .selectFrom('token')
    .where('owner', '=', owner)
    .where('revoked', 'is', null)
    .where((e) => e.or([e('expires', 'is', null), e('expires', '>', sql<Date>`clock_timestamp()`)]));
}

/** Tokens of an owner that are neither expired nor revoked. */
export async function countValidTokens({ db }: Pick<State, 'db'>, owner: string): Promise<number> {
  const row = await translated(
    validTokens(db, owner)
      .select((e) => e.fn.countAll<bigint>().as('tokens'))
      .executeTakeFirstOrThrow(),
  );
  return Number(row.tokens);
}

function tooMany(most: number, unused: readonly string[]): Error {
  const which = { en: '', zh: '' };
  if (unused.length > 0) {
    which.en = `; unused for longest: ${unused.join(', ')}`;
    which.zh = `；闲置最久的是：${unused.join('、')}`;
  }
  return fail('too-large', 'TOKEN-MOST', {
    en: `An account may have ${most} valid tokens here. Revoke one that is no longer used, at /account#tokens${which.en}.`,
    zh: `本站每个账户最多有 ${most} 个有效令牌。请先在 /account#tokens 吊销不再使用的令牌${which.zh}。`,
  });
}

/** All tokens, or all of one owner, the oldest first, with those that are no longer valid. */
export async function listTokens({ db }: Pick<State, 'db'>, owner?: string): Promise<Token[]> {
  let query = db.selectFrom('token').selectAll();
  if (owner !== undefined) query = query.where('owner', '=', owner);
  return (await translated(query.orderBy('created').orderBy('id').execute())).map(tokenOf);
}

/** From now on the token is refused. With an owner, only tokens of his are seen. */
export async function revokeToken(
  state: Pick<State, 'db'>,
  name: string,
  { owner, ...by }: Actor & { readonly owner?: string } = terminal,
): Promise<Token> {
  const row = await translated(
    state.db.transaction().execute(async (trx) => {
      let query = trx
        .updateTable('token')
        .set({ revoked: sql<Date>`clock_timestamp()` })
        .where('name', '=', name)
        .where('revoked', 'is', null);
      if (owner !== undefined) query = query.where('owner', '=', owner);
      const all = await query.returningAll().execute();
      if (all.length > 1)
        throw ambiguous(
          name,
          all.map((one) => one.owner),
        );
      const [found] = all;
      if (found) await audit({ db: trx }, { ...by, action: 'token.revoke', resource: `token:${name}` });
      return found;
    }),
  );
  if (row) return tokenOf(row);
  const names = (await listTokens(state, owner)).filter(({ revoked }) => revoked === undefined).map((one) => one.name);
  throw fail(
    'not-found',
    'TOKEN-UNKNOWN',
    { en: `There is no token "${name}" to revoke.`, zh: `没有可吊销的令牌“${name}”。` },
    { nearest: nearest(name, names) },
  );
}

function ambiguous(name: string, owners: readonly string[]): Error {
  return fail('conflict', 'TOKEN-AMBIGUOUS', {
    en: `Several users have a token "${name}": ${owners.join(', ')}. Say whose with --owner.`,
    zh: `有多位用户的令牌名为“${name}”：${owners.join('、')}。请用 --owner 指明用户。`,
  });
}

/** What a secret is worth now. A use is noted once a minute at most. */
export async function checkToken({ db }: Pick<State, 'db'>, secret: string): Promise<TokenCheck> {
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
