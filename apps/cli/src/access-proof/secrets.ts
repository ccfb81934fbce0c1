/** Something that must not be read by who may not see it: a text, and where it is a number its value. */
export interface Secret {
  readonly text: string;
  /** What it stands in, for the report. */
  readonly of: string;
}

const run = /[bcdfghjklmnpqrstvwxz]{16,}/gi;
const wordLength = 16;
const number = /(?<![\d.])\d{10}(?:\.\d+)?(?!\d)|(?<![\d.])\d(?:\.\d+)?e\+?0?9(?!\d)/gi;

/** Finds secrets in bytes of any kind. */
export class SecretFinder<S extends Secret> {
  readonly #words = new Map<string, S>();
  /** By the whole part of the number, however it is rounded. */
  readonly #numbers = new Map<number, S>();
  readonly #others: { readonly secret: S; readonly text: string; readonly bytes: readonly Buffer[] }[] = [];

  constructor(secrets: readonly S[]) {
    for (const secret of secrets) {
      const { text } = secret;
      const value = Number(text);
      if (/^[bcdfghjklmnpqrstvwxz]{16}$/.test(text)) this.#words.set(text, secret);
      else if (value >= 1e9 && value < 2e9)
        for (const whole of [Math.floor(value), Math.round(value), Math.fround(value)])
          this.#numbers.set(whole, secret);
      else this.#others.push({ secret, text: text.toLowerCase(), bytes: Number.isFinite(value) ? bytesOf(value) : [] });
    }
  }

  /** Secrets in the bytes: as text in any case, in UTF-8 or UTF-16, and as numbers of 64 bits of either order. */
  find(bytes: Uint8Array): Set<S> {
    const found = new Set<S>();
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = buffer.toString('latin1');
    this.#inText(text, found);
    if (text.includes('\0')) this.#inText(text.replaceAll('\0', ''), found);
    if (/\d[,\u00a0\u2009'_]\d{3}/.test(text))
      this.#inText(text.replace(/(?<=\d)[,\u00a0\u2009'_](?=\d{3})/g, ''), found);
    if (this.#numbers.size > 0) this.#inBytes(buffer, found);
    for (const { secret, bytes: forms } of this.#others)
      if (forms.some((form) => buffer.includes(form))) found.add(secret);
    return found;
  }

  #inText(text: string, found: Set<S>): void {
    if (this.#words.size > 0)
      for (const [letters] of text.matchAll(run)) {
        const lower = letters.toLowerCase();
        for (let at = 0; at + wordLength <= lower.length; at++)
          add(found, this.#words.get(lower.slice(at, at + wordLength)));
      }
    if (this.#numbers.size > 0)
      for (const [digits] of text.matchAll(number)) {
        const value = Number(digits);
        add(found, this.#numbers.get(Math.floor(value)) ?? this.#numbers.get(Math.round(value)));
      }
    if (this.#others.length === 0) return;
    const lower = text.toLowerCase();
    for (const other of this.#others) if (lower.includes(other.text)) found.add(other.secret);
  }

  /** IEEE 754 numbers and integers of 64 bits at any place. From 10⁹ to 2·10⁹ the first byte is 0x41, or four zeros. */
  #inBytes(buffer: Buffer, found: Set<S>): void {
    const last = buffer.length - 8;
    for (let at = buffer.indexOf(0x41); at >= 0; at = buffer.indexOf(0x41, at + 1)) {
      if (at <= last) this.#value(buffer.readDoubleBE(at), found);
      if (at >= 7) this.#value(buffer.readDoubleLE(at - 7), found);
    }
    for (let at = buffer.indexOf(fourZeros); at >= 0; at = buffer.indexOf(fourZeros, at + 1)) {
      if (at <= last) this.#value(buffer.readUInt32BE(at + 4), found);
      if (at >= 4) this.#value(buffer.readUInt32LE(at - 4), found);
    }
  }

  #value(value: number, found: Set<S>): void {
    if (value >= 1e9 && value < 2e9) add(found, this.#numbers.get(Math.floor(value)));
  }
}

const fourZeros = Buffer.alloc(4);

function add<S>(found: Set<S>, secret: S | undefined): void {
  if (secret !== undefined) found.add(secret);
}

function bytesOf(value: number): Buffer[] {
  const [big, little] = [Buffer.alloc(8), Buffer.alloc(8)];
  big.writeDoubleBE(value);
  little.writeDoubleLE(value);
  return [big, little];
}
