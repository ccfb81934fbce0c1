import type { ProviderLogout } from '@lingtai/state';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { ProviderSettings } from '../settings.ts';
import { providerDown } from './faults.ts';
import { clockToleranceSeconds, type Remote } from './remote.ts';

/** Why a logout token is not obeyed, in a word for the provider's operators. */
export class LogoutTokenError extends Error {}

const event = 'http://schemas.openid.net/event/backchannel-logout';
/** A token without an end of its own is not taken any more after this time. */
const oldestSeconds = 300;

/** Every check of OpenID Connect Back-Channel Logout 1.0, section 2.6, but whether it was obeyed before. */
export async function readLogoutToken(
  { configuration, keys }: Remote,
  provider: ProviderSettings,
  token: string,
): Promise<ProviderLogout> {
  const algorithms = configuration.serverMetadata().id_token_signing_alg_values_supported ?? ['RS256'];
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer: configuration.serverMetadata().issuer,
    audience: provider.clientId,
    algorithms: algorithms.filter((name) => /^(RS|PS|ES)\d+$|^Ed/.test(name)),
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['iat', 'jti', 'events'],
    maxTokenAge: oldestSeconds,
  }).catch((error: unknown) => {
    if (isOurTrouble(error)) throw providerDown(provider, error);
    throw new LogoutTokenError(error instanceof errors.JOSEError ? error.code : 'unreadable', { cause: error });
  });
  if (protectedHeader.typ !== undefined && !/^(application\/)?(logout\+jwt|jwt)$/i.test(protectedHeader.typ))
    throw new LogoutTokenError('typ');
  const logout = logoutIn(payload);
  const expires = new Date(((payload.iat ?? 0) + oldestSeconds + 2 * clockToleranceSeconds) * 1000);
  return { ...logout, token: { jti: payload.jti!, expires } };
}

function logoutIn({ sub, sid, events, nonce, jti }: JWTPayload & { readonly events?: unknown }): ProviderLogout {
  if (typeof jti !== 'string' || jti.length > 512) throw new LogoutTokenError('jti');
  if (nonce !== undefined) throw new LogoutTokenError('nonce');
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, event))
    throw new LogoutTokenError('events');
  if (sid !== undefined && typeof sid !== 'string') throw new LogoutTokenError('sid');
  if (sub === undefined && sid === undefined) throw new LogoutTokenError('sub or sid');
  return { ...(sid === undefined ? {} : { sid }), ...(sub === undefined ? {} : { subject: sub }) };
}

/** The provider's keys could not be read: not the token's fault. */
function isOurTrouble(error: unknown): boolean {
  return !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout;
}
