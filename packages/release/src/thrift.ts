/** A value in Thrift's compact protocol, as Parquet's footers and page headers use it. Absent fields are `undefined`. */
export type Thrift =
  | { readonly kind: 'i32' | 'i64'; readonly value: number | bigint }
  | { readonly kind: 'binary'; readonly value: Uint8Array | string }
  | { readonly kind: 'list'; readonly of: 'i32' | 'binary' | 'struct'; readonly value: readonly Thrift[] }
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<number, Thrift | undefined>> };

export const i32 = (value: number): Thrift => ({ kind: 'i32', value });
export const i64 = (value: number | bigint): Thrift => ({ kind: 'i64', value });
export const binary = (value: Uint8Array | string): Thrift => ({ kind: 'binary', value });
export const list = (of: 'i32' | 'binary' | 'struct', value: readonly Thrift[]): Thrift => ({
  kind: 'list',
  of,
  value,
});
export const struct = (fields: Readonly<Record<number, Thrift | undefined>>): Thrift => ({ kind: 'struct', fields });

const typeCode = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** The bytes of a struct. */
export function thriftBytes(value: Thrift): Uint8Array {
  const out: number[] = [];
  write(out, value);
  return Uint8Array.from(out);
}

function write(out: number[], value: Thrift): void {
  if (value.kind === 'binary') {
    const bytes = typeof value.value === 'string' ? Buffer.from(value.value) : value.value;
    varint(out, BigInt(bytes.byteLength));
    for (const byte of bytes) out.push(byte);
  } else if (value.kind === 'list') {
    const n = value.value.length;
    if (n < 15) out.push((n << 4) | typeCode[value.of]);
    else {
      out.push(0xf0 | typeCode[value.of]);
      varint(out, BigInt(n));
    }
    for (const element of value.value) write(out, element);
  } else if (value.kind === 'struct') {
    writeFields(out, value.fields);
  } else {
    const v = BigInt(value.value);
    varint(out, v >= 0n ? v << 1n : (-v << 1n) - 1n);
  }
}

function writeFields(out: number[], fields: Readonly<Record<number, Thrift | undefined>>): void {
  let last = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const id = Number(name);
    out.push(((id - last) << 4) | typeCode[value.kind]);
    last = id;
    write(out, value);
  }
  out.push(0);
}

export function varint(out: number[], value: bigint): void {
  let rest = value;
  while (rest >= 128n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  out.push(Number(rest));
}
