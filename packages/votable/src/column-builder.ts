import type { ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import type { VotableField } from './field.ts';

type Store = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

const makers: Readonly<Record<ScalarType, (n: number) => Store | BigInt64Array | string[]>> = {
  boolean: (n) => new Uint8Array(n),
  uint8: (n) => new Uint8Array(n),
  int16: (n) => new Int16Array(n),
  int32: (n) => new Int32Array(n),
  int64: (n) => new BigInt64Array(n),
  float32: (n) => new Float32Array(n),
  float64: (n) => new Float64Array(n),
  string: () => [],
  timestamp: (n) => new BigInt64Array(n),
};

/** A growing column of scalars. */
export class ScalarBuilder {
  readonly type: ScalarType;
  length = 0;
  #values: Store | BigInt64Array | string[];
  #valid: Uint8Array | undefined;
  #capacity = 1024;

  constructor(type: ScalarType) {
    this.type = type;
    this.#values = makers[type](this.#capacity);
  }

  #room(): void {
    if (this.length < this.#capacity) return;
    this.#capacity *= 2;
    if (this.#valid) {
      const valid = new Uint8Array(this.#capacity);
      valid.set(this.#valid);
      this.#valid = valid;
    }
    if (Array.isArray(this.#values)) return;
    const values = makers[this.type](this.#capacity);
    if (values instanceof BigInt64Array) values.set(this.#values as BigInt64Array);
    else (values as Store).set(this.#values as Store);
    this.#values = values;
  }

  push(value: number | bigint | string): void {
    this.#room();
    (this.#values as (number | bigint | string)[])[this.length] = value;
    if (this.#valid) this.#valid[this.length] = 1;
    this.length++;
  }

  pushNull(): void {
    this.#room();
    this.#valid ??= new Uint8Array(this.#capacity).fill(1, 0, this.length);
    this.#valid[this.length] = 0;
    (this.#values as (number | bigint | string)[])[this.length] =
      this.#values instanceof BigInt64Array
        ? 0n
        : this.type === 'string'
          ? ''
          : this.type.startsWith('float')
            ? Number.NaN
            : 0;
    this.length++;
  }

  take(): ScalarVector {
    const { length, type } = this;
    const values = this.#values.slice(0, length);
    const valid = this.#valid?.slice(0, length);
    this.length = 0;
    this.#valid = undefined;
    if (Array.isArray(this.#values)) this.#values = [];
    return { kind: 'scalar', type, length, values, ...(valid ? { valid } : {}) } as ScalarVector;
  }
}

/** A growing column of a field: scalars, or lists of them. */
export class ColumnBuilder {
  readonly field: VotableField;
  readonly child: ScalarBuilder;
  readonly isList: boolean;
  #offsets: number[] = [0];
  #valid: number[] = [];
  #anyNull = false;

  constructor(field: VotableField) {
    this.field = field;
    this.child = new ScalarBuilder(field.scalar);
    this.isList = field.arraysize !== undefined;
  }

  pushNull(): void {
    if (!this.isList) {
      this.child.pushNull();
      return;
    }
    this.#anyNull = true;
    this.#offsets.push(this.child.length);
    this.#valid.push(0);
  }

  /** Ends a list whose elements were pushed to `child`. */
  endList(): void {
    this.#offsets.push(this.child.length);
    this.#valid.push(1);
  }

  take(): Vector {
    if (!this.isList) return this.child.take();
    const offsets = Int32Array.from(this.#offsets);
    const valid = this.#anyNull ? Uint8Array.from(this.#valid) : undefined;
    this.#offsets = [0];
    this.#valid = [];
    this.#anyNull = false;
    return { kind: 'list', length: offsets.length - 1, offsets, child: this.child.take(), ...(valid ? { valid } : {}) };
  }
}
