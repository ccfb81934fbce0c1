import type { Field, ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import type { ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';

/** The type of a Parquet column as a field; `undefined` for what has no counterpart (maps, structures, bytes, times of day). */
export function fieldOfColumn(column: SchemaTree): Field | undefined {
  const { element } = column;
  if (column.children.length === 0) {
    const scalar = element.repetition_type === 'REPEATED' ? undefined : scalarOf(element);
    return scalar && { name: element.name, scalar };
  }
  const items =
    element.converted_type === 'LIST' || element.logical_type?.type === 'LIST' ? column.children[0] : undefined;
  const item = items?.children.length === 1 ? items.children[0] : undefined;
  const scalar = item?.children.length === 0 ? scalarOf(item.element) : undefined;
  return scalar && { name: element.name, scalar, arraysize: '*' };
}

const ofInt32: Readonly<Record<string, ScalarType>> = {
  UINT_8: 'uint8',
  INT_8: 'int16',
  INT_16: 'int16',
  UINT_16: 'int32',
  INT_32: 'int32',
  UINT_32: 'int64',
  DATE: 'timestamp',
  DECIMAL: 'float64',
};
const ofInt64: Readonly<Record<string, ScalarType>> = {
  INT_64: 'int64',
  UINT_64: 'int64',
  TIMESTAMP_MILLIS: 'timestamp',
  TIMESTAMP_MICROS: 'timestamp',
  DECIMAL: 'float64',
};

function scalarOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): ScalarType | undefined {
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'FLOAT') return 'float32';
  if (type === 'DOUBLE') return 'float64';
  if (type === 'INT96' || logical?.type === 'TIMESTAMP') return 'timestamp';
  if (logical?.type === 'TIME') return undefined;
  if (type === 'INT32') return converted === undefined ? 'int32' : ofInt32[converted];
  if (type === 'INT64') return converted === undefined ? 'int64' : ofInt64[converted];
  if (logical?.type === 'FLOAT16') return 'float32';
  if (converted === 'DECIMAL') return 'float64';
  if (logical?.type === 'UUID') return 'string';
  return converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON' || logical?.type === 'STRING'
    ? 'string'
    : undefined;
}

/** A value that does not fit the column's type: its row, from 0, and what it is. */
export class UnfitValue extends Error {
  readonly row: number;
  readonly shown: string;

  constructor(row: number, shown: string) {
    super(shown);
    this.row = row;
    this.shown = shown;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Times as exact text or microseconds: hyparquet's own are dates of milliseconds. */
export const exactParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => millis * 1000n,
  timestampFromMicroseconds: (micros) => micros,
  timestampFromNanoseconds: (nanos) => (nanos % 1000n === 0n ? nanos / 1000n : `${nanos} ns`),
  dateFromDays: (days) => BigInt(days) * 86_400_000_000n,
  stringFromBytes: (bytes) => bytes && utf8.decode(bytes),
  jsonFromBytes: (bytes) => bytes && utf8.decode(bytes),
};

type Cells = ArrayLike<unknown>;

/** Cells as Parquet gives them, as a vector. Throws `UnfitValue`. */
export function vectorOfCells(field: Field, cells: Cells): Vector {
  if (field.arraysize === undefined) return scalarVector(field.scalar, cells);
  const { length } = cells;
  const offsets = new Int32Array(length + 1);
  const valid = new Uint8Array(length);
  const items: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const list = cells[i] as Cells | null | undefined;
    valid[i] = list == null ? 0 : 1;
    for (let j = 0; j < (list?.length ?? 0); j++) items.push(list![j]);
    offsets[i + 1] = items.length;
  }
  return { kind: 'list', length, offsets, valid, child: itemVector(field.scalar, items, offsets) };
}

function itemVector(type: ScalarType, items: readonly unknown[], offsets: Int32Array): ScalarVector {
  try {
    return scalarVector(type, items);
  } catch (error) {
    if (!(error instanceof UnfitValue)) throw error;
    throw new UnfitValue(offsets.findIndex((to) => to > error.row) - 1, error.shown);
  }
}

const arrays = {
  boolean: Uint8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

function scalarVector(type: ScalarType, cells: Cells): ScalarVector {
  const { length } = cells;
  const valid = new Uint8Array(length).fill(1);
  const base = { kind: 'scalar', length, valid } as const;
  const each = (set: (value: unknown, row: number) => void): void => {
    for (let i = 0; i < length; i++) {
      const value = cells[i];
      if (value === null || value === undefined) valid[i] = 0;
      else set(value, i);
    }
  };
  if (type === 'string') {
    const values = new Array<string>(length).fill('');
    each((value, i) => {
      values[i] = String(value);
    });
    return { ...base, type, values };
  }
  if (type === 'int64' || type === 'timestamp') {
    const values = new BigInt64Array(length);
    each((value, i) => {
      const whole = typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : undefined;
      if (whole === undefined || BigInt.asIntN(64, whole) !== whole) throw new UnfitValue(i, String(value));
      values[i] = whole;
    });
    return { ...base, type, values };
  }
  const values = new arrays[type](length);
  each((value, i) => {
    values[i] = Number(value);
  });
  return { ...base, type, values } as ScalarVector;
}
