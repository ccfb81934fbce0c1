import type { LocalText } from '@lingtai/diagnostics';

/** A claim's value that has to be there: this value, or one that the pattern matches as a whole. */
export interface ClaimTest {
  /** Name of the claim; dots lead into objects: `realm_access.roles`. Of a list any element may fit. */
  readonly claim: string;
  readonly value?: string;
  readonly pattern?: string;
}

/** Whoever passes the test is a member of the group; `$1` stands for what the pattern's first brackets matched. */
export interface GroupRule extends ClaimTest {
  readonly group: string;
}

/** A provider at which people may sign in (OpenID Connect Core 1.0, relying party). */
export interface ProviderSettings {
  /** In addresses and in the store: it never changes. */
  readonly name: string;
  readonly title: LocalText;
  readonly issuer: string;
  readonly clientId: string;
  /** None for a public client. */
  readonly clientSecret?: string;
  readonly authentication?: 'basic' | 'post';
  readonly scopes: readonly string[];
  /** Where the provider says these things. */
  readonly claims: { readonly name: string; readonly displayName: string; readonly email: string };
  /** The provider's addresses count as confirmed even where it does not say `email_verified`. */
  readonly trustEmail: boolean;
  /** Who was never here gets an account. */
  readonly createAccounts: boolean;
  /** All of them have to hold, else there is no sign-in. */
  readonly requiredClaims: readonly ClaimTest[];
  readonly groups: readonly GroupRule[];
}

/** A portal or service whose users sign in here (OpenID Connect Core 1.0, client). */
export interface ClientSettings {
  readonly id: string;
  readonly title: LocalText;
  /** None for a public client, which proves itself by PKCE only. */
  readonly secret?: string;
  readonly authentication?: 'basic' | 'post';
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri?: string;
  readonly frontchannelLogoutUri?: string;
}
