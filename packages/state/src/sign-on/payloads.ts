import { createHash } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import type { SignOnPayload } from './tables.ts';

/** What is kept beside the payload itself. */
export interface PayloadKeys {
  readonly expiresSeconds?: number;
  /** Digest of the session here during which it was made. */
  readonly session?: string;
}

/** The provider's codes, tokens, grants and sessions. Ids are secrets: only their digests are kept. */
export interface PayloadStore {
  upsert(model: string, id: string, payload: SignOnPayload, keys: PayloadKeys): Promise<void>;
  find(model: string, id: string): Promise<SignOnPayload | undefined>;
  /** Without its id. */
  findByUid(model: string, uid: string): Promise<SignOnPayload | undefined>;
  /** Marks a code as used; false where it was used before. */
  consume(model: string, id: string): Promise<boolean>;
  destroy(model: string, id: string): Promise<void>;
  /** Removes all that was granted together: codes, tokens. */
  revokeGrant(grantId: string): Promise<void>;
}

/** What is taken back with the grant. */
const granted: readonly string[] = ['AccessToken', 'AuthorizationCode', 'RefreshToken'];

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const inTime = sql<boolean>`(expires is null or expires > clock_timestamp())`;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function payloadStore({ db }: State): PayloadStore {
  return {
    upsert: async (model, id, payload, { expiresSeconds, session }) => {
      const { jti: _secret, ...kept } = payload;
      const values = {
        payload: JSON.stringify(kept),
        grant_id: granted.includes(model) ? text(payload['grantId']) : null,
        uid: model === 'Session' ? text(payload['uid']) : null,
        session: session ?? null,
        expires:
          expiresSeconds === undefined ? null : sql<Date>`clock_timestamp() + make_interval(secs => ${expiresSeconds})`,
      };
      await translated(
        db
          .insertInto('sign_on_payload')
          .values({ model, id_sha256: digestOf(id), ...values })
          .onConflict((conflict) =>
            conflict.columns(['model', 'id_sha256']).doUpdateSet({
              ...values,
              session: sql<string | null>`coalesce(excluded.session, sign_on_payload.session)`,
            }),
          )
          .execute(),
      );
    },
    find: async (model, id) => {
      const row = await translated(
        db
          .selectFrom('sign_on_payload')
          .selectAll()
          .where('model', '=', model)
          .where('id_sha256', '=', digestOf(id))
          .where(inTime)
          .executeTakeFirst(),
      );
      return row && { ...payloadOf(row), jti: id };
    },
    findByUid: async (model, uid) => {
      const row = await translated(
        db
          .selectFrom('sign_on_payload')
          .selectAll()
          .where('model', '=', model)
          .where('uid', '=', uid)
          .where(inTime)
          .executeTakeFirst(),
      );
      return row && payloadOf(row);
    },
    consume: async (model, id) => {
      const row = await translated(
        db
          .updateTable('sign_on_payload')
          .set({ consumed: sql<Date>`clock_timestamp()` })
          .where('model', '=', model)
          .where('id_sha256', '=', digestOf(id))
          .where('consumed', 'is', null)
          .returning('model')
          .executeTakeFirst(),
      );
      return row !== undefined;
    },
    destroy: async (model, id) => {
      await translated(
        db.deleteFrom('sign_on_payload').where('model', '=', model).where('id_sha256', '=', digestOf(id)).execute(),
      );
    },
    revokeGrant: async (grantId) => {
      await translated(db.deleteFrom('sign_on_payload').where('grant_id', '=', grantId).execute());
    },
  };
}

function payloadOf(row: Selectable<Schema['sign_on_payload']>): SignOnPayload {
  if (row.consumed === null) return row.payload;
  return { ...row.payload, consumed: Math.floor(row.consumed.getTime() / 1000) };
}
