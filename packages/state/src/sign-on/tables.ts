import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

/** What an OpenID provider must remember of one code, token, grant or session of its own. */
export type SignOnPayload = Readonly<Record<string, unknown>>;

/** The tables of single sign-on. */
export interface SignOnTables {
  /** As a provider: one row per code, token, grant, session or unfinished sign-in. */
  sign_on_payload: {
    model: string;
    id_sha256: string;
    /** Without the id, which is a secret. */
    payload: Json<SignOnPayload>;
    grant_id: string | null;
    uid: string | null;
    /** `session.id_sha256` of the session here during which it was made; it ends with it. */
    session: string | null;
    expires: Date | null;
    consumed: Date | null;
  };
  /** Keys that sign tokens and cookies. */
  sign_on_key: { id: string; purpose: string; secret: Json<SignOnPayload>; created: Generated<Date> };
  /** Clients that are still to be told that a session ended. */
  sign_on_logout: {
    id: Generated<bigint>;
    client_id: string;
    account: string;
    sid: string;
    attempts: Generated<number>;
    due: Generated<Date>;
  };
  /** As a client: sign-ins that have gone to a provider and are not back yet. */
  sign_on_begun: {
    state_sha256: string;
    browser_sha256: string;
    provider: string;
    nonce: string;
    code_verifier: string;
    return_path: string;
    /** To which the identity shall be linked. */
    account: string | null;
    expires: Date;
  };
  /** Logout tokens that have been obeyed. */
  sign_on_used_token: { provider: string; jti: string; expires: Date };
}
