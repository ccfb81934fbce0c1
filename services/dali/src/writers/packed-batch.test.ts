import { type ColumnBatch, cellAt, type ScalarType, type ScalarVector, utf8Of, type Vector } from '@lingtai/columns';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packed, unpacked } from './packed-batch.ts';

const arrays = {
  boolean: Uint8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
  timestamp: BigInt64Array,
};
const types = [...Object.keys(arrays), 'string'] as ScalarType[];

/** Values in the middle of one memory that all columns share, as the engine's batches have them. */
class Shared {
  readonly #memory = new ArrayBuffer(100_000);
  #at = 8;

  bytes(bytes: Uint8Array): Uint8Array {
    const copy = new Uint8Array(this.#memory, this.#at, bytes.length);
    copy.set(bytes);
    this.#at += 8 * Math.ceil(bytes.length / 8);
    return copy;
  }

  array<T extends ArrayBufferView>(array: T): T {
    const { buffer, byteOffset } = this.bytes(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    const made = array.constructor as new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T;
    return new made(buffer, byteOffset, (array as unknown as ArrayLike<unknown>).length);
  }
}

function scalarOf(shared: Shared, type: ScalarType, numbers: readonly number[], nulls: boolean): ScalarVector {
  const length = numbers.length;
  const more = nulls ? { valid: shared.bytes(Uint8Array.from(numbers, (n) => n & 1)) } : {};
  if (type === 'string')
    return { kind: 'scalar', type, length, values: numbers.map((n) => `灵${n}`.slice(n % 3)), ...more };
  const isBig = type === 'int64' || type === 'timestamp';
  const plain = isBig ? BigInt64Array.from(numbers, BigInt) : arrays[type].from(numbers as never);
  return { kind: 'scalar', type, length, values: shared.array(plain), ...more } as ScalarVector;
}

function listOf(shared: Shared, type: ScalarType, numbers: readonly number[], nulls: boolean): Vector {
  const lengths = numbers.map((n) => n % 3);
  const offsets = shared.array(new Int32Array(numbers.length + 1));
  for (const [i, n] of lengths.entries()) offsets[i + 1] = offsets[i]! + n;
  const child = scalarOf(
    shared,
    type,
    numbers.flatMap((n, i) => Array(lengths[i]!).fill(n)),
    nulls,
  );
  const more = nulls ? { valid: shared.bytes(Uint8Array.from(numbers, (n) => (n & 2) >> 1)) } : {};
  return { kind: 'list', length: numbers.length, offsets, child, ...more };
}

const cells = ({ columns, rowCount }: ColumnBatch): unknown[] =>
  columns.map((vector) => [
    vector.kind === 'list' ? `list of ${vector.child.type}` : vector.type,
    ...Array.from({ length: rowCount }, (_, row) => cellAt(vector, row)),
  ]);

test('vectors of every type, and lists of them, come out as they went in', () => {
  const column = fc.record({ type: fc.constantFrom(...types), isList: fc.boolean(), nulls: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 1, maxLength: 20 }),
      fc.array(column, { maxLength: 8 }),
      (numbers, wanted) => {
        const shared = new Shared();
        const columns = wanted.map(({ type, isList, nulls }) =>
          isList ? listOf(shared, type, numbers, nulls) : scalarOf(shared, type, numbers, nulls),
        );
        const batch: ColumnBatch = { rowCount: numbers.length, columns };
        const expected = cells(batch);
        const sent = packed(batch);
        const transfer = sent.buffers as ArrayBuffer[];
        expect(new Set(transfer).size).toBe(transfer.length);
        const got = unpacked(structuredClone(sent, { transfer }));
        expect(cells(got)).toEqual(expected);
        for (const vector of got.columns)
          if (vector.kind === 'scalar' && vector.type === 'string')
            expect(utf8Of(vector).offsets).toHaveLength(numbers.length + 1);
      },
    ),
    { numRuns: 300 },
  );
});
