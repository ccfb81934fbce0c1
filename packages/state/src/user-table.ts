import type { Field } from '@lingtai/columns';

export interface UserTableFile {
  /** Address in the user area of the object store. */
  readonly path: string;
  readonly rowCount: number;
  readonly sizeBytes: number;
}

export type UserTableSharing = 'public' | 'private';

/** The record of a table that a user made; its rows are files in the user area. */
export interface UserTable {
  readonly owner: string;
  /** In small letters; unique among the tables of its owner. */
  readonly name: string;
  readonly description?: string;
  readonly columns: readonly Field[];
  /** Sums over the files. */
  readonly rowCount: number;
  readonly sizeBytes: number;
  /** In the order in which they were appended. */
  readonly files: readonly UserTableFile[];
  readonly created: Date;
  readonly changed: Date;
  readonly sharedWith: UserTableSharing;
  /** Names of the columns that are indexed, in the order in which it was asked for. */
  readonly indexes: readonly string[];
}

export interface NewUserTable {
  readonly owner: string;
  readonly name: string;
  readonly description?: string;
  readonly columns: readonly Field[];
  readonly files: readonly UserTableFile[];
  readonly sharedWith?: UserTableSharing;
}

/**
 * The records of user tables. A name that is taken: `conflict` (USER-TABLE-EXISTS); a table that is not there:
 * `not-found` (USER-TABLE-UNKNOWN). Rights are the caller's to check: `owner` is part of every address.
 */
export interface UserTableStore {
  create(table: NewUserTable): Promise<UserTable>;
  find(owner: string, name: string): Promise<UserTable | undefined>;
  /** Tables of the owner, then the public ones of others, each by name. Without owner: the public ones. */
  visibleTo(owner: string | undefined): Promise<UserTable[]>;
  /** Puts a file behind those that are there, in one transaction: two that append at once both do. */
  append(owner: string, name: string, file: UserTableFile): Promise<UserTable>;
  share(owner: string, name: string, sharedWith: UserTableSharing): Promise<UserTable>;
  describe(
    owner: string,
    name: string,
    change: { description?: string; columns?: readonly Field[] },
  ): Promise<UserTable>;
  /** Adds a column to the indexed ones; again changes nothing. */
  index(owner: string, name: string, column: string): Promise<UserTable>;
  /** Forgets the table and returns what it was, so that its files can be removed. */
  drop(owner: string, name: string): Promise<UserTable>;
  /** What the owner's tables take together, for quotas. */
  usage(owner: string): Promise<{ readonly tables: number; readonly sizeBytes: number }>;
}
