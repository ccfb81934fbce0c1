import { putAscii, putPadded } from './digits.ts';
import type { Utf8Texts } from './utf8.ts';
import type { ScalarVector } from './vector.ts';

/** `2026-11-21T09:40:00` or, with fractions, up to microseconds: DALI 1.1 section 3.3.3. */
export function timestampText(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, -5);
  return rest === 0n ? text : `${text}.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
}

const secondsADay = 86400;
const earliestDay = -719_162;
const latestDay = 2_932_896;

let knownDay = Number.NaN;
const knownDate = new Uint8Array(11);

/** The same text as `timestampText`, as bytes, from the two words of the 64-bit number of microseconds. */
export function putTimestamp(bytes: Uint8Array, at: number, lowWord: number, highWord: number): number {
  const micros = highWord * 4294967296 + (lowWord >>> 0);
  const allSeconds = Math.floor(micros / 1e6);
  const day = Math.floor(allSeconds / secondsADay);
  if (!Number.isSafeInteger(micros) || day < earliestDay || day > latestDay) {
    return putAscii(bytes, at, timestampText((BigInt(highWord) << 32n) | BigInt(lowWord >>> 0)));
  }
  if (day !== knownDay) {
    putAscii(knownDate, 0, new Date(day * secondsADay * 1000).toISOString().slice(0, 11));
    knownDay = day;
  }
  bytes.set(knownDate, at);
  const seconds = allSeconds - day * secondsADay;
  let place = putPadded(bytes, at + 11, Math.floor(seconds / 3600), 2);
  bytes[place] = 58;
  place = putPadded(bytes, place + 1, Math.floor(seconds / 60) % 60, 2);
  bytes[place] = 58;
  place = putPadded(bytes, place + 1, seconds % 60, 2);
  return putFraction(bytes, place, micros - allSeconds * 1e6);
}

/** `+275760-09-13T00:00:00.000000` and some more. */
const longestText = 32;

/** The texts of a column of times, those of nulls empty. */
export function timestampTexts({ values, length, valid }: ScalarVector & { readonly type: 'timestamp' }): Utf8Texts {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  const bytes = new Uint8Array(longestText * length);
  const offsets = new Int32Array(length + 1);
  let at = 0;
  for (let i = 0; i < length; i++) {
    if (valid?.[i] !== 0) at = putTimestamp(bytes, at, words[2 * i]!, words[2 * i + 1]!);
    offsets[i + 1] = at;
  }
  return { bytes: bytes.subarray(0, at), offsets };
}

function putFraction(bytes: Uint8Array, at: number, micros: number): number {
  if (micros === 0) return at;
  bytes[at] = 46;
  let end = putPadded(bytes, at + 1, micros, 6);
  while (bytes[end - 1] === 48) end--;
  return end;
}
