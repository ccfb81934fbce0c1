import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { type ColumnBatch, cellAt, type Field, type ScalarVector, type Vector } from '@lingtai/columns';
import { fail, LingtaiError } from '@lingtai/diagnostics';
import { readVotable } from '@lingtai/votable';
import { afterAll, describe, expect, test } from 'vitest';
import { type PartedFormat, partFormats } from './part-formats.ts';
import { partEncoder, partWriterOf, threads } from './parts.ts';
import type { Completeness, ResultHead } from './writer.ts';

afterAll(() => threads.close());

const fields: readonly Field[] = [
  { name: 'n', scalar: 'int32' },
  { name: 'id', scalar: 'int64' },
  { name: 'value', scalar: 'float64' },
  { name: 'text', scalar: 'string' },
  { name: 'list', scalar: 'float32', arraysize: '*' },
  { name: 'texts', scalar: 'string', arraysize: '*' },
];

/** VOTable has no lists of texts. */
const fieldsOf = (format: PartedFormat): readonly Field[] =>
  format.startsWith('votable') ? fields.slice(0, 5) : fields;

const words = ['', 'plain', 'a,"b"', '灵台 𝄞', '<&>', 'x'.repeat(300)];

/** Rows from number `from` on, the same at every call; `owned`: their memory is nobody else's. */
function batchOf(from: number, length: number, count: number, owned: boolean): ColumnBatch {
  const rows = Array.from({ length }, (_, i) => from + i);
  const valid = Uint8Array.from(rows, (n) => (n % 7 === 0 ? 0 : 1));
  const offsets = new Int32Array(length + 1);
  for (const [i, n] of rows.entries()) offsets[i + 1] = offsets[i]! + (n % 4);
  const items = offsets[length]!;
  const numbers = Int32Array.from(rows);
  const child: ScalarVector = {
    kind: 'scalar',
    type: 'float32',
    length: items,
    values: Float32Array.from({ length: items }, (_, i) => from + i / 3),
  };
  const texts: ScalarVector = {
    kind: 'scalar',
    type: 'string',
    length: items,
    values: Array.from({ length: items }, (_, i) => words[(from + i) % words.length]!),
  };
  const columns: Vector[] = [
    { kind: 'scalar', type: 'int32', length, values: numbers },
    { kind: 'scalar', type: 'int64', length, values: BigInt64Array.from(rows, (n) => BigInt(n) << 33n), valid },
    { kind: 'scalar', type: 'float64', length, values: Float64Array.from(rows, (n) => n / 7), valid },
    { kind: 'scalar', type: 'string', length, values: rows.map((n) => words[n % words.length]!) },
    { kind: 'list', length, offsets, child, valid },
    { kind: 'list', length, offsets, child: texts },
  ];
  return {
    rowCount: length,
    columns: columns.slice(0, count),
    ...(owned ? { blocks: [numbers.buffer, child.values.buffer as ArrayBuffer] } : {}),
  };
}

const total = 60_000;

/** Batches of all sizes: the parts of some take much longer than those of others. */
function* batches(count: number, owned: boolean): Iterable<ColumnBatch> {
  for (let from = 0, k = 0; from < total; k++) {
    const length = Math.min(total - from, 1 + ((k * 977) % 3000));
    yield batchOf(from, length, count, owned);
    from += length;
  }
}

async function* later<T>(values: Iterable<T>): AsyncGenerator<T> {
  for (const value of values) {
    await sleep(0);
    yield value;
  }
}

const ending = (): Completeness => ({ returned: total, complete: true, total });

