import type { ColumnBatch, Field } from '@lingtai/columns';

/** A file that was sent or fetched and holds one table. */
export interface TableFile {
  readonly path: string;
  /** How messages call it: the name of the upload. */
  readonly name: string;
  /** What the sender says it is. */
  readonly mimeType?: string;
}

/** The table of a file. Its batches are read once, from begin to end; they throw where the file is wrong. */
export interface TableRows {
  readonly fields: readonly Field[];
  readonly description?: string;
  readonly batches: AsyncIterable<ColumnBatch>;
}

export interface UploadLimits {
  /** Rows of one table. */
  readonly maxRows: number;
  /** Bytes of one file, packed and unpacked. */
  readonly maxBytes: number;
}
