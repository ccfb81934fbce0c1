import { HIGH, viewOf } from './swap.ts';

/** Where numbers go: `rows` runs of `perRow` numbers, `stride` bytes apart, the first at byte `to`. */
export interface Targets {
  readonly to: number;
  readonly stride: number;
  readonly rows: number;
  readonly perRow: number;
}

type Numbers =
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

/** Writes numbers big-endian, bit by bit; with `flip` the top bit is turned (unsigned integers by TZERO or BZERO). */
export function scatter(values: Numbers, out: Uint8Array, targets: Targets, flip = false): void {
  const { buffer, byteOffset, length } = values;
  const view = viewOf(out);
  if (values.BYTES_PER_ELEMENT === 1)
    scatter1(new Uint8Array(buffer, byteOffset, length), out, targets, flip ? 0x80 : 0);
  else if (values.BYTES_PER_ELEMENT === 2)
    scatter2(new Uint16Array(buffer, byteOffset, length), view, targets, flip ? 0x8000 : 0);
  else if (values.BYTES_PER_ELEMENT === 4)
    scatter4(new Uint32Array(buffer, byteOffset, length), view, targets, flip ? 0x80000000 : 0);
  else scatter8(new Uint32Array(buffer, byteOffset, 2 * length), view, targets, flip ? 0x80000000 : 0);
}

function scatter1(values: Uint8Array, out: Uint8Array, { to, stride, rows, perRow }: Targets, mask: number): void {
  let k = 0;
  for (let r = 0; r < rows; r++) {
    const p = to + r * stride;
    for (let i = 0; i < perRow; i++) out[p + i] = values[k++]! ^ mask;
  }
}

function scatter2(values: Uint16Array, view: DataView, { to, stride, rows, perRow }: Targets, mask: number): void {
  let k = 0;
  for (let r = 0; r < rows; r++) {
    let p = to + r * stride;
    for (let i = 0; i < perRow; i++, p += 2) view.setUint16(p, values[k++]! ^ mask);
  }
}

function scatter4(values: Uint32Array, view: DataView, { to, stride, rows, perRow }: Targets, mask: number): void {
  let k = 0;
  for (let r = 0; r < rows; r++) {
    let p = to + r * stride;
    for (let i = 0; i < perRow; i++, p += 4) view.setUint32(p, values[k++]! ^ mask);
  }
}

function scatter8(values: Uint32Array, view: DataView, { to, stride, rows, perRow }: Targets, mask: number): void {
  let k = 0;
  for (let r = 0; r < rows; r++) {
    let p = to + r * stride;
    for (let i = 0; i < perRow; i++, p += 8, k += 2) {
      view.setUint32(p, values[k + HIGH]! ^ mask);
      view.setUint32(p + 4, values[k + 1 - HIGH]!);
    }
  }
}
