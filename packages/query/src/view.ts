import type { Expression } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import type { MadeColumn } from './made.ts';

/**
 * What exists for one asker at one time. A table or column that he may not see is not in the view; rules on rows are
 * predicates that resolving adds to every use of the table. `catalogue` and `access` implement it; `query` only asks.
 */
export interface CatalogueView {
  /** The table that a name means, case-insensitively unless delimited; `undefined`: there is none for this asker. */
  table(parts: readonly { readonly text: string; readonly delimited?: boolean }[]): ViewTable | undefined;
  /** All qualified names, for "nearest" in messages. */
  tableNames(): readonly string[];
  /** Changes when the asker's rights or the visible releases change: part of every cache key. */
  readonly audienceKey: string;
}

export interface ViewTable {
  /** `schema.table` as people write it, e.g. `demo_dr1_v1.lrs`. */
  readonly name: string;
  /** Where the engine finds it: which release (by digest) and which table of it. */
  readonly storage: TableStorage;
  readonly columns: readonly ViewColumn[];
  /** Column names of the position in degrees (ICRS), when rows have one. */
  readonly position?: { readonly ra: string; readonly dec: string };
  readonly key: string;
  /** Number of rows the asker may see, from the manifest; absent when a row rule makes it unknown. */
  readonly rowCount?: number;
  /** A rule on rows, to be ANDed to every scan. */
  readonly rowRule?: Expression;
  /**
   * Rows that were under embargo when the release was built are stored apart (`storage.part`). `apart`: the table is
   * both parts, and the rule stands on that one only; `hidden`: the asker sees none of them, so that only the others are
   * read. Absent: they stand among the others.
   */
  readonly held?: 'apart' | 'hidden';
  /** Others see other rows of it at this time. */
  readonly rowsDiffer?: true;
  /** Stored columns that the rule reads, whether the asker may name them or not. */
  readonly ruleColumns?: readonly ViewColumn[];
}

export interface TableStorage {
  readonly releaseDigest: string;
  /** `dataset/release/version`, for paths and messages. */
  readonly releaseAddress: string;
  readonly table: string;
  /** Only the rows that have an embargo, which are stored apart; absent: the others, or all where none are apart. */
  readonly part?: 'held';
}

export interface ViewColumn extends Field {
  /** Absent: the column is stored. */
  readonly made?: MadeColumn;
  readonly verb: number;
  readonly searchable: boolean;
}

/** Whether rows of the table are kept from the asker. */
export function isWithheld({ rowRule, held }: ViewTable): boolean {
  return rowRule !== undefined || held === 'hidden';
}
