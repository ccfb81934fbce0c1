import { requestUrl } from '@lingtai/service-dali';
import { audit, type BegunSignIn, type IdentitySignIn, signInWithIdentity, takeBegunSignIn } from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as openid from 'openid-client';
import type { SignOnContext } from '../context.ts';
import type { ProviderSettings } from '../settings.ts';
import { callbackUri } from './begin.ts';
import { browserWord } from './browser-cookie.ts';
import { type Claims, identityOf, missingClaim } from './claims.ts';
import {
  accountDisabled,
  claimMissing,
  exchangeFault,
  linkedElsewhere,
  noAccount,
  notBegun,
  notSignedIn,
  refusedByProvider,
} from './faults.ts';
import type { Remotes } from './remote.ts';

/** Takes what the provider sent with the browser, and signs in. Returns the path at which it began. */
export async function finishSignIn(
  context: SignOnContext,
  remotes: Remotes,
  request: FastifyRequest,
  reply: FastifyReply,
  provider: ProviderSettings,
): Promise<string> {
  const begun = await begunSignIn(context, request, provider);
  const { subject, claims, sid, idToken } = await exchange(context, remotes, request, provider, begun);
  const missing = missingClaim(provider.requiredClaims, claims);
  if (missing) throw claimMissing(provider, missing);
  const linkTo = begun.account;
  const asker = context.askerOf(request);
  if (linkTo !== undefined && (asker.kind !== 'user' || asker.name !== linkTo)) throw notSignedIn();
  const found = await signInWithIdentity(context.state, identityOf(provider, subject, claims), {
    createAccounts: provider.createAccounts,
    at: context.clock.now(),
    address: request.ip,
    ...(linkTo === undefined ? {} : { linkTo }),
  });
  if (!('account' in found)) await noteRefusal(context, request, provider, found.state);
  const account = accountIn(found, provider, request);
  context.forget();
  await context.signIn(request, reply, account, {
    provider: provider.name,
    providerSubject: subject,
    ...(sid === undefined ? {} : { providerSid: sid }),
    ...(idToken === undefined ? {} : { idTokenHint: idToken }),
  });
  return begun.returnPath;
}

async function begunSignIn(
  { state, baseUrl }: SignOnContext,
  request: FastifyRequest,
  { name }: ProviderSettings,
): Promise<BegunSignIn> {
  const word = requestUrl(request).searchParams.get('state');
  const browser = browserWord(request, baseUrl());
  if (word === null || browser === undefined) throw notBegun();
  const begun = await takeBegunSignIn(state, { state: word, browser, provider: name });
  if (!begun) throw notBegun();
  return begun;
}

interface Exchanged {
  readonly subject: string;
  readonly claims: Claims;
  readonly sid?: string;
  readonly idToken?: string;
}

/** The code for tokens, and these for claims, with every check of OpenID Connect Core 1.0 that the library knows. */
async function exchange(
  context: SignOnContext,
  remotes: Remotes,
  request: FastifyRequest,
  provider: ProviderSettings,
  begun: BegunSignIn,
): Promise<Exchanged> {
  const { configuration } = await remotes.of(provider);
  const here = new URL(callbackUri(context.baseUrl(), provider));
  here.search = requestUrl(request).search;
  try {
    const tokens = await openid.authorizationCodeGrant(configuration, here, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.codeVerifier,
      idTokenExpected: true,
    });
    const idClaims = tokens.claims()!;
    const more =
      configuration.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await openid.fetchUserInfo(configuration, tokens.access_token, idClaims.sub);
    const sid = idClaims['sid'];
    return {
      subject: idClaims.sub,
      claims: { ...idClaims, ...more },
      ...(typeof sid === 'string' ? { sid } : {}),
      ...(tokens.id_token === undefined ? {} : { idToken: tokens.id_token }),
    };
  } catch (error) {
    if (error instanceof openid.AuthorizationResponseError) throw refusedByProvider(provider, error.error);
    request.log.warn({ err: error, provider: provider.name }, 'sign-in failed');
    throw exchangeFault(provider, error);
  }
}

function noteRefusal(
  { state }: SignOnContext,
  { ip }: FastifyRequest,
  { name }: ProviderSettings,
  reason: string,
): Promise<void> {
  return audit(state, {
    actor: 'anonymous',
    action: 'account.sign-in-failed',
    detail: { by: name, because: reason },
    address: ip,
  });
}

function accountIn(found: IdentitySignIn, provider: ProviderSettings, request: FastifyRequest): string {
  if ('account' in found) {
    if (found.unknownGroups.length > 0)
      request.log.warn(
        { provider: provider.name, groups: found.unknownGroups },
        'claims name groups that are not here',
      );
    return found.account;
  }
  if (found.state === 'disabled') throw accountDisabled();
  if (found.state === 'linked-elsewhere') throw linkedElsewhere(provider);
  throw noAccount(provider);
}
