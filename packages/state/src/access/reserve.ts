import { ensureAccount, listAccounts } from '../accounts/accounts.ts';
import { isGroupName } from '../accounts/groups.ts';
import { isAccountName } from '../accounts/name.ts';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';

/** What became of the names that own rows, and that no account and no group had. */
export interface ReservedOwners {
  /** Accounts that were made. */
  readonly made: readonly string[];
  /** Names that only a group could have, and none has. */
  readonly groupsOnly: readonly string[];
  /** Names that neither an account nor a group can have. */
  readonly nobody: readonly string[];
}

/**
 * Keeps names that own rows for whom they mean: an account without a password is made of each that is no group's, so that
 * nobody can register it; the operator hands it over with a code.
 */
export async function reserveOwners({ db }: Pick<State, 'db'>, names: readonly string[]): Promise<ReservedOwners> {
  const groups = await translated(db.selectFrom('access_group').select('name').execute());
  const taken = new Set(groups.map((group) => group.name));
  const free = names.filter((name) => !taken.has(name));
  const made: string[] = [];
  for (const name of free) if (isAccountName(name) && (await ensureAccount({ db }, name))) made.push(name);
  const accounts = new Set((await listAccounts({ db })).map((account) => account.name));
  const others = free.filter((name) => !accounts.has(name));
  return {
    made,
    groupsOnly: others.filter(isGroupName),
    nobody: others.filter((name) => !isGroupName(name)),
  };
}
