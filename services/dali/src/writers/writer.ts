import type { ColumnBatch, Field } from '@lingtai/columns';

/** Whether an answer is whole. `limit` names what cut it. */
export interface Completeness {
  readonly returned: number;
  readonly complete: boolean;
  readonly total: number | 'unknown';
  readonly limit?: string;
}

export interface ResultInfo {
  readonly name: string;
  readonly value: string;
  readonly text?: string;
}

/** What is known before the first row. */
export interface ResultHead {
  readonly fields: readonly Field[];
  readonly tableName: string;
  readonly description?: string;
  /** Provenance: release digests, query, service. */
  readonly infos: readonly ResultInfo[];
  /** Names of the position columns, for a coordinate system reference; ICRS unless said otherwise. */
  readonly position?: { readonly ra: string; readonly dec: string; readonly frame: string; readonly epoch?: number };
  /** The same rows once more, for formats that must measure before they write: released data never change. */
  again(): { readonly batches: AsyncIterable<ColumnBatch>; readonly ending: () => Completeness };
}

/** Rows in, bytes out. `ending` is asked after the last batch. */
export type ResultWriter = (
  head: ResultHead,
  batches: AsyncIterable<ColumnBatch>,
  ending: () => Completeness,
) => AsyncIterable<Uint8Array>;
