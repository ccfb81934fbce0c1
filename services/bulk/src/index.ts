export { type BulkContext, bulkPlugin } from './plugin.ts';
export type { ReleaseTree } from './schemas.ts';
