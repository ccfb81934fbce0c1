export { type BegunSignIn, keepBegunSignIn, takeBegunSignIn } from './begun.ts';
export { signInWithIdentity } from './identities.ts';
export type { IdentityOptions, IdentitySignIn, ProviderIdentity } from './identity.ts';
export { type SignOnKey, signOnKeys } from './keys.ts';
export {
  claimLogouts,
  collectLogouts,
  type DueLogout,
  findSignOnSession,
  type Logout,
  logoutDelivered,
  sweepSignOn,
} from './logouts.ts';
export { type LinkedIdentity, listIdentities, removeIdentity } from './own-identities.ts';
export { type PayloadKeys, type PayloadStore, payloadStore } from './payloads.ts';
export { endProviderSessions, type ProviderLogout } from './provider-sessions.ts';
export type { SignOnPayload } from './tables.ts';
