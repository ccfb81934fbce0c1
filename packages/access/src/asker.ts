/** What an account may do beside reading what it may see. Only the operator's role opens data. */
export type Role = 'operator' | 'editor' | 'reviewer' | 'member';

/** What a token is good for: queries and files; user tables and jobs; the own account; administration (needs the role too). */
export type Scope = 'read' | 'tables' | 'account' | 'admin';

/**
 * Who asks. `key` is the same for askers with the same rights to releases, tables, columns and products: caches are keyed
 * by it (what depends on rows' owners is keyed by the name too: `CatalogueView.audienceKey`). `id` tells askers apart:
 * jobs and user tables belong to it. Groups and grants are those in force at the time of the request.
 */
export type Asker =
  | {
      readonly kind: 'anonymous';
      readonly key: 'public';
      readonly id: 'anonymous';
      readonly groups: readonly [];
      readonly grants: readonly [];
      readonly limits?: AskerLimits;
    }
  | {
      readonly kind: 'user';
      readonly key: string;
      readonly id: string;
      readonly name: string;
      readonly roles: readonly Role[];
      readonly groups: readonly string[];
      /** Addresses of resources granted to him or to a group of his: `lamost/dr9/v0`, `lamost/dr9/v0#table` … */
      readonly grants: readonly string[];
      /** Absent: everything, as in a session of the portal. */
      readonly scopes?: readonly Scope[];
      readonly limits?: AskerLimits;
    };

/** What this asker may use, where it is not what the site allows everybody. It opens no data and is in no key. */
export interface AskerLimits {
  readonly queriesAtOnce?: number;
  readonly requestsPerMinute?: number;
  readonly rowsPerResult?: number;
  /** Of answers, in a day (UTC). */
  readonly bytesPerDay?: number;
  /** Of his tables. */
  readonly storageBytes?: number;
  readonly tables?: number;
  /** Valid ones of his. */
  readonly tokens?: number;
}

export interface UserRights {
  readonly name: string;
  readonly roles?: readonly Role[];
  readonly groups?: readonly string[];
  readonly grants?: readonly string[];
  readonly scopes?: readonly Scope[];
}

export const anonymous: Asker = { kind: 'anonymous', key: 'public', id: 'anonymous', groups: [], grants: [] };

/** A user with the rights that he has now. */
export function userAsker({ name, roles = ['member'], groups = [], grants = [], scopes }: UserRights): Asker {
  const sorted = { groups: distinct(groups), grants: distinct(grants) };
  return {
    kind: 'user',
    key: rightsKey(roles.includes('operator'), sorted.groups, sorted.grants),
    id: `user:${name}`,
    name,
    roles,
    ...sorted,
    ...(scopes ? { scopes } : {}),
  };
}

function rightsKey(operator: boolean, groups: readonly string[], grants: readonly string[]): string {
  if (operator) return 'operator';
  if (groups.length === 0 && grants.length === 0) return 'public';
  return JSON.stringify([groups, grants]);
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

/** Operators see everything; each time is written down. */
export function isOperator(asker: Asker): boolean {
  return asker.kind === 'user' && asker.roles.includes('operator');
}

/** The name under which jobs and user tables of this asker are kept; nobody's for the anonymous. */
export function ownerOf(asker: Asker): string | undefined {
  return asker.kind === 'user' ? asker.name : undefined;
}
