import duckdb from '@duckdb/node-bindings';
import type { Utf8Texts } from '@lingtai/columns';
import type { BatchRoom } from './room.ts';

/**
 * Long texts of a chunk mostly lie one after the other; those no further apart than this are read by one call. What lies
 * between is shorter than a page, so it is on the pages of the two texts beside it, and it is never looked at.
 */
const nearBytes = 1024;

/** Texts up to this length are inside the entry. */
const inlineBytes = 12;

/** Shorter texts are copied byte by byte, which costs less than a call. */
const copiedByCall = 64;

/**
 * The texts of a column in some chunks as UTF-8, copied out of the engine's memory without making strings. Entries have 16
 * bytes for each text: length (4) | the bytes themselves (12) when they fit, else prefix (4) and pointer (8).
 */
export function readTexts(
  chunks: readonly Uint8Array[],
  count: number,
  valid: Uint8Array | undefined,
  room: BatchRoom,
): Utf8Texts {
  const place = room.take(4 * (count + 1));
  const offsets = new Int32Array(place.buffer, place.byteOffset, count + 1);
  offsets[0] = 0;
  const long: number[] = [];
  let row = 0;
  for (const entries of chunks) {
    long.push(measure(entries, row, valid, offsets));
    row += entries.length / entryBytes;
  }
  const bytes = room.take(offsets[count]!);
  row = 0;
  for (const [k, entries] of chunks.entries()) {
    const end = row + entries.length / entryBytes;
    const some = offsets.subarray(row, end + 1);
    if (long[k]! < end - row) copyInline(entries, some, bytes);
    if (long[k]! > 0) copyLong(entries, some, bytes);
    row = end;
  }
  return { bytes, offsets };
}

const entryBytes = 16;

const wordsOf = (entries: Uint8Array): Uint32Array =>
  new Uint32Array(entries.buffer, entries.byteOffset, entries.length / 4);

/** Puts where the texts end of the rows from `row` on; gives how many are not inside their entries. */
function measure(entries: Uint8Array, row: number, valid: Uint8Array | undefined, offsets: Int32Array): number {
  const words = wordsOf(entries);
  const count = entries.length / entryBytes;
  let end = offsets[row]!;
  let long = 0;
  for (let i = 0; i < count; i++) {
    const length = valid !== undefined && valid[row + i] === 0 ? 0 : words[4 * i]!;
    if (length > inlineBytes) long++;
    end += length;
    offsets[row + i + 1] = end;
  }
  return long;
}

function copyInline(entries: Uint8Array, offsets: Int32Array, bytes: Uint8Array): void {
  for (let i = 0; i + 1 < offsets.length; i++) {
    let at = offsets[i]!;
    const end = offsets[i + 1]!;
    if (end - at > inlineBytes) continue;
    for (let from = entryBytes * i + 4; at < end; ) bytes[at++] = entries[from++]!;
  }
}

/** Addresses have 48 bits, which a double holds. */
function pointerAt(words: Uint32Array, i: number): number {
  return words[4 * i + 3]! * 2 ** 32 + words[4 * i + 2]!;
}

function copyLong(entries: Uint8Array, offsets: Int32Array, bytes: Uint8Array): void {
  const words = wordsOf(entries);
  const long: number[] = [];
  for (let i = 0; i + 1 < offsets.length; i++) if (offsets[i + 1]! - offsets[i]! > inlineBytes) long.push(i);
  for (let from = 0; from < long.length; ) from = copyRun(entries, words, long, from, offsets, bytes);
}

/** Copies the long texts from `long[from]` on that lie close together; gives the index of the next one. */
function copyRun(
  entries: Uint8Array,
  words: Uint32Array,
  long: readonly number[],
  from: number,
  offsets: Int32Array,
  bytes: Uint8Array,
): number {
  const first = long[from]!;
  const start = pointerAt(words, first);
  let end = start + words[4 * first]!;
  let to = from + 1;
  for (; to < long.length; to++) {
    const pointer = pointerAt(words, long[to]!);
    if (pointer < start || pointer > end + nearBytes) break;
    end = Math.max(end, pointer + words[4 * long[to]!]!);
  }
  // The bindings take an ArrayBuffer: DuckDB's memory is never a shared one.
  const run = duckdb.get_data_from_pointer(
    entries.buffer as ArrayBuffer,
    entries.byteOffset + 16 * first + 8,
    end - start,
  );
  for (let k = from; k < to; k++) {
    const i = long[k]!;
    let source = pointerAt(words, i) - start;
    let at = offsets[i]!;
    const last = offsets[i + 1]!;
    if (last - at >= copiedByCall) bytes.set(run.subarray(source, source + last - at), at);
    else while (at < last) bytes[at++] = run[source++]!;
  }
  return to;
}
