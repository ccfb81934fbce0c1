/** A browser that signed in. */
export interface Session {
  /** SHA-256 of the cookie's value, hexadecimal: it opens nothing. */
  readonly id: string;
  readonly account: string;
  readonly created: Date;
  readonly lastUsed: Date;
  readonly expires: Date;
  readonly userAgent?: string;
  readonly address?: string;
  /** Where he signed in, when it was not here. */
  readonly provider?: string;
  readonly providerSid?: string;
  readonly providerSubject?: string;
  readonly idTokenHint?: string;
}

export interface NewSession {
  readonly account: string;
  readonly days: number;
  /** The digest that the password was compared with: one that was replaced meanwhile opens nothing. */
  readonly passwordHash?: string;
  readonly userAgent?: string;
  readonly address?: string;
  readonly provider?: string;
  readonly providerSid?: string;
  readonly providerSubject?: string;
  readonly idTokenHint?: string;
}
