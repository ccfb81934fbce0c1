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
} from './job.ts';
export { jobStore } from './jobs.ts';
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
export type { Schema } from './schema.ts';
export { type OpenOptions, openState, type State, type StateStatus } from './state.ts';
export type { NewToken, Token, TokenCheck } from './token.ts';
export { checkToken, listTokens, makeToken, revokeToken } from './tokens.ts';
export type { NewUserTable, UserTable, UserTableFile, UserTableSharing, UserTableStore } from './user-table.ts';
export { userTableStore } from './user-tables.ts';
