export { dueOf, type ReleasesAdminContext, releasesAdminPlugin } from './admin.ts';
export type { DueEntry } from './due.ts';
export { oldAddress } from './old-addresses.ts';
export { type ReleasesContext, releasesPlugin } from './plugin.ts';
export { type KnownReleases, ReleaseRegistry } from './registry.ts';
export type { ReleaseFamilyDetail, ReleaseItem, ReleaseRecordDetail } from './schemas.ts';
export { goneError, isListed, withdrawalOf } from './withdrawn.ts';
