import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProviderSettings } from '../settings.ts';
import { identityOf, missingClaim } from './claims.ts';

const provider: ProviderSettings = {
  name: 'institute',
  title: { en: 'Institute', zh: '研究所' },
  issuer: 'https://id.example.org',
  clientId: 'lingtai',
  scopes: ['openid'],
  claims: { name: 'preferred_username', displayName: 'name', email: 'email' },
  trustEmail: false,
  createAccounts: true,
  requiredClaims: [],
  groups: [
    { claim: 'groups', value: '/lamost/wg', group: 'working-group' },
    { claim: 'realm_access.roles', pattern: 'site-(\\w+)', group: '$1' },
    { claim: 'https://id.example.org/member', value: 'true', group: 'collaborator' },
  ],
};
const namesOf = (claims: Record<string, unknown>, subject = 's1'): readonly string[] =>
  identityOf(provider, subject, claims).names;

describe('names of new accounts', () => {
  test.each([
    ['Ann.Li@institute.example', 'ann_li'],
    ['José Ángel', 'jose_angel'],
    ['7zwerge', 'zwerge'],
    ['_x_', 'x'],
    ['a'.repeat(50), 'a'.repeat(32)],
  ])('%s becomes %s', (wanted, name) => {
    expect(namesOf({ preferred_username: wanted })[0]).toBe(name);
  });

  test('without a usable one the subject decides, as it is or by its digest', () => {
    expect(namesOf({}, '0000-0002-1825-0097')).toEqual(['institute_0000_0002_1825_0097']);
    expect(namesOf({ preferred_username: '李安' }, 'https://id.example.org/ann')[0]).toMatch(
      /^institute_[0-9a-f]{12}$/,
    );
  });

  test('every name is a regular identifier of at most 32 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1, unit: 'grapheme' }), (wanted, subject) => {
        const names = namesOf({ preferred_username: wanted }, subject);
        expect(names.length).toBeGreaterThan(0);
        for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]{0,31}$/);
      }),
    );
  });
});

describe('what the claims say', () => {
  test('an address counts as confirmed only where the provider says so, or is trusted', () => {
    const claims = { email: 'ann@example.org' };
    expect(identityOf(provider, 's', claims).emailVerified).toBe(false);
    expect(identityOf(provider, 's', { ...claims, email_verified: 'false' }).emailVerified).toBe(false);
    expect(identityOf(provider, 's', { ...claims, email_verified: true }).emailVerified).toBe(true);
    expect(identityOf({ ...provider, trustEmail: true }, 's', claims).emailVerified).toBe(true);
  });

  test('groups come from lists, from inside objects and from names with dots; patterns match whole values', () => {
    const groups = (claims: Record<string, unknown>): readonly string[] => identityOf(provider, 's', claims).groups;
    expect(groups({ groups: ['/lamost/wg', '/lamost/wg/students'] })).toEqual(['working-group']);
    expect(groups({ groups: '/lamost/wg' })).toEqual(['working-group']);
    expect(groups({ realm_access: { roles: ['site-domestic', 'my-site-approved', 'site-approved '] } })).toEqual([
      'domestic',
    ]);
    expect(groups({ 'https://id.example.org/member': true })).toEqual(['collaborator']);
    expect(groups({ groups: { '/lamost/wg': true }, realm_access: null })).toEqual([]);
    expect(
      groups(JSON.parse('{"realm_access":{"__proto__":{"roles":["site-approved"]}}}') as Record<string, unknown>),
    ).toEqual([]);
  });

  test('every required claim has to hold', () => {
    const tests = [{ claim: 'affiliation', pattern: 'member|staff' }, { claim: 'email' }];
    expect(missingClaim(tests, { affiliation: ['alum', 'staff'], email: 'a@b.c' })).toBeUndefined();
    expect(missingClaim(tests, { affiliation: 'staff-guest', email: 'a@b.c' })).toEqual(tests[0]);
    expect(missingClaim(tests, { affiliation: 'staff' })).toEqual(tests[1]);
  });
});
