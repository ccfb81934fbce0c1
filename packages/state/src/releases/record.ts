import type { FamilyFacts, ReleaseRecord } from '@lingtai/descriptor';
import type { PublicationAddress } from '../publications.ts';

/** What holds for all releases of a dataset, as it was loaded last. */
export interface StoredFamily {
  readonly dataset: string;
  readonly facts: FamilyFacts;
  readonly changed: Date;
}

export interface StoredRecord extends PublicationAddress {
  readonly record: ReleaseRecord;
  readonly changed: Date;
}

/** What loading did, by `release/version`. */
export interface RecordsLoaded {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
}

/** A numbered correction of what is said about a release; the data stay as they are. */
export interface MetadataRevision extends PublicationAddress {
  /** 1 is the first correction; what was built is 0. */
  readonly revision: number;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly note: string;
  readonly actor: string;
  readonly at: Date;
}

/** A decision to take a release from view, or to bring it back. Two operators make it. */
export interface Withdrawal extends PublicationAddress {
  readonly id: bigint;
  readonly action: 'withdraw' | 'reinstate';
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly confirmedBy?: string;
  readonly confirmedAt?: Date;
}
