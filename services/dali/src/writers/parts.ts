import type { ColumnBatch } from '@lingtai/columns';
import { type PartedFormat, partFormats } from './part-formats.ts';
import { PartThreads, type ThreadRun } from './part-threads.ts';
import type { EncoderOf, PartFormat, PartJoiner, ResultPart, ResultWriter } from './writer.ts';

/** Batches until they are enough for a part. */
class Gathered {
  readonly #partRows: number;
  #batches: ColumnBatch[] = [];
  #rows = 0;

  constructor(partRows: number) {
    this.#partRows = partRows;
  }

  get isFull(): boolean {
    return this.#rows >= this.#partRows;
  }

  add(batch: ColumnBatch): void {
    if (batch.rowCount > 0) this.#batches.push(batch);
    this.#rows += batch.rowCount;
  }

  take(): readonly ColumnBatch[] {
    const batches = this.#batches;
    this.#batches = [];
    this.#rows = 0;
    return batches;
  }
}

/** A format in parts, all of them made in this thread. */
export function partEncoder({ partRows, makerOf, joinerOf }: PartFormat): EncoderOf {
  return (head) => {
    const make = makerOf(head);
    const joiner = joinerOf(head);
    const gathered = new Gathered(partRows);
    const part = (): readonly Uint8Array[] => {
      const batches = gathered.take();
      return batches.length === 0 ? [] : joiner.add(make(batches, joiner.before?.(batches) ?? 0));
    };
    return {
      begin: () => joiner.begin(),
      rows: (batch) => {
        gathered.add(batch);
        return gathered.isFull ? part() : [];
      },
      end: (completeness) => [...part(), ...joiner.end(completeness)],
    };
  };
}

/** The threads of this process in which the parts of large results are made. */
export const threads: PartThreads = new PartThreads();

/**
 * A format in parts, made in threads but for the first: what is short needs none, and the first bytes leave at once. As many
 * parts are under way as keep the threads busy, so that memory does not grow with the result.
 */
export function partWriterOf(name: PartedFormat): ResultWriter {
  const { partRows, makerOf, joinerOf } = partFormats[name];
  return async function* write({ again: _, measured: __, ...head }, batches, ending) {
    const joiner = joinerOf(head);
    yield* joiner.begin();
    const parts = partsOf(batches, partRows);
    let run: ThreadRun | undefined;
    try {
      const first = await parts.next();
      if (!first.done) yield* joiner.add(makerOf(head)(first.value, joiner.before?.(first.value) ?? 0));
      run = threads.open(name, head);
      for await (const part of made(parts, run, joiner)) yield* joiner.add(part);
    } finally {
      run?.close();
      await parts.return(undefined);
    }
    yield* joiner.end(ending());
  };
}

async function* partsOf(
  batches: AsyncIterable<ColumnBatch>,
  partRows: number,
): AsyncGenerator<readonly ColumnBatch[], void> {
  const gathered = new Gathered(partRows);
  for await (const batch of batches) {
    gathered.add(batch);
    if (gathered.isFull) yield gathered.take();
  }
  const last = gathered.take();
  if (last.length > 0) yield last;
}

/** The parts in their order; as long as the next is not ready, others are begun. */
async function* made(
  parts: AsyncGenerator<readonly ColumnBatch[], void>,
  run: ThreadRun,
  joiner: PartJoiner,
): AsyncIterable<ResultPart> {
  const underway: Underway[] = [];
  for await (const batches of parts) {
    underway.push(new Underway(run.make(batches, joiner.before?.(batches) ?? 0)));
    while (underway[0]?.ready || underway.length > run.mostUnderway) yield underway.shift()!.part;
  }
  while (underway.length > 0) yield underway.shift()!.part;
}

class Underway {
  readonly part: Promise<ResultPart>;
  ready = false;

  constructor(part: Promise<ResultPart>) {
    this.part = part;
    const settled = (): void => {
      this.ready = true;
    };
    // A failure is told when its turn comes.
    part.then(settled, settled);
  }
}
