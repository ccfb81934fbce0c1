import type { IncomingMessage } from 'node:http';
import { payloadStore, type Session } from '@lingtai/state';
import type { FastifyBaseLogger } from 'fastify';
import Provider, { interactionPolicy, type KoaContext, type OidcGrant } from 'oidc-provider';
import type { SignOnContext } from '../context.ts';
import type { ClientSettings } from '../settings.ts';
import { stateAdapter } from './adapter.ts';
import { issuerAccount, issuerClaims } from './claims.ts';
import { issuerKeys } from './keys.ts';
import { errorPage } from './pages.ts';

/** The sessions of the requests that were given to the provider. */
export const sessionsOfRequests: WeakMap<IncomingMessage, Session> = new WeakMap();

const presentSession = (): Session | undefined => {
  const context = Provider.ctx;
  return context && sessionsOfRequests.get(context.req);
};

const minutes = 60;

/** This site as an OpenID provider (OpenID Connect Core 1.0; the endpoints are oidc-provider's). */
export async function openProvider(
  context: SignOnContext,
  issuer: string,
  { sessionDays, log }: { readonly sessionDays: number; readonly log: FastifyBaseLogger },
): Promise<Provider> {
  const keys = await issuerKeys(context.state);
  const https = issuer.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax', secure: https };
  const provider = new Provider(issuer, {
    adapter: stateAdapter(payloadStore(context.state), () => presentSession()?.id),
    clients: context.clients.map(clientMetadata),
    jwks: keys.jwks,
    cookies: {
      keys: keys.cookies,
      names: { session: 'lingtai_oidc', interaction: 'lingtai_oidc_ask', resume: 'lingtai_oidc_resume' },
      long: cookie,
      short: cookie,
    },
    claims: Object.fromEntries(Object.entries(issuerClaims).map(([scope, claims]) => [scope, [...claims]])),
    conformIdTokenClaims: false,
    scopes: ['openid'],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    discovery: { frontchannel_logout_supported: true, frontchannel_logout_session_supported: true },
    interactions: {
      policy: askWhoIsHere(),
      url: (_: KoaContext, { uid }: { uid: string }) => `${issuer}/interaction/${uid}`,
    },
    findAccount: (_: KoaContext, name: string) => issuerAccount(context.state, context.clock, name),
    loadExistingGrant: grantOfOurs,
    clientBasedCORS: () => false,
    renderError: errorPage,
    // Where clients are is the operator's word: a portal in the same network is asked like any other.
    fetch: (url: string, { dispatcher: _, ...options }: RequestInit & { dispatcher?: unknown }) => fetch(url, options),
    ttl: {
      AccessToken: 10 * minutes,
      AuthorizationCode: 1 * minutes,
      IdToken: 10 * minutes,
      Interaction: 60 * minutes,
      Grant: sessionDays * 24 * 60 * minutes,
      Session: sessionDays * 24 * 60 * minutes,
    },
  });
  provider.on('server_error', (_ctx, err) => log.error({ err }, 'the OpenID provider failed'));
  // Addresses are made of the site's public one, which `prepareRequest` writes into these headers.
  provider.proxy = true;
  // Clients that are told by a frame need the word for their session too.
  provider.Client.prototype.includeSid = () => true;
  return provider;
}

function clientMetadata(client: ClientSettings): object {
  const open = client.secret === undefined;
  return {
    client_id: client.id,
    client_name: client.title.en,
    ...(open ? {} : { client_secret: client.secret }),
    token_endpoint_auth_method: open ? 'none' : `client_secret_${client.authentication ?? 'basic'}`,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    ...(client.backchannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
  };
}

/** Who is signed in is our session's word: without it, or with another's, nobody is signed in at the provider either. */
function askWhoIsHere(): object {
  const { Check } = interactionPolicy;
  const policy = interactionPolicy.base();
  policy
    .get('login')
    .checks.add(
      new Check('session_ended', 'the session at this site has ended', ({ req, oidc }) =>
        oidc.session?.accountId !== undefined && sessionsOfRequests.get(req)?.account !== oidc.session.accountId
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT,
      ),
    );
  return policy;
}

/** Clients are the site's own: their users are not asked again whether these may know who they are. */
async function grantOfOurs({ oidc }: KoaContext): Promise<OidcGrant> {
  const [clientId, { accountId }] = [oidc.client!.clientId, oidc.account!];
  const known = oidc.session?.grantIdFor(clientId);
  const found = known === undefined ? undefined : await oidc.provider.Grant.find(known);
  const grant = found?.accountId === accountId ? found : new oidc.provider.Grant({ clientId, accountId });
  grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '));
  await grant.save();
  return grant;
}
