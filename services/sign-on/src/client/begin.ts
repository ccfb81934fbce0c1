import { safeRedirect } from '@lingtai/service-dali';
import { keepBegunSignIn } from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as openid from 'openid-client';
import type { SignOnContext } from '../context.ts';
import type { ProviderSettings } from '../settings.ts';
import { keepBrowserWord } from './browser-cookie.ts';
import type { Remotes } from './remote.ts';

/** A person may take so long at the provider. */
const seconds = 600;

/** Where the provider sends people back to; it is registered there. */
export function callbackUri(baseUrl: string, { name }: ProviderSettings): string {
  return `${baseUrl}/sign-in/${name}/callback`;
}

export interface ToBegin {
  readonly provider: ProviderSettings;
  /** Where to go afterwards; anything but a path of this site becomes its first page. */
  readonly returnTo: unknown;
  /** The account to which the identity is to be linked. */
  readonly linkTo?: string;
}

/** The provider's address to which the browser goes now: code flow with state, nonce and PKCE (RFC 7636, S256). */
export async function beginSignIn(
  context: SignOnContext,
  remotes: Remotes,
  request: FastifyRequest,
  reply: FastifyReply,
  { provider, returnTo, linkTo }: ToBegin,
): Promise<URL> {
  const { configuration } = await remotes.of(provider);
  const baseUrl = context.baseUrl();
  const [state, nonce, codeVerifier] = [openid.randomState(), openid.randomNonce(), openid.randomPKCECodeVerifier()];
  const browser = keepBrowserWord(request, reply, { baseUrl, seconds });
  const returnPath = safeRedirect(typeof returnTo === 'string' ? returnTo : undefined);
  await keepBegunSignIn(
    context.state,
    {
      state,
      browser,
      provider: provider.name,
      nonce,
      codeVerifier,
      returnPath,
      ...(linkTo === undefined ? {} : { account: linkTo }),
    },
    seconds,
  );
  return openid.buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUri(baseUrl, provider),
    scope: provider.scopes.join(' '),
    state,
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  });
}
