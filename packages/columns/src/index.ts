export { ColumnDigest, type DigestPart, digestColumn, type Sha256, withZeros } from './digest.ts';
export { float32Text } from './float32-text.ts';
export type { ColumnType, Field, ScalarType } from './type.ts';
export {
  type CellValue,
  type ColumnBatch,
  cellAt,
  type ListVector,
  type ScalarVector,
  type ValuesOf,
  type Vector,
} from './vector.ts';
