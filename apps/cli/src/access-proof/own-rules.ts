import {
  type AccessRule,
  type Asker,
  anonymous,
  isGranted,
  isPartGranted,
  partRules,
  rowOwners,
  userAsker,
  visible,
} from '@lingtai/access';
import type { Installation } from '@lingtai/app-server';
import type { Publication } from '@lingtai/state';
import { inForce, type UserClass } from './classes.ts';

type Release = Awaited<ReturnType<Installation['catalogue']['snapshot']>>['releases'][number];

/** The rules of a release, for the decision about one value of it. */
export interface ReleaseRules {
  readonly address: string;
  readonly steps: Publication['access'];
  readonly parts: ReadonlyMap<string, AccessRule>;
}

export function rulesOf(release: Release, publication: Publication): ReleaseRules {
  const { address, descriptor, entry } = release;
  const first = entry ? partRules(descriptor, entry, address) : [];
  const changed = Object.entries(publication.partAccess).map(([part, steps]) => ({
    resource: `${address}#${part}`,
    steps,
  }));
  return {
    address,
    steps: publication.access,
    parts: new Map([...first, ...changed].map((rule) => [rule.resource, rule])),
  };
}

/** A value's place: a column, and in tables with rules on rows whose it is and when that ends. */
export interface ValuePlace {
  readonly rules: ReleaseRules;
  readonly table: string;
  readonly column: string;
  readonly row?: { readonly owner?: string; readonly free?: Date };
}

/** The decision about one value, asked of the rules and of nothing that serves. */
export const mayReadAt = ({ rules, table, column, row }: ValuePlace, who: UserClass, at: Date): boolean =>
  seesColumn(rules, table, column, who, at) && seesRow(askerOf(who, at), `${rules.address}#${table}`, row, at);

/** Whether somebody sees anything of a release. */
export function seesRelease({ address, steps }: ReleaseRules, who: UserClass, at: Date): boolean {
  const asker = askerOf(who, at);
  return mayRead(who) && (visible(asker, { resource: address, steps }, at) || isPartGranted(asker, address));
}

/** A table or a product of a release: `TABLE`, `product:NAME`. */
export function seesPart(rules: ReleaseRules, part: string, who: UserClass, at: Date): boolean {
  if (!mayRead(who)) return false;
  const asker = askerOf(who, at);
  const { address, steps } = rules;
  const isOpen = visible(asker, { resource: address, steps }, at);
  return isOpen ? follows(rules, part, asker, at) : isGranted(asker, `${address}#${part}`);
}

export const seesColumn = (rules: ReleaseRules, table: string, column: string, who: UserClass, at: Date): boolean =>
  seesPart(rules, table, who, at) && follows(rules, `${table}.${column}`, askerOf(who, at), at);

function follows({ address, parts }: ReleaseRules, part: string, asker: Asker, at: Date): boolean {
  const rule = parts.get(`${address}#${part}`);
  return rule === undefined || visible(asker, rule, at);
}

const mayRead = ({ account, scopes }: UserClass): boolean => account === undefined || scopes.includes('read');

function seesRow(asker: Asker, table: string, row: ValuePlace['row'], at: Date): boolean {
  if (row === undefined || (row.free !== undefined && row.free <= at)) return true;
  const owners = rowOwners(asker, table);
  return owners === 'all' || (row.owner !== undefined && owners.includes(row.owner));
}

function askerOf({ account, roles, groups, grants }: UserClass, at: Date): Asker {
  if (account === undefined) return anonymous;
  return userAsker({ name: account, roles, groups: inForce(groups, at), grants: inForce(grants, at) });
}
