export * from './access/index.ts';
export {
  type Account,
  type AccountChanges,
  type AccountRole,
  type Actor,
  accountRoles,
  type NewAccount,
} from './accounts/account.ts';
export {
  accountForSignIn,
  accountOf,
  changeAccount,
  createAccount,
  ensureAccount,
  findAccount,
  findAccountByEmail,
  knownRoles,
  listAccounts,
  setPassword,
} from './accounts/accounts.ts';
export { changeAttempts, type SignInAttempts } from './accounts/attempts.ts';
export {
  type AuditEntry,
  type AuditFilter,
  type AuditRecord,
  audit,
  auditRecords,
  recentAudit,
} from './accounts/audit.ts';
export type { Code, CodeDetail, CodePurpose, NewCode } from './accounts/code.ts';
export { lookAtCode, makeCode, takeCode, waitingCodes } from './accounts/codes.ts';
export type { Group, Membership, NewMembership } from './accounts/group.ts';
export { changeGroup, createGroup, groupOf, listGroups } from './accounts/groups.ts';
export { joinGroup, leaveGroup, listMemberships } from './accounts/memberships.ts';
export { assertAccountName, assertDisplayName, assertEmail } from './accounts/name.ts';
export {
  makePeople,
  type PeoplePlan,
  type Person,
  type PersonField,
  type PersonPlan,
  planPeople,
} from './accounts/people.ts';
export { makeRegistration, type NewRegistration } from './accounts/registrations.ts';
export { type AccountRights, rightsOf } from './accounts/rights.ts';
export type { NewSession, Session } from './accounts/session.ts';
export {
  endSession,
  endSessionsOf,
  sessionOf,
  sessionsOf,
  startSession,
  sweepAccounts,
} from './accounts/sessions.ts';
export type { BackupManifest, BackupTable } from './backup-format.ts';
export { type Restored, type RestoreOptions, restoreState } from './backup-restore.ts';
export { type BackupOptions, backupState } from './backup-write.ts';
export { stateError } from './errors.ts';
export type {
  Job,
  JobChanges,
  JobError,
  JobFilter,
  JobParameters,
  JobPhase,
  JobResult,
  JobStore,
  NewJob,
  ResultRead,
} from './job.ts';
export { jobStore } from './jobs.ts';
export type { Loss as StoreLoss } from './migration-loss.ts';
export { findPermanentQuery, type PermanentQuery, type PermanentRead, storePermanentQuery } from './permanent-query.ts';
export {
  findPublication,
  listPublications,
  type Publication,
  type PublicationAddress,
  type Published,
  publishRelease,
  type ReleaseToPublish,
} from './publications.ts';
export {
  type Quota,
  type QuotaLimits,
  type QuotaSubject,
  quotaKeys,
  type UsageOfDay,
} from './quotas/quota.ts';
export { addUsage, listQuotas, setQuota, usageOfDay } from './quotas/quotas.ts';
export * from './releases/index.ts';
export type { Schema } from './schema.ts';
export {
  type BegunSignIn,
  claimLogouts,
  collectLogouts,
  type DueLogout,
  endProviderSessions,
  findSignOnSession,
  type IdentityOptions,
  type IdentitySignIn,
  keepBegunSignIn,
  type LinkedIdentity,
  type Logout,
  listIdentities,
  logoutDelivered,
  type PayloadKeys,
  type PayloadStore,
  type ProviderIdentity,
  type ProviderLogout,
  payloadStore,
  removeIdentity,
  type SignOnKey,
  type SignOnPayload,
  signInWithIdentity,
  signOnKeys,
  sweepSignOn,
  takeBegunSignIn,
} from './sign-on/index.ts';
export { type OpenOptions, openState, type State, type StateStatus } from './state.ts';
export { type NewToken, type Token, type TokenCheck, type TokenScope, tokenScopes } from './token.ts';
export { checkToken, countValidTokens, listTokens, makeToken, revokeToken } from './tokens.ts';
export { inTransaction } from './transaction.ts';
export type { NewUserTable, UserTable, UserTableFile, UserTableSharing, UserTableStore } from './user-table.ts';
export { userTableStore } from './user-tables.ts';
