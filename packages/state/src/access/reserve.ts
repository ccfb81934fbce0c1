import { ensureAccount } from '../accounts/accounts.ts';
import { isAccountName } from '../accounts/name.ts';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';

/**
 * Keeps names that own rows for whom they mean: an account without a password is made of each that is no group's, so that
 * nobody can register it; the operator hands it over with a code.
 */
export async function reserveOwners({ db }: Pick<State, 'db'>, names: readonly string[]): Promise<void> {
  const groups = await translated(db.selectFrom('access_group').select('name').execute());
  const taken = new Set(groups.map((group) => group.name));
  for (const name of names) if (isAccountName(name) && !taken.has(name)) await ensureAccount({ db }, name);
}
