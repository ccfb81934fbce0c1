export type { ColumnType, Field, ScalarType } from './type.ts';
export { type CellValue, type ColumnBatch, cellAt, type ListVector, type ScalarVector, type ValuesOf, type Vector } from './vector.ts';
