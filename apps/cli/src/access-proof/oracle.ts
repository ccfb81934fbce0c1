import type { Canary } from './canaries.ts';
import { inForce, midnight, type UserClass } from './classes.ts';
import { accessDays as days } from './survey.ts';

/**
 * What each class may see of the test survey, from its days as people would tell them. Nothing of `@lingtai/access` is used
 * here: the matrix compares the two.
 */
export function maySee(who: UserClass, canary: Canary, at: Date): boolean {
  if (who.roles.includes('operator')) return true;
  const { resource, kind } = canary;
  if (kind === 'account') return mayReview(who, resource);
  if (!who.scopes.includes('read') && who.account !== undefined) return false;
  if (kind === 'name')
    return at >= midnight(days.first) && (isIn(who, at, 'approved', days.first) || at >= midnight(days.column));
  const [address = '', part = ''] = resource.split('#');
  const [, , version = ''] = address.split('/');
  const versions = version === '*' ? ['v0', 'v1', 'v2'] : [version];
  return versions.some((v) => seesIn(who, canary, `canary/dr1/${v}`, part, at));
}

/** Reasons of grants and memberships are for reviewers, names and addresses of people for themselves. */
function mayReview(who: UserClass, resource: string): boolean {
  const reviews = who.roles.includes('reviewer');
  if (resource === 'review') return reviews;
  if (resource.startsWith('request:')) return reviews || resource === `request:${who.account}`;
  return resource === `account:${who.account}`;
}

function seesIn(who: UserClass, canary: Canary, address: string, part: string, at: Date): boolean {
  const granted = (name: string): boolean => inForce(who.grants, at).includes(name);
  const whole = granted(address);
  const open = whole || isOpen(who, address.split('/')[2]!, at);
  switch (canary.kind) {
    case 'release':
      // Who was granted a part sees its free rows, and what is said of the release.
      return open || partsOf(who, address, at).some((name) => canary.in === 'note' || name === canary.in);
    case 'table':
      return (open && (whole || inTable(who, at))) || granted(`${address}#${part}`);
    case 'column':
      return (
        (open && (whole || isIn(who, at, 'approved', days.first) || at >= midnight(days.column))) ||
        granted(`${address}#${part}`)
      );
    case 'product':
      return (
        (open && (whole || isIn(who, at, 'working-group', days.first) || at >= midnight(days.rows))) ||
        granted(`${address}#${part}`)
      );
    case 'row':
      return (open && ownsOrFree(who, canary, at)) || granted(`${address}#${part}`);
    default:
      return false;
  }
}

function isOpen(who: UserClass, version: string, at: Date): boolean {
  if (version === 'v2') return at >= midnight(days.international);
  const inner = isIn(who, at, 'working-group', days.first) || isIn(who, at, 'approved', days.first);
  if (version === 'v0') return inner;
  const outer = isIn(who, at, 'domestic', days.domestic) || isIn(who, at, 'collaborator', days.domestic);
  return inner || outer || at >= midnight(days.open);
}

const inTable = (who: UserClass, at: Date): boolean =>
  isIn(who, at, 'working-group', days.first) || at >= midnight(days.table);

const isIn = (who: UserClass, at: Date, group: string, day: string): boolean =>
  at >= midnight(day) && inForce(who.groups, at).includes(group);

function ownsOrFree(who: UserClass, { owner, until }: Canary, at: Date): boolean {
  if (until !== undefined && at >= midnight(until)) return true;
  return owner !== undefined && (owner === who.account || inForce(who.groups, at).includes(owner));
}

/** Tables that were granted apart from their release. */
function partsOf(who: UserClass, address: string, at: Date): string[] {
  return inForce(who.grants, at)
    .filter((name) => name.startsWith(`${address}#`))
    .map((name) => name.slice(address.length + 1));
}
