/** What an account may do beside reading. */
export type AccountRole = 'operator' | 'editor' | 'reviewer' | 'member';

export const accountRoles: readonly AccountRole[] = ['operator', 'editor', 'reviewer', 'member'];

/** A person, as the site knows him. */
export interface Account {
  /** A regular identifier of ADQL: it names the schema of his tables. */
  readonly name: string;
  readonly email?: string;
  /** When he proved that messages reach him there. */
  readonly emailConfirmed?: Date;
  readonly displayName: string;
  readonly roles: readonly AccountRole[];
  readonly created: Date;
  readonly disabled?: Date;
  readonly lastSignIn?: Date;
  readonly language?: string;
  /** Whether he can sign in with a password; the password's digest itself stays in the store. */
  readonly hasPassword: boolean;
}

export interface NewAccount {
  readonly name: string;
  readonly email?: string;
  readonly emailConfirmed?: boolean;
  readonly displayName?: string;
  readonly passwordHash?: string;
  readonly roles?: readonly AccountRole[];
  readonly language?: string;
}

/** Absent: stays as it is. */
export interface AccountChanges {
  readonly roles?: readonly AccountRole[];
  readonly disabled?: boolean;
  readonly displayName?: string;
  readonly language?: string;
}

/** Who does something, and from where. */
export interface Actor {
  /** Name of an account, `anonymous`, or `terminal` for whoever runs commands on the site's machine. */
  readonly actor: string;
  /** IP address. */
  readonly address?: string;
}
