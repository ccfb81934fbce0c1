import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';

/** A sign-in that went to a provider. `state` and `browser` are secrets of which only digests are kept. */
export interface BegunSignIn {
  readonly state: string;
  /** In a cookie of the browser that began. */
  readonly browser: string;
  readonly provider: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnPath: string;
  /** The account to which the identity shall be linked. */
  readonly account?: string;
}

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Keeps a sign-in until it comes back, for so long at most. */
export async function keepBegunSignIn({ db }: State, begun: BegunSignIn, seconds: number): Promise<void> {
  await translated(
    db
      .insertInto('sign_on_begun')
      .values({
        state_sha256: digestOf(begun.state),
        browser_sha256: digestOf(begun.browser),
        provider: begun.provider,
        nonce: begun.nonce,
        code_verifier: begun.codeVerifier,
        return_path: begun.returnPath,
        account: begun.account ?? null,
        expires: sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`,
      })
      .execute(),
  );
}

/** The sign-in that comes back, once: in the browser and from the provider where it began, and in time. */
export async function takeBegunSignIn(
  { db }: State,
  { state, browser, provider }: Pick<BegunSignIn, 'state' | 'browser' | 'provider'>,
): Promise<BegunSignIn | undefined> {
  const row = await translated(
    db
      .deleteFrom('sign_on_begun')
      .where('state_sha256', '=', digestOf(state))
      .where('browser_sha256', '=', digestOf(browser))
      .where('provider', '=', provider)
      .where('expires', '>', sql<Date>`clock_timestamp()`)
      .returningAll()
      .executeTakeFirst(),
  );
  if (!row) return undefined;
  return {
    state,
    browser,
    provider,
    nonce: row.nonce,
    codeVerifier: row.code_verifier,
    returnPath: row.return_path,
    ...(row.account === null ? {} : { account: row.account }),
  };
}
