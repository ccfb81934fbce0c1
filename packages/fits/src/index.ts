export type { Card, CardValue, Complex } from './card.ts';
export { type ChecksumState, verifyChecksum } from './checksum.ts';
export type { FitsColumn, FitsType, FormatCode } from './column.ts';
export { asFloat64, type FitsColumnData, type FitsTableData, type FitsValuesOf } from './data.ts';
export { type GroupParameter, type GroupsData, readGroups, readGroupsSync } from './groups.ts';
export {
  type CompressedHdu,
  type FitsFile,
  type GroupsHdu,
  type Hdu,
  type HduBase,
  hduOf,
  type ImageHdu,
  type OtherHdu,
  type TableHdu,
} from './hdu.ts';
export { Header } from './header.ts';
export { type HttpSourceOptions, httpSource } from './http.ts';
export { type ImageData, type ImageOptions, type ImageValues, readImage, readImageSync } from './image.ts';
export {
  type CardJson,
  type ColumnJson,
  type HduJson,
  type StructureJson,
  structureJson,
  structureText,
} from './info.ts';
export { type OpenOptions, type OpenSyncOptions, openFits, openFitsSync } from './open.ts';
export { type ByteSource, blobSource, bytesSource } from './source.ts';
export { readTable, readTableBatches, readTableSync, type TableOptions } from './table.ts';
export { type ColumnExtent, type TableExtent, type TableMeasure, tableMeasure } from './table-measure.ts';
export { type FitsTableWriter, fitsTableWriter, type TableWriterOptions } from './table-writer.ts';
export { fieldOf, toVector } from './vector.ts';
export { type HduToWrite, type WriteOptions, writeFits } from './write.ts';
export type { CardToWrite } from './write-card.ts';
export type { ColumnToWrite } from './write-column.ts';
export { type ImageHduToWrite, type ImageToWrite, imageHdu, type PrimaryToWrite, primaryHdu } from './write-image.ts';
export { type BinTableToWrite, binTableHdu } from './write-table.ts';
