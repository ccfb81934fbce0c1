export {
  type CellText,
  cellTextOf,
  type TextRule,
  type TextStyle,
} from './cell-text.ts';
export { ColumnDigest, type DigestPart, digestColumn, type Sha256, withZeros } from './digest.ts';
export { float32Text } from './float-text.ts';
export { numberTexts } from './number-texts.ts';
export { numberVector } from './number-vector.ts';
export { type RowStyle, rowTexts } from './row-text.ts';
export { timestampText, timestampTexts } from './timestamp-text.ts';
export type { ColumnType, Field, ScalarType } from './type.ts';
export { type StringVector, type Utf8Texts, utf8Of, utf8Vector } from './utf8.ts';
export {
  type CellValue,
  type ColumnBatch,
  cellAt,
  type ListVector,
  type ScalarVector,
  type ValuesOf,
  type Vector,
} from './vector.ts';
