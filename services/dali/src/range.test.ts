import { expect, test } from 'vitest';
import { byteRange } from './range.ts';

test('ranges as RFC 9110 has them', () => {
  expect(byteRange('bytes=0-499', 10_000)).toEqual({ from: 0, to: 500 });
  expect(byteRange('bytes=9500-', 10_000)).toEqual({ from: 9500, to: 10_000 });
  expect(byteRange('bytes=-500', 10_000)).toEqual({ from: 9500, to: 10_000 });
  expect(byteRange('bytes=9990-20000', 10_000)).toEqual({ from: 9990, to: 10_000 });
  expect(byteRange('bytes=-20000', 10_000)).toEqual({ from: 0, to: 10_000 });
  expect(byteRange('bytes=10000-', 10_000)).toBe('unsatisfiable');
  expect(byteRange('bytes=-0', 10_000)).toBe('unsatisfiable');
});

test('what is not one range of bytes means the whole', () => {
  for (const header of [undefined, '', 'bytes=', 'bytes=-', 'items=0-1', 'bytes=0-1,5-6', 'bytes=5-2']) {
    expect(byteRange(header, 100)).toBeUndefined();
  }
});
