import { type FitsColumn, isScaled } from './column.ts';
import type { FitsColumnData, FitsValuesOf } from './data.ts';
import { HIGH } from './swap.ts';

/** Elements as they lie in the file, in this machine's byte order. */
export interface Stored {
  readonly buffer: ArrayBuffer;
  /** Numbers in the buffer (two for a complex element; bytes for bits). */
  readonly length: number;
}

/** How the elements lie by row. */
export interface Layout {
  readonly rowCount: number;
  readonly repeat: number;
  readonly offsets?: Int32Array;
}

type NumberCode = 'B' | 'I' | 'J' | 'K';

function integersOf(
  code: NumberCode,
  { buffer, length }: Stored,
): Uint8Array | Int16Array | Int32Array | BigInt64Array {
  if (code === 'B') return new Uint8Array(buffer, 0, length);
  if (code === 'I') return new Int16Array(buffer, 0, length);
  if (code === 'J') return new Int32Array(buffer, 0, length);
  return new BigInt64Array(buffer, 0, length);
}

/** `valid` for stored integers against TNULL; `undefined` when none is null. */
function validOf(column: FitsColumn, stored: Stored): Uint8Array | undefined {
  if (typeof column.null !== 'bigint') return undefined;
  const values = integersOf(column.code as NumberCode, stored);
  const missing = values instanceof BigInt64Array ? column.null : Number(column.null);
  let valid: Uint8Array | undefined;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== missing) continue;
    valid ??= new Uint8Array(values.length).fill(1);
    valid[i] = 0;
  }
  return valid;
}

/** Adds 2^(bits-1) by turning the top bit, in place. */
function flipSign(code: NumberCode, { buffer }: Stored): void {
  if (code === 'B') {
    const bytes = new Uint8Array(buffer);
    for (let i = 0; i < bytes.length; i++) bytes[i]! ^= 0x80;
  } else if (code === 'I') {
    const words = new Uint16Array(buffer);
    for (let i = 0; i < words.length; i++) words[i]! ^= 0x8000;
  } else {
    const words = new Uint32Array(buffer);
    const step = code === 'J' ? 1 : 2;
    for (let i = code === 'J' ? 0 : HIGH; i < words.length; i += step) words[i]! ^= 0x80000000;
  }
}

function rawNumbers(column: FitsColumn, stored: Stored): ArrayLike<number | bigint> {
  const { buffer, length } = stored;
  if (column.code === 'E' || column.code === 'C') return new Float32Array(buffer, 0, length);
  if (column.code === 'D' || column.code === 'M') return new Float64Array(buffer, 0, length);
  return integersOf(column.code as NumberCode, stored);
}

/** TSCAL × value + TZERO in double precision, as astropy does; a complex value's imaginary part is not shifted. */
function scaled(column: FitsColumn, stored: Stored): Float64Array {
  const raw = rawNumbers(column, stored);
  const { scale, zero } = column;
  const out = new Float64Array(raw.length);
  const isComplex = column.type === 'complex128';
  for (let i = 0; i < out.length; i++) out[i] = Number(raw[i]!) * scale;
  if (zero !== 0) for (let i = 0; i < out.length; i += isComplex ? 2 : 1) out[i]! += zero;
  return out;
}

function logical(column: FitsColumn, stored: Stored, layout: Layout): FitsColumnData {
  const values = new Uint8Array(stored.buffer, 0, stored.length);
  let valid: Uint8Array | undefined;
  for (let i = 0; i < values.length; i++) {
    const byte = values[i]!;
    if (byte !== 0x54 && byte !== 0x46) {
      valid ??= new Uint8Array(values.length).fill(1);
      valid[i] = 0;
    }
    values[i] = byte === 0x54 ? 1 : 0;
  }
  return { column, type: 'boolean', ...layout, values, ...(valid ? { valid } : {}) };
}

/** Bits of `bytes` into `out[at ..]`, the most significant first. */
export function unpackBits(bytes: Uint8Array, from: number, count: number, out: Uint8Array, at: number): void {
  for (let i = 0; i < count; i++) out[at + i] = (bytes[from + (i >> 3)]! >> (7 - (i & 7))) & 1;
}

/** The typed array that a type's values are, over a buffer. */
function typed<T extends Exclude<FitsColumnData['type'], 'string'>>(
  type: T,
  { buffer, length }: Stored,
): FitsValuesOf[T] {
  const make: { [K in Exclude<FitsColumnData['type'], 'string'>]: () => FitsValuesOf[K] } = {
    boolean: () => new Uint8Array(buffer, 0, length),
    bit: () => new Uint8Array(buffer, 0, length),
    int8: () => new Int8Array(buffer, 0, length),
    uint8: () => new Uint8Array(buffer, 0, length),
    int16: () => new Int16Array(buffer, 0, length),
    uint16: () => new Uint16Array(buffer, 0, length),
    int32: () => new Int32Array(buffer, 0, length),
    uint32: () => new Uint32Array(buffer, 0, length),
    int64: () => new BigInt64Array(buffer, 0, length),
    uint64: () => new BigUint64Array(buffer, 0, length),
    float32: () => new Float32Array(buffer, 0, length),
    float64: () => new Float64Array(buffer, 0, length),
    complex64: () => new Float32Array(buffer, 0, length),
    complex128: () => new Float64Array(buffer, 0, length),
  };
  return make[type]();
}

/** Stored elements of any code but A (and, for X, already unpacked) to a column's values. Owns `stored`. */
export function toColumnData(column: FitsColumn, stored: Stored, layout: Layout): FitsColumnData {
  if (column.code === 'L') return logical(column, stored, layout);
  const type = column.type as Exclude<FitsColumnData['type'], 'string'>;
  const valid = validOf(column, stored);
  const shared = { column, ...layout, ...(valid ? { valid } : {}) };
  if (isScaled(column)) return { ...shared, type: type as 'float64', values: scaled(column, stored) };
  if (column.zero !== 0 && 'BIJK'.includes(column.code)) flipSign(column.code as NumberCode, stored);
  return { ...shared, type, values: typed(type, stored) } as FitsColumnData;
}
