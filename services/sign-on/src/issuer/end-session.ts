import { audit, endSession, findSignOnSession } from '@lingtai/state';
import type Provider from 'oidc-provider';
import type { SignOnContext } from '../context.ts';

/** What a client asks with when it signs somebody out (OpenID Connect RP-Initiated Logout 1.0, section 2). */
export interface EndSessionRequest {
  readonly idTokenHint: string | null;
  readonly clientId: string | null;
  readonly postLogoutRedirectUri: string | null;
  readonly state: string | null;
}

/** What the request proves. */
export interface EndSessionAsked {
  /** The session here through which the ID token was issued, while it lasts. */
  readonly session?: string;
  /** The token's subject; `undefined` where no valid token came. */
  readonly subject?: string;
  /** Where to go afterwards: registered by the client. */
  readonly next?: string;
}

/** Reads the request. An ID token that we did not issue to that client proves nothing; its age does not matter. */
export async function readEndSession(
  provider: Provider,
  context: SignOnContext,
  { idTokenHint, clientId, postLogoutRedirectUri, state }: EndSessionRequest,
): Promise<EndSessionAsked> {
  const claimed = clientId ?? (idTokenHint === null ? null : audienceOf(idTokenHint));
  const client = claimed === null ? undefined : await provider.Client.find(claimed).catch(() => undefined);
  if (!client) return {};
  const hint =
    idTokenHint === null ? undefined : await provider.IdToken.validate(idTokenHint, client).catch(() => undefined);
  const allowed = postLogoutRedirectUri !== null && client.postLogoutRedirectUriAllowed(postLogoutRedirectUri);
  const next = allowed ? withState(postLogoutRedirectUri, state) : undefined;
  if (!hint) return next === undefined ? {} : { next };
  const { sub, sid } = hint.payload;
  const session = sid === undefined ? undefined : await findSignOnSession(context.state, client.clientId, sid);
  return {
    subject: sub,
    ...(session === undefined ? {} : { session }),
    ...(next === undefined ? {} : { next }),
  };
}

/** Ends the sessions and returns them. */
export async function endAsked(
  context: SignOnContext,
  ids: readonly (string | undefined)[],
): Promise<NonNullable<Awaited<ReturnType<typeof endSession>>>[]> {
  const distinct = [...new Set(ids.filter((id) => id !== undefined))];
  const ended = await Promise.all(distinct.map((id) => endSession(context.state, id)));
  context.forget();
  const sessions = ended.filter((session) => session !== undefined);
  for (const { account } of sessions)
    await audit(context.state, { actor: account, action: 'account.sign-out', resource: `account:${account}` });
  return sessions;
}

/** For whom the token says that it is; not yet believed. */
function audienceOf(token: string): string | null {
  try {
    const { aud } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { aud?: unknown };
    return typeof aud === 'string' ? aud : null;
  } catch {
    return null;
  }
}

function withState(uri: string, state: string | null): string {
  const url = new URL(uri);
  if (state !== null) url.searchParams.set('state', state);
  return url.href;
}
