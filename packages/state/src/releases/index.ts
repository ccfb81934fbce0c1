export { publicationsInView } from './in-view.ts';
export type { MetadataRevision, RecordsLoaded, StoredFamily, StoredRecord, Withdrawal } from './record.ts';
export {
  addReleaseRecord,
  findReleaseRecord,
  listReleaseFamilies,
  listReleaseRecords,
  loadReleaseRecords,
} from './records.ts';
export { addMetadataRevision, listMetadataRevisions, type NewRevision } from './revisions.ts';
export {
  askWithdrawal,
  confirmWithdrawal,
  dropWithdrawal,
  listWithdrawals,
  listWithdrawn,
  type WithdrawalRequest,
} from './withdrawals.ts';
