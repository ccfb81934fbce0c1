import duckdb from '@duckdb/node-bindings';

/** Remembered texts of at most 12 bytes: class names, filters, designations' heads repeat. A power of two. */
const slots = 4096;

// A string_t has 16 bytes: length (4) | the bytes themselves (12) when they fit, else prefix (4) and pointer (8).
export class StringReader {
  readonly #keys = new Uint32Array(4 * slots);
  readonly #texts: (string | undefined)[] = new Array<string | undefined>(slots).fill(undefined);
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  read(bytes: Uint8Array, count: number, valid: Uint8Array | undefined): string[] {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 4 * count);
    const texts = new Array<string>(count);
    for (let i = 0; i < count; i++) {
      if (valid && valid[i] === 0) texts[i] = '';
      else texts[i] = words[4 * i]! <= 12 ? this.#short(bytes, words, i) : this.#long(bytes, words, i);
    }
    return texts;
  }

  #long(bytes: Uint8Array, words: Uint32Array, i: number): string {
    // The bindings take an ArrayBuffer: DuckDB's memory is never a shared one.
    const buffer = bytes.buffer as ArrayBuffer;
    return this.#decoder.decode(duckdb.get_data_from_pointer(buffer, bytes.byteOffset + 16 * i + 8, words[4 * i]!));
  }

  #short(bytes: Uint8Array, words: Uint32Array, i: number): string {
    const at = 4 * i;
    const [length, a, b, c] = [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!];
    const mixed = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b) ^ length, 0x27d4eb2f);
    const slot = (mixed ^ (mixed >>> 15)) & (slots - 1);
    const key = 4 * slot;
    const keys = this.#keys;
    const known = this.#texts[slot];
    const same = keys[key] === length && keys[key + 1] === a && keys[key + 2] === b && keys[key + 3] === c;
    if (known !== undefined && same) return known;
    const text =
      decodeShort(bytes, 16 * i + 4, length) ?? this.#decoder.decode(bytes.subarray(16 * i + 4, 16 * i + 4 + length));
    keys.set([length, a, b, c], key);
    this.#texts[slot] = text;
    return text;
  }
}

/** ASCII without the cost of a decoder; `undefined` where there is more than ASCII. */
function decodeShort(bytes: Uint8Array, from: number, length: number): string | undefined {
  let text = '';
  for (let i = from; i < from + length; i++) {
    const byte = bytes[i]!;
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
