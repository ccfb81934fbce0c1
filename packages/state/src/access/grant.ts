/** Whom something is granted to. */
export type GrantSubjectKind = 'user' | 'group';

/** A right to see a resource, given to an account or a group for a time. */
export interface Grant {
  readonly id: string;
  readonly subjectKind: GrantSubjectKind;
  readonly subject: string;
  /** `lamost`, `lamost/dr9`, `lamost/dr9/v0`, or a part: `lamost/dr9/v0#table`. */
  readonly resource: string;
  readonly grantor: string;
  readonly reason: string;
  readonly starts: Date;
  /** The first moment at which it is no more. */
  readonly ends?: Date;
  readonly revoked?: Date;
  readonly revokedBy?: string;
}

export interface NewGrant {
  readonly subjectKind: GrantSubjectKind;
  readonly subject: string;
  readonly resource: string;
  readonly reason: string;
  readonly starts?: Date;
  readonly ends?: Date;
}

export interface GrantFilter {
  readonly subjectKind?: GrantSubjectKind;
  readonly subject?: string;
  /** The resource or what it holds. */
  readonly resource?: string;
}
