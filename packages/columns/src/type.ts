/**
 * The scalar types of a column. `int64` stays exact everywhere (`bigint`); `timestamp` is microseconds since
 * 1970-01-01T00:00:00 in the column's time scale; `char` text is Unicode.
 */
export type ScalarType =
  | 'boolean'
  | 'uint8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'string'
  | 'timestamp';

/** A scalar, or a one-dimensional array of it (spectra as columns, `mag_arr`, ADQL's POINT as two doubles). */
export interface ColumnType {
  readonly scalar: ScalarType;
  /** Absent: a scalar. A number: an array of that length. `*`: of any length. */
  readonly arraysize?: number | '*';
}

/** What a result says about one of its columns, in VOTable's words. */
export interface Field extends ColumnType {
  readonly name: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly xtype?: string;
  readonly description?: string;
  /** Digits after the point that a page shows; exports keep full precision. */
  readonly displayDigits?: number;
  /** The number that an old format or a compatible API writes for null. Never used inside. */
  readonly nullSentinel?: number | string;
}
