import { translated } from '../errors.ts';
import type { State } from '../state.ts';

/** Notes a logout token as obeyed; false where it had been already (OpenID Connect Back-Channel Logout 1.0, 2.6 item 7). */
export async function useLogoutToken(
  { db }: State,
  { provider, jti, expires }: { readonly provider: string; readonly jti: string; readonly expires: Date },
): Promise<boolean> {
  const row = await translated(
    db
      .insertInto('sign_on_used_token')
      .values({ provider, jti, expires })
      .onConflict((conflict) => conflict.doNothing())
      .returning('jti')
      .executeTakeFirst(),
  );
  return row !== undefined;
}
