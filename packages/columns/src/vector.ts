import type { ScalarType } from './type.ts';

/** The typed array (or strings) that holds the values of each scalar type. */
export interface ValuesOf {
  boolean: Uint8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  float32: Float32Array;
  float64: Float64Array;
  string: readonly string[];
  timestamp: BigInt64Array;
}

/**
 * The values of one column in one batch. A null has `valid[i] === 0` and any value in `values[i]`;
 * without `valid` every value is present. NaN is a value, not a null.
 */
export type ScalarVector = {
  [T in ScalarType]: {
    readonly kind: 'scalar';
    readonly type: T;
    readonly length: number;
    readonly values: ValuesOf[T];
    readonly valid?: Uint8Array;
  };
}[ScalarType];

/** Arrays: row `i` is `child[offsets[i] .. offsets[i + 1])`. */
export interface ListVector {
  readonly kind: 'list';
  readonly length: number;
  /** `length + 1` numbers. */
  readonly offsets: Int32Array;
  readonly child: ScalarVector;
  readonly valid?: Uint8Array;
}

export type Vector = ScalarVector | ListVector;

/** Some rows of a result, by column. All vectors have `rowCount` entries. */
export interface ColumnBatch {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  /** Memory of these vectors that nobody else has: who was given the batch may give it away, to another thread for example. */
  readonly blocks?: readonly ArrayBuffer[];
}

/** One value as JavaScript sees it; `bigint` for int64 and timestamp, `null` for a null. For pages and tests, not for hot loops. */
export type CellValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly (null | boolean | number | bigint | string)[];

function scalarAt(vector: ScalarVector, row: number): null | boolean | number | bigint | string {
  if (vector.valid && vector.valid[row] === 0) return null;
  if (vector.type === 'boolean') return vector.values[row] !== 0;
  return vector.values[row]!;
}

/** The value of one cell. */
export function cellAt(vector: Vector, row: number): CellValue {
  if (vector.kind === 'scalar') return scalarAt(vector, row);
  if (vector.valid && vector.valid[row] === 0) return null;
  const cells: (null | boolean | number | bigint | string)[] = [];
  for (let i = vector.offsets[row]!; i < vector.offsets[row + 1]!; i++) cells.push(scalarAt(vector.child, i));
  return cells;
}
