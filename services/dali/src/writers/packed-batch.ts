import {
  type ColumnBatch,
  numberVector,
  type ScalarType,
  type ScalarVector,
  utf8Of,
  utf8Vector,
  type Vector,
} from '@lingtai/columns';

/**
 * A batch that can be sent to another thread. A vector is some numbers in `layout`, which say where its arrays lie in
 * `buffers`: objects would have to be copied one by one.
 */
export interface PackedBatch {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly buffers: readonly ArrayBufferLike[];
  readonly layout: Int32Array;
}

const scalarTypes: readonly ScalarType[] = [
  'boolean',
  'uint8',
  'int16',
  'int32',
  'int64',
  'float32',
  'float64',
  'timestamp',
  'string',
];
const listMark = 16;
const absent = -1;

class Packer {
  readonly buffers: ArrayBufferLike[] = [];
  readonly layout: number[] = [];

  vector(vector: Vector): void {
    if (vector.kind === 'scalar') {
      this.#scalar(vector, 0);
      return;
    }
    this.#scalar(vector.child, listMark);
    this.layout.push(vector.length);
    this.#bytes(vector.offsets);
    this.#bytes(vector.valid);
  }

  #scalar(vector: ScalarVector, mark: number): void {
    this.layout.push(scalarTypes.indexOf(vector.type) + mark, vector.length);
    this.#bytes(vector.valid);
    if (vector.type !== 'string') {
      this.#bytes(vector.values);
      return;
    }
    const { bytes, offsets } = utf8Of(vector);
    this.#bytes(offsets);
    this.#bytes(bytes);
    this.layout.push(bytes.length);
  }

  #bytes(array: ArrayBufferView | undefined): void {
    if (!array) {
      this.layout.push(absent);
      return;
    }
    const known = this.buffers.lastIndexOf(array.buffer);
    this.layout.push(known < 0 ? this.buffers.push(array.buffer) - 1 : known, array.byteOffset);
  }
}

class Unpacker {
  readonly #buffers: readonly ArrayBufferLike[];
  readonly #layout: Int32Array;
  #at = 0;

  constructor({ buffers, layout }: PackedBatch) {
    this.#buffers = buffers;
    this.#layout = layout;
  }

  vector(): Vector {
    const mark = this.#next();
    const child = this.#scalar(scalarTypes[mark % listMark]!);
    if (mark < listMark) return child;
    const length = this.#next();
    const offsets = new Int32Array(this.#buffer()!, this.#next(), length + 1);
    return { kind: 'list', length, offsets, child, ...this.#valid(length) };
  }

  #scalar(type: ScalarType): ScalarVector {
    const length = this.#next();
    const valid = this.#valid(length);
    const room = this.#buffer()!;
    const at = this.#next();
    if (type !== 'string') return numberVector(type, room, at, length, valid.valid);
    const offsets = new Int32Array(room, at, length + 1);
    const bytes = new Uint8Array(this.#buffer()!, this.#next(), this.#next());
    return utf8Vector(length, { bytes, offsets }, valid.valid);
  }

  #valid(length: number): { readonly valid?: Uint8Array } {
    const room = this.#buffer();
    return room ? { valid: new Uint8Array(room, this.#next(), length) } : {};
  }

  #buffer(): ArrayBufferLike | undefined {
    const place = this.#next();
    return place === absent ? undefined : this.#buffers[place]!;
  }

  #next(): number {
    return this.#layout[this.#at++]!;
  }
}

export function packed({ rowCount, columns }: ColumnBatch): PackedBatch {
  const packer = new Packer();
  for (const vector of columns) packer.vector(vector);
  const { buffers, layout } = packer;
  return { rowCount, columnCount: columns.length, buffers, layout: Int32Array.from(layout) };
}

export function unpacked(batch: PackedBatch): ColumnBatch {
  const unpacker = new Unpacker(batch);
  return { rowCount: batch.rowCount, columns: Array.from({ length: batch.columnCount }, () => unpacker.vector()) };
}
