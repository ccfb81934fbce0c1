import type { Field, ListVector, ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import type { FitsColumn, FitsType } from './column.ts';
import type { FitsColumnData } from './data.ts';

const scalarOf: Readonly<Record<FitsType, ScalarType>> = {
  boolean: 'boolean',
  bit: 'boolean',
  int8: 'int16',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'int32',
  int32: 'int32',
  uint32: 'int64',
  int64: 'int64',
  uint64: 'int64',
  float32: 'float32',
  float64: 'float64',
  complex64: 'float32',
  complex128: 'float64',
  string: 'string',
};

function isComplex(type: FitsType): boolean {
  return type === 'complex64' || type === 'complex128';
}

/**
 * A FITS column as a field of `@lingtai/columns`. Unsigned integers take the next wider signed type, complex elements
 * become pairs, arrays of any shape become flat lists.
 */
export function fieldOf(column: FitsColumn): Field {
  const each = isComplex(column.type) ? 2 : 1;
  const length = column.repeat * each;
  const isList = column.variable ? column.code !== 'A' : length !== 1;
  return {
    name: column.name,
    scalar: scalarOf[column.type],
    ...(isList ? { arraysize: column.variable ? ('*' as const) : length } : {}),
    ...(column.unit === undefined ? {} : { unit: column.unit }),
    ...(column.comment === undefined ? {} : { description: column.comment }),
  };
}

function widened(data: FitsColumnData): ScalarVector['values'] {
  if (data.type === 'int8') return Int16Array.from(data.values);
  if (data.type === 'uint16') return Int32Array.from(data.values);
  if (data.type === 'uint32') return BigInt64Array.from(data.values, BigInt);
  if (data.type !== 'uint64') return data.values;
  const row = data.values.findIndex((value) => value > 0x7fffffffffffffffn);
  if (row < 0) return new BigInt64Array(data.values.buffer, data.values.byteOffset, data.values.length);
  const text = {
    en: `The unsigned value ${data.values[row]} does not fit 64-bit signed integers.`,
    zh: `无符号值 ${data.values[row]} 超出 64 位有符号整数。`,
  };
  throw fail('data', 'FITS-UNSIGNED', text, {
    place: { parameter: data.column.name, row: Math.floor(row / Math.max(1, data.repeat)) + 1 },
  });
}

/** Complex elements are two floats each: what counts elements counts doubly. */
function doubled(valid: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 2 * valid.length }, (_, i) => valid[i >> 1]!);
}

function scalars(data: FitsColumnData): ScalarVector {
  const values = widened(data);
  const valid = data.valid && isComplex(data.type) ? doubled(data.valid) : data.valid;
  const vector = {
    kind: 'scalar',
    type: scalarOf[data.type],
    length: values.length,
    values,
    ...(valid ? { valid } : {}),
  };
  return vector as ScalarVector;
}

/** A column's values as a vector; shares their memory where the type stays. Throws `FITS-UNSIGNED` beyond 2^63 - 1. */
export function toVector(data: FitsColumnData): Vector {
  const child = scalars(data);
  const field = fieldOf(data.column);
  if (field.arraysize === undefined) return child;
  const each = isComplex(data.type) ? 2 : 1;
  const offsets = data.offsets
    ? each === 1
      ? data.offsets
      : data.offsets.map((offset) => 2 * offset)
    : Int32Array.from({ length: data.rowCount + 1 }, (_, r) => r * data.repeat * each);
  return { kind: 'list', length: data.rowCount, offsets, child } satisfies ListVector;
}
