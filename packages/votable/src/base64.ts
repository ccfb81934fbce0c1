const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const codes = Uint8Array.from(alphabet, (c) => c.charCodeAt(0));
/** The two letters of every 12 bits in the order of this machine's memory: as the first and as the last half of a word. */
const first = new Int32Array(4096);
const second = new Int32Array(4096);
for (let i = 0; i < 4096; i++) {
  first[i] = codes[i >> 6]! | (codes[i & 63]! << 8);
  second[i] = first[i]! << 16;
}
const values = new Int16Array(128).fill(-1);
for (let i = 0; i < 64; i++) values[codes[i]!] = i;

/** The four letters of three bytes. */
function letters(bytes: Uint8Array, at: number): number {
  const word = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  return first[word >> 12]! | second[word & 4095]!;
}

/** Base64 of a stream of bytes as ASCII bytes: up to two bytes wait for the next call. */
export class Base64Encoder {
  #rest: Uint8Array = new Uint8Array(0);

  encode(bytes: Uint8Array): Uint8Array {
    const waiting = this.#rest.length;
    const count = Math.floor((waiting + bytes.length) / 3);
    if (count === 0) {
      this.#rest = joined(this.#rest, bytes);
      return new Uint8Array(0);
    }
    const out = new Int32Array(count);
    const begun = waiting === 0 ? 0 : 3 - waiting;
    if (begun > 0) out[0] = letters(joined(this.#rest, bytes.subarray(0, begun)), 0);
    const whole = 3 * count - waiting;
    for (let i = begun, o = begun === 0 ? 0 : 1; i < whole; i += 3, o++) out[o] = letters(bytes, i);
    this.#rest = bytes.slice(whole);
    return new Uint8Array(out.buffer);
  }

  /** The bytes that wait. */
  get rest(): Uint8Array {
    return this.#rest;
  }

  end(): Uint8Array {
    const [a, b] = this.#rest;
    if (a === undefined) return new Uint8Array(0);
    const word = (a << 16) | ((b ?? 0) << 8);
    const third = b === undefined ? 61 : codes[(word >> 6) & 63]!;
    return Uint8Array.of(codes[word >> 18]!, codes[(word >> 12) & 63]!, third, 61);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Bytes of a base64 text that comes in pieces; white space is skipped. `undefined` for a character that is not base64. */
export class Base64Decoder {
  #word = 0;
  #bits = 0;
  #ended = false;

  decode(text: string): Uint8Array | undefined {
    const out = new Uint8Array(Math.ceil((text.length * 3) / 4) + 1);
    let o = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || code === 13 || code === 32 || code === 9) continue;
      if (code === 61) {
        this.#ended = true;
        continue;
      }
      const value = code < 128 ? values[code]! : -1;
      if (value < 0 || this.#ended) return undefined;
      this.#word = ((this.#word << 6) | value) & 0xffffff;
      this.#bits += 6;
      if (this.#bits >= 8) {
        this.#bits -= 8;
        out[o++] = (this.#word >> this.#bits) & 255;
      }
    }
    return out.subarray(0, o);
  }
}
