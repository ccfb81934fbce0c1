export { readDocument } from './document.ts';
export { type Explanation, explanationOf, type ServiceName, servicesOf } from './explain.ts';
export { explainDescriptor } from './explain-text.ts';
export {
  descriptorDigest,
  ivoidOf,
  obsCreatorDid,
  obsPublisherDid,
  parsePublisherDid,
  productIdFromPath,
} from './identity.ts';
export { loadDescriptor, parseDescriptor } from './parse.ts';
export { policies, policyOf } from './policy.ts';
export { releaseRecordOf } from './records/from-descriptor.ts';
export { loadReleaseFamily, parseReleaseFamily } from './records/parse.ts';
export type * from './records/types.ts';
export { assertSound, loadMetadataChanges, revised } from './revision/revise.ts';
export type { MetadataChanges } from './revision/types.ts';
export { descriptorSchema, descriptorSchemaId } from './schema.ts';
export type { Schema } from './schema-kit.ts';
export { simulatedHead } from './simulated-head.ts';
export {
  columnField,
  columnOf,
  columnsAtVerb,
  defaultColumnsOf,
  productOf,
  productsOfRelease,
  releaseOf,
  tableOf,
  tablesOfRelease,
} from './table.ts';
export type * from './types.ts';
export { compareReleases, compareVersions } from './version.ts';
export { columnGroups, type DerivedValue, derivedValues, knownAudiences, messengerTerms } from './vocabulary.ts';
