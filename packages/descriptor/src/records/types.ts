import type { LocalText } from '@lingtai/diagnostics';
import type { Reference } from '../types.ts';

/** What is known of a dataset's releases, whether or not their data are here: the document beside the descriptor. */
export interface ReleaseFamily extends FamilyFacts {
  /** Version of the format. */
  readonly lingtai: 1;
  readonly dataset: string;
  readonly records: readonly ReleaseRecord[];
}

/** What holds for all releases of a dataset. */
export interface FamilyFacts {
  readonly title?: LocalText;
  /** The data policy under which releases are made. */
  readonly policy?: DocumentLink;
  /** Who approves releases, where a record says nothing of its own. */
  readonly approval?: Approval;
  /** Parts of the observations with dates and counts of their own, like resolutions. */
  readonly parts?: readonly NamedTitle[];
  /** What records count. */
  readonly counts?: readonly NamedTitle[];
  /** Observing seasons, the first first. */
  readonly seasons?: readonly Season[];
  /** Hour (UTC) of noon at the telescope, when one night ends and the next begins. Absent: 0. */
  readonly noonUtcHour?: number;
  readonly due?: readonly DueRule[];
  /** Old addresses of every release: `http://{release}.example.org/{version}/`. */
  readonly oldAddresses?: readonly string[];
  /** What stands behind an old address, and what it is called here. */
  readonly oldPaths?: readonly OldPath[];
  readonly sources?: readonly NamedReference[];
}

export interface NamedTitle {
  readonly name: string;
  readonly title: LocalText;
}

export interface NamedReference extends Reference {
  readonly name: string;
}

export interface DocumentLink {
  readonly title: LocalText;
  readonly url: string;
}

/** Who decided that a release is made, when, and where that is written down. */
export interface Approval {
  readonly by: LocalText;
  readonly on?: string;
  readonly document?: DocumentLink;
}

/** Dates are as exact as they are known: `2018`, `2018-01` or `2018-01-15`. */
export interface Season {
  readonly name: string;
  readonly title: LocalText;
  readonly from?: string;
  readonly to: string;
}

/** Until when a kind of product has to be released. */
export interface DueRule {
  readonly product: string;
  readonly title: LocalText;
  /** So many months after the end of the season, or after another product was released. */
  readonly months?: number;
  readonly after?: string;
  /** The first version that fulfils the rule: test data do not. */
  readonly version?: string;
  /** There is no date: someone decides. */
  readonly discretion?: boolean;
}

export interface OldPath {
  /** Path behind the old address, without slashes at its ends. */
  readonly from: string;
  /** Query parameter whose value takes the place of `{value}`. */
  readonly query?: string;
  readonly to: string;
}

export interface ObservedRange {
  readonly part?: string;
  readonly from: string;
  readonly to: string;
}

export interface RecordCount {
  readonly count: string;
  readonly part?: string;
  readonly value: number;
  readonly note?: LocalText;
}

export interface ReleaseRecord {
  readonly release: string;
  readonly version: string;
  readonly title?: LocalText;
  /** `V0 Q1`: what the batch is called. */
  readonly batch?: string;
  /** When it was first released, to whomever. */
  readonly released?: string;
  /** When it was released to its first audience, and to everybody. */
  readonly internal?: string;
  readonly public?: string;
  readonly dateNote?: LocalText;
  readonly audience?: readonly string[];
  readonly observed?: readonly ObservedRange[];
  readonly counts?: readonly RecordCount[];
  /** What changed. */
  readonly note?: LocalText;
  /** By which rule the data were chosen. */
  readonly selection?: LocalText;
  readonly policy?: DocumentLink;
  readonly approval?: Approval;
  readonly oldAddresses?: readonly string[];
  /** False: nobody who may not see its data learns of it. */
  readonly listed?: boolean;
  /** False: not one of the numbered releases when they are counted. */
  readonly counted?: boolean;
  readonly sources?: readonly string[];
}
