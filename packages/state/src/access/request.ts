export type AccessRequestState = 'submitted' | 'approved' | 'rejected' | 'withdrawn';

/** A person's request to see a resource, and what came of it. */
export interface AccessRequest {
  readonly id: string;
  readonly account: string;
  readonly resource: string;
  readonly reason: string;
  readonly state: AccessRequestState;
  readonly made: Date;
  readonly reviewer?: string;
  readonly decisionReason?: string;
  /** When the access that was given ends. */
  readonly ends?: Date;
  readonly decided?: Date;
  readonly grantId?: string;
}

export interface RequestDecision {
  readonly decision: 'approve' | 'reject';
  readonly reason: string;
  /** When the access ends. */
  readonly ends?: Date;
}
