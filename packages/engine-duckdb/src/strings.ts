import duckdb from '@duckdb/node-bindings';

/** Remembered texts of at most 12 bytes: class names, filters, designations' heads repeat. A power of two. */
const slots = 4096;

/**
 * Long texts of a chunk mostly lie one after the other; those no further apart than this are read by one call. What lies
 * between is shorter than a page, so it is on the pages of the two texts beside it, and it is never looked at.
 */
const nearBytes = 1024;

// A string_t has 16 bytes: length (4) | the bytes themselves (12) when they fit, else prefix (4) and pointer (8).
export class StringReader {
  // Made by the first chunk that is large enough to have repetitions: a look-up of one row needs none.
  #keys = new Uint32Array(0);
  #texts: (string | undefined)[] = [];

  read(bytes: Uint8Array, count: number, valid: Uint8Array | undefined): string[] {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 4 * count);
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const texts = new Array<string>(count).fill('');
    const long: number[] = [];
    if (this.#texts.length === 0 && count >= 256) {
      this.#keys = new Uint32Array(4 * slots);
      this.#texts = new Array<string | undefined>(slots).fill(undefined);
    }
    for (let i = 0; i < count; i++) {
      if (valid && valid[i] === 0) continue;
      if (words[4 * i]! > 12) long.push(i);
      else texts[i] = this.#short(whole, words, i);
    }
    for (let from = 0; from < long.length; ) from = readRun(bytes, words, long, from, texts);
    return texts;
  }

  #short(bytes: Buffer, words: Uint32Array, i: number): string {
    const at = 4 * i;
    const length = words[at]!;
    if (this.#texts.length === 0) return decode(bytes, 16 * i + 4, length);
    const [a, b, c] = [words[at + 1]!, words[at + 2]!, words[at + 3]!];
    const mixed = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b) ^ length, 0x27d4eb2f);
    const slot = (mixed ^ (mixed >>> 15)) & (slots - 1);
    const key = 4 * slot;
    const keys = this.#keys;
    const known = this.#texts[slot];
    const same = keys[key] === length && keys[key + 1] === a && keys[key + 2] === b && keys[key + 3] === c;
    if (known !== undefined && same) return known;
    const text = decode(bytes, 16 * i + 4, length);
    keys[key] = length;
    keys[key + 1] = a;
    keys[key + 2] = b;
    keys[key + 3] = c;
    this.#texts[slot] = text;
    return text;
  }
}

/** Addresses have 48 bits, which a double holds. */
function pointerAt(words: Uint32Array, i: number): number {
  return words[4 * i + 3]! * 2 ** 32 + words[4 * i + 2]!;
}

/** Reads the long texts from `long[from]` on that lie close together; gives the index of the next one. */
function readRun(
  bytes: Uint8Array,
  words: Uint32Array,
  long: readonly number[],
  from: number,
  texts: string[],
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
  const view = duckdb.get_data_from_pointer(
    bytes.buffer as ArrayBuffer,
    bytes.byteOffset + 16 * first + 8,
    end - start,
  );
  const run = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  for (let k = from; k < to; k++) {
    const i = long[k]!;
    const at = pointerAt(words, i) - start;
    texts[i] = run.toString('utf8', at, at + words[4 * i]!);
  }
  return to;
}

/** ASCII without the cost of a decoder, anything else as UTF-8. */
function decode(bytes: Buffer, from: number, length: number): string {
  let text = '';
  for (let i = from; i < from + length; i++) {
    const byte = bytes[i]!;
    if (byte > 127) return bytes.toString('utf8', from, from + length);
    text += String.fromCharCode(byte);
  }
  return text;
}
