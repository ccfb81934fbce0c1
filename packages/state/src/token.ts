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
}

export interface NewToken {
  readonly name: string;
  /** Default: the name. */
  readonly owner?: string;
  readonly expires?: Date;
}

/** What a secret is worth now. */
export type TokenCheck =
  | { readonly state: 'valid'; readonly token: Token }
  | { readonly state: 'unknown' | 'expired' | 'revoked' };
