import type { LocalText } from '@lingtai/diagnostics';
import type { AlternateIdentifier, Reference } from '../types.ts';

/** A correction of what is said about a release. What is not named stays. */
export interface MetadataChanges {
  /** Version of the format. */
  readonly lingtai: 1;
  readonly title?: LocalText;
  readonly description?: LocalText;
  readonly acknowledgement?: LocalText;
  readonly references?: readonly Reference[];
  readonly identifiers?: readonly AlternateIdentifier[];
  /** Change note of the release. */
  readonly note?: LocalText;
  readonly tables?: Readonly<Record<string, TableChanges>>;
  readonly products?: Readonly<Record<string, TextChanges>>;
}

export interface TextChanges {
  readonly title?: LocalText;
  readonly description?: LocalText;
}

export interface TableChanges extends TextChanges {
  readonly columns?: Readonly<Record<string, ColumnChanges>>;
}

export interface ColumnChanges extends TextChanges {
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  /** Keys that the column no longer has. */
  readonly without?: readonly string[];
}
