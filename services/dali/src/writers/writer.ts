import type { ColumnBatch, Field } from '@lingtai/columns';
import type { TableExtent } from '@lingtai/fits';

/** Whether an answer is whole. `limit` names what cut it. */
export interface Completeness {
  readonly returned: number;
  readonly complete: boolean;
  readonly total: number | 'unknown';
  readonly limit?: string;
}

/** The words of completeness under the names that every format uses. */
export function completenessWords({ returned, complete, total, limit }: Completeness): [name: string, value: string][] {
  return [
    ['Lingtai-Returned', String(returned)],
    ['Lingtai-Complete', String(complete)],
    ['Lingtai-Total', String(total)],
    ...(limit === undefined ? [] : [['Lingtai-Limit', limit] as [string, string]]),
  ];
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
  /** What the times of this answer mean; every column of times refers to it. */
  readonly times?: { readonly timescale: string; readonly refposition: string };
  /** Present when the whole answer is known before it is written: formats that begin with their metadata say it there. */
  readonly known?: Completeness;
  /** The same rows once more, for formats that must measure before they write: released data never change. */
  again(): { readonly batches: AsyncIterable<ColumnBatch>; readonly ending: () => Completeness };
  /** What such a format would measure, where it can be known without reading them. */
  measured?(): Promise<Measured | undefined>;
}

/** What a format has to know of all rows before the first, and whether they are all. */
export interface Measured {
  readonly extent: TableExtent;
  readonly ending: Completeness;
}

/** A format in pieces of bytes, in this order: once `begin`, `rows` for every batch, once `end`. */
export interface ResultEncoder {
  begin(): readonly Uint8Array[];
  rows(batch: ColumnBatch): readonly Uint8Array[];
  end(completeness: Completeness): readonly Uint8Array[];
}

export type EncoderOf = (head: ResultHead) => ResultEncoder;

/** What of a head may go to another thread. */
export type PlainHead = Omit<ResultHead, 'again' | 'measured'>;

/** Some rows in a format: bytes, and facts about them, which hold no bytes of any size. */
export interface ResultPart<Facts = unknown> {
  readonly pieces: readonly Uint8Array[];
  readonly facts: Facts;
}

/**
 * A format in parts: each is made without the others, so that several threads make some at a time, and they are joined in the
 * order of their rows.
 */
export interface PartFormat<Facts = unknown> {
  /** Rows that a part has at least, but for the last. */
  readonly partRows: number;
  /** Makes the parts of a result; `before` is what the joiner said when it was given the same rows. */
  makerOf(head: PlainHead): (batches: readonly ColumnBatch[], before: number) => ResultPart<Facts>;
  joinerOf(head: PlainHead): PartJoiner<Facts>;
}

export interface PartJoiner<Facts = unknown> {
  begin(): readonly Uint8Array[];
  /** Called for the rows of every part in their order, before it is made. Absent: its maker has to know nothing. */
  before?(batches: readonly ColumnBatch[]): number;
  add(part: ResultPart<Facts>): readonly Uint8Array[];
  end(completeness: Completeness): readonly Uint8Array[];
}

/** Rows in, bytes out. `ending` is asked after the last batch. */
export type ResultWriter = (
  head: ResultHead,
  batches: AsyncIterable<ColumnBatch>,
  ending: () => Completeness,
) => AsyncIterable<Uint8Array>;

export function writerOf(encoderOf: EncoderOf): ResultWriter {
  return async function* write(head, batches, ending) {
    const encoder = encoderOf(head);
    yield* encoder.begin();
    for await (const batch of batches) yield* encoder.rows(batch);
    yield* encoder.end(ending());
  };
}
