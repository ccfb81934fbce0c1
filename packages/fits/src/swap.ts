/** The word that holds the high half of a 64-bit number on this machine. */
export const HIGH: 0 | 1 = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Where big-endian numbers lie: `rows` runs of `perRow` numbers of `size` bytes, `stride` bytes apart. */
export interface Runs {
  readonly from: number;
  readonly stride: number;
  readonly rows: number;
  readonly perRow: number;
  readonly size: 1 | 2 | 4 | 8;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Gathers big-endian numbers into a new buffer in this machine's order, bit by bit. */
export function gather(bytes: Uint8Array, runs: Runs): ArrayBuffer {
  const out = new ArrayBuffer(runs.rows * runs.perRow * runs.size);
  gatherInto(bytes, runs, out, 0);
  return out;
}

/** `gather` to the `at`-th number of an existing buffer. */
export function gatherInto(bytes: Uint8Array, runs: Runs, out: ArrayBuffer, at: number): void {
  const isWhole = runs.stride === runs.perRow * runs.size;
  const whole = isWhole ? { ...runs, rows: 1, perRow: runs.rows * runs.perRow } : runs;
  if (whole.size === 1) gather1(bytes, whole, new Uint8Array(out), at);
  else if (whole.size === 2) gather2(viewOf(bytes), whole, new Uint16Array(out), at);
  else if (whole.size === 4) gather4(viewOf(bytes), whole, new Uint32Array(out), at);
  else gather8(viewOf(bytes), whole, new Uint32Array(out), at);
}

function gather1(bytes: Uint8Array, { from, stride, rows, perRow }: Runs, out: Uint8Array, at: number): void {
  if (perRow > 16) {
    for (let r = 0; r < rows; r++)
      out.set(bytes.subarray(from + r * stride, from + r * stride + perRow), at + r * perRow);
    return;
  }
  let k = at;
  for (let r = 0; r < rows; r++) {
    const start = from + r * stride;
    for (let i = 0; i < perRow; i++) out[k++] = bytes[start + i]!;
  }
}

function gather2(view: DataView, { from, stride, rows, perRow }: Runs, out: Uint16Array, at: number): void {
  let k = at;
  for (let r = 0; r < rows; r++) {
    let p = from + r * stride;
    for (let i = 0; i < perRow; i++, p += 2) out[k++] = view.getUint16(p);
  }
}

function gather4(view: DataView, { from, stride, rows, perRow }: Runs, out: Uint32Array, at: number): void {
  let k = at;
  for (let r = 0; r < rows; r++) {
    let p = from + r * stride;
    for (let i = 0; i < perRow; i++, p += 4) out[k++] = view.getUint32(p);
  }
}

function gather8(view: DataView, { from, stride, rows, perRow }: Runs, out: Uint32Array, at: number): void {
  let k = 2 * at;
  for (let r = 0; r < rows; r++) {
    let p = from + r * stride;
    for (let i = 0; i < perRow; i++, p += 8, k += 2) {
      out[k + HIGH] = view.getUint32(p);
      out[k + 1 - HIGH] = view.getUint32(p + 4);
    }
  }
}
