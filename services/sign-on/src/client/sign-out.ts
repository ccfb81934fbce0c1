import { randomBytes } from 'node:crypto';
import { payloadStore, type Session } from '@lingtai/state';
import * as openid from 'openid-client';
import type { SignOnContext } from '../context.ts';
import type { Remotes } from './remote.ts';

/** Where people go on after a sign-out elsewhere is kept for so long. */
const seconds = 900;
const model = 'SignedOut';

/** Where a provider sends people back to after it signed them out; it is registered there. */
function signedOutUri(baseUrl: string, provider: string): string {
  return `${baseUrl}/sign-in/${provider}/signed-out`;
}

/**
 * Where the browser goes to sign out at the provider too (OpenID Connect RP-Initiated Logout 1.0), and from there on to
 * `next`. `undefined` where the session is not a provider's, or the provider offers none or does not answer.
 */
export async function providerSignOut(
  { state, baseUrl, providers }: SignOnContext,
  remotes: Remotes,
  session: Session,
  next: string,
): Promise<string | undefined> {
  const provider = providers.find(({ name }) => name === session.provider);
  if (!provider) return undefined;
  const remote = await remotes.of(provider).catch(() => undefined);
  if (remote?.configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
  const word = randomBytes(24).toString('base64url');
  await payloadStore(state).upsert(model, word, { next, provider: provider.name }, { expiresSeconds: seconds });
  return openid.buildEndSessionUrl(remote.configuration, {
    post_logout_redirect_uri: signedOutUri(baseUrl(), provider.name),
    state: word,
    ...(session.idTokenHint === undefined ? {} : { id_token_hint: session.idTokenHint }),
  }).href;
}

/** Where a sign-out that was begun here goes on, once. */
export async function afterSignOut({ state }: SignOnContext, provider: string, word: string | null): Promise<string> {
  if (word === null) return '/';
  const store = payloadStore(state);
  const found = await store.find(model, word);
  if (!found || found['provider'] !== provider || !(await store.consume(model, word))) return '/';
  return typeof found['next'] === 'string' ? found['next'] : '/';
}
