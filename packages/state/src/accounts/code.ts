/**
 * What a code is good for: `operator` makes an operator (the first one), `confirm` makes the account that was asked for,
 * `reset` sets a password, `sign-in` belongs to a provider's way back.
 */
export type CodePurpose = 'operator' | 'confirm' | 'reset' | 'sign-in';

/** The account that is made when its e-mail address is confirmed. */
export interface CodeDetail {
  readonly name: string;
  readonly displayName: string;
  readonly passwordHash: string;
  readonly language?: string;
  /** Whether the code went to the address, so that who knows it has shown that messages reach him there. */
  readonly mailed: boolean;
  /** Others had asked for the same name, or with the same address: whose password this is only the code's bearer can say. */
  readonly contested?: boolean;
}

export interface Code {
  readonly purpose: CodePurpose;
  readonly account?: string;
  readonly email?: string;
  readonly detail?: CodeDetail;
  readonly created: Date;
  readonly expires: Date;
}

export interface NewCode {
  readonly purpose: CodePurpose;
  readonly account?: string;
  readonly email?: string;
  readonly detail?: CodeDetail;
  readonly validSeconds: number;
}
