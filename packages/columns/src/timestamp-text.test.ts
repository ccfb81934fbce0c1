import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putTimestamp, timestampText, timestampTexts } from './timestamp-text.ts';

const words = new Int32Array(2);
const micros = new BigInt64Array(words.buffer);
const bytes = new Uint8Array(64);

function put(value: bigint): string {
  micros[0] = value;
  return new TextDecoder().decode(bytes.subarray(0, putTimestamp(bytes, 0, words[0]!, words[1]!)));
}

test('bytes of times are their text, before 1970 and beyond 2^53 microseconds too', () => {
  const time = fc.oneof(
    fc.bigInt(-(10n ** 16n), 10n ** 16n),
    fc.bigInt(0n, 2n * 10n ** 9n).map((seconds) => seconds * 1_000_000n),
    fc.bigInt(-62_000_000_000_000_000n, 250_000_000_000_000_000n),
  );
  fc.assert(
    fc.property(time, (value) => {
      expect(put(value)).toBe(timestampText(value));
    }),
    { numRuns: 5000 },
  );
});

test('times as DALI 1.1 section 3.3.3 writes them', () => {
  expect(put(0n)).toBe('1970-01-01T00:00:00');
  expect(put(-1n)).toBe('1969-12-31T23:59:59.999999');
  expect(put(BigInt(Date.parse('2016-02-29T12:00:01.500Z')) * 1000n)).toBe('2016-02-29T12:00:01.5');
});

test('a column of times has the same texts, those of nulls empty', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.bigInt({ min: -8_640_000_000_000_000_000n, max: 8_640_000_000_000_000_000n }), fc.boolean()),
      ),
      (rows) => {
        const values = BigInt64Array.from(rows, ([micros]) => micros);
        const valid = Uint8Array.from(rows, ([, isThere]) => Number(isThere));
        const { bytes, offsets } = timestampTexts({
          kind: 'scalar',
          type: 'timestamp',
          length: rows.length,
          values,
          valid,
        });
        const texts = rows.map((_, i) => new TextDecoder().decode(bytes.subarray(offsets[i], offsets[i + 1])));
        expect(texts).toEqual(rows.map(([micros, isThere]) => (isThere ? timestampText(micros) : '')));
      },
    ),
  );
});
