import type { ColumnBatch, Vector } from '@lingtai/columns';

/** The first `rows` rows of a vector, without copying what need not be copied. */
function headOf(vector: Vector, rows: number): Vector {
  const valid = vector.valid ? { valid: vector.valid.subarray(0, rows) } : {};
  if (vector.kind === 'list')
    return { ...vector, length: rows, offsets: vector.offsets.subarray(0, rows + 1), ...valid };
  if (vector.type === 'string') return { ...vector, length: rows, values: vector.values.slice(0, rows), ...valid };
  return { ...vector, length: rows, values: vector.values.subarray(0, rows), ...valid } as Vector;
}

/** Passes at most `maxrec` rows on, counts them, and remembers whether there were more. */
export class RowLimiter {
  returned = 0;
  overflow = false;
  readonly #maxrec: number;

  constructor(maxrec: number) {
    this.#maxrec = maxrec;
  }

  async *limit(batches: AsyncIterable<ColumnBatch>): AsyncIterable<ColumnBatch> {
    for await (const batch of batches) {
      const room = this.#maxrec - this.returned;
      if (batch.rowCount > room) {
        this.overflow = true;
        if (room > 0) {
          this.returned += room;
          yield { rowCount: room, columns: batch.columns.map((vector) => headOf(vector, room)) };
        }
        return;
      }
      this.returned += batch.rowCount;
      if (batch.rowCount > 0) yield batch;
    }
  }
}

/** Reads ahead up to `rows` rows; `ended` tells whether that was all, so that small answers know their size at once. */
export async function readAhead(
  batches: AsyncIterable<ColumnBatch>,
  rows: number,
): Promise<{ readonly batches: AsyncIterable<ColumnBatch>; readonly ended: boolean }> {
  const iterator = batches[Symbol.asyncIterator]();
  const first: ColumnBatch[] = [];
  let count = 0;
  let ended = false;
  while (count <= rows) {
    const next = await iterator.next();
    if (next.done) {
      ended = true;
      break;
    }
    first.push(next.value);
    count += next.value.rowCount;
  }
  async function* all(): AsyncIterable<ColumnBatch> {
    try {
      yield* first;
      while (!ended) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { batches: all(), ended };
}
