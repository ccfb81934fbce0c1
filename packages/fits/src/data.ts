import type { FitsColumn, FitsType } from './column.ts';

/** What holds the values of each type. Complex values are (re, im) pairs, bits one a byte. */
export interface FitsValuesOf {
  boolean: Uint8Array;
  bit: Uint8Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  float32: Float32Array;
  float64: Float64Array;
  complex64: Float32Array;
  complex128: Float64Array;
  string: readonly string[];
}

/**
 * The values of one column in some rows. Row `r` has the elements `[r * repeat, (r + 1) * repeat)`, or, in a
 * variable-length column, `[offsets[r], offsets[r + 1])`. A null element (TNULL, an undefined logical, a blank number in
 * an ASCII table) has `valid[i] === 0`; without `valid` there is none. NaN is a value.
 */
export type FitsColumnData = {
  [T in FitsType]: {
    readonly column: FitsColumn;
    readonly type: T;
    readonly rowCount: number;
    readonly repeat: number;
    readonly values: FitsValuesOf[T];
    readonly offsets?: Int32Array;
    readonly valid?: Uint8Array;
  };
}[FitsType];

/** Some rows of a table, by column, in the table's (or the request's) order of columns. */
export interface FitsTableData {
  /** Number of the first row, from 0. */
  readonly rowFrom: number;
  readonly rowCount: number;
  /** By the columns' names. */
  readonly columns: ReadonlyMap<string, FitsColumnData>;
}

/** The numbers of a column as doubles (spectra, coordinates); nulls become NaN. Throws a TypeError for text and complex. */
export function asFloat64(data: FitsColumnData): Float64Array {
  if (data.type === 'string' || data.type === 'complex64' || data.type === 'complex128') {
    throw new TypeError(`column ${data.column.name} holds no real numbers`);
  }
  if (data.type === 'float64') return data.values;
  const out = new Float64Array(data.values.length);
  const { values, valid } = data;
  for (let i = 0; i < out.length; i++) out[i] = Number(values[i]!);
  if (valid) for (let i = 0; i < out.length; i++) if (valid[i] === 0) out[i] = Number.NaN;
  return out;
}
