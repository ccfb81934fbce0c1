export type { Card, CardValue, Complex } from './card.ts';
export type { FitsColumn, FitsType, FormatCode } from './column.ts';
export { asFloat64, type FitsColumnData, type FitsTableData, type FitsValuesOf } from './data.ts';
export type { CompressedHdu, FitsFile, GroupsHdu, Hdu, HduBase, ImageHdu, OtherHdu, TableHdu } from './hdu.ts';
export { Header } from './header.ts';
export { type ImageData, type ImageOptions, type ImageValues, readImage, readImageSync } from './image.ts';
export { type OpenOptions, type OpenSyncOptions, openFits, openFitsSync } from './open.ts';
export { type ByteSource, blobSource, bytesSource } from './source.ts';
export { readTable, readTableBatches, readTableSync, type TableOptions } from './table.ts';
