import type { LocalText } from '@lingtai/diagnostics';

/** People who may see the same. */
export interface Group {
  readonly name: string;
  readonly title: LocalText;
  readonly description?: LocalText;
  readonly created: Date;
}

/** A time that an account is in a group. */
export interface Membership {
  readonly id: string;
  readonly account: string;
  readonly group: string;
  readonly grantor: string;
  readonly reason: string;
  readonly starts: Date;
  /** The first moment at which it is over; absent: open. */
  readonly ends?: Date;
  readonly revoked?: Date;
  readonly revokedBy?: string;
  /** `operator`, `request` or `claim:PROVIDER`. */
  readonly source: string;
}

export interface NewMembership {
  readonly account: string;
  readonly group: string;
  readonly reason: string;
  readonly starts?: Date;
  readonly ends?: Date;
  readonly source?: string;
}
