export {
  addressText,
  derivedFile,
  manifestName,
  parseAddress,
  type ReleaseAddress,
  releasePrefix,
  stagingFolder,
} from './address.ts';
export { type BuildOptions, type BuiltRelease, build } from './build.ts';
export { rebuildDerived } from './derived.ts';
export { directoryStore } from './directory-store.ts';
export { stepsPassed } from './fault.ts';
export { type IngestOptions, ingest, type Progress } from './ingest.ts';
export { type LocatorOptions, releaseLocator } from './locator.ts';
export {
  isLoose,
  type LooseTable,
  type LooseTables,
  type LooseTablesOptions,
  looseTables,
  withLooseTables,
} from './loose-tables.ts';
export {
  type ColumnStatistics,
  type FileEntry,
  type Manifest,
  type MapManifest,
  manifestBytes,
  type PartitionManifest,
  type ProductManifest,
  type RowGroupManifest,
  readManifest,
  type TableManifest,
  type TreeManifest,
} from './manifest.ts';
export { openRelease, type ProductFile, type ReleaseReader } from './open-release.ts';
export type { ProductPlace } from './product-index.ts';
export { type PublishedRelease, type PublishOptions, publish } from './publish.ts';
export type { IngestReport, ReasonCount, Reject, SourceReport } from './rejects.ts';
export { checkKey, type ObjectInfo, type ObjectStore, type PutBody } from './store.ts';
export { objectStoreCases, type StoreCase } from './store-conformance.ts';
export { treeOfFile } from './tree.ts';
export { type Damage, type VerifyOptions, type VerifyReport, verify } from './verify.ts';
