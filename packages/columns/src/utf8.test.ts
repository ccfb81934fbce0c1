import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StringVector, utf8Of, utf8Vector } from './utf8.ts';

const plain = (values: readonly string[]): StringVector => ({
  kind: 'scalar',
  type: 'string',
  length: values.length,
  values,
});

test('texts come back from UTF-8 as they went in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('', '灵台', '\ufeffx'))),
      (texts) => {
        const values = texts.map((t) => t.toWellFormed());
        const { bytes, offsets } = utf8Of(plain(values));
        expect(offsets.at(-1)).toBe(new TextEncoder().encode(values.join('')).length);
        expect(utf8Vector(values.length, { bytes, offsets }).values).toEqual(values);
      },
    ),
  );
});

test('a copy with other values forgets the bytes of the first', () => {
  const vector = utf8Vector(2, utf8Of(plain(['a', 'b'])), Uint8Array.of(1, 0));
  const copy = { ...vector, values: ['c', 'd'] };
  expect([...utf8Of(copy).bytes]).toEqual([99]);
  expect({ ...vector }.values).toEqual(['a', 'b']);
});
