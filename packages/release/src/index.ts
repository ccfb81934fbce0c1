export { addressText, derivedFile, manifestName, parseAddress, type ReleaseAddress, releasePrefix, stagingFolder } from './address.ts';
export { checkKey, type ObjectInfo, type ObjectStore, type PutBody } from './store.ts';
export { directoryStore } from './directory-store.ts';
export { objectStoreCases, type StoreCase } from './store-conformance.ts';
export {
  type ColumnStatistics,
  type FileEntry,
  type Manifest,
  type MapManifest,
  type PartitionManifest,
  type ProductManifest,
  readManifest,
  type RowGroupManifest,
  type TableManifest,
} from './manifest.ts';
export { ingest, type IngestOptions, type Progress } from './ingest.ts';
export type { IngestReport, ReasonCount, Reject, SourceReport } from './rejects.ts';
export { build, type BuildOptions, type BuiltRelease } from './build.ts';
export { rebuildDerived } from './derived.ts';
export { publish, type PublishOptions } from './publish.ts';
export { type Damage, verify, type VerifyOptions, type VerifyReport } from './verify.ts';
export { openRelease, type ProductFile, type ReleaseReader } from './open-release.ts';
export type { ProductPlace } from './product-index.ts';
export { type LocatorOptions, releaseLocator } from './locator.ts';
export { stepsPassed } from './fault.ts';
