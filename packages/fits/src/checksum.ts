import type { FitsFile, Hdu } from './hdu.ts';
import { need, runAsync } from './read.ts';
import { viewOf } from './swap.ts';

/** The ones-complement sum of 32-bit words (FITS 4.0, 4.4.2.7 and appendix J), from `start` on. */
export function sum32(bytes: Uint8Array, start = 0): number {
  const view = viewOf(bytes);
  let hi = start >>> 16;
  let lo = start & 0xffff;
  const words = bytes.byteLength >> 2;
  for (let i = 0; i < words; i++) {
    hi += view.getUint16(4 * i);
    lo += view.getUint16(4 * i + 2);
    if ((i & 0x7fff) === 0x7fff) [hi, lo] = folded(hi, lo);
  }
  const rest = bytes.subarray(words * 4);
  if (rest.length > 0) {
    hi += ((rest[0] ?? 0) << 8) | (rest[1] ?? 0);
    lo += (rest[2] ?? 0) << 8;
  }
  [hi, lo] = folded(hi, lo);
  return ((hi << 16) | lo) >>> 0;
}

function folded(hi: number, lo: number): [number, number] {
  let [h, l] = [hi, lo];
  while (h > 0xffff || l > 0xffff)
    [h, l] = [(h & 0xffff) + Math.floor(l / 0x10000), (l & 0xffff) + Math.floor(h / 0x10000)];
  return [h, l];
}

const punctuation: ReadonlySet<number> = new Set([
  0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60,
]);

/** The 16 characters that make an HDU whose other bytes sum to `sum` sum to all ones (appendix J.2). */
export function encodeChecksum(sum: number): string {
  const complement = ~sum >>> 0;
  const out = new Array<string>(16);
  for (let i = 0; i < 4; i++) {
    const byte = (complement >>> (24 - 8 * i)) & 0xff;
    const parts = Array.from({ length: 4 }, (_, j) => Math.floor(byte / 4) + 0x30 + (j === 0 ? byte % 4 : 0));
    while (parts.some((part) => punctuation.has(part))) {
      for (let j = 0; j < 4; j += 2) {
        if (!punctuation.has(parts[j]!) && !punctuation.has(parts[j + 1]!)) continue;
        parts[j]!++;
        parts[j + 1]!--;
      }
    }
    for (let j = 0; j < 4; j++) out[(4 * j + i + 1) % 16] = String.fromCharCode(parts[j]!);
  }
  return out.join('');
}

export interface ChecksumState {
  readonly datasum: 'right' | 'wrong' | 'absent';
  readonly checksum: 'right' | 'wrong' | 'absent';
}

/** Compares DATASUM and CHECKSUM of an HDU with its bytes. Memory: 1 MiB at a time. */
export async function verifyChecksum(file: FitsFile, hdu: Hdu): Promise<ChecksumState> {
  const start = hdu.dataOffsetBytes;
  const end = Math.min(
    start + Math.ceil(hdu.dataLengthBytes / 2880) * 2880,
    Math.max(file.source.lengthBytes, start + hdu.dataLengthBytes),
  );
  const place = hdu.header.place();
  let data = 0;
  for (let at = start; at < end; at += 2 ** 20) {
    data = sum32(await runAsync(file.source, need(file.source, at, Math.min(at + 2 ** 20, end), place)), data);
  }
  const stated = hdu.header.get('DATASUM');
  const all = sum32(await runAsync(file.source, need(file.source, hdu.headerOffsetBytes, start, place)), data);
  const datasum = stated === undefined || stated === '' ? 'absent' : Number(stated) === data ? 'right' : 'wrong';
  const said = hdu.header.getString('CHECKSUM');
  return { datasum, checksum: !said ? 'absent' : all === 0xffffffff || all === 0 ? 'right' : 'wrong' };
}
