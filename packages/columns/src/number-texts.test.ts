import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberTexts } from './number-texts.ts';
import type { ScalarVector } from './vector.ts';

test('integers of 64 bits are the texts that JavaScript gives them, and nulls stay nulls', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.boolean())), (cells) => {
      const values = BigInt64Array.from(cells, ([value]) => value);
      const valid = Uint8Array.from(cells, ([, there]) => Number(there));
      const texts = numberTexts({ kind: 'scalar', type: 'int64', length: cells.length, values, valid });
      expect(texts.valid).toEqual(valid);
      expect(texts.values).toEqual(cells.map(([value, there]) => (there ? String(value) : '')));
    }),
  );
});

test.each<ScalarVector>([
  { kind: 'scalar', type: 'int32', length: 3, values: Int32Array.of(-2147483648, 0, 77) },
  { kind: 'scalar', type: 'float64', length: 3, values: Float64Array.of(-0.1, 1e300, 5777) },
])('numbers of type $type', (vector) => {
  expect(numberTexts(vector).values).toEqual(Array.from(vector.values as Int32Array, String));
});
