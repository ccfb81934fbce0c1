export { assertAudience } from './audience.ts';
export { isStorable } from './checks.ts';
export type { Grant, GrantFilter, GrantSubjectKind, NewGrant } from './grant.ts';
export { endGrant, grantsTo, listGrants, makeGrant } from './grants.ts';
export { auditReads, type RestrictedRead } from './read-log.ts';
export {
  listReleaseAccessChanges,
  type NewReleaseAccess,
  type ReleaseAccessChange,
  setReleaseAccess,
} from './release-access.ts';
export type { AccessRequest, AccessRequestState, RequestDecision } from './request.ts';
export { decideRequest, listRequests, makeRequest, withdrawRequest } from './requests.ts';
export { type ReservedOwners, reserveOwners } from './reserve.ts';
export type { ReleaseStep } from './steps.ts';
