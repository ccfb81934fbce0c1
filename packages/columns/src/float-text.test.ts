import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putInt32, putInt64 } from './digits.ts';
import { float32Text, putFloat32, putFloat64 } from './float-text.ts';

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
const usual = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(Math.fround);

/** Significant digits of a decimal text. */
const digitsOf = (text: string): number =>
  text.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;

test('reads back as the same 32-bit number', () => {
  fc.assert(
    fc.property(fc.oneof(finite, usual), (value) => {
      expect(Object.is(Math.fround(Number(float32Text(value))), value)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('no shorter decimal does, down to six digits', () => {
  fc.assert(
    fc.property(fc.oneof(finite, usual), (value) => {
      const digits = digitsOf(float32Text(value));
      for (let fewer = 6; fewer < digits; fewer++) {
        expect(Math.fround(Number(value.toPrecision(fewer)))).not.toBe(value);
      }
    }),
    { numRuns: 2000 },
  );
});

test('numbers as astronomers wrote them', () => {
  const written = [
    '0.1',
    '16.79',
    '-9999',
    '0.001',
    '99.99',
    '5777.5',
    '1e-10',
    '3.4028235e+38',
    '-0',
    '123456.7',
    '0.05',
  ];
  for (const text of written) expect(float32Text(Math.fround(Number(text)))).toBe(text);
});

const bytes = new Uint8Array(64);
const textOf = (end: number): string => new TextDecoder().decode(bytes.subarray(0, end));

test('bytes of 32-bit floats are those of their text', () => {
  fc.assert(
    fc.property(fc.oneof(finite, usual), (value) => {
      expect(textOf(putFloat32(bytes, 0, value))).toBe(float32Text(value));
    }),
    { numRuns: 5000 },
  );
});

/** Doubles of every size, those that people write, halves and their neighbours, whole numbers, random bits. */
const doubles = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -360, max: 360, noNaN: true }),
  fc.double({ min: 1e-7, max: 1e-3, noNaN: true }),
  fc
    .tuple(fc.double({ min: 1e-6, max: 1e16, noNaN: true }), fc.integer({ min: 1, max: 17 }))
    .map(([v, digits]) => Number(v.toPrecision(digits))),
  fc.tuple(fc.integer(), fc.integer({ min: 0, max: 60 })).map(([n, power]) => n / 2 ** power),
  fc.maxSafeInteger(),
);

test('bytes of doubles are the text that JavaScript gives them', () => {
  fc.assert(
    fc.property(doubles, (value) => {
      expect(textOf(putFloat64(bytes, 0, value))).toBe(Object.is(value, -0) ? '-0' : String(value));
    }),
    { numRuns: 50_000 },
  );
  for (const value of [
    5e-324,
    1.7976931348623157e308,
    1e21,
    1e-7,
    123456789012345680000,
    9007199254740992,
    0.1 + 0.2,
    2 ** -20,
    1e23,
  ]) {
    expect(textOf(putFloat64(bytes, 0, value))).toBe(String(value));
  }
});

test('bytes of integers are their decimal text', () => {
  const words = new Int32Array(2);
  const wide = new BigInt64Array(words.buffer);
  fc.assert(
    fc.property(fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-(2n ** 34n), 2n ** 34n)), (value) => {
      wide[0] = value;
      expect(textOf(putInt64(bytes, 0, words[0]!, words[1]!))).toBe(String(value));
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(textOf(putInt32(bytes, 0, value))).toBe(String(value));
    }),
  );
  expect(textOf(putInt32(bytes, 0, -2147483648))).toBe('-2147483648');
});
