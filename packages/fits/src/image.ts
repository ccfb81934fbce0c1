import { fail } from '@lingtai/diagnostics';
import type { FitsFile, Hdu, ImageHdu } from './hdu.ts';
import { need, type Read, runAsync, runSync } from './read.ts';
import { gatherInto, HIGH } from './swap.ts';
import { compressed } from './table.ts';

export type ImageValues =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export interface ImageData {
  /** NAXIS1 first, as it varies fastest in `values`. */
  readonly shape: readonly number[];
  readonly values: ImageValues;
  /** 0 where an integer pixel is BLANK; such a pixel is NaN where `values` are floats. Absent when no pixel is. */
  readonly valid?: Uint8Array;
}

export interface ImageOptions {
  /** For each axis (NAXIS1 first) the pixels `[from, to)`, from 0. */
  readonly section?: readonly (readonly [from: number, to: number])[];
}

type Section = readonly (readonly [from: number, to: number])[];

function checkSection(hdu: ImageHdu, section: Section | undefined): Section {
  if (section === undefined) return hdu.shape.map((n) => [0, n] as const);
  const fits = ([from, to]: readonly [number, number], axis: number) =>
    Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= hdu.shape[axis]!;
  if (section.length === hdu.shape.length && section.every(fits)) return section;
  throw fail(
    'usage',
    'FITS-SECTION',
    {
      en: `The section is not within the image of ${hdu.shape.join(' × ')} pixels.`,
      zh: `所取区域不在 ${hdu.shape.join(' × ')} 像素的图像之内。`,
    },
    { place: hdu.header.place('NAXIS') },
  );
}

/** Pixel runs `[from, to)` of a section, in order, as long as they can be. */
function* runsOf(shape: readonly number[], section: Section): Generator<readonly [number, number]> {
  let whole = 0;
  let block = 1;
  while (whole < shape.length && section[whole]![0] === 0 && section[whole]![1] === shape[whole])
    block *= shape[whole++]!;
  if (whole === shape.length) return yield [0, block];
  const [first, last] = section[whole]!;
  const outer = section.slice(whole + 1);
  const at = outer.map(([from]) => from);
  for (;;) {
    let base = 0;
    for (let axis = shape.length - 1; axis > whole; axis--) base = (base + at[axis - whole - 1]!) * shape[axis - 1]!;
    yield [(base + first) * block, (base + last) * block];
    let axis = 0;
    while (axis < outer.length && ++at[axis]! >= outer[axis]![1]) {
      at[axis] = outer[axis]![0];
      axis++;
    }
    if (axis === outer.length) return;
  }
}

/** Pixels as they are stored, over `buffer`. */
export function storedPixels(
  bitpix: ImageHdu['bitpix'],
  buffer: ArrayBuffer,
): Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array {
  if (bitpix === 8) return new Uint8Array(buffer);
  if (bitpix === 16) return new Int16Array(buffer);
  if (bitpix === 32) return new Int32Array(buffer);
  if (bitpix === 64) return new BigInt64Array(buffer);
  return bitpix === -32 ? new Float32Array(buffer) : new Float64Array(buffer);
}

/** Unsigned (and signed byte) pixels: BZERO turns the top bit, exactly. `undefined` where BZERO is not that. */
function resigned(bitpix: number, zero: number, buffer: ArrayBuffer): ImageValues | undefined {
  if (bitpix === 8 && zero === -128) {
    const values = new Uint8Array(buffer);
    for (let i = 0; i < values.length; i++) values[i]! ^= 0x80;
    return new Int8Array(buffer);
  }
  if (bitpix === 16 && zero === 2 ** 15) {
    const values = new Uint16Array(buffer);
    for (let i = 0; i < values.length; i++) values[i]! ^= 0x8000;
    return values;
  }
  const isWide = bitpix === 64 && zero === 2 ** 63;
  if (!isWide && !(bitpix === 32 && zero === 2 ** 31)) return undefined;
  const words = new Uint32Array(buffer);
  for (let i = isWide ? HIGH : 0; i < words.length; i += isWide ? 2 : 1) words[i]! ^= 0x80000000;
  return isWide ? new BigUint64Array(buffer) : words;
}

/** Adds BZERO where there is one (adding 0 would lose the sign of -0). */
function shifted<T extends Float32Array | Float64Array>(values: T, zero: number): T {
  if (zero !== 0) for (let i = 0; i < values.length; i++) values[i]! += zero;
  return values;
}

