/** Somebody as a provider knows him, after all checks. */
export interface ProviderIdentity {
  readonly provider: string;
  readonly subject: string;
  /** Names for a new account, the best first; each fits `[a-z][a-z0-9_]{0,31}`. */
  readonly names: readonly string[];
  readonly displayName?: string;
  readonly email?: string;
  /** The provider has made sure that messages reach him there. */
  readonly emailVerified: boolean;
  /** Of which he is a member because the provider says so. */
  readonly groups: readonly string[];
}

export interface IdentityOptions {
  /** Somebody who was never here gets an account. */
  readonly createAccounts: boolean;
  /** The signed-in account to which the identity is to be linked. */
  readonly linkTo?: string;
  /** The time of the installation, at which memberships begin. */
  readonly at: Date;
  readonly address?: string;
}

export type IdentitySignIn =
  | {
      readonly state: 'known' | 'linked' | 'created';
      readonly account: string;
      readonly unknownGroups: readonly string[];
    }
  /** There is no account for him; the account was disabled; the identity belongs to another account. */
  | { readonly state: 'no-account' | 'disabled' | 'linked-elsewhere' };
