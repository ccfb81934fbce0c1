/** What `/api/account` says of who asks. */
export interface SignedOut {
  readonly signedIn: false;
  readonly registration: 'open' | 'operator';
  readonly passwordMinimum: number;
  readonly providers: readonly Provider[];
}

export interface SignedIn {
  readonly signedIn: true;
  readonly registration: 'open' | 'operator';
  readonly passwordMinimum: number;
  readonly providers: readonly Provider[];
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly emailConfirmed: boolean;
  readonly roles: readonly string[];
  readonly groups: readonly { readonly name: string; readonly title: LocalText; readonly ends: string | null }[];
  readonly grants: readonly { readonly resource: string; readonly ends: string | null }[];
}

export type AccountAnswer = SignedOut | SignedIn;

interface Provider {
  readonly name: string;
  readonly title: LocalText;
}

interface LocalText {
  readonly en: string;
  readonly zh: string;
}

export interface TokenRow {
  readonly name: string;
  readonly created: string;
  readonly lastUsed?: string | null;
  readonly expires?: string | null;
  readonly revoked?: string | null;
  readonly scopes: readonly string[];
}

export interface TokensAnswer {
  /** So many valid ones the account may have. */
  readonly most: number;
  readonly tokens: readonly TokenRow[];
}

export interface IdentityRow {
  readonly id: string;
  readonly provider: string;
  readonly title: LocalText | null;
  readonly subject: string;
  readonly email: string | null;
  readonly linked: string;
}

export interface SessionRow {
  readonly id: string;
  readonly created: string;
  readonly lastUsed: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly current: boolean;
}

export interface RequestRow {
  readonly id: string;
  readonly account: string;
  readonly resource: string;
  readonly reason: string;
  readonly state: 'submitted' | 'approved' | 'rejected' | 'withdrawn';
  readonly made: string;
  readonly reviewer: string | null;
  readonly decisionReason: string | null;
  readonly ends: string | null;
}
