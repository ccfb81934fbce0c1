/** What a token is good for: queries and files; own tables and jobs; the own account; administration, with the role for it. */
export type TokenScope = 'read' | 'tables' | 'account' | 'admin';

export const tokenScopes: readonly TokenScope[] = ['read', 'tables', 'account', 'admin'];

/** A bearer token as the operator sees it; its secret is known only to whom it was given. */
export interface Token {
  readonly name: string;
  /** The user whom it names. */
  readonly owner: string;
  readonly created: Date;
  readonly lastUsed?: Date;
  /** Absent: never. */
  readonly expires?: Date;
  readonly revoked?: Date;
  readonly scopes: readonly TokenScope[];
}

export interface NewToken {
  readonly name: string;
  /** Default: the name. */
  readonly owner?: string;
  readonly expires?: Date;
  /** Default: `read` and `tables`. */
  readonly scopes?: readonly TokenScope[];
  /** The most valid tokens that the owner may have; absent: as many as are made. */
  readonly most?: number;
}

/** What a secret is worth now. */
export type TokenCheck =
  | { readonly state: 'valid'; readonly token: Token }
  | { readonly state: 'unknown' | 'expired' | 'revoked' };
