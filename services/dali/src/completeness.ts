import { type ColumnBatch, utf8Of, utf8Vector, type Vector } from '@lingtai/columns';
import type { LimitMet } from './early-end.ts';

/** The first `rows` rows of a vector, without copying what need not be copied. */
function headOf(vector: Vector, rows: number): Vector {
  const valid = vector.valid?.subarray(0, rows);
  const more = valid ? { valid } : {};
  if (vector.kind === 'list')
    return { ...vector, length: rows, offsets: vector.offsets.subarray(0, rows + 1), ...more };
  if (vector.type === 'string') {
    const { bytes, offsets } = utf8Of(vector);
    return utf8Vector(rows, { bytes, offsets: offsets.subarray(0, rows + 1) }, valid);
  }
  return { ...vector, length: rows, values: vector.values.subarray(0, rows), ...more } as Vector;
}

/** Passes at most `maxrec` rows on, counts them, and remembers whether there were more. Another limit may end them before. */
export class RowLimiter {
  returned = 0;
  overflow = false;
  /** The other limit, when it ended the rows. */
  endedBy: string | undefined;
  readonly #maxrec: number;
  readonly #met: LimitMet;

  constructor(maxrec: number, met: LimitMet = () => undefined) {
    this.#maxrec = maxrec;
    this.#met = met;
  }

  /** What of a batch may be passed on; after an overflow nothing is left. */
  take(batch: ColumnBatch): ColumnBatch | undefined {
    const room = this.#maxrec - this.returned;
    if (batch.rowCount <= room) {
      this.returned += batch.rowCount;
      return batch.rowCount > 0 ? batch : undefined;
    }
    this.overflow = true;
    this.returned += room;
    return room > 0 ? { rowCount: room, columns: batch.columns.map((vector) => headOf(vector, room)) } : undefined;
  }

  async *limit(batches: AsyncIterable<ColumnBatch>): AsyncIterable<ColumnBatch> {
    for await (const batch of batches) {
      this.endedBy = this.#met();
      if (this.endedBy !== undefined) return;
      const taken = this.take(batch);
      if (taken) yield taken;
      if (this.overflow) return;
    }
  }
}

/** The first rows of a result, and the rest unless these were all. */
export interface Ahead {
  readonly first: readonly ColumnBatch[];
  readonly rest: AsyncIterable<ColumnBatch> | undefined;
}

/** Reads up to `rows` rows (and what else is in their last batch) through a limiter, so that small answers know their size at once. */
export async function readAhead(
  batches: AsyncIterable<ColumnBatch>,
  limiter: RowLimiter,
  rows: number,
): Promise<Ahead> {
  const iterator = batches[Symbol.asyncIterator]();
  const first: ColumnBatch[] = [];
  while (limiter.returned <= rows) {
    const next = await iterator.next();
    if (next.done) return { first, rest: undefined };
    const taken = limiter.take(next.value);
    if (taken) first.push(taken);
    if (limiter.overflow) {
      await iterator.return?.();
      return { first, rest: undefined };
    }
  }
  return { first, rest: limiter.limit({ [Symbol.asyncIterator]: () => iterator }) };
}
