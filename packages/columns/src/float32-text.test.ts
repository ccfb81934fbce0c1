import fc from 'fast-check';
import { expect, test } from 'vitest';
import { float32Text } from './float32-text.ts';

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
