import { grantsTo } from '../access/grants.ts';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';
import type { AccountRole } from './account.ts';
import { rolesOf } from './accounts.ts';

/** When something given to somebody begins and ends; an end is the first moment at which it is no more. */
interface Term {
  readonly starts: Date;
  readonly ends?: Date;
}

/**
 * What an account was given and nobody took back, with the dates: whether it is in force is for who reads it to say, by
 * the clock of the site.
 */
export interface AccountRights {
  readonly name: string;
  readonly roles: readonly AccountRole[];
  readonly memberships: readonly (Term & { readonly group: string })[];
  /** Granted to the account, or to a group in which it was, is or will be: then `group` says which. */
  readonly grants: readonly (Term & { readonly resource: string; readonly group?: string })[];
}

/** The rights of an account; `undefined` when there is none of this name, or it was disabled. */
export async function rightsOf({ db }: Pick<State, 'db'>, name: string): Promise<AccountRights | undefined> {
  const [account, memberships] = await Promise.all([
    translated(
      db.selectFrom('account').select(['name', 'roles', 'disabled']).where('name', '=', name).executeTakeFirst(),
    ),
    translated(
      db
        .selectFrom('membership')
        .select(['group_name', 'starts', 'ends'])
        .where('account', '=', name)
        .where('revoked', 'is', null)
        .execute(),
    ),
  ]);
  if (!account || account.disabled !== null) return undefined;
  const groups = [...new Set(memberships.map(({ group_name }) => group_name))];
  const grants = await grantsTo({ db }, name, groups);
  return {
    name,
    roles: rolesOf(account.roles),
    memberships: memberships.map(({ group_name, starts, ends }) => ({
      group: group_name,
      starts,
      ...(ends === null ? {} : { ends }),
    })),
    grants: grants.map(({ resource, starts, ends, subjectKind, subject }) => ({
      resource,
      starts,
      ...(ends === undefined ? {} : { ends }),
      ...(subjectKind === 'group' ? { group: subject } : {}),
    })),
  };
}
