import { fail, type Place } from '@lingtai/diagnostics';
import type { ByteSource } from './source.ts';

/**
 * A computation that asks for byte ranges and is given them. Written once, it runs over sources that answer at once
 * and over those that answer later.
 */
export type Read<T> = Generator<readonly [from: number, to: number], T, Uint8Array>;

/** Runs a read over any source. */
export async function runAsync<T>(source: ByteSource, read: Read<T>): Promise<T> {
  let step = read.next();
  while (!step.done) step = read.next(await source.slice(step.value[0], step.value[1]));
  return step.value;
}

/** Runs a read over a source in memory. Throws `FITS-NOT-IN-MEMORY` for a source that answers with promises. */
export function runSync<T>(source: ByteSource, read: Read<T>): T {
  let step = read.next();
  while (!step.done) {
    const bytes = source.slice(step.value[0], step.value[1]);
    if (!(bytes instanceof Uint8Array)) {
      bytes.catch(() => undefined);
      throw fail('usage', 'FITS-NOT-IN-MEMORY', {
        en: 'The synchronous functions read files that are in memory; use the asynchronous ones for this source.',
        zh: '同步函数只读内存中的文件；此来源请用异步函数。',
      });
    }
    step = read.next(bytes);
  }
  return step.value;
}

/** The bytes `[from, to)`. Throws `FITS-TRUNCATED` when the source ends before. */
export function* need(source: ByteSource, from: number, to: number, place: Place): Read<Uint8Array> {
  if (to > source.lengthBytes) throw truncated(to, source.lengthBytes, place);
  if (from === to) return new Uint8Array(0);
  const bytes = yield [from, to];
  if (bytes.byteLength < to - from) throw truncated(to, from + bytes.byteLength, place);
  return bytes;
}

function truncated(expected: number, length: number, place: Place) {
  return fail(
    'data',
    'FITS-TRUNCATED',
    {
      en: `The file ends at byte ${length}; the data reach to byte ${expected} by the header.`,
      zh: `文件止于第 ${length} 字节；按头部数据应到第 ${expected} 字节。`,
    },
    { place: { ...place, byte: length } },
  );
}