function headOf(format: PartedFormat): ResultHead {
  return {
    fields: fieldsOf(format),
    tableName: 't',
    infos: [{ name: 'Query', value: 'SELECT 1' }],
    again: () => ({ batches: later<ColumnBatch>([]), ending }),
  };
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function untilIdle(): Promise<void> {
  for (let i = 0; threads.underway > 0; i++) {
    if (i > 1000) throw new Error(`${threads.underway} parts are still being made`);
    await sleep(10);
  }
}

describe.each(Object.keys(partFormats) as PartedFormat[])('%s', (format) => {
  test.each([true, false])('made in threads it is the same to the byte (memory given away: %s)', async (owned) => {
    const count = fieldsOf(format).length;
    const encoder = partEncoder(partFormats[format])(headOf(format));
    const whole = Buffer.concat([
      ...encoder.begin(),
      ...[...batches(count, false)].flatMap((batch) => encoder.rows(batch)),
      ...encoder.end(ending()),
    ]);
    const made = await bytesOf(partWriterOf(format)(headOf(format), later(batches(count, owned)), ending));
    expect(made.length).toBe(whole.length);
    expect(made.equals(whole)).toBe(true);
  });
});

/** Both ways above make the same parts, so that they would agree on a wrong seam. */
test.each(['votable', 'votable-binary', 'votable-binary2'] as const)(
  '%s in parts reads as the rows',
  async (format) => {
    const made = await bytesOf(partWriterOf(format)(headOf(format), later(batches(5, true)), ending));
    const { tables } = await readVotable(made);
    const read = tables[0]!.batches.flatMap(({ rowCount, columns: [n, id, _, text] }) =>
      Array.from({ length: rowCount }, (__, row) => [cellAt(n!, row), cellAt(id!, row), cellAt(text!, row) ?? '']),
    );
    const expected = Array.from({ length: total }, (_, n) => [
      n,
      n % 7 === 0 ? null : BigInt(n) << 33n,
      words[n % words.length]!,
    ]);
    expect(read).toEqual(expected);
  },
);

test('several threads make the parts of one result', async () => {
  const ready = [...batches(5, true)];
  let most = 0;
  for await (const _ of partWriterOf('votable')(headOf('votable'), Readable.from(ready), ending)) {
    most = Math.max(most, threads.underway);
  }
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(threads.size + 1);
  expect(threads.underway).toBe(0);
});

test('who stops reading stops the engine, and no thread stays busy', async () => {
  let left = false;
  async function* source(): AsyncGenerator<ColumnBatch> {
    try {
      yield* later(batches(6, true));
    } finally {
      left = true;
    }
  }
  let bytes = 0;
  for await (const piece of partWriterOf('csv')(headOf('csv'), source(), ending)) {
    bytes += piece.length;
    if (bytes > 500_000) break;
  }
  expect(left).toBe(true);
  await untilIdle();
});

test('a failure of the engine in the middle is the failure of the result', async () => {
  async function* source(): AsyncGenerator<ColumnBatch> {
    for await (const batch of later(batches(6, true))) {
      if (Number(cellAt(batch.columns[0]!, 0)) > 30_000) throw fail('internal', 'ENGINE-FAILED', { en: 'x', zh: 'x' });
      yield batch;
    }
  }
  await expect(bytesOf(partWriterOf('json')(headOf('json'), source(), ending))).rejects.toThrow('ENGINE-FAILED');
  await untilIdle();
});

test('what a format refuses in a thread is refused with the same words', async () => {
  const field: Field = { name: 'n', scalar: 'int32' };
  function* source(): Iterable<ColumnBatch> {
    for (let from = 0; from < total; from += 1000) {
      const values = Int32Array.from({ length: 1000 }, (_, i) => (from + i === 40_000 ? -2147483648 : i));
      yield { rowCount: 1000, columns: [{ kind: 'scalar', type: 'int32', length: 1000, values }] };
    }
  }
  const head = { ...headOf('csv'), fields: [field] };
  const failed = await bytesOf(partWriterOf('votable-binary')(head, later(source()), ending)).catch((error) => error);
  expect(failed).toBeInstanceOf(LingtaiError);
  expect(failed.class).toBe('data');
  expect(failed.diagnostics[0].code).toBe('VOTABLE-NULL-CLASH');
  expect(failed.diagnostics[0].text.zh).toContain('“n”');
  await untilIdle();
});

test('a thread that is lost fails its results and no others', async () => {
  await threads.close();
  const workers: Worker[] = [];
  const seen = (worker: Worker): void => void workers.push(worker);
  process.on('worker', seen);
  const lost = (async () => {
    for await (const _ of partWriterOf('csv')(headOf('csv'), later(batches(6, true)), ending)) {
      if (threads.underway > 0) await Promise.all(workers.map((worker) => worker.terminate()));
    }
  })();
  await expect(lost).rejects.toThrow('RESULT-FAILED');
  process.off('worker', seen);
  await untilIdle();
  const next = await bytesOf(partWriterOf('csv')(headOf('csv'), later(batches(6, true)), ending));
  expect(next.toString().trimEnd().split('\r\n')).toHaveLength(total + 1);
});

test('threads that are closed first make what they were asked for; the result goes on in new ones', async () => {
  let closed: Promise<void> | undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of partWriterOf('csv')(headOf('csv'), later(batches(6, true)), ending)) {
    pieces.push(piece);
    if (threads.underway > 0) closed ??= threads.close();
  }
  await closed;
  expect(Buffer.concat(pieces).toString().trimEnd().split('\r\n')).toHaveLength(total + 1);
  await threads.close();
  expect(threads.running).toBe(0);
});

test('a part that cannot be sent to a thread fails at once and leaves nothing to wait for', async () => {
  const { again: _, ...head } = headOf('csv');
  const run = threads.open('csv', head);
  const batch = batchOf(0, 10, 6, true);
  expect(() => run.make([batch, batch], 0)).toThrow(/ArrayBuffer/);
  expect(threads.underway).toBe(0);
});
