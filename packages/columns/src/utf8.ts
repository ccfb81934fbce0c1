import type { ScalarVector } from './vector.ts';

/** Texts one after the other as UTF-8: text `i` is `bytes[offsets[i] .. offsets[i + 1])`, that of a null is empty. */
export interface Utf8Texts {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

export type StringVector = ScalarVector & { readonly type: 'string' };

/**
 * A column of texts as UTF-8, as engines hold them: writers copy the bytes, and strings are made only when somebody asks
 * for `values`. A copy by spreading (`{...vector}`) has the strings and not the bytes, so that it can be given others.
 */
class Utf8Vector {
  readonly kind = 'scalar';
  readonly type = 'string';
  readonly length: number;
  declare readonly values: readonly string[];
  declare readonly valid?: Uint8Array;
  readonly #texts: Utf8Texts;
  #decoded: readonly string[] | undefined;

  constructor(length: number, texts: Utf8Texts, valid: Uint8Array | undefined) {
    this.length = length;
    this.#texts = texts;
    if (valid) this.valid = valid;
    Object.defineProperty(this, 'values', { enumerable: true, get: () => this.#strings() });
  }

  get utf8(): Utf8Texts {
    return this.#texts;
  }

  #strings(): readonly string[] {
    this.#decoded ??= decodeAll(this.length, this.#texts);
    return this.#decoded;
  }
}

/** A column of texts from UTF-8; `texts.offsets` has `length + 1` numbers. */
export function utf8Vector(length: number, texts: Utf8Texts, valid?: Uint8Array): StringVector {
  return new Utf8Vector(length, texts, valid);
}

/** The texts of a column as UTF-8; without a copy where they are. */
export function utf8Of(vector: StringVector): Utf8Texts {
  return vector instanceof Utf8Vector ? vector.utf8 : encodeAll(vector);
}

function decodeAll(length: number, { bytes, offsets }: Utf8Texts): string[] {
  const texts = new Array<string>(length);
  for (let i = 0; i < length; i++) texts[i] = decodeUtf8(bytes, offsets[i]!, offsets[i + 1]!);
  return texts;
}

/** Short ASCII texts without the cost of a decoder. */
export function decodeUtf8(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 24) return decoder.decode(bytes.subarray(from, to));
  let text = '';
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte > 127) return decoder.decode(bytes.subarray(from, to));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Puts a text as UTF-8; there must be room for three bytes for each of its units. Lone surrogates become U+FFFD. */
export function putUtf8(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
    bytes[at + i] = code;
  }
  return at + text.length;
}

function encodeAll({ values, length, valid }: StringVector): Utf8Texts {
  const offsets = new Int32Array(length + 1);
  let units = 0;
  for (let i = 0; i < length; i++) units += values[i]!.length;
  let bytes = new Uint8Array(units + 32);
  let at = 0;
  for (let i = 0; i < length; i++) {
    const text = valid && valid[i] === 0 ? '' : values[i]!;
    if (at + 3 * text.length > bytes.length) {
      const larger = new Uint8Array(2 * bytes.length + 3 * text.length);
      larger.set(bytes.subarray(0, at));
      bytes = larger;
    }
    at = putUtf8(bytes, at, text);
    offsets[i + 1] = at;
  }
  return { bytes: bytes.subarray(0, at), offsets };
}
