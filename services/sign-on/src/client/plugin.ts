import { acceptForms, apiErrorHandler, requestUrl } from '@lingtai/service-dali';
import { endProviderSessions, type ProviderLogout } from '@lingtai/state';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignOnContext } from '../context.ts';
import type { ProviderSettings } from '../settings.ts';
import { beginSignIn } from './begin.ts';
import { noReturn, notSignedIn, unknownProvider } from './faults.ts';
import { finishSignIn } from './finish.ts';
import { LogoutTokenError, readLogoutToken } from './logout-token.ts';
import type { Remotes } from './remote.ts';
import { LinkBody, LinkSchema } from './schemas.ts';
import { afterSignOut } from './sign-out.ts';

interface ToProvider {
  Params: { readonly provider: string };
}

/** Sign-in at other providers, and what they tell of sign-outs. `ended` is called when sessions here have ended. */
export function clientPlugin(
  app: FastifyInstance,
  context: SignOnContext,
  { remotes, ended }: { readonly remotes: Remotes; readonly ended: () => void },
): void {
  const providerOf = ({ params }: FastifyRequest<ToProvider>): ProviderSettings => {
    const found = context.providers.find(({ name }) => name === params.provider);
    if (!found) throw unknownProvider(params.provider, context.providers);
    return found;
  };
  const logOut = async (provider: ProviderSettings, whose: ProviderLogout): Promise<void> => {
    const sessions = await endProviderSessions(context.state, provider.name, whose);
    if (!sessions) throw new LogoutTokenError('jti was used before');
    if (sessions.length === 0) return;
    context.forget();
    ended();
  };
  const hide: object = { schema: { hide: true } };
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
  });

  app.get<ToProvider>('/sign-in/:provider', hide, async (request, reply) => {
    const returnTo = requestUrl(request).searchParams.get('return');
    const next = await beginSignIn(context, remotes, request, reply, { provider: providerOf(request), returnTo });
    return reply.redirect(next.href, 303);
  });

  app.get<ToProvider>('/sign-in/:provider/callback', hide, async (request, reply) => {
    const next = await finishSignIn(context, remotes, request, reply, providerOf(request));
    return reply.redirect(next, 303);
  });

  app.get<ToProvider>('/sign-in/:provider/signed-out', hide, async (request, reply) => {
    const word = requestUrl(request).searchParams.get('state');
    return reply.redirect(await afterSignOut(context, providerOf(request).name, word), 303);
  });

  /** OpenID Connect Front-Channel Logout 1.0, section 3. Our cookie does not come along in a frame: `sid` is what counts. */
  app.get<ToProvider>('/sign-in/:provider/frontchannel-logout', hide, async (request, reply) => {
    const provider = providerOf(request);
    const { searchParams } = requestUrl(request);
    const sid = searchParams.get('sid');
    const ours = searchParams.get('iss') === provider.issuer && sid !== null && sid !== '';
    if (ours) await logOut(provider, { sid });
    reply.header('Content-Security-Policy', `default-src 'none'; frame-ancestors ${new URL(provider.issuer).origin}`);
    return reply
      .code(ours ? 200 : 400)
      .type('text/plain; charset=utf-8')
      .send(ours ? 'signed out' : 'iss or sid');
  });

  void app.register(async (forms) => {
    acceptForms(forms);
    forms.setErrorHandler(apiErrorHandler);
    forms.post<ToProvider>('/sign-in/:provider/backchannel-logout', hide, async (request, reply) => {
      const provider = providerOf(request);
      const token = request.body instanceof URLSearchParams ? request.body.get('logout_token') : null;
      try {
        if (token === null) throw new LogoutTokenError('logout_token');
        await logOut(provider, await readLogoutToken(await remotes.of(provider), provider, token));
      } catch (error) {
        if (error instanceof LogoutTokenError) return refuse(request, reply, provider, error);
        throw error;
      }
      return reply.code(200).send();
    });

    /** From a page of ours: links the identity to the account that asks. A form elsewhere cannot do it for him. */
    const link: object = {
      schema: {
        tags: ['account'],
        summary: 'Link your account at a sign-in provider to the one in whose session you are',
        body: LinkBody,
        response: { 200: LinkSchema },
      },
    };
    forms.post<ToProvider>('/sign-in/:provider', link, async (request, reply) => {
      const provider = providerOf(request);
      const session = context.sessionOf(request);
      if (!session) throw notSignedIn();
      const { return: returnTo } = (request.body ?? {}) as { readonly return?: unknown };
      if (returnTo !== undefined && returnTo !== null && typeof returnTo !== 'string') throw noReturn();
      const ask = { provider, returnTo, linkTo: session.account };
      return { next: (await beginSignIn(context, remotes, request, reply, ask)).href };
    });
  });
}

/** OpenID Connect Back-Channel Logout 1.0, section 2.8. */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { name }: ProviderSettings,
  error: LogoutTokenError,
): FastifyReply {
  request.log.warn({ provider: name, reason: error.message }, 'logout token refused');
  return reply.code(400).send({ error: 'invalid_request', error_description: error.message });
}
