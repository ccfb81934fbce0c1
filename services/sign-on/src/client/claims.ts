import { createHash } from 'node:crypto';
import type { ProviderIdentity } from '@lingtai/state';
import type { ClaimTest, GroupRule, ProviderSettings } from '../settings.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Somebody as the provider's claims describe him. */
export function identityOf(provider: ProviderSettings, subject: string, claims: Claims): ProviderIdentity {
  const email = textOf(claims, provider.claims.email);
  const displayName = textOf(claims, provider.claims.displayName);
  const verified = claimOf(claims, 'email_verified');
  return {
    provider: provider.name,
    subject,
    names: accountNames(provider.name, subject, textOf(claims, provider.claims.name)),
    ...(displayName === undefined ? {} : { displayName }),
    ...(email === undefined ? {} : { email }),
    emailVerified: provider.trustEmail || verified === true || verified === 'true',
    groups: provider.groups.flatMap((rule) => groupsOf(rule, claims)),
  };
}

/** The first test that does not hold. */
export function missingClaim(tests: readonly ClaimTest[], claims: Claims): ClaimTest | undefined {
  return tests.find((test) => !textsOf(claims, test.claim).some((text) => matchOf(test, text) !== undefined));
}

function groupsOf(rule: GroupRule, claims: Claims): string[] {
  return textsOf(claims, rule.claim).flatMap((text) => {
    const match = matchOf(rule, text);
    return match === undefined ? [] : [rule.group.replaceAll('$1', () => match[1] ?? '')];
  });
}

/** Without value and pattern any value will do. */
function matchOf({ value, pattern }: ClaimTest, text: string): readonly (string | undefined)[] | undefined {
  if (value !== undefined && text !== value) return undefined;
  if (pattern === undefined) return [text];
  return new RegExp(`^(?:${pattern})$`, 'u').exec(text) ?? undefined;
}

/** A claim by its name; where there is none of it, dots lead into objects. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}

function textsOf(claims: Claims, name: string): string[] {
  const value = claimOf(claims, name);
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => {
    if (typeof item === 'string') return [item];
    return typeof item === 'number' || typeof item === 'boolean' ? [String(item)] : [];
  });
}

function textOf(claims: Claims, name: string): string | undefined {
  const value = claimOf(claims, name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Names for a new account: what the provider calls him, then what can only be he. */
function accountNames(provider: string, subject: string, wanted: string | undefined): string[] {
  const digest = createHash('sha256').update(subject).digest('hex').slice(0, 12);
  const own = wanted === undefined ? '' : regular(wanted.replace(/@.*$/, ''));
  const bySubject = regular(`${provider}_${subject}`);
  const plain = /^[\w.-]+$/.test(subject) && `${provider}_${subject}`.length <= 32;
  return [own, plain ? bySubject : regular(`${provider.slice(0, 19)}_${digest}`)].filter((name) => name !== '');
}

/** A regular identifier of ADQL, as near to the text as can be; empty where nothing is left. */
function regular(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .replace(/_+$/, '')
    .slice(0, 32);
}