/** BSCALE × pixel + BZERO: in single precision for 8 and 16 bits and floats, else in double, as astropy does. */
function scaledPixels(
  bitpix: number,
  stored: ArrayLike<number | bigint>,
  scale: number,
  zero: number,
): Float32Array | Float64Array {
  if (bitpix === -64 || bitpix > 16) {
    const out = new Float64Array(stored.length);
    for (let i = 0; i < out.length; i++) out[i] = Number(stored[i]!) * scale;
    return shifted(out, zero);
  }
  const out = new Float32Array(stored.length);
  const by = Math.fround(scale);
  for (let i = 0; i < out.length; i++) out[i] = (stored[i] as number) * by;
  return shifted(out, Math.fround(zero));
}

function blanksOf(hdu: ImageHdu, stored: ArrayLike<number | bigint>): Uint8Array | undefined {
  const blank = hdu.bitpix > 0 ? hdu.header.getInteger('BLANK') : undefined;
  if (blank === undefined) return undefined;
  const missing = hdu.bitpix === 64 ? blank : Number(blank);
  let valid: Uint8Array | undefined;
  for (let i = 0; i < stored.length; i++) {
    if (stored[i] !== missing) continue;
    valid ??= new Uint8Array(stored.length).fill(1);
    valid[i] = 0;
  }
  return valid;
}

function toImage(hdu: ImageHdu, shape: readonly number[], buffer: ArrayBuffer): ImageData {
  const stored = storedPixels(hdu.bitpix, buffer);
  const scale = hdu.header.getNumber('BSCALE') ?? 1;
  const zero = hdu.header.getNumber('BZERO') ?? 0;
  const valid = blanksOf(hdu, stored);
  const mask = valid ? { valid } : {};
  if (scale === 1 && zero === 0) return { shape, values: stored, ...mask };
  const values = scale === 1 ? resigned(hdu.bitpix, zero, buffer) : undefined;
  if (values) return { shape, values, ...mask };
  const floats = scaledPixels(hdu.bitpix, stored, scale, zero);
  if (valid) for (let i = 0; i < floats.length; i++) if (valid[i] === 0) floats[i] = Number.NaN;
  return { shape, values: floats, ...mask };
}

function imageOf(hdu: Hdu): ImageHdu {
  if (hdu.kind === 'image') return hdu;
  if (hdu.kind === 'compressed-image' || hdu.kind === 'compressed-table')
    throw compressed(hdu.header.place('ZCMPTYPE'), hdu.compression);
  throw fail(
    'usage',
    'FITS-NO-IMAGE',
    { en: `HDU ${hdu.index} is no image but: ${hdu.kind}.`, zh: `HDU ${hdu.index} 不是图像，而是：${hdu.kind}。` },
    { place: hdu.header.place() },
  );
}

function* imageRead(file: FitsFile, anyHdu: Hdu, options: ImageOptions): Read<ImageData> {
  const hdu = imageOf(anyHdu);
  const size = (Math.abs(hdu.bitpix) / 8) as 1 | 2 | 4 | 8;
  if (hdu.shape.length === 0 || hdu.shape.includes(0)) return toImage(hdu, hdu.shape, new ArrayBuffer(0));
  const section = checkSection(hdu, options.section);
  const shape = section.map(([from, to]) => to - from);
  const length = shape.reduce((a, b) => a * b, 1);
  const place = hdu.header.place();
  if (options.section === undefined) {
    const bytes = yield* need(file.source, hdu.dataOffsetBytes, hdu.dataOffsetBytes + length * size, place);
    const buffer = new ArrayBuffer(length * size);
    gatherInto(bytes, { from: 0, stride: 0, rows: 1, perRow: length, size }, buffer, 0);
    return toImage(hdu, shape, buffer);
  }
  if (hdu.dataOffsetBytes + hdu.dataLengthBytes > file.source.lengthBytes)
    yield* need(file.source, 0, hdu.dataOffsetBytes + hdu.dataLengthBytes, place);
  const buffer = new ArrayBuffer(length * size);
  let at = 0;
  for (const [from, to] of runsOf(hdu.shape, section)) {
    const bytes = yield* need(file.source, hdu.dataOffsetBytes + from * size, hdu.dataOffsetBytes + to * size, place);
    gatherInto(bytes, { from: 0, stride: 0, rows: 1, perRow: to - from, size }, buffer, at);
    at += to - from;
  }
  return toImage(hdu, shape, buffer);
}

/** Reads an image or a section of it, scaled as astropy scales. An HDU without data gives no pixels. */
export function readImage(file: FitsFile, hdu: Hdu, options: ImageOptions = {}): Promise<ImageData> {
  return runAsync(file.source, imageRead(file, hdu, options));
}

/** `readImage` for a file in memory. */
export function readImageSync(file: FitsFile, hdu: Hdu, options: ImageOptions = {}): ImageData {
  return runSync(file.source, imageRead(file, hdu, options));
}
