const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const codes = Uint8Array.from(alphabet, (c) => c.charCodeAt(0));
/** The two letters of every 12 bits, as a 16-bit number in the order of this machine's memory. */
const pairs = new Uint16Array(4096);
const pairBytes = new Uint8Array(pairs.buffer);
for (let i = 0; i < 4096; i++) {
  pairBytes[2 * i] = codes[i >> 6]!;
  pairBytes[2 * i + 1] = codes[i & 63]!;
}
const values = new Int16Array(128).fill(-1);
for (let i = 0; i < 64; i++) values[codes[i]!] = i;

/** Base64 of a stream of bytes as ASCII bytes: up to two bytes wait for the next call. */
export class Base64Encoder {
  #rest: Uint8Array = new Uint8Array(0);

  encode(bytes: Uint8Array): Uint8Array {
    const input = this.#rest.length === 0 ? bytes : joined(this.#rest, bytes);
    const whole = input.length - (input.length % 3);
    this.#rest = input.slice(whole);
    const out = new Uint16Array((whole / 3) * 2);
    for (let i = 0, o = 0; i < whole; i += 3, o += 2) {
      const word = (input[i]! << 16) | (input[i + 1]! << 8) | input[i + 2]!;
      out[o] = pairs[word >> 12]!;
      out[o + 1] = pairs[word & 4095]!;
    }
    return new Uint8Array(out.buffer);
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
