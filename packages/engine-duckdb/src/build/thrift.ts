/**
 * Thrift's compact protocol, as far as a Parquet footer needs it: whole trees are read and written, no schema known.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export type ThriftValue =
  | { readonly type: 'bool'; value: boolean }
  | { readonly type: 'int'; readonly wire: number; value: bigint }
  | { readonly type: 'byte'; value: number }
  | { readonly type: 'double'; readonly bytes: Uint8Array }
  | { readonly type: 'binary'; bytes: Uint8Array }
  | { readonly type: 'list'; readonly wire: number; readonly of: number; items: ThriftValue[] }
  | ThriftStruct;

export interface ThriftStruct {
  readonly type: 'struct';
  readonly fields: Map<number, ThriftValue>;
}

const wireOf = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
} as const;

export function thriftInt(value: number | bigint, width: 'i32' | 'i64'): ThriftValue {
  return { type: 'int', wire: wireOf[width], value: BigInt(value) };
}

export function thriftText(text: string): ThriftValue {
  return { type: 'binary', bytes: Buffer.from(text, 'utf8') };
}

export function thriftList(items: ThriftStruct[]): ThriftValue {
  return { type: 'list', wire: wireOf.list, of: wireOf.struct, items };
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('Thrift data end too early');
    return byte;
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  #zigzag(): bigint {
    const raw = this.#varint();
    return (raw >> 1n) ^ -(raw & 1n);
  }

  struct(): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    for (let id = 0; ; ) {
      const head = this.#byte();
      if (head === 0) return { type: 'struct', fields };
      id = head >> 4 === 0 ? Number(this.#zigzag()) : id + (head >> 4);
      const wire = head & 15;
      fields.set(id, wire <= wireOf.false ? { type: 'bool', value: wire === wireOf.true } : this.#value(wire));
    }
  }

  #value(wire: number): ThriftValue {
    if (wire === wireOf.struct) return this.struct();
    if (wire === wireOf.list || wire === wireOf.set) return this.#list(wire);
    if (wire === wireOf.binary) return { type: 'binary', bytes: this.#take(Number(this.#varint())) };
    if (wire === wireOf.double) return { type: 'double', bytes: this.#take(8) };
    if (wire === wireOf.byte) return { type: 'byte', value: this.#byte() };
    if (wire >= wireOf.i16 && wire <= wireOf.i64) return { type: 'int', wire, value: this.#zigzag() };
    if (wire === wireOf.true || wire === wireOf.false) return { type: 'bool', value: this.#byte() === 1 };
    throw new RangeError(`Thrift type ${wire} is not used in Parquet`);
  }

  #list(wire: number): ThriftValue {
    const head = this.#byte();
    const of = head & 15;
    const size = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    return { type: 'list', wire, of, items: Array.from({ length: size }, () => this.#value(of)) };
  }

  #take(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

export function readThrift(bytes: Uint8Array): ThriftStruct {
  return new Reader(bytes).struct();
}

class Writer {
  readonly parts: Uint8Array[] = [];
  #small: number[] = [];

  #varint(value: bigint): void {
    let left = value;
    for (; left >= 0x80n; left >>= 7n) this.#small.push(Number(left & 0x7fn) | 0x80);
    this.#small.push(Number(left));
  }

  #zigzag(value: bigint): void {
    this.#varint(value < 0n ? (-value << 1n) - 1n : value << 1n);
  }

  #bytes(bytes: Uint8Array): void {
    this.parts.push(Uint8Array.from(this.#small), bytes);
    this.#small = [];
  }

  struct(struct: ThriftStruct): void {
    let last = 0;
    for (const [id, value] of [...struct.fields].sort((a, b) => a[0] - b[0])) {
      const wire = wireFor(value);
      const delta = id - last;
      if (delta > 0 && delta <= 15) this.#small.push((delta << 4) | wire);
      else {
        this.#small.push(wire);
        this.#zigzag(BigInt(id));
      }
      if (value.type !== 'bool') this.#value(value);
      last = id;
    }
    this.#small.push(0);
  }

  #value(value: ThriftValue): void {
    if (value.type === 'struct') this.struct(value);
    else if (value.type === 'int') this.#zigzag(value.value);
    else if (value.type === 'byte') this.#small.push(value.value & 255);
    else if (value.type === 'bool') this.#small.push(value.value ? 1 : 2);
    else if (value.type === 'double') this.#bytes(value.bytes);
    else if (value.type === 'binary') {
      this.#varint(BigInt(value.bytes.length));
      this.#bytes(value.bytes);
    } else {
      const size = value.items.length;
      this.#small.push((Math.min(size, 15) << 4) | value.of);
      if (size >= 15) this.#varint(BigInt(size));
      for (const item of value.items) this.#value(item);
    }
  }

  finish(): Uint8Array {
    this.#bytes(new Uint8Array(0));
    return Buffer.concat(this.parts);
  }
}

function wireFor(value: ThriftValue): number {
  if (value.type === 'bool') return value.value ? wireOf.true : wireOf.false;
  if (value.type === 'int' || value.type === 'list') return value.wire;
  return wireOf[value.type];
}

export function writeThrift(struct: ThriftStruct): Uint8Array {
  const writer = new Writer();
  writer.struct(struct);
  return writer.finish();
}
